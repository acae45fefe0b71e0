import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import type { ArrClient } from "../../../../src/clients/arr/ArrClient.ts"
import type { ArrKind } from "../../../../src/clients/arr/ArrKind.ts"
import { apiKey, type Fake, fakeArr, ok, queryOf, type Reply } from "./fakeHttp.ts"

const hash = "202b87f7190b45f86487c7a28a49ea5a5eb939a5"

const row = (id: number, more: object = {}) => ({
  id,
  downloadId: hash.toUpperCase(),
  title: "T",
  status: "queued",
  ...more
})

const page = (records: ReadonlyArray<unknown>, totalRecords = records.length): Reply =>
  ok({ page: 1, pageSize: 1000, totalRecords, records })

/** A queue in memory, sliced as an Arr does it: a page beyond the end repeats the last one. */
const paged = (kind: ArrKind, listAt: (nth: number) => ReadonlyArray<unknown>): Fake =>
  fakeArr(kind, (call, nth) => {
    const list = listAt(nth)
    const size = Number(queryOf(call, "pageSize"))
    const last = Math.max(1, Math.ceil(list.length / size))
    const number = Math.min(Number(queryOf(call, "page")), last)
    return page(list.slice((number - 1) * size, number * size), list.length)
  })

const many = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => row(from + index, { downloadId: `H${from + index}` }))

describe("ArrClient.queue", () => {
  const flags = [
    ["radarr", "/api/v3/queue", "includeUnknownMovieItems"],
    ["sonarr", "/api/v3/queue", "includeUnknownSeriesItems"],
    ["lidarr", "/api/v1/queue", "includeUnknownArtistItems"],
    ["readarr", "/api/v1/queue", "includeUnknownAuthorItems"]
  ] as const

  for (const [kind, path, flag] of flags) {
    it.effect(`${kind}: one large page, unknown items included, the key in the header only`, () =>
      Effect.gen(function* () {
        const { calls, client } = fakeArr(kind, () => page([]))
        yield* client.queue
        assert.lengthOf(calls, 1)
        assert.strictEqual(calls[0]?.path, path)
        assert.strictEqual(queryOf(calls[0], flag), "true")
        assert.strictEqual(queryOf(calls[0], "pageSize"), "1000")
        assert.notInclude(JSON.stringify(calls[0]?.query), apiKey)
      })
    )
  }

  const medias = [
    ["radarr", { movieId: 7 }, { kind: "movie", movieId: 7 }],
    [
      "sonarr",
      { seriesId: 1, episodeId: 2, seasonNumber: 0 },
      { kind: "episode", seriesId: 1, seasonNumber: 0, episodeId: 2 }
    ],
    [
      "sonarr",
      { seriesId: 1, episodeId: 2, episode: { seasonNumber: 4 } },
      { kind: "episode", seriesId: 1, seasonNumber: 4, episodeId: 2 }
    ],
    ["sonarr", { seriesId: 1, episodeId: 2 }, undefined],
    ["lidarr", { artistId: 3, albumId: 4 }, { kind: "album", artistId: 3, albumId: 4 }],
    ["readarr", { authorId: 5, bookId: 6 }, { kind: "book", authorId: 5, bookId: 6 }],
    ["radarr", { movieId: null }, undefined],
    ["radarr", { movieId: 0 }, undefined],
    ["lidarr", { artistId: 3 }, undefined]
  ] as const

  for (const [kind, ids, media] of medias) {
    it.effect(`${kind}: ${JSON.stringify(ids)} is ${media === undefined ? "not known" : JSON.stringify(media)}`, () =>
      Effect.gen(function* () {
        const { client } = fakeArr(kind, () => page([row(1, ids)]))
        assert.deepStrictEqual((yield* client.queue).byHash.get(hash)?.[0]?.media, media)
      })
    )
  }

  it.effect("groups by lower-case hash, rows in order of id; rows without a download are pending", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(5_000)
      const rows = [row(3), row(1), row(2, { downloadId: undefined, status: "delay" }), row(4, { downloadId: hash })]
      const { client } = fakeArr("radarr", () => page(rows))
      const snapshot = yield* client.queue
      assert.strictEqual(snapshot.at, 5_000)
      assert.deepStrictEqual([...snapshot.byHash.keys()], [hash])
      assert.deepStrictEqual(
        snapshot.byHash.get(hash)?.map((record) => record.id),
        [1, 3, 4]
      )
      assert.deepStrictEqual(
        snapshot.pending.map((record) => [record.id, record.status]),
        [[2, "delay"]]
      )
    })
  )

  it.effect("tolerates what other versions write: decimal sizes, nulls, unknown words, capitals, missing fields", () =>
    Effect.gen(function* () {
      const odd = {
        id: 1,
        downloadId: hash,
        sizeleft: "4467066880.0",
        size: "x",
        timeleft: null,
        protocol: "TorrentDownloadProtocol",
        status: "Completed",
        trackedDownloadState: "somethingNew",
        trackedDownloadStatus: null,
        statusMessages: [{ title: null, messages: null }],
        quality: "none",
        aNewField: { deep: [1] }
      }
      const { client } = fakeArr("radarr", () => page([odd]))
      const snapshot = yield* client.queue
      assert.strictEqual(snapshot.skipped, 0)
      assert.deepStrictEqual(snapshot.byHash.get(hash)?.[0], {
        id: 1,
        hash,
        media: undefined,
        title: "",
        status: "completed",
        trackedStatus: undefined,
        trackedState: "somethingNew",
        messages: [{ title: "", messages: [] }],
        errorMessage: undefined,
        outputPath: undefined,
        customFormatScore: undefined
      })
    })
  )

  it.effect("skips and counts one odd record, never the batch", () =>
    Effect.gen(function* () {
      const { client } = fakeArr("radarr", () => page([row(1), null, { id: "two" }, row(3), "text"]))
      const snapshot = yield* client.queue
      assert.strictEqual(snapshot.skipped, 3)
      assert.lengthOf(snapshot.byHash.get(hash) ?? [], 2)
    })
  )

  it.effect("reads every page, and no more pages than there are", () =>
    Effect.gen(function* () {
      const { calls, client } = paged("radarr", () => many(1, 2_501))
      assert.strictEqual((yield* client.queue).byHash.size, 2_500)
      assert.deepStrictEqual(
        calls.map((call) => queryOf(call, "page")),
        ["1", "2", "3"]
      )
    })
  )

  it.effect("reads again, in one page, when the list shifted between pages", () =>
    Effect.gen(function* () {
      const shrinks = paged("radarr", (nth) => (nth === 1 ? many(1, 1_501) : many(2, 1_501)))
      assert.strictEqual((yield* shrinks.client.queue).byHash.size, 1_499)
      assert.strictEqual(queryOf(shrinks.calls.at(-1), "pageSize"), "2499")
      // As many as before, but another order: one row is shown twice and one not at all.
      const turns = paged("radarr", (nth) => (nth === 2 ? many(1, 1_501).reverse() : many(1, 1_501)))
      assert.strictEqual((yield* turns.client.queue).byHash.size, 1_500)
      assert.lengthOf(turns.calls, 3)
    })
  )

  it.effect("fails rather than leave rows out when the pages never add up", () =>
    Effect.gen(function* () {
      const { calls, client } = fakeArr("radarr", (call) => page(queryOf(call, "page") === "1" ? [row(1)] : [], 50))
      const error = yield* Effect.flip(client.queue)
      assert.strictEqual(error._tag, "Malformed")
      assert.include(error.message, "do not add up")
      assert.lengthOf(calls, 6)
    })
  )
})

describe("ArrClient: one thing at a time", () => {
  it.effect(
    "history asks for the hash as the Arr spells it, in shared words, newest first, of this download only",
    () =>
      Effect.gen(function* () {
        const event = (id: number, eventType: string, date: string, downloadId = hash.toUpperCase()) => ({
          id,
          eventType,
          date,
          downloadId,
          movieId: 9,
          data: { downloadUrl: "https://x/?apikey=1" }
        })
        const { calls, client } = fakeArr("radarr", () =>
          page([
            event(1, "grabbed", "2024-01-01T00:00:00Z"),
            event(2, "downloadFolderImported", "2024-01-01T02:00:00.1234567Z"),
            event(3, "downloadFailed", "2024-01-01T01:00:00Z"),
            event(4, "movieFileRenamed", "2024-01-01T03:00:00Z"),
            event(5, "grabbed", "2024-01-01T04:00:00Z", "ANOTHER"),
            event(6, "grabbed", "yesterday")
          ])
        )
        const events = yield* client.history(hash)
        assert.strictEqual(queryOf(calls[0], "downloadId"), hash.toUpperCase())
        assert.deepStrictEqual(
          events.map(({ id, type }) => [id, type]),
          [
            [4, "other"],
            [2, "imported"],
            [3, "failed"],
            [1, "grabbed"]
          ]
        )
        assert.deepStrictEqual(events[0]?.media, { kind: "movie", movieId: 9 })
      })
  )

  const types = [
    ["lidarr", "trackFileImported", "other"],
    ["lidarr", "albumImportIncomplete", "other"],
    ["lidarr", "downloadImported", "imported"],
    ["readarr", "bookFileImported", "other"],
    ["readarr", "downloadImported", "imported"],
    ["sonarr", "downloadFolderImported", "imported"],
    ["sonarr", "downloadIgnored", "ignored"],
    ["sonarr", "DownloadFailed", "failed"],
    ["radarr", "movieFolderImported", "other"]
  ] as const

  for (const [kind, eventType, type] of types) {
    it.effect(`${kind}: ${eventType} is ${type}`, () =>
      Effect.gen(function* () {
        const { client } = fakeArr(kind, () =>
          page([{ id: 1, eventType, date: "2024-01-01T00:00:00Z", downloadId: hash }])
        )
        assert.strictEqual((yield* client.history(hash))[0]?.type, type)
      })
    )
  }

  it.effect("media is monitored only with whom it belongs to", () =>
    Effect.gen(function* () {
      const episode = {
        title: "Pilot",
        seasonNumber: 1,
        episodeNumber: 2,
        monitored: true,
        lastSearchTime: "2024-01-01T00:00:00Z",
        series: { title: "Show", monitored: false }
      }
      const { calls, client } = fakeArr("sonarr", () => ok(episode))
      const state = yield* client.media({ kind: "episode", seriesId: 1, seasonNumber: 1, episodeId: 77 })
      assert.strictEqual(calls[0]?.path, "/api/v3/episode/77")
      assert.deepStrictEqual(state, {
        title: "Show - S01E02 - Pilot",
        monitored: false,
        lastSearchedAt: Date.UTC(2024, 0, 1)
      })
    })
  )

  const paths = [
    ["radarr", { kind: "movie", movieId: 3 }, "/api/v3/movie/3"],
    ["lidarr", { kind: "album", artistId: 1, albumId: 3 }, "/api/v1/album/3"],
    ["readarr", { kind: "book", authorId: 1, bookId: 3 }, "/api/v1/book/3"]
  ] as const

  for (const [kind, ref, path] of paths) {
    it.effect(`${kind}: media is at ${path}; without a search it has no time`, () =>
      Effect.gen(function* () {
        const { calls, client } = fakeArr(kind, () => ok({ title: "T", monitored: true }))
        assert.deepStrictEqual(yield* client.media(ref), { title: "T", monitored: true, lastSearchedAt: undefined })
        assert.strictEqual(calls[0]?.path, path)
      })
    )
  }

  it.effect("a reference of another kind of program is not found, and nothing is asked", () =>
    Effect.gen(function* () {
      const { calls, client } = fakeArr("radarr", () => ok({}))
      const error = yield* Effect.flip(client.media({ kind: "album", artistId: 1, albumId: 3 }))
      assert.strictEqual(error._tag, "NotFound")
      assert.isEmpty(calls)
    })
  )

  it.effect("commands: absent results of older versions, odd ones left out", () =>
    Effect.gen(function* () {
      const sent = {
        id: 5,
        name: "MoviesSearch",
        status: "started",
        queued: "2024-01-01T00:00:00Z",
        body: { movieIds: [1] }
      }
      const { client } = fakeArr("radarr", () => ok([sent, { id: "x" }]))
      assert.deepStrictEqual(yield* client.commands, [
        {
          id: 5,
          name: "MoviesSearch",
          status: "started",
          result: undefined,
          message: undefined,
          body: { movieIds: [1] },
          queuedAt: Date.UTC(2024, 0, 1)
        }
      ])
    })
  )

  it.effect("a command that the Arr has forgotten is NotFound", () =>
    Effect.gen(function* () {
      const { client } = fakeArr("radarr", () => ({ status: 404, body: { message: "NotFound" } }))
      assert.strictEqual((yield* Effect.flip(client.command(1)))._tag, "NotFound")
    })
  )

  it.effect("redownloadsFailed is on unless it is told to be off", () =>
    Effect.gen(function* () {
      const off = fakeArr("lidarr", () => ok({ autoRedownloadFailed: false }))
      assert.isFalse(yield* off.client.redownloadsFailed)
      const silent = fakeArr("lidarr", () => ok({ id: 1 }))
      assert.isTrue(yield* silent.client.redownloadsFailed)
    })
  )
})

describe("ArrClient: errors", () => {
  const reads: ReadonlyArray<
    readonly [
      string,
      (client: ArrClient) => Effect.Effect<unknown, { readonly _tag: string; readonly message: string }>
    ]
  > = [
    ["status", (client) => client.status],
    ["queue", (client) => client.queue],
    ["commands", (client) => client.commands],
    ["command", (client) => client.command(1)],
    ["history", (client) => client.history(hash)],
    ["media", (client) => client.media({ kind: "movie", movieId: 1 })],
    ["redownloadsFailed", (client) => client.redownloadsFailed],
    ["formats", (client) => client.formats({ kind: "movie", movieId: 1 })]
  ]
  const bad: ReadonlyArray<readonly [string, Reply, string]> = [
    ["a 500", { status: 500, body: { message: `boom ${apiKey}`, description: "stack" } }, "Transient"],
    ["start-up", { status: 503, body: { errorMessage: "Radarr is starting up, please try again later" } }, "Transient"],
    ["HTML", ok("<html>login</html>"), "Malformed"],
    ["broken JSON", ok(`{"totalRecords": 1, "key": "${apiKey}`), "Malformed"],
    ["another shape", ok(`"${apiKey}"`), "Malformed"],
    ["a refused key", { status: 401, body: "" }, "AuthRejected"],
    ["a conflict", { status: 409, body: "locked" }, "Conflict"]
  ]
  for (const [what, reply, tag] of bad) {
    it.effect(`${what} is ${tag} for every read, asked once, without the key`, () =>
      Effect.gen(function* () {
        for (const [name, get] of reads) {
          const { calls, client } = fakeArr("radarr", () => reply)
          const error = yield* Effect.flip(get(client))
          assert.strictEqual(error._tag, tag, name)
          assert.notInclude(error.message, apiKey, name)
          assert.lengthOf(calls, 1, name)
        }
      })
    )
  }

  it.effect("a broken connection is tried again by every read, then told", () =>
    Effect.gen(function* () {
      for (const [name, get] of reads) {
        const { calls, client } = fakeArr("radarr", () => "broken")
        const fiber = yield* Effect.fork(Effect.flip(get(client)))
        yield* TestClock.adjust("1 second")
        assert.strictEqual((yield* fiber)._tag, "Transient", name)
        assert.lengthOf(calls, 3, name)
      }
    })
  )

  it.effect("a refused key says where to find the right one", () =>
    Effect.gen(function* () {
      const { client } = fakeArr("sonarr", () => ({ status: 401, body: "" }))
      const error = yield* Effect.flip(client.queue)
      assert.include(
        error.message,
        "the APIKey of [Section] is refused: copy it from Settings > General of the Sonarr at http://arr.local"
      )
    })
  )
})
