import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { parseTimeWindow } from "../../../src/config/values/TimeWindow.ts"
import { isOpen, localZone, nextOpen, type SearchWindow, wallClock } from "../../../src/search/SearchWindow.ts"

const minute = 60_000
const hour = 60 * minute

const zoneOf = (name: string) => DateTime.zoneUnsafeMakeNamed(name)

const windowsOf = (...texts: ReadonlyArray<string>): ReadonlyArray<SearchWindow> =>
  texts.map((text) => {
    const window = parseTimeWindow(text)
    if (window === undefined) throw new Error(`${text} is no window`)
    return window
  })

const utc = (text: string): number => Date.parse(`${text}Z`)
const iso = (at: number | undefined): string =>
  at === undefined ? "never" : new Date(at).toISOString().replace(/:00\.000Z$/, "")

/** When windows change between open and closed, minute by minute: `+` opens, `-` closes; UTC. */
const changes = (windows: ReadonlyArray<SearchWindow>, zone: string, from: string, hours: number) => {
  const found: Array<string> = []
  let before = isOpen(windows, utc(from) - minute, zoneOf(zone))
  for (let at = utc(from); at < utc(from) + hours * hour; at += minute) {
    const now = isOpen(windows, at, zoneOf(zone))
    if (now !== before) found.push(`${now ? "+" : "-"}${iso(at).slice(5)}`)
    before = now
  }
  return found
}

describe("a search window", () => {
  it("is open from its first minute to the one before its last", () => {
    const windows = windowsOf("01:00-07:00")
    assert.deepStrictEqual(changes(windows, "UTC", "2026-06-01T00:00", 24), ["+06-01T01:00", "-06-01T07:00"])
    assert.isTrue(isOpen(windows, utc("2026-06-01T06:59:59.999"), zoneOf("UTC")))
    assert.isFalse(isOpen(windows, utc("2026-06-01T00:59:59.999"), zoneOf("UTC")))
  })

  it("crosses midnight when its end is not after its beginning", () => {
    const windows = windowsOf("22:00-06:00")
    assert.deepStrictEqual(changes(windows, "UTC", "2026-06-01T12:00", 24), ["+06-01T22:00", "-06-02T06:00"])
  })

  it("is the whole day when its ends are equal", () => {
    for (const text of ["00:00-00:00", "13:30-13:30", "00:00-24:00"]) {
      assert.deepStrictEqual(changes(windowsOf(text), "Europe/Berlin", "2026-03-28T00:00", 72), [], text)
      assert.isTrue(isOpen(windowsOf(text), utc("2026-03-28T00:00"), zoneOf("Europe/Berlin")))
    }
  })

  it("stands beside others, whether or not they overlap", () => {
    const windows = windowsOf("12:00-13:00", "01:00-03:00", "02:00-04:00")
    const day = ["+06-01T01:00", "-06-01T04:00", "+06-01T12:00", "-06-01T13:00"]
    assert.deepStrictEqual(changes(windows, "UTC", "2026-06-01T00:00", 24), day)
  })

  it("goes by local time", () => {
    const windows = windowsOf("01:00-07:00")
    const summer = changes(windows, "Europe/Berlin", "2026-06-01T12:00", 24)
    assert.deepStrictEqual(summer, ["+06-01T23:00", "-06-02T05:00"])
    const there = changes(windows, "America/New_York", "2026-06-01T00:00", 24)
    assert.deepStrictEqual(there, ["+06-01T05:00", "-06-01T11:00"])
  })

  it("none at all is open at any time", () => {
    assert.isTrue(isOpen([], utc("2026-06-01T12:00"), zoneOf("UTC")))
    assert.strictEqual(nextOpen([], utc("2026-06-01T12:00"), zoneOf("UTC")), utc("2026-06-01T12:00"))
  })
})

describe("when the clock is changed", () => {
  for (const [name, zone, window, from, expected] of [
    // Berlin 29 March 2026, 01:00 UTC: 02:00 becomes 03:00.
    ["a window in the hour left out is left out that day", "Europe/Berlin", "02:00-03:00", "2026-03-28T12:00", []],
    [
      "one that ends there ends with it",
      "Europe/Berlin",
      "01:00-02:30",
      "2026-03-28T12:00",
      ["+03-29T00:00", "-03-29T01:00"]
    ],
    [
      "one that begins there opens when the clock has jumped",
      "Europe/Berlin",
      "02:30-04:00",
      "2026-03-28T12:00",
      ["+03-29T01:00", "-03-29T02:00"]
    ],
    [
      "one around it is an hour shorter",
      "Europe/Berlin",
      "01:00-07:00",
      "2026-03-28T12:00",
      ["+03-29T00:00", "-03-29T05:00"]
    ],
    // Berlin 25 October 2026, 01:00 UTC: 03:00 becomes 02:00.
    [
      "in the hour that comes twice it is open both times",
      "Europe/Berlin",
      "02:00-03:00",
      "2026-10-24T12:00",
      ["+10-25T00:00", "-10-25T02:00"]
    ],
    [
      "a half of that hour opens twice",
      "Europe/Berlin",
      "02:00-02:30",
      "2026-10-24T12:00",
      ["+10-25T00:00", "-10-25T00:30", "+10-25T01:00", "-10-25T01:30"]
    ],
    [
      "one that ends there opens again",
      "Europe/Berlin",
      "01:30-02:15",
      "2026-10-24T12:00",
      ["+10-24T23:30", "-10-25T00:15", "+10-25T01:00", "-10-25T01:15"]
    ],
    [
      "one around it is an hour longer",
      "Europe/Berlin",
      "01:00-07:00",
      "2026-10-24T12:00",
      ["+10-24T23:00", "-10-25T06:00"]
    ],
    // New York 8 March 2026, 07:00 UTC; 1 November 2026, 06:00 UTC: 02:00 becomes 01:00.
    ["New York: left out", "America/New_York", "02:15-02:45", "2026-03-08T00:00", []],
    ["New York: begins there", "America/New_York", "02:59-03:01", "2026-03-08T00:00", ["+03-08T07:00", "-03-08T07:01"]],
    ["New York: twice", "America/New_York", "01:00-02:00", "2026-11-01T00:00", ["+11-01T05:00", "-11-01T07:00"]],
    [
      "New York: across midnight",
      "America/New_York",
      "23:00-01:30",
      "2026-10-31T12:00",
      ["+11-01T03:00", "-11-01T05:30", "+11-01T06:00", "-11-01T06:30"]
    ],
    // Lord Howe 4 October 2026, 02:00 becomes 02:30 (15:30 UTC); 5 April 2026, 02:00 becomes 01:30 (15:00 UTC).
    ["Lord Howe: half an hour left out", "Australia/Lord_Howe", "02:00-02:30", "2026-10-03T06:00", []],
    [
      "Lord Howe: begins there",
      "Australia/Lord_Howe",
      "02:10-02:40",
      "2026-10-03T06:00",
      ["+10-03T15:30", "-10-03T15:40"]
    ],
    [
      "Lord Howe: half an hour twice",
      "Australia/Lord_Howe",
      "01:30-02:00",
      "2026-04-04T06:00",
      ["+04-04T14:30", "-04-04T15:30"]
    ],
    ["UTC never changes", "UTC", "02:00-03:00", "2026-03-28T12:00", ["+03-29T02:00", "-03-29T03:00"]]
  ] as const) {
    it(`${zone}: ${name}`, () => {
      const windows = windowsOf(window)
      assert.deepStrictEqual(changes(windows, zone, from, 24), [...expected])
      for (const change of expected.filter((text) => text.startsWith("+"))) {
        const opening = utc(`2026-${change.slice(1)}`)
        assert.strictEqual(iso(nextOpen(windows, opening - minute, zoneOf(zone))), iso(opening), change)
      }
    })
  }

  it("a window that is left out opens the next day", () => {
    const zone = zoneOf("Europe/Berlin")
    assert.strictEqual(iso(nextOpen(windowsOf("02:00-03:00"), utc("2026-03-28T12:00"), zone)), "2026-03-30T00:00")
    assert.strictEqual(iso(nextOpen(windowsOf("02:00-03:00"), utc("2026-03-29T01:00"), zone)), "2026-03-30T00:00")
  })

  it("a whole day that is left out is left out", () => {
    // Samoa went from 29 to 31 December 2011 at 10:00 UTC.
    const at = nextOpen(windowsOf("12:00-13:00"), utc("2011-12-29T23:30"), zoneOf("Pacific/Apia"))
    assert.strictEqual(iso(at), "2011-12-30T22:00")
  })
})

/** Hours and minutes as Intl prints them: worked out by nobody else. */
const printed = (zone: string): ((at: number) => number) => {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23"
  })
  return (at) => {
    const [hours = "", minutes = ""] = format.format(at).split(":")
    return Number(hours) * 60 + Number(minutes)
  }
}

describe("the next opening", () => {
  const clock = fc.integer({ min: 0, max: 1439 })
  const windows = fc.array(fc.record({ from: clock, to: clock }), { minLength: 1, maxLength: 4 })
  for (const [zone, ...days] of [
    ["Europe/Berlin", "2026-03-29T01:00", "2026-10-25T01:00"],
    ["America/New_York", "2026-03-08T07:00", "2026-11-01T06:00"],
    ["Australia/Lord_Howe", "2026-04-04T15:00", "2026-10-03T15:30"],
    ["UTC", "2026-02-28T23:00"]
  ] as const) {
    it(`is open, and nothing before it is: ${zone}`, () => {
      const wall = printed(zone)
      const openAt = (list: ReadonlyArray<SearchWindow>, at: number) =>
        list.some(({ from, to }) => {
          const length = (to - from + 1440) % 1440 || 1440
          return (wall(at) - from + 1440) % 1440 < length
        })
      const near = fc
        .tuple(fc.constantFrom(...days.map(utc)), fc.integer({ min: -30 * hour, max: 5 * hour }))
        .map(([day, by]) => day + by)
      fc.assert(
        fc.property(windows, near, (list, at) => {
          const next = nextOpen(list, at, zoneOf(zone))
          if (next === undefined) throw new Error("never")
          assert.isTrue(openAt(list, next), `closed at ${iso(next)}`)
          assert.isTrue(isOpen(list, next, zoneOf(zone)))
          if (next === at) return
          assert.isFalse(openAt(list, at))
          for (let earlier = at - (at % minute) + minute; earlier < next; earlier += minute) {
            assert.isFalse(openAt(list, earlier), `open before, at ${iso(earlier)}`)
          }
        }),
        { numRuns: 80 }
      )
    })
  }
})

describe("the clock on the wall", () => {
  it("is shown in hours and minutes of the zone", () => {
    assert.strictEqual(wallClock(utc("2026-06-01T23:05:59.999"), zoneOf("Europe/Berlin")), "01:05")
    assert.strictEqual(wallClock(utc("1969-12-31T23:59"), zoneOf("UTC")), "23:59")
    assert.strictEqual(wallClock(utc("2026-10-03T15:30"), zoneOf("Australia/Lord_Howe")), "02:30")
  })

  it("is that of the process", () => {
    for (const at of [utc("2026-01-15T12:34"), utc("2026-07-15T12:34")]) {
      const date = new Date(at)
      const expected = [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":")
      assert.strictEqual(wallClock(at, localZone()), expected)
    }
  })
})
