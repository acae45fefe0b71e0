import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { LibraryItem } from "../../../../src/clients/arr/library/LibraryItem.ts"
import { LibraryIndex } from "../../../../src/store/search/LibraryIndex.ts"
import { WriteBehind } from "../../../../src/store/WriteBehind.ts"
import { collectLogs } from "../support.ts"
import { episode, lives, series } from "./support.ts"

const flush = Effect.flatMap(WriteBehind, (writer) => writer.flush)
const marks = { fullAt: 3_000, listAt: 4_000, historyAt: undefined }
const profile = { id: 4, name: "HD", upgradeAllowed: true, minFormatScore: 0, cutoffFormatScore: undefined }
const radarrMovie: LibraryItem = {
  ...episode(7, 7),
  ref: { kind: "movie", movieId: 7 },
  title: "The Matrix",
  containerTitle: "",
  episodeNumber: undefined,
  airsAt: undefined,
  releases: { minimum: "released", inCinemas: 5, digital: undefined, physical: 6 },
  file: { id: 2, score: undefined, cutoffUnmet: undefined },
  tmdbId: 603
}

describe("the library index", () => {
  it.scoped("is there again after a restart: containers, items, profiles and marks", () =>
    Effect.gen(function* () {
      const live = yield* lives
      const odd = episode(1, 12, {
        containerTitle: "Another Name",
        profileId: undefined,
        imdbId: undefined,
        file: undefined,
        year: undefined,
        airsAt: undefined,
        episodeNumber: undefined,
        lastSearchedAt: 9,
        monitored: false
      })
      const empty = series(2, [])
      const movie = {
        container: { ...series(7, []).container, title: "The Matrix", movie: radarrMovie, profileId: undefined },
        items: [{ ...radarrMovie, file: { id: 2, score: -5, cutoffUnmet: undefined } }],
        readAt: 2_000
      }
      const first = series(1, [episode(1, 11), odd])
      yield* live(
        Effect.gen(function* () {
          const index = yield* LibraryIndex
          yield* index.open("Sonarr")
          assert.strictEqual(index.containers("Sonarr").size, 0)
          assert.deepStrictEqual(index.marks("Sonarr"), { fullAt: undefined, listAt: undefined, historyAt: undefined })
          yield* index.put("Sonarr", [first, empty, movie])
          yield* index.setProfiles("Sonarr", [profile])
          yield* index.setMarks("Sonarr", marks)
          yield* index.open("Other")
          assert.isUndefined(index.item("Other", 11))
        })
      )
      yield* live(
        Effect.gen(function* () {
          const index = yield* LibraryIndex
          assert.strictEqual(index.containers("Sonarr").size, 0, "nothing is read before it is opened")
          yield* index.open("Sonarr")
          assert.deepStrictEqual([...index.containers("Sonarr").values()], [first, empty, movie])
          assert.deepStrictEqual(index.item("Sonarr", 12), odd)
          assert.deepStrictEqual(index.item("Sonarr", 7), movie.items[0])
          assert.isUndefined(index.item("Sonarr", 13))
          assert.deepStrictEqual([...index.profiles("Sonarr")], [[4, profile]])
          assert.deepStrictEqual(index.marks("Sonarr"), marks)
          yield* index.remove("Sonarr", [1, 99])
        })
      )
      yield* live(
        Effect.gen(function* () {
          const index = yield* LibraryIndex
          yield* index.open("Sonarr")
          assert.deepStrictEqual([...index.containers("Sonarr").keys()], [2, 7])
          assert.isUndefined(index.item("Sonarr", 11))
        })
      )
    })
  )

  it.scoped("keeps a thing that moved into another container when the old one is read", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const index = yield* LibraryIndex
          yield* index.open("Sonarr")
          yield* index.put("Sonarr", [series(1, [episode(1, 11), episode(1, 12)])])
          yield* index.put("Sonarr", [series(2, [episode(2, 12)])])
          yield* index.put("Sonarr", [series(1, [episode(1, 11)])])
          assert.deepStrictEqual(index.item("Sonarr", 12), episode(2, 12))
          yield* index.remove("Sonarr", [2])
          assert.isUndefined(index.item("Sonarr", 12))
        })
      )
    })
  )

  it.scoped("counts its changes, also over a close, and nothing else", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const index = yield* LibraryIndex
          const seen: Array<number> = []
          const grew = () => {
            const now = index.revision("Sonarr")
            const before = seen.at(-1) ?? -1
            seen.push(now)
            return now > before
          }
          grew()
          yield* index.open("Sonarr")
          grew()
          yield* index.put("Sonarr", [series(1, [episode(1, 11)])])
          assert.isTrue(grew())
          yield* index.setProfiles("Sonarr", [profile])
          assert.isTrue(grew())
          yield* index.put("Sonarr", [])
          yield* index.remove("Sonarr", [5])
          yield* index.setMarks("Sonarr", marks)
          yield* index.open("Sonarr")
          assert.isFalse(grew())
          yield* index.remove("Sonarr", [1])
          assert.isTrue(grew())
          yield* index.close("Sonarr")
          assert.isUndefined(index.item("Sonarr", 11))
          yield* index.open("Sonarr")
          yield* index.put("Sonarr", [series(1, [episode(1, 11)])])
          assert.isTrue(grew())
        })
      )
    })
  )

  it.scoped("of a section that is not open is empty and cannot be changed", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const index = yield* LibraryIndex
          const exit = yield* Effect.exit(index.put("Sonarr", [series(1, [])]))
          assert.include(String(exit), "the library of Sonarr is not open")
          yield* index.open("Sonarr")
          yield* index.put("Sonarr", [series(1, [episode(1, 11)])])
          yield* index.close("Sonarr")
          assert.strictEqual(index.containers("Sonarr").size, 0)
          yield* index.open("Sonarr")
          assert.deepStrictEqual(index.item("Sonarr", 11), episode(1, 11))
        })
      )
    })
  )

  it.scoped("leaves out what it cannot read, in one line, and has it read again", () => {
    const { layer, lines } = collectLogs()
    return Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const index = yield* LibraryIndex
          const sql = yield* SqlClient.SqlClient
          yield* index.open("Sonarr")
          yield* index.put(
            "Sonarr",
            [1, 2, 3].map((n) => series(n, [episode(n, n * 10)]))
          )
          yield* index.setProfiles("Sonarr", [profile])
          yield* index.setMarks("Sonarr", { ...marks, historyAt: 5_000 })
          yield* flush
          yield* sql`UPDATE library_containers SET content_json = ${'{"container":{"id":1}}'} WHERE container_id = 1`
          yield* sql`UPDATE library_containers SET content_json = replace(content_json, '"id":30', '"id":"30"')
            WHERE container_id = 3`
        })
      )
      yield* live(
        Effect.gen(function* () {
          const index = yield* LibraryIndex
          yield* index.open("Sonarr")
          assert.deepStrictEqual([...index.containers("Sonarr").keys()], [2])
          assert.isUndefined(index.item("Sonarr", 30))
          assert.deepStrictEqual(index.marks("Sonarr"), { fullAt: undefined, listAt: 4_000, historyAt: 5_000 })
          assert.deepStrictEqual([...index.profiles("Sonarr").values()], [profile])
        })
      )
      assert.deepStrictEqual(lines, [
        "WARN What is stored of the library of Sonarr cannot all be read (containers 1, 3); it is read again."
      ])
      yield* live(
        Effect.gen(function* () {
          const index = yield* LibraryIndex
          const sql = yield* SqlClient.SqlClient
          yield* index.open("Sonarr")
          assert.isUndefined(index.marks("Sonarr").fullAt, "also after a restart before it was read")
          yield* sql`UPDATE library_sections SET profiles_json = '{}'`
        })
      )
      assert.strictEqual(lines.length, 1, "the rows are gone")
      yield* live(
        Effect.gen(function* () {
          const index = yield* LibraryIndex
          yield* index.open("Sonarr")
          assert.strictEqual(index.profiles("Sonarr").size, 0)
          assert.deepStrictEqual([...index.containers("Sonarr").keys()], [2])
        })
      )
      assert.strictEqual(lines.length, 2)
    }).pipe(Effect.provide(layer))
  })
})
