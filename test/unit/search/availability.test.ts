import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { ReleaseDates } from "../../../src/clients/arr/library/LibraryItem.ts"
import { availableFrom, yearStarts } from "../../../src/search/availability.ts"
import { day, movie, now, planned, skippedOf } from "./planSupport.ts"

const thisYear = new Date(now).getFullYear()
const past = now - 10 * day
const coming = now + 10 * day

const released = (
  minimum: string,
  dates: { inCinemas?: number; digital?: number; physical?: number } = {}
): ReleaseDates => ({ minimum, inCinemas: dates.inCinemas, digital: dates.digital, physical: dates.physical })

const isAvailable = (year: number | undefined, releases: ReleaseDates | undefined, at = now) =>
  availableFrom(year, releases, yearStarts()) <= at

/** Of this year, so that the dates decide. */
const rows: ReadonlyArray<readonly [row: string, year: number | undefined, ReleaseDates, available: boolean]> = [
  ["1: a year to come", thisYear + 1, released("announced"), false],
  ["1: year 0", 0, released("announced"), false],
  ["1: no year", undefined, released("announced"), false],
  ["2: before last year, whatever its dates", thisYear - 2, released("released", { digital: coming }), true],
  ["2: last year is not before last year", thisYear - 1, released("released", { digital: coming }), false],
  ["3: released, no dates", thisYear, released("released"), true],
  ["4: released, only digital is past", thisYear, released("released", { digital: past, physical: coming }), true],
  ["4: released, only physical is past", thisYear, released("released", { digital: coming, physical: past }), true],
  ["4: released, both to come", thisYear, released("released", { digital: coming, physical: coming }), false],
  ["5: released, digital past", thisYear, released("released", { digital: past }), true],
  ["5: cinema is irrelevant", thisYear, released("released", { digital: coming, inCinemas: past }), false],
  ["6: released, physical past", thisYear, released("released", { physical: past }), true],
  ["6: released, physical to come", thisYear, released("released", { physical: coming, inCinemas: past }), false],
  ["7: in cinemas, no dates", thisYear, released("inCinemas"), true],
  ["8: in cinemas, cinema past", thisYear, released("inCinemas", { inCinemas: past, digital: coming }), true],
  ["8: in cinemas, cinema to come", thisYear, released("inCinemas", { inCinemas: coming, digital: past }), false],
  ["9: in cinemas, digital past", thisYear, released("inCinemas", { digital: past, physical: coming }), true],
  ["9: in cinemas, digital to come", thisYear, released("inCinemas", { digital: coming, physical: past }), false],
  ["10: in cinemas, physical past", thisYear, released("inCinemas", { physical: past }), true],
  ["10: in cinemas, physical to come", thisYear, released("inCinemas", { physical: coming }), false],
  ["11: announced", thisYear, released("announced", { digital: coming }), true],
  ["12: released with a cinema date only", thisYear, released("released", { inCinemas: past }), false],
  ["12: a word we do not know", thisYear, released("tba", { digital: past }), false]
]

describe("check 40: a movie is available as the table says, row", () => {
  for (const [row, year, releases, available] of rows) {
    it(row, () => {
      assert.strictEqual(isAvailable(year, releases), available)
      const plan = planned([movie(1, { year, releases })])
      assert.lengthOf(plan.candidates, available ? 1 : 0)
      assert.deepStrictEqual(skippedOf(plan), available ? {} : { "not available": 1 })
    })
  }
})

describe("availability", () => {
  it("counts from the very date on", () => {
    assert.isTrue(isAvailable(thisYear, released("inCinemas", { inCinemas: now })))
    assert.isFalse(isAvailable(thisYear, released("inCinemas", { inCinemas: now + 1 })))
  })

  it("the year changes at local midnight", () => {
    const newYear = new Date(thisYear + 1, 0, 1).getTime()
    assert.isFalse(isAvailable(thisYear + 1, released("announced"), newYear - 1))
    assert.isTrue(isAvailable(thisYear + 1, released("announced"), newYear))
    assert.isFalse(isAvailable(thisYear - 1, released("tba"), newYear - 1))
    assert.isTrue(isAvailable(thisYear - 1, released("tba"), newYear))
  })

  it("a year of two digits, and one out of all reason, are read as they are", () => {
    assert.isTrue(isAvailable(33, released("tba")))
    assert.isFalse(isAvailable(1e9, released("announced")))
  })

  it("the plan wakes up when the next one comes out", () => {
    const coming = movie(1, { year: thisYear, releases: released("released", { digital: now + day }) })
    const later = movie(2, { year: thisYear, releases: released("inCinemas", { inCinemas: now + 9 * day }) })
    const plan = planned([later, coming])
    assert.strictEqual(plan.nextAt, now + day)
    assert.strictEqual(planned([later, coming], { now: now + day }).candidates[0]?.items[0], 1)
  })

  it("stays as the table read row by row, at any time", () => {
    const date = fc.option(fc.integer({ min: now - 900 * day, max: now + 900 * day }), { nil: undefined })
    const dates = fc.record({
      minimum: fc.constantFrom("announced", "inCinemas", "released", "tba"),
      inCinemas: date,
      digital: date,
      physical: date
    })
    fc.assert(
      fc.property(fc.integer({ min: thisYear - 4, max: thisYear + 3 }), dates, (year, releases) => {
        const { minimum, inCinemas, digital, physical } = releases
        const byRows = (): boolean => {
          if (year > thisYear) return false
          if (year < thisYear - 1) return true
          const none = inCinemas === undefined && digital === undefined && physical === undefined
          if (minimum === "released") {
            if (none) return true
            if (digital !== undefined && physical !== undefined) return digital <= now || physical <= now
            if (digital !== undefined) return digital <= now
            if (physical !== undefined) return physical <= now
          }
          if (minimum === "inCinemas") {
            if (none) return true
            if (inCinemas !== undefined) return inCinemas <= now
            if (digital !== undefined) return digital <= now
            if (physical !== undefined) return physical <= now
          }
          return minimum === "announced"
        }
        assert.strictEqual(isAvailable(year, releases), byRows())
      })
    )
  })
})
