import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as fc from "fast-check"
import * as TorrentId from "../../../../src/clients/qbittorrent/TorrentId.ts"
import * as Searches from "../../../../src/search/Searches.ts"
import type { DecisionRow } from "../../../../src/store/DecisionLog.ts"
import { SearchLog } from "../../../../src/store/search/SearchLog.ts"
import { byHour, importTimes } from "../../../../src/web/status/history.ts"
import type { HistoryView } from "../../../../src/web/status/overviewViews.ts"
import * as memoryStores from "../../../harness/search/memoryStores.ts"
import { call, start } from "../fakes.ts"

const hour = 3_600_000
/** Half past eleven. */
const now = Date.UTC(2024, 0, 15, 11, 30)

const decision = (patch: Partial<DecisionRow> = {}): DecisionRow => ({
  at: now,
  section: "Radarr-Movies",
  torrent: TorrentId.make("qBit", "a".repeat(40)),
  name: "Sintel.2010",
  rule: "completed",
  reason: "no longer waiting in the Arr's queue",
  action: "import (check)",
  facts: { completedAt: now - 90_000 },
  result: "done: imported",
  ...patch
})
const removal = (patch: Partial<DecisionRow> = {}) =>
  decision({ rule: "stalled", action: "remove (with files, blocklist)", result: "done", ...patch })

const none = { imports: [], removals: [], searches: [] }

describe("the history hour by hour", () => {
  it("has every hour, the current one last, and each deed in the hour in which it happened", () => {
    const grab = { at: now, hash: undefined, title: "", indexer: undefined, importedAt: undefined, failedAt: undefined }
    const hours = byHour(
      {
        imports: [decision(), decision({ at: now - 31 * 60_000 }), decision({ at: now - 25 * hour })],
        removals: [removal({ at: now - 23 * hour })],
        searches: [
          { sentAt: now - hour, grabs: [] },
          { sentAt: now - hour, grabs: [grab] }
        ]
      },
      now,
      24
    )
    assert.lengthOf(hours, 24)
    assert.deepStrictEqual(hours.at(-1), { at: now - hour / 2, imports: 1, removals: 0, searches: 0, found: 0 })
    assert.deepStrictEqual(hours.at(-2), { at: now - 1.5 * hour, imports: 1, removals: 0, searches: 2, found: 1 })
    assert.deepInclude(hours[0], { imports: 0, removals: 1 })
  })

  it("counts everything within its hours once and nothing else", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -40, max: 0 })), fc.integer({ min: 1, max: 30 }), (ages, span) => {
        const imports = ages.map((age) => decision({ at: now + age * hour }))
        const hours = byHour({ ...none, imports }, now, span)
        const counted = hours.reduce((sum, one) => sum + one.imports, 0)
        return hours.length === span && counted === ages.filter((age) => -age < span).length
      })
    )
  })

  it("measures imports from the end of the download, where that is known", () => {
    const rows = [
      decision(),
      decision({ facts: {} }),
      decision({ result: "dry run" }),
      decision({ at: now - 60_000, facts: { completedAt: now - 64_000 } }),
      decision({ at: now - 90_000, facts: { completedAt: now } })
    ]
    assert.deepStrictEqual(
      importTimes(rows).map(({ seconds }) => seconds),
      [0, 4, 90]
    )
  })
})

describe("GET /api/history", () => {
  it.scopedLive("tells what the stores know, with all searches, however many there are", () =>
    Effect.gen(function* () {
      const at = Date.now()
      const searching = Layer.tap(Layer.mergeAll(memoryStores.layer, Searches.layer), (context) =>
        Effect.gen(function* () {
          const log = yield* Effect.provide(SearchLog, context)
          for (let n = 0; n < 1_100; n++) {
            yield* log.begin({
              section: "Radarr-Movies",
              reason: "Missing",
              target: { kind: "movie", movieId: n + 1 },
              items: [n],
              title: `Film ${n}`,
              sentAt: at - (n < 20 ? 30 * hour : 0)
            })
          }
        })
      )
      const decisions = [
        decision({ at, facts: { completedAt: at - 3_000 } }),
        removal({ at }),
        removal({ at: at - 26 * hour })
      ]
      const port = yield* start({ decisions, searching })
      const { json, status } = yield* call(port, "GET", "/api/history")
      assert.strictEqual(status, 200)
      const { hours, import_times } = json as HistoryView
      const sum = (of: "imports" | "removals" | "searches" | "found") => hours.reduce((all, one) => all + one[of], 0)
      assert.lengthOf(hours, 24)
      assert.deepStrictEqual([sum("imports"), sum("removals"), sum("searches"), sum("found")], [1, 1, 1_080, 0])
      assert.deepStrictEqual(
        import_times.map(({ seconds }) => seconds),
        [3]
      )
      const longer = (yield* call(port, "GET", "/api/history?hours=48")).json as HistoryView
      assert.strictEqual(
        longer.hours.reduce((all, { removals, searches }) => all + removals + searches, 0),
        1_102
      )
      for (const hours of ["0", "169", "day"]) {
        assert.strictEqual((yield* call(port, "GET", `/api/history?hours=${hours}`)).status, 400, hours)
      }
    })
  )
})
