import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ArrKind } from "../../../../src/clients/arr/ArrKind.ts"
import type { MediaRef } from "../../../../src/clients/arr/MediaRef.ts"
import { formatScoresOf } from "../../../../src/clients/arr/readFormats.ts"
import { FileAnswer, ProfileAnswer, ProfiledAnswer } from "../../../../src/clients/arr/wire.ts"
import type { HttpCall } from "../../../../src/clients/http.ts"
import { hasShared, readShared } from "../../../harness/openapi/shared.ts"
import { fakeArr, ok, type Reply } from "./fakeHttp.ts"

const addressOf = (call: HttpCall): string =>
  [call.path, ...(call.query ?? []).map(([name, value]) => `${name}=${value}`)].join(" ")

/** Answers by address; everything else is not there. */
const library = (kind: ArrKind, answers: Readonly<Record<string, unknown>>) =>
  fakeArr(kind, (call): Reply => {
    const answer = answers[addressOf(call)]
    return answer === undefined ? { status: 404, body: { message: "NotFound" } } : ok(answer)
  })

const nothing = { file: undefined, minimum: undefined }

const movie: MediaRef = { kind: "movie", movieId: 7 }
const episode = (episodeId: number, seriesId = 3): MediaRef => ({
  kind: "episode",
  seriesId,
  seasonNumber: 1,
  episodeId
})

const profile = (minFormatScore: number) => ({ id: 2, name: "HD", minFormatScore, cutoffFormatScore: 100 })

describe("ArrClient.formats", () => {
  const programs = [
    [
      "radarr",
      movie,
      {
        "/api/v3/moviefile movieId=7": [{ id: 1, movieId: 7, customFormatScore: 25 }],
        "/api/v3/movie/7": { id: 7, qualityProfileId: 2 },
        "/api/v3/qualityprofile/2": profile(10)
      },
      { file: 25, minimum: 10 }
    ],
    [
      "sonarr",
      episode(5),
      {
        "/api/v3/episode episodeIds=5": [{ id: 5, seriesId: 3, episodeFileId: 9 }],
        "/api/v3/episodefile episodeFileIds=9": [{ id: 9, customFormatScore: -5 }],
        "/api/v3/series/3": { id: 3, qualityProfileId: 2 },
        "/api/v3/qualityprofile/2": profile(0)
      },
      { file: -5, minimum: 0 }
    ],
    [
      "lidarr",
      { kind: "album", artistId: 3, albumId: 4 },
      {
        "/api/v1/trackfile albumId=4": [
          { id: 1, customFormatScore: 30 },
          { id: 2, customFormatScore: 20 }
        ],
        "/api/v1/artist/3": { id: 3, qualityProfileId: 2 },
        "/api/v1/qualityprofile/2": profile(5)
      },
      { file: 20, minimum: 5 }
    ],
    [
      "readarr",
      { kind: "book", authorId: 5, bookId: 6 },
      {
        "/api/v1/bookfile bookId=6": [],
        "/api/v1/author/5": { id: 5, qualityProfileId: 2 },
        "/api/v1/qualityprofile/2": profile(5)
      },
      { file: undefined, minimum: 5 }
    ]
  ] as const

  for (const [kind, ref, answers, expected] of programs) {
    it.effect(`${kind}: the score of the file and the minimum of the profile`, () =>
      Effect.gen(function* () {
        const { calls, client } = library(kind, answers)
        assert.deepStrictEqual(yield* client.formats(ref), expected)
        assert.deepStrictEqual(calls.map(addressOf), Object.keys(answers))
      })
    )
  }

  it.effect("readarr: files without a score say nothing, so nothing is known", () =>
    Effect.gen(function* () {
      const { client } = library("readarr", {
        "/api/v1/bookfile bookId=6": [{ id: 1, bookId: 6 }],
        "/api/v1/author/5": { id: 5, qualityProfileId: 2 },
        "/api/v1/qualityprofile/2": profile(5)
      })
      assert.deepStrictEqual(yield* client.formats({ kind: "book", authorId: 5, bookId: 6 }), nothing)
    })
  )

  it.effect("sonarr: a pack is read at once: episodes, their files, their series", () =>
    Effect.gen(function* () {
      const { calls, client } = library("sonarr", {
        "/api/v3/episode episodeIds=5 episodeIds=6": [
          { id: 5, episodeFileId: 9 },
          { id: 6, episodeFileId: 10 }
        ],
        "/api/v3/episodefile episodeFileIds=9 episodeFileIds=10": [
          { id: 9, customFormatScore: 40 },
          { id: 10, customFormatScore: 15 }
        ],
        "/api/v3/series/3": { id: 3, qualityProfileId: 2 },
        "/api/v3/qualityprofile/2": profile(10)
      })
      assert.deepStrictEqual(yield* client.formats(episode(5), episode(6)), { file: 15, minimum: 10 })
      assert.lengthOf(calls, 4)
    })
  )

  it.effect("sonarr: a pack that fills a gap too is not one thing, so nothing is known", () =>
    Effect.gen(function* () {
      const { client } = library("sonarr", {
        "/api/v3/episode episodeIds=5 episodeIds=6": [
          { id: 5, episodeFileId: 9 },
          { id: 6, episodeFileId: 0 }
        ],
        "/api/v3/episodefile episodeFileIds=9": [{ id: 9, customFormatScore: 40 }],
        "/api/v3/series/3": { id: 3, qualityProfileId: 2 },
        "/api/v3/qualityprofile/2": profile(10)
      })
      assert.deepStrictEqual(yield* client.formats(episode(5), episode(6)), nothing)
    })
  )

  it.effect("sonarr: an episode or a file that is not listed any more: nothing is known", () =>
    Effect.gen(function* () {
      const gone = library("sonarr", { "/api/v3/episode episodeIds=5": [] })
      assert.deepStrictEqual(yield* gone.client.formats(episode(5)), nothing)
      const noFile = library("sonarr", {
        "/api/v3/episode episodeIds=5": [{ id: 5, episodeFileId: 9 }],
        "/api/v3/episodefile episodeFileIds=9": [],
        "/api/v3/series/3": { id: 3, qualityProfileId: 2 },
        "/api/v3/qualityprofile/2": profile(10)
      })
      assert.deepStrictEqual(yield* noFile.client.formats(episode(5)), nothing)
    })
  )

  it.effect("sonarr: hundreds of episodes are asked for in addresses of a bearable length", () =>
    Effect.gen(function* () {
      const refs = Array.from({ length: 250 }, (_, index) => episode(index + 1))
      const { calls, client } = fakeArr("sonarr", (call): Reply => {
        if (call.path === "/api/v3/episode") {
          return ok((call.query ?? []).map(([, id]) => ({ id: Number(id), episodeFileId: 0 })))
        }
        return ok({ id: 3, qualityProfileId: 2, minFormatScore: 1 })
      })
      assert.deepStrictEqual(yield* client.formats(...refs), { file: undefined, minimum: 1 })
      assert.deepStrictEqual(
        calls.map((call) => call.query?.length ?? 0),
        [100, 100, 50, 0, 0]
      )
    })
  )

  it.effect("what the Arr has forgotten is no failure: nothing is known", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* library("radarr", {}).client.formats(movie), nothing)
    })
  )

  it.effect("a movie without a profile has no minimum", () =>
    Effect.gen(function* () {
      const { client } = library("radarr", {
        "/api/v3/moviefile movieId=7": [],
        "/api/v3/movie/7": { id: 7, qualityProfileId: 0 }
      })
      assert.deepStrictEqual(yield* client.formats(movie), nothing)
    })
  )

  it.effect("for nothing, or for a thing of another program, nothing is asked", () =>
    Effect.gen(function* () {
      const { calls, client } = library("radarr", {})
      assert.deepStrictEqual(yield* client.formats(), nothing)
      assert.deepStrictEqual(yield* client.formats(episode(1)), nothing)
      assert.isEmpty(calls)
    })
  )

  it.effect("a server that fails is a failure, not an answer", () =>
    Effect.gen(function* () {
      const { client } = fakeArr("radarr", () => ({ status: 401, body: {} }))
      assert.strictEqual((yield* Effect.flip(client.formats(movie)))._tag, "AuthRejected")
    })
  )
})

describe("formatScoresOf", () => {
  const file = (customFormatScore?: number) => ({ id: 1, customFormatScore })
  it("profiles of several owners: the lowest minimum, and none when one is unknown", () => {
    assert.deepStrictEqual(formatScoresOf([{ files: [] }, { files: [] }], [5, 3]), { file: undefined, minimum: 3 })
    assert.deepStrictEqual(formatScoresOf([{ files: [] }, { files: [] }], [5, undefined]), nothing)
  })
  it("one file without a score spoils the rest, a score of 0 does not", () => {
    assert.deepStrictEqual(formatScoresOf([{ files: [file(3), file()] }], [1]), nothing)
    assert.deepStrictEqual(formatScoresOf([{ files: [file(3), file(0)] }], [1]), { file: 0, minimum: 1 })
  })
  it("nothing wanted, nothing known", () => assert.deepStrictEqual(formatScoresOf([], []), nothing))
})

describe.skipIf(!hasShared("api/fixtures/sources.tsv"))("recorded answers", () => {
  const listOf = (path: string) => {
    const value = readShared(`api/fixtures/${path}`)
    return Array.isArray(value) ? value : [value]
  }
  const files = [
    ["ruddarr/movie-files.json", 0],
    ["aiopyarr/sonarr/episodefile.json", undefined],
    ["aiopyarr/lidarr/trackfile.json", undefined],
    ["aiopyarr/readarr/book-file.json", undefined]
  ] as const
  for (const [path, score] of files) {
    it(`files: ${path}`, () => {
      for (const one of listOf(path)) {
        assert.strictEqual(Schema.decodeUnknownSync(FileAnswer)(one).customFormatScore ?? undefined, score)
      }
    })
  }
  it("profiles and who has them", () => {
    for (const one of listOf("ruddarr/quality-profiles.json")) {
      assert.strictEqual(Schema.decodeUnknownSync(ProfileAnswer)(one).minFormatScore, 0)
    }
    for (const path of [
      "ruddarr/movies.json",
      "ruddarr/series.json",
      "pyarr/lidarr/artist.json",
      "pyarr/readarr/author.json"
    ]) {
      for (const one of listOf(path)) {
        assert.isAbove(Schema.decodeUnknownSync(ProfiledAnswer)(one).qualityProfileId ?? 0, 0)
      }
    }
  })
})
