import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { allDown, arrivals, episode, movie, searched, told, world } from "./searchSupport.ts"

/** How often a line was written. */
const count = (output: string, words: string): number =>
  output.split("\n").filter((line) => line.includes(words)).length

describe("odd payloads", () => {
  it.scopedLive(
    "one clear log line for each odd row, everything else is searched for, the worker never ends",
    () =>
      Effect.gen(function* () {
        const scene = yield* world({ kinds: ["radarr", "sonarr"] })
        const { daemon } = scene
        const radarr = scene.of("radarr")
        const sonarr = scene.of("sonarr")
        for (let id = 1; id <= 9; id++) yield* radarr.setMedia(movie(id), { title: `Movie ${id}`, year: 2010 - id })
        // Without dates, with unknown words and with an unknown year there is still something to search for …
        yield* radarr.setRaw("movie", 2, { inCinemas: null, digitalRelease: null, physicalRelease: null, added: null })
        yield* radarr.setRaw("movie", 3, { statistics: undefined, movieFile: null, tags: null, ratings: "none" })
        yield* radarr.setRaw("movie", 4, { minimumAvailability: "someday", status: "limbo", year: 2006 })
        // … but not with these.
        yield* radarr.setRaw("movie", 5, { year: 0 })
        yield* radarr.setRaw("movie", 6, { monitored: "maybe" })
        yield* radarr.setRaw("movie", 7, "nonsense")
        yield* radarr.setRaw("movie", 8, null)
        // A second row with the id of the first.
        yield* radarr.setRaw("movie", 9, { id: 1, title: "Twin" })

        for (let id = 11; id <= 16; id++) yield* sonarr.setMedia(episode(id, 1, id), { title: `Episode ${id}` })
        yield* sonarr.setRaw("episode", 11, { airDateUtc: null })
        yield* sonarr.setRaw("episode", 12, { airDateUtc: "soon" })
        yield* sonarr.setRaw("episode", 13, { seasonNumber: -1 })
        yield* sonarr.setRaw("series", 14, { statistics: undefined, seasons: null, year: 0, status: "limbo" })
        yield* sonarr.setRaw("series", 15, { qualityProfileId: "first", added: null, firstAired: null })
        yield* daemon.start

        const movies = ["movie:1", "movie:2", "movie:3", "movie:4"]
        assert.sameMembers([...(yield* searched(radarr, 4, 60))], movies)
        const episodes = ["episode:14", "episode:15", "episode:16"]
        assert.sameMembers([...(yield* searched(sonarr, 3))], episodes)
        // Another reading of the whole says nothing new.
        yield* radarr.setMedia(movie(20), { title: "Later" })
        yield* sonarr.setMedia(episode(20, 1, 120), { title: "Later" })
        assert.include(yield* searched(radarr, 5), "movie:20")
        assert.include(yield* searched(sonarr, 4), "episode:120")
        assert.strictEqual((yield* arrivals(radarr)).length, 5)
        assert.strictEqual((yield* arrivals(sonarr)).length, 4)

        const output = daemon.output()
        for (const words of [
          'minimumAvailability is no word of Radarr\'s: "someday"',
          'movie 6 (Movie 6): monitored is neither true nor false: "maybe"',
          "another row has the same id",
          'airDateUtc is no date: "soon"',
          "seasonNumber is"
        ]) {
          assert.strictEqual(count(output, words), 1, words)
        }
        for (const name of ["Search-Radarr-Main", "Search-Sonarr-Main", "Radarr-Main", "Sonarr-Main"]) {
          const worker = yield* daemon.process(name)
          assert.strictEqual(worker?.life, 1, name)
          assert.strictEqual(worker?.state, "running", name)
        }
        assert.notMatch(output, /ERROR/)
        assert.deepStrictEqual(yield* radarr.violations, [])
        assert.deepStrictEqual(yield* sonarr.violations, [])
      }),
    120_000
  )

  it.scopedLive(
    "HTML in place of one resource holds up only what is in it, and is read when it is there again",
    () =>
      Effect.gen(function* () {
        const scene = yield* world({ kinds: ["sonarr"] })
        const { daemon } = scene
        const sonarr = scene.of("sonarr")
        for (let id = 1; id <= 3; id++) yield* sonarr.setMedia(episode(id, 1, 10 + id), { title: `Episode ${id}` })
        // Of the three questions for episodes the second is answered by a proxy.
        yield* sonarr.fault("html", { paths: /\/episode$/, after: 1, times: 1 })
        yield* daemon.start
        yield* searched(sonarr, 2, 60)
        assert.strictEqual(count(daemon.output(), "HTML"), 1)
        const worker = yield* daemon.process("Search-Sonarr-Main")
        assert.include(["running", "degraded"], worker?.state)
        assert.sameMembers(
          [...(yield* searched(sonarr, 3, 60))],
          ["episode:11", "episode:12", "episode:13"],
          "the third after its half minute"
        )
        assert.strictEqual((yield* daemon.process("Search-Sonarr-Main"))?.life, 1)
        assert.strictEqual((yield* arrivals(sonarr)).length, 3)
      }),
    120_000
  )

  it.scopedLive(
    "401 in the middle of a sync: degraded with the reason, and everything is searched for once the key is right again",
    () =>
      Effect.gen(function* () {
        const scene = yield* world({ kinds: ["sonarr"] })
        const { daemon } = scene
        const sonarr = scene.of("sonarr")
        for (let id = 1; id <= 12; id++) yield* sonarr.setMedia(episode(id, 1, 10 + id), { title: `Episode ${id}` })
        yield* sonarr.setHealth(allDown)
        yield* sonarr.fault("401", { paths: /\/(episode|qualityprofile)$/, after: 5 })
        yield* daemon.start
        const degraded = yield* daemon.waitState("Search-Sonarr-Main", "degraded", 60)
        assert.match(degraded.reason ?? "", /401|key/i)
        assert.strictEqual(degraded.life, 1)
        yield* sonarr.fault("none")
        yield* sonarr.setHealth([])
        // A refused key is not tried again for 5 minutes, unless the Arr comes back and says so over its hub.
        yield* Effect.orDie(sonarr.restart())
        yield* told(scene, "all is read", ({ sync, wanted }) => sync?.lastFullAt !== null && wanted === 12, 60)
        yield* daemon.waitState("Search-Sonarr-Main", "running")
        const all = yield* searched(sonarr, 4)
        assert.strictEqual(new Set(all).size, all.length)
        assert.strictEqual((yield* daemon.process("Search-Sonarr-Main"))?.life, 1)
        // Twice when the end of the Arr before its restart cut a reading that had begun again.
        assert.include([1, 2], count(daemon.output(), "its library can be read again"))
      }),
    120_000
  )
})
