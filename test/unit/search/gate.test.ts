import * as DateTime from "effect/DateTime"
import { assert, describe, it } from "vitest"
import { type Gate, type GateFacts, gateOf, leastDelay, lookBackOf } from "../../../src/search/gate.ts"
import { type Hold, holds } from "../../../src/search/Hold.ts"
import { hour } from "../../../src/search/hourly.ts"
import { searchReasons } from "../../../src/store/search/SearchReason.ts"

const minute = 60_000
const now = Date.parse("2026-06-01T12:00:00Z")
const zone = DateTime.zoneUnsafeMakeNamed("Europe/Berlin")

const settings: GateFacts["settings"] = {
  dryRun: false,
  limit: 5,
  delay: 30_000,
  perHour: 20,
  maxQueue: 0,
  windows: []
}

/** Everything is well, and a missing item is to be searched for. */
const well: GateFacts = {
  settings,
  now,
  reason: "Missing",
  running: 0,
  sentTimes: [],
  queueSize: 3,
  indexers: "all up",
  zone
}

const gate = (facts: Partial<GateFacts> = {}, own: Partial<GateFacts["settings"]> = {}): Gate =>
  gateOf({ ...well, ...facts, settings: { ...settings, ...own } })

const ago = (...minutes: ReadonlyArray<number>): ReadonlyArray<number> => minutes.map((count) => now - count * minute)
const many = (count: number, minutes: number): ReadonlyArray<number> =>
  ago(...Array.from({ length: count }, () => minutes))

const why = (one: Gate): Hold | "open" => (one._tag === "Open" ? "open" : one.why)
const until = (one: Gate): number | undefined => (one._tag === "Open" ? undefined : one.until)
const text = (one: Gate): string => (one._tag === "Open" ? "" : one.text)

/** The reasons for which these facts open the gate. */
const open = (facts: Partial<GateFacts> = {}, own: Partial<GateFacts["settings"]> = {}) =>
  searchReasons.filter((reason) => why(gate({ ...facts, reason }, own)) === "open")

describe("the gate", () => {
  it("is open for every reason when nothing holds a search back", () => {
    assert.deepStrictEqual(open(), [...searchReasons])
  })

  it("is closed in a dry run, whatever the reason", () => {
    assert.deepStrictEqual(open({}, { dryRun: true }), [])
    assert.strictEqual(why(gate({}, { dryRun: true })), "dry run")
  })

  it("is closed as long as the queue or the health of the Arr is not known", () => {
    for (const facts of [{ queueSize: undefined }, { indexers: undefined }]) {
      assert.deepStrictEqual(open(facts), [])
      assert.strictEqual(why(gate(facts)), "Arr away")
      assert.isUndefined(until(gate(facts)))
    }
  })

  it("is closed while all indexers are down, and open while some are", () => {
    assert.deepStrictEqual(open({ indexers: "all down" }), [])
    assert.strictEqual(why(gate({ indexers: "all down" })), "indexers down")
    assert.deepStrictEqual(open({ indexers: "some down" }), [...searchReasons])
  })

  it("names the first thing that holds a search back, in the order of the catalogue", () => {
    const all: Partial<GateFacts> = { queueSize: undefined, running: 9, sentTimes: many(20, 0) }
    const own = { dryRun: true, maxQueue: 2, windows: [{ from: 60, to: 120 }] }
    const found = [
      gate(all, own),
      gate(all, { ...own, dryRun: false }),
      gate({ ...all, queueSize: 2, indexers: "all down" }, { ...own, dryRun: false }),
      gate({ ...all, queueSize: 2 }, { ...own, dryRun: false }),
      gate({ ...all, queueSize: 2 }, { ...own, dryRun: false, windows: [] }),
      gate({ ...all, queueSize: 1 }, { ...own, dryRun: false, windows: [] }),
      gate({ ...all, queueSize: 1, running: 0 }, { ...own, dryRun: false, windows: [] }),
      gate({ ...all, queueSize: 1, running: 0, sentTimes: many(1, 0) }, { ...own, dryRun: false, windows: [] })
    ]
    assert.deepStrictEqual(found.map(why), [...holds])
  })
})

describe("outside the search window", () => {
  const windows = [{ from: 60, to: 420 }]

  it("only what a person asked for is searched for; today's releases wait", () => {
    assert.deepStrictEqual(open({}, { windows }), ["Manual", "Request"])
  })

  it("it tells when the window opens, in local time", () => {
    const closed = gate({}, { windows })
    assert.strictEqual(why(closed), "outside the search window")
    assert.strictEqual(until(closed), Date.parse("2026-06-01T23:00:00Z"))
    assert.strictEqual(text(closed), "Outside the search window until 01:00")
  })

  it("ends when it opens", () => {
    assert.strictEqual(
      why(gate({ now: Date.parse("2026-06-01T22:59:59.999Z") }, { windows })),
      "outside the search window"
    )
    assert.strictEqual(why(gate({ now: Date.parse("2026-06-01T23:00:00Z") }, { windows })), "open")
  })
})

describe("a full queue", () => {
  it("holds back what nobody asked for", () => {
    assert.deepStrictEqual(open({ queueSize: 50 }, { maxQueue: 50 }), ["Manual", "Request"])
    assert.deepStrictEqual(open({ queueSize: 49 }, { maxQueue: 50 }), [...searchReasons])
    assert.strictEqual(
      text(gate({ queueSize: 50 }, { maxQueue: 50 })),
      "50 downloads are in the queue, MaxQueueSize is 50"
    )
    assert.strictEqual(text(gate({ queueSize: 1 }, { maxQueue: 1 })), "1 download is in the queue, MaxQueueSize is 1")
  })

  it("is none while MaxQueueSize is 0", () => assert.deepStrictEqual(open({ queueSize: 10_000 }), [...searchReasons]))
})

describe("SearchLimit", () => {
  const prior = ["Manual", "Today", "Request"]

  for (const [running, reasons] of [
    [4, [...searchReasons]],
    [5, prior],
    [6, prior],
    [7, []]
  ] as const) {
    it(`of 5, while ${running} run, lets through: ${reasons.join(", ") || "nothing"}`, () =>
      assert.deepStrictEqual(open({ running }), [...reasons]))
  }

  it("opens again only when one ends, which no clock tells", () => {
    const closed = gate({ running: 5 })
    assert.strictEqual(why(closed), "search limit")
    assert.isUndefined(until(closed))
    assert.strictEqual(text(closed), "5 searches are running, SearchLimit allows 5")
    const request = gate({ running: 3, reason: "Request" }, { limit: 1 })
    assert.strictEqual(text(request), "3 searches are running, SearchLimit allows 1, and 2 more for this")
  })
})

describe("the hourly limit", () => {
  it("gives a token back exactly 60 minutes after it was spent", () => {
    const sentTimes = [now - hour, ...many(2, 10)]
    assert.strictEqual(why(gate({ sentTimes }, { perHour: 3 })), "open")
    const closed = gate({ sentTimes, now: now - 1 }, { perHour: 3 })
    assert.strictEqual(why(closed), "hourly limit")
    assert.strictEqual(until(closed), now)
  })

  it("keeps a tenth, rounded up, for what somebody waits for", () => {
    const prior = ["Manual", "Today", "Request"]
    for (const [perHour, bulk] of [
      [5, 4],
      [10, 9],
      [11, 9],
      [20, 18],
      [100, 90]
    ] as const) {
      assert.include(open({ sentTimes: many(bulk - 1, 5) }, { perHour }), "Missing", `${perHour}`)
      assert.deepStrictEqual(open({ sentTimes: many(bulk, 5) }, { perHour }), prior, `${perHour}`)
      assert.deepStrictEqual(open({ sentTimes: many(perHour - 1, 5) }, { perHour }), prior, `${perHour}`)
      assert.deepStrictEqual(open({ sentTimes: many(perHour, 5) }, { perHour }), [], `${perHour}`)
    }
  })

  it("keeps nothing of less than 5", () => {
    assert.deepStrictEqual(open({ sentTimes: many(3, 5) }, { perHour: 4 }), [...searchReasons])
    assert.deepStrictEqual(open({ sentTimes: many(4, 5) }, { perHour: 4 }), [])
    assert.deepStrictEqual(open({}, { perHour: 1 }), [...searchReasons])
  })

  it("is half while some indexers are down, and at least 1", () => {
    const indexers = "some down"
    assert.deepStrictEqual(open({ indexers, sentTimes: many(9, 5) }), ["Manual", "Today", "Request"])
    assert.deepStrictEqual(open({ indexers, sentTimes: many(10, 5) }), [])
    assert.deepStrictEqual(open({ indexers, sentTimes: many(2, 5) }, { perHour: 5 }), [])
    assert.deepStrictEqual(open({ indexers }, { perHour: 1 }), [...searchReasons])
  })

  it("of 0 never opens", () => {
    assert.deepStrictEqual(open({}, { perHour: 0 }), [])
    assert.deepStrictEqual(open({ indexers: "some down" }, { perHour: 0 }), [])
    assert.strictEqual(why(gate({}, { perHour: 0 })), "hourly limit")
    assert.isUndefined(until(gate({}, { perHour: 0 })))
  })

  it("that was lowered waits until there are few enough", () => {
    const closed = gate({ sentTimes: ago(50, 40, 30, 20, 10) }, { perHour: 2 })
    assert.strictEqual(until(closed), now + 40 * minute)
  })

  it("says how many are spent and when the next may go", () => {
    const said = (facts: Partial<GateFacts>) => text(gate(facts))
    assert.strictEqual(
      said({ sentTimes: many(20, 15), reason: "Request" }),
      "20 of 20 searches an hour are spent; next at 14:45"
    )
    assert.strictEqual(
      said({ sentTimes: many(18, 15) }),
      "18 of 20 searches an hour are spent, the rest is kept for requests and today's releases; next at 14:45"
    )
    assert.strictEqual(
      said({ sentTimes: many(10, 15), indexers: "some down" }),
      "10 of 10 searches an hour are spent (halved while some indexers are down); next at 14:45"
    )
  })
})

describe("the delay", () => {
  it("lies between two searches, but for those that somebody waits for", () => {
    assert.deepStrictEqual(open({ sentTimes: [now - 29_999] }), ["Manual", "Today", "Request"])
    assert.deepStrictEqual(open({ sentTimes: [now - 30_000] }), [...searchReasons])
    const closed = gate({ sentTimes: [now - 10_000, now - 29_999] })
    assert.strictEqual(why(closed), "delay")
    assert.strictEqual(until(closed), now + 20_000)
    assert.strictEqual(text(closed), "Waits 30 s between two searches")
  })

  it("is never less than 2 seconds", () => {
    assert.strictEqual(leastDelay, 2_000)
    assert.deepStrictEqual(open({ sentTimes: [now - 1_999] }, { delay: 0 }), [])
    assert.deepStrictEqual(open({ sentTimes: [now - 2_000] }, { delay: 0 }), [...searchReasons])
    assert.strictEqual(until(gate({ sentTimes: [now - 500], reason: "Request" })), now + 1_500)
  })

  it("may be longer than an hour, and looks back as far", () => {
    assert.strictEqual(lookBackOf({ delay: 2 * hour }), 2 * hour)
    assert.strictEqual(lookBackOf({ delay: 30_000 }), hour)
    assert.strictEqual(until(gate({ sentTimes: [now - hour] }, { delay: 2 * hour })), now + hour)
  })
})

describe("times that are still to come, after the clock was set back", () => {
  it("count as spent now", () => {
    const sentTimes = Array.from({ length: 20 }, () => now + 24 * hour)
    assert.deepStrictEqual(open({ sentTimes }), [])
    assert.strictEqual(until(gate({ sentTimes })), now + hour)
    assert.strictEqual(why(gate({ sentTimes: [now + 1] })), "delay")
    assert.strictEqual(until(gate({ sentTimes: [now + 24 * hour] })), now + 30_000)
  })
})
