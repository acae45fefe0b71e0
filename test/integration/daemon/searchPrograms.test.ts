import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { poll } from "../../harness/daemon/poll.ts"
import { arrivals, episode, movie, searched, world } from "./searchSupport.ts"

describe("searching in all four programs", () => {
  it.scopedLive(
    "check 37: each searches for what it misses; three of a season are one season search, one alone an episode search",
    () =>
      Effect.gen(function* () {
        const scene = yield* world({ kinds: ["radarr", "sonarr", "lidarr", "readarr"] })
        const radarr = scene.of("radarr")
        const sonarr = scene.of("sonarr")
        const lidarr = scene.of("lidarr")
        const readarr = scene.of("readarr")
        yield* radarr.setMedia(movie(1), { title: "Missing", year: 2020 })
        yield* radarr.setMedia(movie(2), { title: "There", hasFile: true })
        yield* radarr.setMedia(movie(3), { title: "Unwanted", monitored: false })
        const now = Date.now()
        for (let id = 11; id <= 20; id++) {
          yield* sonarr.setMedia(episode(1, 1, id), { hasFile: id > 13, airsAt: now - id * 86_400_000 * 30 })
          yield* sonarr.setMedia(episode(2, 1, id + 10), { hasFile: id !== 15 })
        }
        // A special and one that airs tomorrow are left alone.
        yield* sonarr.setMedia(episode(2, 0, 40), {})
        yield* sonarr.setMedia(episode(2, 1, 41), { airsAt: now + 86_400_000 })
        yield* lidarr.setMedia({ kind: "album", artistId: 1, albumId: 5 }, { title: "Missing", tracks: 8 })
        yield* lidarr.setMedia({ kind: "album", artistId: 1, albumId: 6 }, { title: "There", hasFile: true, tracks: 8 })
        yield* readarr.setMedia({ kind: "book", authorId: 1, bookId: 7 }, { title: "Missing" })
        yield* readarr.setMedia({ kind: "book", authorId: 1, bookId: 8 }, { title: "There", hasFile: true })
        yield* scene.daemon.start

        assert.deepStrictEqual(yield* searched(radarr, 1, 60), ["movie:1"])
        assert.deepStrictEqual(yield* searched(lidarr, 1), ["album:5"])
        assert.deepStrictEqual(yield* searched(readarr, 1), ["book:7"])
        assert.sameMembers([...(yield* searched(sonarr, 2))], ["season:1:1", "episode:25"])
        const names = (yield* sonarr.searchLog).arrivals.map(({ name }) => name)
        assert.sameMembers(names, ["SeasonSearch", "EpisodeSearch"])
        const list = yield* poll(
          "all are done",
          Effect.map(scene.searches(), (all) => (all?.history.every(({ state }) => state === "done") ? all : undefined))
        )
        assert.strictEqual(list.total, 5)
        assert.strictEqual(list.sections.length, 4)
        for (const { arr, section } of scene.arrs.values()) {
          assert.deepStrictEqual(yield* arr.violations, [], section)
          assert.strictEqual((yield* scene.daemon.process(`Search-${section}`))?.life, 1, section)
        }
      }),
    120_000
  )
})

describe("what comes into the library later", () => {
  it.scopedLive(
    "check 35: is searched for within seconds when the Arr tells it, without a restart",
    () =>
      Effect.gen(function* () {
        const scene = yield* world({ kinds: ["radarr", "sonarr"] })
        const radarr = scene.of("radarr")
        const sonarr = scene.of("sonarr")
        yield* radarr.setMedia(movie(1), { title: "First" })
        yield* sonarr.setMedia(episode(1, 1, 11), {})
        yield* scene.daemon.start
        yield* searched(radarr, 1, 60)
        yield* searched(sonarr, 1)

        const before = performance.now()
        yield* radarr.setMedia(movie(2), { title: "Second" })
        assert.deepStrictEqual(yield* searched(radarr, 2, 20), ["movie:1", "movie:2"])
        assert.isBelow(performance.now() - before, 15_000, "milliseconds from Radarr's word to the search")
        // An episode more in a series that is there, and a file that was deleted.
        yield* sonarr.setMedia(episode(1, 1, 12), { file: {} })
        yield* sonarr.deleteFile(episode(1, 1, 12))
        assert.deepStrictEqual(yield* searched(sonarr, 2, 20), ["episode:11", "episode:12"])
        // What leaves the library is asked for no more, and is not in the way of the next.
        yield* radarr.removeContainer(2)
        yield* radarr.setMedia(movie(3), { title: "Third" })
        assert.deepStrictEqual(yield* searched(radarr, 3, 20), ["movie:1", "movie:2", "movie:3"])
        assert.strictEqual((yield* scene.daemon.process("Search-Radarr-Main"))?.life, 1)
        assert.deepStrictEqual(yield* radarr.violations, [])
        assert.deepStrictEqual(yield* sonarr.violations, [])
      }),
    120_000
  )

  it.scopedLive(
    "without push: a file that goes is found in the history when the next search has ended",
    () =>
      Effect.gen(function* () {
        const scene = yield* world({ kinds: ["radarr"], arr: { push: false } })
        const radarr = scene.of("radarr")
        yield* radarr.setMedia(movie(1), { title: "First", year: 2001 })
        yield* radarr.setMedia(movie(2), { title: "Second", year: 2000, file: {} })
        yield* radarr.setMedia(movie(3), { title: "Third", year: 1999 })
        yield* scene.daemon.start
        yield* searched(radarr, 2, 60)
        yield* radarr.deleteFile(movie(2))
        const order = { query: "First" }
        assert.strictEqual((yield* scene.daemon.call("POST", "/api/searches", order)).status, 202)
        const all = yield* searched(radarr, 4, 60)
        assert.deepStrictEqual(all, ["movie:1", "movie:3", "movie:1", "movie:2"])
        const asked = yield* radarr.requests
        assert.strictEqual(asked.get("/signalr/messages/negotiate"), 1, "it is not asked for again and again")
        assert.strictEqual((yield* arrivals(radarr)).length, 4)
      }),
    120_000
  )
})
