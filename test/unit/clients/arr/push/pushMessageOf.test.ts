import { assert, describe, it } from "@effect/vitest"
import type { ArrKind } from "../../../../../src/clients/arr/ArrKind.ts"
import { pushMessageOf } from "../../../../../src/clients/arr/push/pushMessageOf.ts"

type Row = readonly [what: string, kind: ArrKind, name: string, body: unknown, expected: unknown]

const changed = (containerId: number | undefined, deleted = false) => ({ _tag: "LibraryChanged", containerId, deleted })
const updated = (resource: object) => ({ action: "updated", resource })
const deleted = (resource: object) => ({ action: "deleted", resource })

const table: ReadonlyArray<Row> = [
  ["a movie", "radarr", "movie", updated({ id: 3, title: "Film" }), changed(3)],
  ["a new movie", "radarr", "movie", { action: "created", resource: { id: 3 } }, changed(3)],
  ["a movie that is gone", "radarr", "movie", deleted({ id: 3 }), changed(3, true)],
  ["a movie in words of an old build", "radarr", "movie", { action: "Deleted", resource: { id: 3 } }, changed(3, true)],
  ["a movie's file", "radarr", "moviefile", updated({ id: 9, movieId: 3 }), changed(3)],
  ["a series", "sonarr", "series", updated({ id: 4 }), changed(4)],
  ["an episode, for its series", "sonarr", "episode", updated({ id: 11, seriesId: 4 }), changed(4)],
  ["a deleted episode: its series stays", "sonarr", "episode", deleted({ id: 11, seriesId: 4 }), changed(4)],
  ["an episode's file", "sonarr", "episodefile", updated({ id: 9, seriesId: 4 }), changed(4)],
  ["an artist", "lidarr", "artist", deleted({ id: 5 }), changed(5, true)],
  ["an album", "lidarr", "album", updated({ id: 6, artistId: 5 }), changed(5)],
  ["a track's file", "lidarr", "trackfile", updated({ id: 9, artistId: 5 }), changed(5)],
  ["an author", "readarr", "author", updated({ id: 7 }), changed(7)],
  ["a book", "readarr", "book", updated({ id: 8, authorId: 7 }), changed(7)],
  ["a book's file", "readarr", "bookfile", updated({ id: 9, authorId: 7 }), changed(7)],
  ["a sync: anything may have changed", "radarr", "movie", { action: "sync" }, changed(undefined)],
  ["a sync with an empty resource", "sonarr", "episode", { action: "sync", resource: null }, changed(undefined)],
  ["a thing that does not say whose it is", "sonarr", "episode", updated({ id: 11 }), changed(undefined)],
  ["a deletion without a resource, which comes again with one", "radarr", "movie", { action: "deleted" }, "ignored"],
  ["a deleted file; its movie is told as updated too", "radarr", "moviefile", deleted({ id: 9 }), "ignored"],
  ["a movie without a usable id", "radarr", "movie", updated({ id: 0 }), "unreadable"],
  ["a movie whose id is a word", "radarr", "movie", updated({ id: "3" }), "unreadable"],
  ["a body that is no object", "radarr", "movie", "updated", "unreadable"],
  ["no body", "radarr", "movie", undefined, "unreadable"],
  ["a resource that is a list", "radarr", "movie", { action: "updated", resource: 3 }, "unreadable"],
  ["a series of books, which is no container", "readarr", "series", updated({ id: 4 }), "ignored"],
  ["an album elsewhere", "radarr", "album", updated({ id: 6, artistId: 5 }), "ignored"],
  ["the queue", "radarr", "queue", { action: "sync" }, { _tag: "QueueChanged" }],
  ["the queue's other names", "radarr", "queue/details", { action: "sync" }, "ignored"],
  ["health", "sonarr", "health", { action: "sync" }, { _tag: "HealthChanged" }],
  ["a command without a resource", "radarr", "command", { action: "sync" }, "ignored"],
  ["a command that cannot be read", "radarr", "command", updated({ id: "x" }), "unreadable"],
  ["the version", "radarr", "version", { version: "5.28" }, "ignored"],
  ["a calendar", "sonarr", "calendar", updated({ id: 11, seriesId: 4 }), "ignored"],
  ["a name of every object", "radarr", "constructor", updated({ id: 1 }), "ignored"]
]

describe("pushMessageOf", () => {
  for (const [what, kind, name, body, expected] of table) {
    it(`${kind}: ${what}`, () => {
      assert.deepStrictEqual<unknown>(pushMessageOf(kind, { name, body, version: undefined }), expected)
    })
  }

  it("takes each thing once from a Sonarr that tells it for two versions of its API", () => {
    const body = updated({ id: 4 })
    assert.deepStrictEqual<unknown>(pushMessageOf("sonarr", { name: "series", body, version: 3 }), changed(4))
    assert.strictEqual(pushMessageOf("sonarr", { name: "series", body, version: 5 }), "ignored")
    assert.deepStrictEqual<unknown>(
      pushMessageOf("lidarr", { name: "artist", body: updated({ id: 5 }), version: 1 }),
      changed(5)
    )
  })
})
