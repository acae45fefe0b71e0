import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { hitAndRunGate, owed } from "../../../../src/torrents/trackers/hitAndRun.ts"
import {
  complete,
  day,
  facts,
  hitAndRun,
  minute,
  now,
  reading,
  rules,
  seeding,
  torrent,
  trackerRule
} from "../samples.ts"

const hour = 3_600_000
const terms = hitAndRun({ mode: "and", minRatio: 1, minSeedingTime: 5 * day, minProgress: 0.1, partialRatio: 1 })

interface Row {
  readonly change: Partial<typeof terms>
  readonly progress: number
  readonly ratio: number
  readonly time: number
  readonly may: boolean
  readonly title: string
}

const table: ReadonlyArray<Row> = [
  { title: "disabled", change: { mode: "disabled" }, progress: 1, ratio: 0, time: 0, may: true },
  { title: "and, below the minimum progress", change: {}, progress: 0.05, ratio: 0, time: 0, may: true },
  { title: "and, exactly at the minimum progress", change: {}, progress: 0.1, ratio: 0, time: 0, may: false },
  { title: "and, partial, 99 days do not help", change: {}, progress: 0.5, ratio: 0.9, time: 99 * day, may: false },
  { title: "and, partial ratio met", change: {}, progress: 0.5, ratio: 1, time: 0, may: true },
  { title: "and, ratio met, 4 days", change: {}, progress: 1, ratio: 1, time: 4 * day, may: false },
  { title: "and, ratio not met, 6 days", change: {}, progress: 1, ratio: 0.9, time: 6 * day, may: false },
  { title: "and, both met", change: {}, progress: 1, ratio: 1, time: 5 * day, may: true },
  { title: "or, ratio met", change: { mode: "or" }, progress: 1, ratio: 1, time: 0, may: true },
  { title: "or, time met", change: { mode: "or" }, progress: 1, ratio: 0, time: 5 * day, may: true },
  { title: "or, neither met", change: { mode: "or" }, progress: 1, ratio: 0.9, time: 4 * day, may: false },
  { title: "and, buffer, exactly 5 days", change: { buffer: hour }, progress: 1, ratio: 2, time: 5 * day, may: false },
  {
    title: "and, buffer, 5 days and it",
    change: { buffer: hour },
    progress: 1,
    ratio: 2,
    time: 5 * day + hour,
    may: true
  },
  {
    title: "and, no days, ratio not met",
    change: { minSeedingTime: 0 },
    progress: 1,
    ratio: 0.9,
    time: 9 * day,
    may: false
  },
  { title: "and, no days, ratio met", change: { minSeedingTime: 0 }, progress: 1, ratio: 1, time: 0, may: true },
  {
    title: "and, neither ratio nor days asked for",
    change: { minSeedingTime: 0, minRatio: 0 },
    progress: 1,
    ratio: 0,
    time: 0,
    may: true
  }
]

describe("what a torrent owes (engine §10.2)", () => {
  for (const { change, may, progress, ratio, time, title } of table) {
    it(`check 22: ${title}: ${may ? "nothing" : "something"}`, () => {
      const debt = owed({ ...terms, ...change }, { progress, ratio, seedingTime: time })
      if (may) assert.isUndefined(debt)
      else assert.isString(debt)
    })
  }

  it("check 22: what is not known is owed", () => {
    const known = { progress: 1, ratio: 9, seedingTime: 99 * day }
    assert.isUndefined(owed(terms, known))
    assert.isString(owed(terms, { ...known, progress: undefined }))
    assert.isString(owed(terms, { ...known, ratio: undefined }))
    assert.isString(owed(terms, { ...known, seedingTime: undefined }))
    assert.isString(owed(terms, { ...known, progress: 0.5, ratio: undefined }))
    assert.isUndefined(owed({ ...terms, mode: "or" }, { ...known, ratio: undefined }))
  })

  it("an incomplete torrent owes nothing where the partial ratio is 0", () =>
    assert.isUndefined(owed({ ...terms, partialRatio: 0 }, { progress: 0.5, ratio: undefined, seedingTime: 0 })))

  it("is told with its numbers", () => {
    assert.strictEqual(
      owed(terms, { progress: 1, ratio: 0.5, seedingTime: 2 * day }),
      "ratio 0.50 of 1 and seeded 48.0 h of 120.0 h"
    )
    assert.strictEqual(
      owed({ ...terms, mode: "or" }, { progress: 1, ratio: 0.5, seedingTime: 2 * day }),
      "ratio 0.50 of 1 or seeded 48.0 h of 120.0 h"
    )
    assert.strictEqual(
      owed(terms, { progress: 0.5, ratio: undefined, seedingTime: 0 }),
      "at 50 % it owes ratio 1, it has an unknown one"
    )
  })

  it("more ratio or more time never makes it owe more", () => {
    const any = fc.double({ min: 0, max: 3, noNaN: true })
    fc.assert(
      fc.property(
        fc.constantFrom("and" as const, "or" as const),
        any,
        any,
        any,
        any,
        any,
        any,
        any,
        (mode, minRatio, days, progress, ratio, time, more, longer) => {
          const asked = { ...terms, mode, minRatio, minSeedingTime: days * day }
          const before = owed(asked, { progress: Math.min(progress, 1), ratio, seedingTime: time * day })
          const after = owed(asked, {
            progress: Math.min(progress, 1),
            ratio: ratio + more,
            seedingTime: (time + longer) * day
          })
          assert.isTrue(before !== undefined || after === undefined)
        }
      )
    )
  })
})

const row = trackerRule({ hitAndRun: terms })
const owing = complete({ ratio: 0.2, seedingTime: 3600 })
const gone = "Unregistered torrent"
const gate = (change: {
  readonly torrent?: ReturnType<typeof torrent>
  readonly trackers?: ReturnType<typeof reading>
  readonly rules?: ReturnType<typeof rules>
}) =>
  hitAndRunGate({
    torrent: change.torrent ?? owing,
    facts: facts({ trackers: change.trackers }),
    rules: change.rules ?? rules({ trackers: [row] }),
    now
  })
const at = (...hosts: ReadonlyArray<string>) => hosts.map((host) => `https://${host}/announce`)

describe("the hit-and-run gate", () => {
  it("check 22: allows where nobody demands anything, even while the trackers are not known", () => {
    const set = rules({ trackers: [trackerRule()] })
    assert.strictEqual(gate({ rules: set, torrent: complete({ trackers: undefined }) })._tag, "Allow")
  })

  it("check 22: denies while the trackers are not known and somebody may demand something", () => {
    const unknown = complete({ ratio: 99, seedingTime: 1e9, trackers: undefined })
    assert.deepStrictEqual(gate({ torrent: unknown }), {
      _tag: "Deny",
      reason: "hit-and-run protection: its trackers are not known"
    })
    const section = rules({ seeding: seeding({ hitAndRun: terms }) })
    assert.strictEqual(gate({ torrent: unknown, rules: section })._tag, "Deny")
  })

  it("check 22: allows what owes nothing without asking its trackers", () =>
    assert.strictEqual(gate({ torrent: complete({ ratio: 1, seedingTime: 432_000 }) })._tag, "Allow"))

  it("check 22: asks the trackers before it denies", () => {
    assert.strictEqual(gate({})._tag, "AskTrackers")
    assert.deepStrictEqual(gate({ trackers: reading({}) }), {
      _tag: "Deny",
      reason: "hit-and-run protection: ratio 0.20 of 1 and seeded 60 min of 120.0 h"
    })
  })

  it("asks again when the answers are more than half an hour old", () => {
    const old = { ...reading({ state: "notWorking", message: gone }), at: now - 31 * minute }
    assert.strictEqual(gate({ trackers: old })._tag, "AskTrackers")
  })

  it("check 22: allows what its tracker has forgotten, whatever is owed", () => {
    assert.strictEqual(gate({ trackers: reading({ state: "notWorking", message: gone }) })._tag, "Allow")
    assert.strictEqual(gate({ trackers: reading({ state: "error", message: `${gone}!` }) })._tag, "Allow")
  })

  it("check 22: a message that is no such news changes nothing", () => {
    for (const message of ["", "Connection timed out", "Invalid passkey", "502 Bad Gateway"]) {
      assert.strictEqual(gate({ trackers: reading({ state: "notWorking", message }) })._tag, "Deny", message)
    }
  })

  it("an announce URL that works outweighs another of the same tracker that does not know it", () => {
    const urls = [
      { host: "a.tracker.example", state: "notWorking", message: gone },
      { host: "b.tracker.example", state: "working" }
    ] as const
    const both = complete({ ratio: 0, trackers: at("a.tracker.example", "b.tracker.example") })
    assert.strictEqual(gate({ torrent: both, trackers: reading(...urls) })._tag, "Deny")
    const silent = reading(urls[0], { host: "b.tracker.example", state: "notContacted" })
    assert.strictEqual(gate({ torrent: both, trackers: silent })._tag, "Allow")
  })

  it("what one tracker has forgotten is still owed to another that demands", () => {
    const other = trackerRule({ host: "other.org", hitAndRun: terms })
    const set = rules({ trackers: [row, other] })
    const both = complete({ ratio: 0, trackers: at("tracker.example", "other.org") })
    const first = { host: "tracker.example", state: "notWorking", message: gone } as const
    assert.strictEqual(
      gate({ torrent: both, rules: set, trackers: reading(first, { host: "other.org" }) })._tag,
      "Deny"
    )
    const all = reading(first, { ...first, host: "other.org" })
    assert.strictEqual(gate({ torrent: both, rules: set, trackers: all })._tag, "Allow")
  })

  it("a tracker that demands nothing cannot release it", () => {
    const both = complete({ ratio: 0, trackers: at("tracker.example", "public.org") })
    const answers = reading({ state: "notContacted" }, { host: "public.org", state: "notWorking", message: gone })
    assert.strictEqual(gate({ torrent: both, trackers: answers })._tag, "Deny")
  })

  it("goes by the terms of the row with the highest priority", () => {
    const lax = trackerRule({ host: "lax.org", priority: 9, hitAndRun: hitAndRun({ mode: "or", minRatio: 0.1 }) })
    const both = complete({ ratio: 0.2, trackers: at("tracker.example", "lax.org") })
    assert.strictEqual(gate({ torrent: both, rules: rules({ trackers: [row, lax] }) })._tag, "Allow")
  })

  it("goes by the section where no row of its trackers demands anything", () => {
    const section = seeding({ hitAndRun: terms })
    assert.strictEqual(gate({ rules: rules({ seeding: section }) })._tag, "AskTrackers")
    const set = rules({ seeding: section, trackers: [trackerRule()] })
    assert.strictEqual(gate({ rules: set, trackers: reading({}) })._tag, "Deny")
    assert.strictEqual(gate({ rules: set, trackers: reading({ state: "error", message: gone }) })._tag, "Allow")
  })

  it("a row of a tracker that is to be removed demands nothing", () => {
    const removed = trackerRule({ hitAndRun: terms, removeIfExists: true })
    assert.strictEqual(gate({ rules: rules({ trackers: [removed] }) })._tag, "Allow")
  })

  it("the tracker's own texts decide what it means", () => {
    const set = rules({ trackers: [{ ...row, messages: { gone: ["Kaputt"], outage: [], userError: [gone] } }] })
    assert.strictEqual(gate({ rules: set, trackers: reading({ state: "error", message: "ist kaputt" }) })._tag, "Allow")
    assert.strictEqual(gate({ rules: set, trackers: reading({ state: "error", message: gone }) })._tag, "Deny")
  })

  it("check 22: never allows with unknown trackers where something may be owed", () => {
    const mode = fc.constantFrom("and" as const, "or" as const, "disabled" as const)
    const number = fc.option(fc.double({ min: 0, max: 10, noNaN: true }), { nil: undefined })
    fc.assert(
      fc.property(mode, mode, number, number, number, fc.boolean(), (ofRow, ofSection, progress, ratio, time, read) => {
        const set = rules({
          trackers: [trackerRule({ hitAndRun: { ...terms, mode: ofRow } })],
          seeding: seeding({ hitAndRun: { ...terms, mode: ofSection } })
        })
        const unknown = torrent({ progress, ratio, seedingTime: time, trackers: undefined })
        const trackers = read ? reading({ state: "error", message: gone }) : undefined
        const answer = gate({ torrent: unknown, rules: set, ...(trackers === undefined ? {} : { trackers }) })
        const demands = ofRow !== "disabled" || ofSection !== "disabled"
        assert.strictEqual(answer._tag, demands ? "Deny" : "Allow")
      })
    )
  })

  it("check 22: never allows before the trackers have answered where something is owed", () => {
    const number = fc.option(fc.double({ min: 0, max: 10, noNaN: true }), { nil: undefined })
    fc.assert(
      fc.property(
        fc.constantFrom("and" as const, "or" as const),
        number,
        number,
        number,
        (mode, progress, ratio, days) => {
          const asked = { ...terms, mode }
          const seedingTime = days === undefined ? undefined : days * 86_400
          const answer = gate({
            torrent: torrent({ progress, ratio, seedingTime }),
            rules: rules({ trackers: [trackerRule({ hitAndRun: asked })] })
          })
          const debt = owed(asked, {
            progress,
            ratio,
            seedingTime: seedingTime === undefined ? undefined : seedingTime * 1000
          })
          assert.strictEqual(answer._tag, debt === undefined ? "Allow" : "AskTrackers")
        }
      )
    )
  })
})
