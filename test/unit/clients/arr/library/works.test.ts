import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { LibraryFile } from "../../../../../src/clients/arr/library/LibraryItem.ts"
import { arrWith } from "./library.ts"

const artist = {
  id: 5,
  artistName: "Low",
  monitored: true,
  qualityProfileId: 2,
  statistics: { albumCount: 1, trackFileCount: 11, sizeOnDisk: 9 },
  lastAlbum: { id: 50, releaseDate: "2001-02-05T00:00:00Z", monitored: true }
}
const complete = { trackFileCount: 11, trackCount: 11, percentOfTracks: 100 }
const album = {
  id: 50,
  artistId: 5,
  title: "Things We Lost in the Fire",
  monitored: true,
  releaseDate: "2001-02-05T00:00:00Z",
  lastSearchTime: "2024-02-01T10:00:00Z",
  statistics: complete
}
const track = (id: number, customFormatScore?: number, qualityCutoffNotMet: boolean | null = false) => ({
  id,
  artistId: 5,
  albumId: 50,
  customFormatScore,
  qualityCutoffNotMet
})
const tracks = [track(501, 3), track(503, 1), track(502, 2)]

const lidarr = (albums: unknown, files: unknown, owner: object = artist) =>
  arrWith("lidarr", { "/artist": [owner], "/artist/5": owner, "/album": albums, "/trackfile": files })

const read = (fake: ReturnType<typeof arrWith>) =>
  Effect.gen(function* () {
    const listed = yield* fake.reads.containers
    const items = yield* fake.reads.itemsOf(listed.rows)
    return { listed, items, paths: fake.paths(), problems: items.odd.map((one) => one.problem) }
  })

describe("albums", () => {
  it.effect("of an artist come with two requests, as what they are", () =>
    Effect.gen(function* () {
      const { items, listed, paths } = yield* read(lidarr([album], tracks))
      assert.isEmpty([...listed.odd, ...items.odd])
      assert.deepStrictEqual(items.rows, [
        {
          ref: { kind: "album", artistId: 5, albumId: 50 },
          id: 50,
          containerId: 5,
          title: "Things We Lost in the Fire",
          containerTitle: "Low",
          episodeNumber: undefined,
          year: 2001,
          airsAt: Date.UTC(2001, 1, 5),
          releases: undefined,
          monitored: true,
          file: { id: 503, score: 1, cutoffUnmet: false },
          profileId: 2,
          tmdbId: undefined,
          tvdbId: undefined,
          imdbId: undefined,
          lastSearchedAt: Date.UTC(2024, 1, 1, 10)
        }
      ])
      assert.deepStrictEqual(paths, [
        "/artist",
        "/album?artistId=5&includeAllArtistAlbums=true",
        "/trackfile?artistId=5"
      ])
    })
  )

  it.effect("of an artist without files come with one", () =>
    Effect.gen(function* () {
      const owner = { ...artist, statistics: { sizeOnDisk: 0 } }
      const statistics = { trackFileCount: 0, trackCount: 11, percentOfTracks: 0 }
      const { items, listed, paths } = yield* read(lidarr([{ ...album, statistics }], "never asked", owner))
      assert.isFalse(listed.rows[0]?.hasFiles)
      assert.isUndefined(items.rows[0]?.file)
      assert.lengthOf(paths, 2)
    })
  )

  it.effect("an album is not monitored when its artist is not", () =>
    Effect.gen(function* () {
      const { items } = yield* read(lidarr([album], tracks, { ...artist, monitored: false }))
      assert.isFalse(items.rows[0]?.monitored)
    })
  )

  const whole = { id: 503, score: 1, cutoffUnmet: false }
  const table: ReadonlyArray<
    readonly [string, unknown, ReadonlyArray<unknown>, LibraryFile | undefined, string | undefined]
  > = [
    [
      "a part of its tracks",
      { trackFileCount: 10, trackCount: 11, percentOfTracks: 90.9 },
      tracks,
      undefined,
      undefined
    ],
    ["a part, percentage untold", { trackFileCount: 10, trackCount: 11 }, tracks, undefined, undefined],
    ["a part, counts untold", { percentOfTracks: 50 }, tracks, undefined, undefined],
    ["all, percentage untold", { trackFileCount: 11, trackCount: 11 }, tracks, whole, undefined],
    ["all, counts untold", { percentOfTracks: 100 }, tracks, whole, undefined],
    ["no tracks at all", { trackFileCount: 0, trackCount: 0, percentOfTracks: 0 }, [], undefined, undefined],
    ["no statistics and no files", null, [], undefined, undefined],
    [
      "no statistics and files",
      null,
      tracks,
      whole,
      "its statistics are missing, taken for complete, since it has files"
    ],
    [
      "all, but no file is told",
      complete,
      [],
      { id: 0, score: undefined, cutoffUnmet: undefined },
      "it is complete, but none of its files is told"
    ],
    ["one file without a score", complete, [...tracks, track(1)], { ...whole, score: undefined }, undefined],
    [
      "one file under the cutoff",
      complete,
      [...tracks, track(1, 4, true), track(2, 4, null)],
      { ...whole, cutoffUnmet: true },
      undefined
    ],
    [
      "one file that does not say",
      complete,
      [...tracks, track(1, 4, null)],
      { ...whole, cutoffUnmet: undefined },
      undefined
    ],
    ["files that belong to nobody", complete, [...tracks, null, 5, { id: 9 }, { albumId: 50 }], whole, undefined]
  ]
  for (const [what, statistics, files, expected, problem] of table) {
    it.effect(`an album with ${what}`, () =>
      Effect.gen(function* () {
        const { items, problems } = yield* read(lidarr([{ ...album, statistics }], files))
        assert.deepStrictEqual(
          items.rows.map((row) => row.file),
          [expected]
        )
        assert.deepStrictEqual(
          problems,
          problem === undefined ? [] : [`album 50 (Things We Lost in the Fire): ${problem}.`]
        )
      })
    )
  }

  it.effect("odd albums cost themselves only", () =>
    Effect.gen(function* () {
      const rows = [
        { ...album, id: 51, artistId: 6 },
        { ...album, id: 52, monitored: "no" },
        { ...album, id: 53, title: null, releaseDate: "spring" },
        album
      ]
      const { items, problems } = yield* read(lidarr(rows, tracks))
      assert.deepStrictEqual(
        items.rows.map((row) => [row.id, row.title, row.year]),
        [
          [53, "album 53", undefined],
          [50, album.title, 2001]
        ]
      )
      assert.deepStrictEqual(problems, [
        "album 51 (Things We Lost in the Fire): it belongs to artist 6 and not to artist 5 (Low).",
        'album 52 (Things We Lost in the Fire): monitored is neither true nor false: "no".',
        'album 53: releaseDate is no date: "spring"; it is complete, but none of its files is told.'
      ])
    })
  )

  it.effect("the revision of an artist changes with its albums, and with nothing else", () =>
    Effect.gen(function* () {
      const revisionOf = (changes: object) =>
        Effect.map(lidarr([], [], { ...artist, ...changes }).reads.containers, ({ rows }) => rows[0]?.revision)
      const before = yield* revisionOf({})
      const { lastAlbum, statistics } = artist
      assert.strictEqual(
        yield* revisionOf({ overview: "x", lastAlbum: { ...lastAlbum, lastInfoSync: "2024-01-01T00:00:00Z" } }),
        before
      )
      for (const changes of [
        { monitored: false },
        { qualityProfileId: 3 },
        { artistName: "High" },
        { statistics: { ...statistics, trackFileCount: 12 } },
        { nextAlbum: { id: 51 } },
        { lastAlbum: { ...lastAlbum, monitored: false } }
      ]) {
        assert.notStrictEqual(yield* revisionOf(changes), before)
      }
    })
  )
})

describe("books", () => {
  const author = { id: 6, authorName: "Le Guin", monitored: true, qualityProfileId: 1, statistics: { sizeOnDisk: 3 } }
  const book = { id: 60, authorId: 6, title: "The Dispossessed", monitored: true, releaseDate: null }
  const readarr = (statistics: unknown, files: unknown) =>
    arrWith("readarr", { "/author": [author], "/book": [{ ...book, statistics }], "/bookfile": files })

  it.effect("of an author come with two requests; a file of any edition is the book", () =>
    Effect.gen(function* () {
      const files = [{ id: 600, authorId: 6, bookId: 60, qualityCutoffNotMet: true }]
      const { items, listed, paths } = yield* read(readarr({ bookFileCount: 1 }, files))
      assert.isEmpty([...listed.odd, ...items.odd])
      assert.deepStrictEqual(items.rows[0]?.ref, { kind: "book", authorId: 6, bookId: 60 })
      assert.deepStrictEqual(items.rows[0]?.file, { id: 600, score: undefined, cutoffUnmet: true })
      assert.strictEqual(items.rows[0]?.containerTitle, "Le Guin")
      assert.isUndefined(items.rows[0]?.airsAt)
      assert.deepStrictEqual(paths, ["/author", "/book?authorId=6", "/bookfile?authorId=6"])
    })
  )

  it.effect("a book without files is missing, with statistics or without", () =>
    Effect.gen(function* () {
      for (const statistics of [{ bookFileCount: 0 }, undefined]) {
        const { items, problems } = yield* read(readarr(statistics, []))
        assert.isUndefined(items.rows[0]?.file)
        assert.isEmpty(problems)
      }
    })
  )
})
