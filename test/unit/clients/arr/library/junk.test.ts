import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as fc from "fast-check"
import type { ArrKind } from "../../../../../src/clients/arr/ArrKind.ts"
import { arrWith } from "./library.ts"

/** The only rows that mean anything; no junk has their ids. */
const goodOwner = {
  id: 900_001,
  title: "Good",
  artistName: "Good",
  authorName: "Good",
  monitored: true,
  qualityProfileId: 4,
  minimumAvailability: "released",
  seasons: [{ seasonNumber: 1, monitored: true }],
  statistics: { sizeOnDisk: 5 },
  hasFile: true,
  movieFile: { id: 1, qualityCutoffNotMet: false }
}
const goodItem = {
  id: 900_002,
  title: "Good",
  seriesId: 900_001,
  artistId: 900_001,
  authorId: 900_001,
  seasonNumber: 1,
  monitored: true,
  hasFile: true,
  episodeFileId: 77,
  statistics: { trackFileCount: 1, trackCount: 1, percentOfTracks: 100, bookFileCount: 1 }
}
const goodFile = {
  id: 77,
  movieId: 900_001,
  albumId: 900_002,
  bookId: 900_002,
  customFormatScore: 3,
  qualityCutoffNotMet: true
}
const goodEvent = { id: 900_003, eventType: "downloadImported", date: "2024-01-01T00:00:00Z" }

const names = [
  ...new Set([goodOwner, goodItem, goodFile, goodEvent].flatMap((row) => Object.keys(row))),
  "inCinemas",
  "airDateUtc",
  "releaseDate",
  "lastSearchTime",
  "data",
  "episode",
  "episodeFile",
  "type",
  "source",
  "message",
  "name",
  "upgradeAllowed",
  "constructor"
]
const value = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  fc.constantFrom(-1, 0, 1, 1.5, 1e300, "", "toString", "2024-02-30T00:00:00Z", "0000-00-00", true, null, [], {}),
  fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 4 })
)
const plausible = fc.record({ id: fc.integer({ min: 1, max: 4 }), monitored: fc.boolean(), seasonNumber: fc.nat(2) })
const junkRow = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 12 }),
  fc
    .tuple(plausible, fc.dictionary(fc.constantFrom(...names.filter((name) => name !== "id")), value, { maxKeys: 12 }))
    .map(([start, rest]) => ({ ...start, ...rest }))
)
const junk = fc.array(junkRow, { maxLength: 6 })

const resources = {
  radarr: ["/movie", "/movie", "/moviefile"],
  sonarr: ["/series", "/episode", "/episodefile"],
  lidarr: ["/artist", "/album", "/trackfile"],
  readarr: ["/author", "/book", "/bookfile"]
} as const satisfies Record<ArrKind, readonly [string, string, string]>

const around = (before: ReadonlyArray<unknown>, good: unknown, after: ReadonlyArray<unknown>) => [
  ...before,
  good,
  ...after
]

describe("junk in any row", () => {
  for (const kind of ["radarr", "sonarr", "lidarr", "readarr"] as const) {
    const [owners, items, files] = resources[kind]
    const answers = (before: ReadonlyArray<unknown>, after: ReadonlyArray<unknown>) => ({
      [items]: around(before, goodItem, after),
      [owners]: around(before, goodOwner, after),
      [files]: around(before, goodFile, after),
      "/history/since": around(before, goodEvent, after),
      "/health": before,
      "/qualityprofile": before
    })

    /** The good rows as they are read among these others. */
    const readAmong = (before: ReadonlyArray<unknown>, after: ReadonlyArray<unknown>) =>
      Effect.gen(function* () {
        const { reads } = arrWith(kind, answers(before, after))
        const listed = yield* reads.containers
        const owner = listed.rows.filter((row) => row.id === goodOwner.id)
        const inside = yield* reads.itemsOf(owner)
        const everything = yield* reads.itemsOf(listed.rows)
        yield* reads.health
        yield* reads.profiles
        const events = yield* reads.historySince(0)
        for (const { id, problem } of [...listed.odd, ...inside.odd, ...everything.odd]) {
          assert.match(problem, /^[a-z]+ (\d+|in row \d+).*[^.]\.$/u)
          assert.isBelow(problem.length, 1000)
          assert.isTrue(id === undefined || id > 0)
        }
        // Whatever was asked for: every row is one thing only once.
        for (const rows of [listed.rows, inside.rows]) {
          assert.strictEqual(new Set(rows.map((row) => row.id)).size, rows.length)
        }
        const itemId = kind === "radarr" ? goodOwner.id : goodItem.id
        return {
          owner,
          item: inside.rows.filter((row) => row.id === itemId),
          event: events.filter((event) => event.id === goodEvent.id)
        }
      }).pipe(Logger.withMinimumLogLevel(LogLevel.None))

    it.effect(`${kind}: never fails a read, and costs no good row beside it anything`, () =>
      Effect.gen(function* () {
        const alone = yield* readAmong([], [])
        assert.deepStrictEqual([alone.owner.length, alone.item.length, alone.event.length], [1, 1, 1])
        assert.isDefined(alone.item[0]?.file)
        yield* Effect.promise(() =>
          fc.assert(
            fc.asyncProperty(junk, junk, async (before, after) => {
              assert.deepStrictEqual(await Effect.runPromise(readAmong(before, after)), alone)
            }),
            { numRuns: 150 }
          )
        )
      })
    )
  }
})
