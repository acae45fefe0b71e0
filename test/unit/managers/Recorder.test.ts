import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import { isEntry } from "../../../src/managers/Entry.ts"
import {
  isWorthRecording,
  layer,
  leastGap,
  longestGap,
  type Recorded,
  Recorder
} from "../../../src/managers/Recorder.ts"
import { LastDecisions, type NotedDecision } from "../../../src/store/LastDecisions.ts"
import { type RecordedChunk, Recordings } from "../../../src/store/Recordings.ts"
import type { Decision } from "../../../src/torrents/decide.ts"
import { facts, files, input, now, reading, row, torrent } from "../torrents/samples.ts"

const decision = (change: Partial<Decision> = {}): Decision => ({
  rule: "stalled",
  reason: "stalled for 3 of 15 minutes",
  actions: [],
  observed: {},
  memory: {},
  again: undefined,
  needs: undefined,
  ...change
})

const removal = decision({
  actions: [{ _tag: "Remove", deleteFiles: true, blocklist: true, research: true, section: "Radarr-Movies" }]
})

const at = (time: number) => input({ now: time })

describe("what is worth recording", () => {
  const last: Recorded = { torrent: input().torrent, at: now, rule: "stalled", actions: "" }
  const words = "remove (with files, blocklist, search again)"

  it("is a torrent that is seen first", () => {
    assert.isTrue(isWorthRecording(undefined, at(now), decision()))
  })

  it("is every decision that wants something new, at once", () => {
    assert.isTrue(isWorthRecording(last, at(now + 1), removal))
    assert.isTrue(isWorthRecording({ ...last, actions: "recheck" }, at(now + 1), removal))
  })

  it("is what wants the same again only every ten minutes, as with DryRun", () => {
    assert.isFalse(isWorthRecording({ ...last, actions: words }, at(now + leastGap - 1), removal))
    assert.isTrue(isWorthRecording({ ...last, actions: words }, at(now + leastGap), removal))
  })

  it("is a change in what rules look at, at most every ten minutes", () => {
    const changed = (time: number) => input({ now: time, torrent: torrent({ progress: 0.6 }) })
    assert.isFalse(isWorthRecording(last, changed(now + leastGap - 1), decision()))
    assert.isTrue(isWorthRecording(last, changed(now + leastGap), decision()))
    assert.isTrue(isWorthRecording(last, at(now + leastGap), decision({ rule: "stale" })))
  })

  it("is not what only ticks, but after an hour everything is", () => {
    const ticking = (time: number) => input({ now: time, torrent: { ...last.torrent, downloadSpeed: 99, eta: 7 } })
    assert.isFalse(isWorthRecording(last, ticking(now + longestGap - 1), decision()))
    assert.isTrue(isWorthRecording(last, ticking(now + longestGap), decision()))
  })

  it("is nothing that still waits for a fact", () => {
    assert.isFalse(isWorthRecording(undefined, at(now), decision({ needs: "files" })))
  })
})

/** A recorder over lists. */
const stage = () => {
  const noted = new Map<TorrentId.TorrentId, NotedDecision>()
  const chunks: Array<RecordedChunk> = []
  const stores = Layer.mergeAll(
    Layer.succeed(LastDecisions, {
      note: (id, one) => void noted.set(id, one),
      get: (id) => noted.get(id),
      facts: (id) => Effect.succeed(noted.get(id)?.facts() ?? {}),
      forget: (id) => Effect.sync(() => void noted.delete(id))
    }),
    Layer.succeed(Recordings, { record: (chunk) => Effect.sync(() => void chunks.push(chunk)) })
  )
  return { noted, chunks, recorder: Layer.provide(layer, stores) }
}

const numbered = (n: number) => {
  const hash = String(n).padStart(40, "0")
  return torrent({ id: TorrentId.make("qBit", hash), hash })
}

describe("the recorder", () => {
  it.effect("notes what did nothing, with what the rule saw and without the file list", () => {
    const { noted, recorder } = stage()
    return Effect.gen(function* () {
      const { forget, note } = yield* Recorder
      const seen = input({
        facts: facts({
          files: files("a.mkv", "b.mkv"),
          trackers: reading({ message: "down" }),
          queue: [row({ errorMessage: "no space" })]
        })
      })
      note("Radarr-Movies", seen, decision({ again: now + 5 }))
      note("Radarr-Movies", input({ torrent: numbered(1) }), removal)
      note("Radarr-Movies", input({ torrent: numbered(2) }), decision({ needs: "files" }))
      const one = noted.get(seen.torrent.id)
      assert.include(one, {
        at: now,
        section: "Radarr-Movies",
        name: "Some.Movie.2024",
        rule: "stalled",
        again: now + 5
      })
      assert.deepInclude(one?.facts(), {
        files: 2,
        progress: 0.5,
        trackers: [{ host: "tracker.example", state: "working", message: "down" }]
      })
      assert.notInclude(JSON.stringify(one?.facts()), "a.mkv")
      assert.isFalse(noted.has(numbered(1).id))
      assert.strictEqual(noted.get(numbered(2).id)?.reason, "stalled for 3 of 15 minutes; waiting for its file list")
      yield* forget(seen.torrent.id)
      assert.isFalse(noted.has(seen.torrent.id))
    }).pipe(Effect.provide(recorder))
  })

  it.effect("stores what acted after half a minute, by section, and the rest after five minutes", () => {
    const { chunks, recorder } = stage()
    return Effect.gen(function* () {
      const { note } = yield* Recorder
      note("Radarr", input({ torrent: numbered(1) }), removal)
      note("Sonarr", input({ torrent: numbered(2) }), decision())
      yield* TestClock.adjust("29 seconds")
      assert.deepStrictEqual(chunks, [])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(
        chunks.map(({ entries, section }) => [section, entries.length]),
        [
          ["Radarr", 1],
          ["Sonarr", 1]
        ]
      )
      assert.isTrue(chunks.flatMap(({ entries }) => entries).every(isEntry))
      note("Radarr", input({ torrent: numbered(3) }), decision())
      yield* TestClock.adjust("299 seconds")
      assert.strictEqual(chunks.length, 2)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(chunks.length, 3)
    }).pipe(Effect.provide(recorder))
  })

  it.effect("stores much at once, in chunks of at most two thousand, and the rest at the end", () => {
    const { chunks, recorder } = stage()
    return Effect.gen(function* () {
      yield* Effect.gen(function* () {
        const { note } = yield* Recorder
        for (let n = 0; n < 4_500; n++) note("Radarr", input({ torrent: numbered(n) }), decision())
        yield* TestClock.adjust(0)
        assert.deepStrictEqual(
          chunks.map(({ entries }) => entries.length),
          [2_000, 2_000, 500]
        )
        note("Radarr", input({ torrent: numbered(5_000) }), decision())
      }).pipe(Effect.provide(recorder))
      assert.strictEqual(chunks.at(-1)?.entries.length, 1)
    })
  })
})
