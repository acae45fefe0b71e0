import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import { asRecorded, DecisionLog, type DecisionRow } from "../../../src/store/DecisionLog.ts"
import { type Search, SearchLog } from "../../../src/store/search/SearchLog.ts"
import { lives, newSearch } from "./search/support.ts"

/** Time for others, without time. */
const turns = Effect.repeatN(Effect.yieldNow(), 20)

/** Everything that a stream tells from now on. */
const listen = <A>(stream: Stream.Stream<A>) =>
  Effect.gen(function* () {
    const heard = yield* Queue.unbounded<A>()
    yield* Effect.forkScoped(Stream.runForEach(stream, (one) => Queue.offer(heard, one)))
    yield* turns
    return Effect.map(Effect.zipRight(turns, Queue.takeAll(heard)), (all) => [...all])
  })

const row: DecisionRow = {
  at: 7,
  section: "Radarr",
  torrent: TorrentId.make("qBit", "a".repeat(40)),
  name: "n",
  rule: "stalled",
  reason: "http://tracker/announce?passkey=0123456789abcdef says so",
  action: "remove",
  facts: { eta: 5, big: 10n, url: "http://tracker/0123456789abcdef0123456789abcdef/announce", none: undefined },
  result: "done"
}

describe("what happens in the store", () => {
  it.scoped("a decision is told as it is recorded, and can be shown as it will be read", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.scoped(
          Effect.gen(function* () {
            const decisions = yield* DecisionLog
            yield* decisions.record({ ...row, at: 1 })
            const heard = yield* listen(decisions.changes)
            yield* decisions.record(row)
            const told = yield* heard
            assert.deepStrictEqual(told, [row])
            const [newest] = yield* decisions.recent({ limit: 1 })
            assert.deepStrictEqual(told.map(asRecorded), [newest])
            assert.notInclude(JSON.stringify(newest), "0123456789abcdef")
          })
        )
      )
    })
  )

  it.scoped("a search is told when it begins and with each change, once that is on disk", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.scoped(
          Effect.gen(function* () {
            const log = yield* SearchLog
            const seen: Array<Search> = []
            yield* Effect.forkScoped(
              Stream.runForEach(log.changes, (search) =>
                Effect.map(log.list({ limit: 1, offset: 0 }), ({ searches }) => {
                  assert.strictEqual(searches[0]?.state, search.state)
                  seen.push(search)
                })
              )
            )
            yield* turns
            const { key } = yield* log.begin(newSearch())
            yield* turns
            yield* log.patch(key, { state: "running", commandId: 5 })
            yield* turns
            yield* log.patch(key, {})
            yield* turns
            yield* log.patch(key, { state: "failed", message: "apikey=0123456789abcdef" })
            yield* turns
            assert.deepStrictEqual(
              seen.map(({ commandId, state }) => [state, commandId]),
              [
                ["sending", undefined],
                ["running", 5],
                ["failed", 5]
              ]
            )
            assert.notInclude(String(seen[2]?.message), "0123456789abcdef")
          })
        )
      )
    })
  )
})
