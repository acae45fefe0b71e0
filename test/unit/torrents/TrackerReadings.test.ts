import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { type ClientError, Malformed, Transient } from "../../../src/clients/ClientError.ts"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import type { TrackerInfo } from "../../../src/clients/qbittorrent/trackers/wire.ts"
import * as TrackerReadings from "../../../src/torrents/TrackerReadings.ts"
import { torrent } from "./samples.ts"

const tracker = (change: Partial<TrackerInfo> = {}): TrackerInfo => ({
  url: "https://Tracker.Example:8443/announce?key=secret",
  status: 2,
  message: "",
  ...change
})

const named = (hash: string) => torrent({ id: TorrentId.make("qBit", hash), hash })

/** Answers with what stands in `known`; `failures` come first. */
const client = (known: Readonly<Record<string, ReadonlyArray<TrackerInfo>>>) => {
  const asked: Array<number> = []
  const failures: Array<ClientError> = []
  return {
    asked,
    failures,
    name: "qBit",
    trackersOf: (hashes: ReadonlyArray<string>) =>
      Effect.suspend(() => {
        asked.push(hashes.length)
        const failure = failures.shift()
        return failure === undefined
          ? Effect.succeed(
              new Map(hashes.flatMap((hash) => (known[hash] === undefined ? [] : [[hash, known[hash]] as const])))
            )
          : Effect.fail(failure)
      })
  }
}

const run = <A, E>(effect: Effect.Effect<A, E, TrackerReadings.TrackerReadings>) =>
  Effect.provide(effect, TrackerReadings.layer)

const away = new Transient({ service: "qBit", request: "GET", detail: "away", kind: "connection" })
const garbled = new Malformed({ service: "qBit", request: "GET", detail: "odd" })

describe("TrackerReadings", () => {
  it.effect("hold what the trackers said and when, by host, in words", () =>
    Effect.gen(function* () {
      const readings = yield* TrackerReadings.TrackerReadings
      const aa = named("aa")
      assert.isUndefined(readings.get(aa.id))
      yield* TestClock.adjust("1 hour")
      const gone = tracker({ url: "udp://other.example:6969", status: 5, message: "torrent not found" })
      yield* readings.refresh(client({ aa: [tracker(), gone] }), [aa])
      assert.deepStrictEqual(readings.get(aa.id), {
        at: 3_600_000,
        trackers: [
          {
            url: "https://Tracker.Example:8443/announce?key=secret",
            host: "tracker.example",
            state: "working",
            message: ""
          },
          { url: "udp://other.example:6969", host: "other.example", state: "error", message: "torrent not found" }
        ]
      })
      assert.deepStrictEqual([...(yield* readings.all).keys()], [aa.id])
      yield* readings.forget(aa.id)
      assert.isUndefined(readings.get(aa.id))
    }).pipe(run)
  )

  it.each([
    [0, "disabled"],
    [1, "notContacted"],
    [2, "working"],
    [3, "updating"],
    [4, "notWorking"],
    [5, "error"],
    [6, "unreachable"],
    [7, "unknown"]
  ])("status %i is %s", (status, state) => {
    assert.strictEqual(TrackerReadings.statusOf(tracker({ status })).state, state)
  })

  it("a reading is fresh for ten minutes; one that is not there never is", () => {
    const reading = { at: 1_000_000, trackers: [] }
    assert.isTrue(TrackerReadings.isFresh(reading, 1_000_000 + 600_000))
    assert.isFalse(TrackerReadings.isFresh(reading, 1_000_000 + 600_001))
    assert.isFalse(TrackerReadings.isFresh(reading, 1_000_000 - 600_001))
    assert.isFalse(TrackerReadings.isFresh(undefined, 0))
  })

  it.effect("a read that fails invents nothing: what was read before stays and grows old", () =>
    Effect.gen(function* () {
      const readings = yield* TrackerReadings.TrackerReadings
      const server = client({ aa: [tracker()] })
      server.failures.push(away)
      yield* readings.refresh(server, [named("aa")])
      assert.isUndefined(readings.get(named("aa").id))
      assert.strictEqual((yield* readings.all).size, 0)
      yield* readings.refresh(server, [named("aa")])
      yield* TestClock.adjust("11 minutes")
      server.failures.push(away)
      yield* readings.refresh(server, [named("aa")])
      assert.strictEqual(readings.get(named("aa").id)?.at, 0)
      assert.isFalse(TrackerReadings.isFresh(readings.get(named("aa").id), 660_000))
    }).pipe(run)
  )

  it.effect("asks for 150 at a time; a portion that cannot be read costs no other, a server that is away ends it", () =>
    Effect.gen(function* () {
      const readings = yield* TrackerReadings.TrackerReadings
      const torrents = Array.from({ length: 400 }, (_, i) => named(`h${i}`))
      const server = client(Object.fromEntries(torrents.map(({ hash }) => [hash, [tracker()]])))
      server.failures.push(garbled)
      yield* readings.refresh(server, torrents)
      assert.deepStrictEqual(server.asked, [150, 150, 100])
      assert.strictEqual((yield* readings.all).size, 250)
      server.failures.push(away)
      yield* readings.refresh(server, torrents)
      assert.strictEqual(server.asked.length, 4)
      yield* readings.refresh(server, [])
      assert.strictEqual(server.asked.length, 4)
    }).pipe(run)
  )

  it.effect("a torrent that is no longer there has none", () =>
    Effect.gen(function* () {
      const readings = yield* TrackerReadings.TrackerReadings
      yield* readings.refresh(client({ aa: [tracker()], bb: [] }), [named("aa"), named("bb")])
      assert.deepStrictEqual(readings.get(named("bb").id)?.trackers, [])
      yield* readings.refresh(client({ bb: [] }), [named("aa"), named("bb")])
      assert.isUndefined(readings.get(named("aa").id))
    }).pipe(run)
  )

  it.effect("one that is forgotten while it is read stays forgotten", () =>
    Effect.gen(function* () {
      const readings = yield* TrackerReadings.TrackerReadings
      const gate = yield* Deferred.make<void>()
      const slow = {
        name: "qBit",
        trackersOf: () => Effect.as(Deferred.await(gate), new Map([["aa", [tracker()]]]))
      }
      const fiber = yield* Effect.fork(readings.refresh(slow, [named("aa")]))
      yield* TestClock.adjust("1 second")
      yield* readings.forget(named("aa").id)
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(fiber)
      assert.isUndefined(readings.get(named("aa").id))
    }).pipe(run)
  )

  it.effect("forgets what nobody asked for during a day", () =>
    Effect.gen(function* () {
      const readings = yield* TrackerReadings.TrackerReadings
      const server = client({ aa: [tracker()], bb: [tracker()] })
      yield* readings.refresh(server, [named("aa"), named("bb")])
      yield* TestClock.adjust("20 hours")
      yield* readings.refresh(server, [named("bb")])
      assert.strictEqual((yield* readings.all).size, 2)
      yield* TestClock.adjust("5 hours")
      yield* readings.refresh(server, [named("bb")])
      assert.deepStrictEqual([...(yield* readings.all).keys()], [named("bb").id])
    }).pipe(run)
  )
})
