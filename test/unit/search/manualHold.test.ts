import * as DateTime from "effect/DateTime"
import { assert, describe, it } from "vitest"
import type { Hold } from "../../../src/search/Hold.ts"
import { holds } from "../../../src/search/Hold.ts"
import { type ManualFacts, manualHold } from "../../../src/search/manualHold.ts"
import type { Search } from "../../../src/store/search/SearchLog.ts"
import { minute, now, settings } from "./planSupport.ts"

const running: Search = {
  key: 1,
  section: "Radarr",
  reason: "Missing",
  target: { kind: "movie", movieId: 1 },
  items: [1],
  title: "Movie 1",
  sentAt: now,
  state: "running",
  commandId: 1,
  message: undefined,
  endedAt: undefined,
  grabs: []
}

const hold = (changes: Partial<ManualFacts> = {}, held?: Hold): string | undefined =>
  manualHold({
    status: { held: held === undefined ? undefined : { why: held, until: undefined, text: held }, running: [] },
    settings,
    sentTimes: [],
    now,
    zone: DateTime.zoneMakeOffset(0),
    ...changes
  })

const sent = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, at) => now - at * minute)

describe("what a search by hand has to wait for", () => {
  it("is nothing of what holds back the others only", () => {
    for (const why of holds) {
      const expected = why === "Arr away" || why === "indexers down" ? why : undefined
      assert.strictEqual(hold({}, why), expected, why)
    }
    assert.isUndefined(hold({ settings: { ...settings, windows: [{ from: 0, to: 1 }], maxQueue: 1 } }))
    assert.isUndefined(hold({ sentTimes: [now] }), "two seconds are no wait")
  })

  it("is the hourly limit when even what is kept for it is spent", () => {
    assert.isUndefined(hold({ sentTimes: sent(19) }))
    assert.match(hold({ sentTimes: sent(20) }) ?? "", /^20 of 20 searches an hour are spent; next at 12:41$/)
    assert.include(hold({ settings: { ...settings, perHour: 0 } }), "SearchesPerHour is 0")
  })

  it("is SearchLimit when two more than that run", () => {
    const many = (count: number) => ({ status: { held: undefined, running: Array(count).fill(running) } })
    assert.isUndefined(hold(many(6)))
    assert.include(hold(many(7)), "7 searches are running, SearchLimit allows 5")
  })

  it("is a dry run before anything else", () => {
    assert.include(hold({ settings: { ...settings, dryRun: true }, sentTimes: sent(20) }), "Dry run")
  })
})
