import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { ArrKind } from "../../../../../src/clients/arr/ArrKind.ts"
import type { LibraryEvent } from "../../../../../src/clients/arr/library/LibraryReads.ts"
import { arrWith } from "./library.ts"

const since = Date.UTC(2024, 0, 2, 3, 4, 5)
const date = "2024-01-02T03:04:06Z"
const at = since + 1000

const grab = {
  id: 9,
  eventType: "grabbed",
  date,
  downloadId: "ABCDEF",
  sourceTitle: "A.Release",
  data: {
    indexer: "An Indexer",
    releaseSource: "UserInvokedSearch",
    downloadUrl: "https://indexer.example/get?apikey=0123456789abcdef",
    guid: "https://indexer.example/secret-guid"
  }
}

const read = (kind: ArrKind, rows: ReadonlyArray<unknown>) =>
  arrWith(kind, { "/history/since": rows }).reads.historySince(since)

describe("history since", () => {
  const kinds: ReadonlyArray<readonly [ArrKind, object, Pick<LibraryEvent, "media" | "containerId">, string]> = [
    ["radarr", { movieId: 7 }, { media: { kind: "movie", movieId: 7 }, containerId: 7 }, ""],
    [
      "sonarr",
      { seriesId: 3, episodeId: 31, episode: { seasonNumber: 0 } },
      { media: { kind: "episode", seriesId: 3, seasonNumber: 0, episodeId: 31 }, containerId: 3 },
      "&includeEpisode=true"
    ],
    [
      "lidarr",
      { artistId: 5, albumId: 50 },
      { media: { kind: "album", artistId: 5, albumId: 50 }, containerId: 5 },
      ""
    ],
    ["readarr", { authorId: 6, bookId: 60 }, { media: { kind: "book", authorId: 6, bookId: 60 }, containerId: 6 }, ""]
  ]
  for (const [kind, ids, expected, include] of kinds) {
    it.effect(`${kind}: a grab says what was grabbed for what, from where and why, and no address`, () =>
      Effect.gen(function* () {
        const { paths, reads } = arrWith(kind, { "/history/since": [{ ...grab, ...ids }] })
        const events = yield* reads.historySince(since)
        assert.deepStrictEqual(events, [
          {
            id: 9,
            type: "grabbed",
            at,
            hash: "abcdef",
            ...expected,
            title: "A.Release",
            indexer: "An Indexer",
            source: "userInvokedSearch"
          }
        ])
        assert.notInclude(JSON.stringify(events), "http")
        assert.deepStrictEqual(paths(), [`/history/since?date=2024-01-02T03:04:05.000Z${include}`])
      })
    )
  }

  const words: ReadonlyArray<readonly [string, LibraryEvent["type"]]> = [
    ["downloadFolderImported", "imported"],
    ["DownloadFolderImported", "imported"],
    ["downloadImported", "imported"],
    ["movieFolderImported", "other"],
    ["trackFileImported", "other"],
    ["bookFileImported", "other"],
    ["albumImportIncomplete", "other"],
    ["downloadFailed", "failed"],
    ["downloadIgnored", "ignored"],
    ["movieFileDeleted", "deleted"],
    ["episodeFileDeleted", "deleted"],
    ["trackFileDeleted", "deleted"],
    ["bookFileDeleted", "deleted"],
    ["movieFileRenamed", "other"],
    ["toString", "other"],
    ["somethingNew", "other"]
  ]
  for (const [word, type] of words) {
    it.effect(`${word} is ${type}, and names no indexer`, () =>
      Effect.gen(function* () {
        const [event] = yield* read("radarr", [{ ...grab, eventType: word, movieId: 7 }])
        assert.strictEqual(event?.type, type)
        assert.isUndefined(event?.indexer)
      })
    )
  }

  it.effect("oldest first, and rows that cannot be read are left out", () =>
    Effect.gen(function* () {
      const rows = [
        { ...grab, id: 12, date: "2024-01-05T00:00:00Z" },
        { ...grab, id: 11 },
        { ...grab, id: 10 },
        { ...grab, id: 13, date: null },
        { ...grab, id: 14, eventType: 3 },
        { ...grab, id: null },
        "junk"
      ]
      const events = yield* read("radarr", rows)
      assert.deepStrictEqual(
        events.map((event) => event.id),
        [10, 11, 12]
      )
    })
  )

  it.effect("what is missing is undefined: no download, no thing, no data", () =>
    Effect.gen(function* () {
      const events = yield* read("sonarr", [
        { id: 1, eventType: "grabbed", date, seriesId: 3, downloadId: "", data: null },
        { id: 2, eventType: "grabbed", date, seriesId: 3, episodeId: 31, episode: null, data: { indexer: 5 } }
      ])
      for (const event of events) {
        assert.deepStrictEqual(
          { ...event, id: 0 },
          {
            id: 0,
            type: "grabbed",
            at,
            hash: undefined,
            media: undefined,
            containerId: 3,
            title: undefined,
            indexer: undefined,
            source: undefined
          }
        )
      }
      assert.lengthOf(events, 2)
    })
  )
})
