import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { ArrCommand } from "../../../../src/clients/arr/ArrClient.ts"
import type { MediaRef } from "../../../../src/clients/arr/MediaRef.ts"
import {
  markFailed,
  matchesCommand,
  plannedScan,
  plannedSearch,
  refreshMonitoredDownloads,
  removeFromQueue,
  rssSync,
  scanDownload,
  search,
  searchCommands,
  searchTarget
} from "../../../../src/clients/arr/mutations.ts"
import type { SearchTarget } from "../../../../src/clients/arr/SearchTarget.ts"
import { fakeArr, type Reply } from "./fakeHttp.ts"

const taken: Reply = { status: 201, body: { id: 12, name: "X", status: "queued", body: {} } }
const scan = { path: "/data/x", hash: "ab01", importMode: "Copy" } as const
const kinds = ["radarr", "sonarr", "lidarr", "readarr"] as const

const movie = (movieId: number): MediaRef => ({ kind: "movie", movieId })
const episode = (seriesId: number, seasonNumber: number, episodeId: number): MediaRef => ({
  kind: "episode",
  seriesId,
  seasonNumber,
  episodeId
})
const album = (albumId: number): MediaRef => ({ kind: "album", artistId: 1, albumId })
const book = (bookId: number): MediaRef => ({ kind: "book", authorId: 1, bookId })

describe("mutations", () => {
  for (const kind of kinds) {
    it.effect(`${kind}: every change is a request its API knows`, () =>
      Effect.gen(function* () {
        const { calls, client } = fakeArr(kind, (call) =>
          call.path.endsWith("/command") ? taken : { status: 200, body: "" }
        )
        yield* removeFromQueue(client, 464955325, { removeFromClient: false, blocklist: true, skipRedownload: true })
        yield* markFailed(client, 7)
        yield* refreshMonitoredDownloads(client)
        yield* rssSync(client)
        yield* scanDownload(client, scan)
        const api = client.apiPath
        assert.deepStrictEqual(
          calls.map((call) => `${call.method} ${call.path}`),
          [
            `DELETE ${api}/queue/464955325`,
            `POST ${api}/history/failed/7`,
            `POST ${api}/command`,
            `POST ${api}/command`,
            `POST ${api}/command`
          ]
        )
        assert.deepStrictEqual(calls[0]?.query, [
          ["removeFromClient", "false"],
          ["blocklist", "true"],
          ["skipRedownload", "true"],
          ["changeCategory", "false"]
        ])
      })
    )
  }

  it.effect("a scan carries the hash in upper case and gives the command back", () =>
    Effect.gen(function* () {
      const { calls, client } = fakeArr("sonarr", () => taken)
      const command = yield* scanDownload(client, scan)
      assert.strictEqual(command.id, 12)
      assert.deepStrictEqual(calls[0]?.json, {
        name: "DownloadedEpisodesScan",
        path: "/data/x",
        downloadClientId: "AB01",
        importMode: "Copy"
      })
    })
  )

  it.effect("nothing is sent twice: not after a broken connection, not after a 500", () =>
    Effect.gen(function* () {
      for (const reply of ["broken", { status: 500, body: "" }] as const) {
        const { calls, client } = fakeArr("radarr", () => reply)
        yield* Effect.flip(scanDownload(client, scan))
        yield* Effect.flip(markFailed(client, 1))
        yield* Effect.flip(
          removeFromQueue(client, 1, { removeFromClient: false, blocklist: true, skipRedownload: true })
        )
        assert.lengthOf(calls, 3)
      }
    })
  )

  it.effect("a row that has left the queue is NotFound", () =>
    Effect.gen(function* () {
      const { client } = fakeArr("radarr", () => ({ status: 404, body: { message: "NotFound" } }))
      const options = { removeFromClient: false, blocklist: true, skipRedownload: false }
      assert.strictEqual((yield* Effect.flip(removeFromQueue(client, 1, options)))._tag, "NotFound")
    })
  )

  it.effect("search sends the planned commands, and nothing for nothing", () =>
    Effect.gen(function* () {
      const { calls, client } = fakeArr("sonarr", () => taken)
      assert.isEmpty(yield* search(client, []))
      assert.lengthOf(yield* search(client, [episode(1, 2, 3), episode(1, 2, 4)]), 1)
      assert.deepStrictEqual(
        calls.map((call) => call.json),
        [{ name: "SeasonSearch", seriesId: 1, seasonNumber: 2 }]
      )
    })
  )
})

describe("searchTarget", () => {
  const targets: ReadonlyArray<readonly [(typeof kinds)[number], SearchTarget, object]> = [
    ["radarr", movie(7), { name: "MoviesSearch", movieIds: [7] }],
    ["sonarr", episode(3, 0, 31), { name: "EpisodeSearch", episodeIds: [31] }],
    [
      "sonarr",
      { kind: "season", seriesId: 3, seasonNumber: 0 },
      { name: "SeasonSearch", seriesId: 3, seasonNumber: 0 }
    ],
    ["sonarr", { kind: "series", seriesId: 3 }, { name: "SeriesSearch", seriesId: 3 }],
    ["lidarr", album(50), { name: "AlbumSearch", albumIds: [50] }],
    ["readarr", book(60), { name: "BookSearch", bookIds: [60] }]
  ]
  for (const [kind, target, body] of targets) {
    it.effect(`${target.kind}: one command that ${kind} knows, found again in its list, and no other`, () =>
      Effect.gen(function* () {
        const { calls, client } = fakeArr(kind, (call) => ({
          status: 201,
          body: { id: 12, status: "queued", ...row(call.json) }
        }))
        const command = yield* searchTarget(client, target)
        assert.deepStrictEqual(
          calls.map((call) => call.json),
          [body]
        )
        assert.strictEqual(command.id, 12)
        const matching = targets.filter(([, other]) => matchesCommand(command, plannedSearch(other)))
        assert.deepStrictEqual(
          matching.map(([, other]) => other),
          [target]
        )
      })
    )
  }

  /** The Arr tells back what it took: its name, and all of it as the body. */
  const row = (json: unknown) => ({ name: Object.assign({ name: "" }, json).name, body: json })

  it.effect("a target of another program is not sent, since an unknown command is an error of the Arr's", () =>
    Effect.gen(function* () {
      for (const kind of kinds) {
        const { calls, client } = fakeArr(kind, () => taken)
        for (const [home, target] of targets) {
          if (home === kind) continue
          assert.strictEqual((yield* Effect.flip(searchTarget(client, target)))._tag, "NotFound")
        }
        assert.isEmpty(calls)
      }
    })
  )

  it.effect("nothing is sent twice, and a proxy's 404 is no refusal of the Arr's", () =>
    Effect.gen(function* () {
      const table: ReadonlyArray<readonly [Reply, string]> = [
        ["broken", "Transient"],
        [{ status: 500, body: "" }, "Transient"],
        [{ status: 400, body: "" }, "Conflict"],
        [{ status: 404, body: "404 page not found" }, "Transient"]
      ]
      for (const [reply, tag] of table) {
        const { calls, client } = fakeArr("radarr", () => reply)
        assert.strictEqual((yield* Effect.flip(searchTarget(client, movie(7))))._tag, tag)
        assert.lengthOf(
          calls.filter((call) => call.method === "POST"),
          1
        )
      }
    })
  )
})

describe("searchCommands", () => {
  const table: ReadonlyArray<readonly [string, ReadonlyArray<MediaRef>, ReturnType<typeof searchCommands>]> = [
    ["nothing", [], []],
    ["movies", [movie(1), movie(2), movie(1)], [{ name: "MoviesSearch", body: { movieIds: [1, 2] } }]],
    ["one episode", [episode(1, 2, 3)], [{ name: "EpisodeSearch", body: { episodeIds: [3] } }]],
    ["one episode twice", [episode(1, 2, 3), episode(1, 2, 3)], [{ name: "EpisodeSearch", body: { episodeIds: [3] } }]],
    [
      "a season pack",
      [episode(1, 2, 3), episode(1, 2, 4)],
      [{ name: "SeasonSearch", body: { seriesId: 1, seasonNumber: 2 } }]
    ],
    [
      "specials",
      [episode(1, 0, 3), episode(1, 0, 4)],
      [{ name: "SeasonSearch", body: { seriesId: 1, seasonNumber: 0 } }]
    ],
    ["two seasons", [episode(1, 2, 3), episode(1, 3, 4)], [{ name: "EpisodeSearch", body: { episodeIds: [3, 4] } }]],
    ["two series", [episode(1, 2, 3), episode(5, 2, 4)], [{ name: "EpisodeSearch", body: { episodeIds: [3, 4] } }]],
    ["albums", [album(1), album(2)], [{ name: "AlbumSearch", body: { albumIds: [1, 2] } }]],
    ["books", [book(9)], [{ name: "BookSearch", body: { bookIds: [9] } }]]
  ]
  for (const [what, refs, planned] of table) {
    it(what, () => assert.deepStrictEqual(searchCommands(refs), planned))
  }
})

describe("matchesCommand", () => {
  const command = (name: string, body: Record<string, unknown>): ArrCommand => ({
    id: 1,
    name,
    status: "queued",
    result: undefined,
    message: undefined,
    body,
    queuedAt: undefined
  })

  it("finds a search by its ids in any order, and no other", () => {
    const planned = { name: "MoviesSearch", body: { movieIds: [1, 2] } }
    assert.isTrue(matchesCommand(command("MoviesSearch", { movieIds: [2, 1], trigger: "manual" }), planned))
    assert.isFalse(matchesCommand(command("MoviesSearch", { movieIds: [1] }), planned))
    assert.isFalse(matchesCommand(command("MoviesSearch", { movieIds: [1, 2, 3] }), planned))
    assert.isFalse(matchesCommand(command("MoviesSearch", {}), planned))
    assert.isFalse(matchesCommand(command("RefreshMovie", { movieIds: [1, 2] }), planned))
  })

  it("finds a season search by series and season", () => {
    const planned = { name: "SeasonSearch", body: { seriesId: 1, seasonNumber: 2 } }
    assert.isTrue(matchesCommand(command("SeasonSearch", { seriesId: 1, seasonNumber: 2 }), planned))
    assert.isFalse(matchesCommand(command("SeasonSearch", { seriesId: 1, seasonNumber: 3 }), planned))
  })

  it("finds a scan by its download, however the path is spelled", () => {
    const planned = plannedScan({ kind: "radarr" }, scan)
    const sent = { path: "/other", downloadClientId: "ab01", importMode: "copy" }
    assert.isTrue(matchesCommand(command("DownloadedMoviesScan", sent), planned))
    assert.isFalse(matchesCommand(command("DownloadedMoviesScan", { ...sent, downloadClientId: "CD" }), planned))
    assert.isFalse(matchesCommand(command("DownloadedEpisodesScan", sent), planned))
  })

  it("what was planned is found in what the Arr tells back of it", () => {
    for (const planned of [
      ...searchCommands([movie(1), movie(2)]),
      ...searchCommands([episode(1, 2, 3), episode(1, 2, 4)]),
      ...searchCommands([album(1)]),
      ...searchCommands([book(1)]),
      plannedScan({ kind: "lidarr" }, scan)
    ]) {
      assert.isTrue(matchesCommand(command(planned.name, { ...planned.body }), planned))
    }
  })
})
