import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import type { ArrKind } from "../../../../../src/clients/arr/ArrKind.ts"
import type { PushMessage } from "../../../../../src/clients/arr/push/PushMessage.ts"
import type { Media } from "../../../../../src/demo/arr/Media.ts"
import * as FakeArr from "../../../../../src/demo/FakeArr.ts"
import { call } from "../../../demo/support.ts"
import { breathe, key, listenTo } from "./hub.ts"

const connected: PushMessage = { _tag: "Connected" }
const changed = (containerId: number, deleted = false): PushMessage => ({
  _tag: "LibraryChanged",
  containerId,
  deleted
})

const open = Effect.fn(function* (kind: ArrKind, options: Partial<FakeArr.FakeArrOptions> = {}) {
  const arr = yield* FakeArr.make({ kind, apiKey: key, category: kind, ...options })
  const ear = yield* listenTo(arr.url, { kind })
  /** What is heard until something of this kind is. */
  const until = (tag: PushMessage["_tag"]) =>
    Effect.gen(function* () {
      const heard: Array<PushMessage> = []
      while (heard.at(-1)?._tag !== tag) heard.push(yield* ear.next)
      return heard
    })
  return { arr, ear, until }
})

const samples: ReadonlyArray<readonly [ArrKind, Media, number]> = [
  ["radarr", { kind: "movie", movieId: 1 }, 1],
  ["sonarr", { kind: "episode", seriesId: 3, seasonNumber: 1, episodeId: 11 }, 3],
  ["lidarr", { kind: "album", artistId: 2, albumId: 5 }, 2],
  ["readarr", { kind: "book", authorId: 4, bookId: 6 }, 4]
]

describe("push of the simulated Arrs", () => {
  for (const [kind, media, container] of samples) {
    it.scoped(`${kind} tells what is added, gets and loses a file, is no longer monitored and is removed`, () =>
      Effect.gen(function* () {
        const { arr, ear } = yield* open(kind)
        assert.deepStrictEqual(yield* ear.next, connected)
        const changes = [
          arr.setMedia(media, {}),
          arr.setMedia(media, { file: { score: 10 } }),
          arr.deleteFile(media),
          arr.setMedia(media, { monitored: false })
        ]
        for (const change of changes) {
          yield* change
          assert.deepStrictEqual(yield* ear.next, changed(container))
          // A thing, its file and its container are told each; the last may come later.
          yield* breathe(20)
          while ((yield* ear.size) > 0) assert.deepStrictEqual(yield* ear.next, changed(container))
        }
        yield* arr.removeContainer(container)
        assert.deepStrictEqual(yield* ear.next, changed(container, true))
      })
    )
  }

  it.scoped("tells queue, health and each word of a command; what is only searched for is no change", () =>
    Effect.gen(function* () {
      const { arr, ear, until } = yield* open("radarr")
      assert.deepStrictEqual(yield* ear.next, connected)
      yield* arr.setHealth([{}])
      assert.deepStrictEqual(yield* ear.next, { _tag: "HealthChanged" })
      yield* arr.setRows([{ id: 1 }])
      assert.deepStrictEqual(yield* ear.next, { _tag: "QueueChanged" })
      yield* arr.setMedia({ kind: "movie", movieId: 1 }, {})
      yield* until("LibraryChanged")
      yield* call(`${arr.url}/api/v3/command`, {
        method: "POST",
        headers: { "x-api-key": key, "content-type": "application/json" },
        body: JSON.stringify({ name: "MoviesSearch", movieIds: [1] })
      })
      const words: Array<string> = []
      while (words.at(-1) !== "completed") {
        const message = yield* ear.next
        assert(message._tag === "CommandChanged")
        words.push(message.command.status)
        assert.deepStrictEqual([message.command.name, message.command.body["movieIds"]], ["MoviesSearch", [1]])
        yield* TestClock.adjust("100 millis")
      }
      assert.deepStrictEqual(words, ["queued", "started", "completed"])
      assert.strictEqual(yield* ear.size, 0)
    })
  )

  it.scoped("tells the queue at each look at its client", () =>
    Effect.gen(function* () {
      const client: FakeArr.FakeArrOptions["client"] = {
        listening: Effect.succeed(true),
        torrents: Effect.succeed([]),
        remove: () => Effect.void,
        add: () => Effect.succeed("")
      }
      const { arr, ear } = yield* open("radarr", { client })
      assert.deepStrictEqual(yield* ear.next, connected)
      for (let look = 0; look < 3; look++) {
        yield* arr.refresh
        assert.deepStrictEqual(yield* ear.next, { _tag: "QueueChanged" })
      }
    })
  )

  it.scoped("asks for its key", () =>
    Effect.gen(function* () {
      const arr = yield* FakeArr.make({ kind: "sonarr", apiKey: key, category: "tv" })
      const ear = yield* listenTo(arr.url, { apiKey: Redacted.make("another") })
      assert.include(yield* ear.loss, "is refused")
    })
  )

  it.scoped("is not there in a build without a hub", () =>
    Effect.gen(function* () {
      const { ear } = yield* open("radarr", { push: false })
      assert.include(yield* ear.loss, "(404)")
    })
  )

  it.scoped("ends with the program and begins with it", () =>
    Effect.gen(function* () {
      const { arr, ear } = yield* open("lidarr")
      assert.deepStrictEqual(yield* ear.next, connected)
      yield* arr.restart()
      yield* ear.loss
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* ear.next, connected)
      yield* arr.setMedia({ kind: "album", artistId: 2, albumId: 5 }, {})
      assert.deepStrictEqual(yield* ear.next, changed(2))
    })
  )

  it.scoped("holds for longer than either side is patient, and counts as two requests that no document knows", () =>
    Effect.gen(function* () {
      const { arr, ear } = yield* open("radarr", { onRequest: ({ path }) => [path] })
      assert.deepStrictEqual(yield* ear.next, connected)
      for (let ping = 0; ping < 8; ping++) {
        yield* TestClock.adjust("15 seconds")
        yield* breathe(25)
      }
      assert.strictEqual(yield* ear.size, 0)
      yield* arr.setHealth([{}])
      assert.deepStrictEqual(yield* ear.next, { _tag: "HealthChanged" })
      assert.deepStrictEqual(yield* arr.violations, [])
      const requests = [...(yield* arr.requests)].toSorted()
      assert.deepStrictEqual(requests, [
        ["/signalr/messages", 1],
        ["/signalr/messages/negotiate", 1]
      ])
    })
  )
})
