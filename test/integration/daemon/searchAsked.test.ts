import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { indexerKey } from "../../../src/demo/arr/history.ts"
import * as FakeOverseerr from "../../../src/demo/requests/FakeOverseerr.ts"
import { poll } from "../../harness/daemon/poll.ts"
import { allDown, arrivals, episode, movie, searched, told, world } from "./searchSupport.ts"

const overseerrKey = "overseerr-secret-7a8b9c"

const overseerrToml = (url: string) => (section: string) =>
  [
    `[${section}.EntrySearch.Overseerr]`,
    "SearchOverseerrRequests = true",
    `OverseerrURI = "${url}"`,
    `OverseerrAPIKey = "${overseerrKey}"`,
    ""
  ].join("\n")

/** Every file below a folder that holds the text. */
const filesWith = (folder: string, text: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text))

describe("what people ask for", () => {
  it.scopedLive(
    "check 42: an approved request is searched for first, one by webhook within seconds; seasons are honoured; no key is told",
    () =>
      Effect.gen(function* () {
        const overseerr = yield* FakeOverseerr.make({ apiKey: overseerrKey })
        yield* overseerr.setTitles([
          { type: "movie", tmdbId: 1003, title: "Movie 3", released: "2003-01-01" },
          { type: "tv", tmdbId: 3002, tvdbId: 1002, title: "Series 2", released: "2001-01-01" }
        ])
        yield* overseerr.setRequests([
          { id: 1, type: "movie", tmdbId: 1003 },
          { id: 2, type: "movie", tmdbId: 1004, status: "pending" },
          { id: 3, type: "movie", tmdbId: 1005, is4k: true },
          { id: 4, type: "tv", tmdbId: 3002, tvdbId: 1002, seasons: [2] }
        ])
        const scene = yield* world({ kinds: ["radarr", "sonarr"], more: overseerrToml(overseerr.url) })
        const radarr = scene.of("radarr")
        const sonarr = scene.of("sonarr")
        for (let id = 1; id <= 6; id++) yield* radarr.setMedia(movie(id), { title: `Movie ${id}`, year: 2010 - id })
        for (const seriesId of [1, 2]) {
          for (const season of [1, 2]) yield* sonarr.setMedia(episode(seriesId, season, seriesId * 10 + season), {})
          // Nothing of the rest is missing, so that one missing episode is not most of a series.
          for (let id = 0; id < 9; id++) yield* sonarr.setMedia(episode(seriesId, 1, seriesId * 100 + id), { file: {} })
        }
        yield* radarr.setHealth(allDown)
        yield* sonarr.setHealth(allDown)
        yield* scene.daemon.start
        const list = yield* told(
          scene,
          "everything is known",
          ({ queued, sync }, { sections }) =>
            queued["Request"] === 1 && sections[1]?.queued["Request"] === 1 && sync?.lastFullAt !== null,
          60
        )
        const [first, second] = list.sections
        assert.strictEqual(first?.next[0]?.title, "Movie 3 (2007)")
        assert.include(second?.next[0]?.title, "S02E")
        assert.strictEqual(first?.held?.why, "indexers down")
        assert.strictEqual(first?.wanted, 6)
        yield* radarr.setHealth([])
        yield* sonarr.setHealth([])
        assert.strictEqual((yield* searched(radarr, 1))[0], "movie:3")
        assert.strictEqual((yield* searched(sonarr, 1))[0], "episode:22")

        // Movie 6 would be the last of six.
        const webhook = { type: "movie", tmdbId: 1006, title: "Movie 6" }
        const answer = yield* scene.daemon.call("POST", "/api/webhooks/requests", webhook)
        assert.strictEqual(answer.status, 202)
        const before = performance.now()
        yield* poll(
          "the webhook's movie is searched for",
          Effect.map(arrivals(radarr), (all) => all.includes("movie:6"))
        )
        assert.isBelow(performance.now() - before, 10_000, "milliseconds from the webhook to the search")
        const all = yield* searched(radarr, 6, 30)
        assert.isBelow(all.indexOf("movie:6"), 5, all.join(", "))
        assert.strictEqual(new Set(all).size, 6)
        assert.deepStrictEqual(filesWith(join(scene.daemon.folder, "logs"), overseerrKey), [])
        assert.deepStrictEqual(filesWith(join(scene.daemon.folder, "state"), overseerrKey), [])
        assert.deepStrictEqual(yield* radarr.violations, [])
        assert.deepStrictEqual(yield* sonarr.violations, [])
      }),
    120_000
  )

  it.scopedLive(
    "POST /api/searches goes before everything else; the answer names it, its chain, and why others are passed over",
    () =>
      Effect.gen(function* () {
        const scene = yield* world({
          kinds: ["radarr"],
          arr: {
            onSearch: (target) =>
              target.kind === "movie" && target.movieId === 5
                ? { name: "Movie.5.1080p.WEB-DL-SIM", category: "radarr", downloadSeconds: 1 }
                : undefined
          }
        })
        const { daemon } = scene
        const radarr = scene.of("radarr")
        for (let id = 1; id <= 6; id++) yield* radarr.setMedia(movie(id), { title: `Movie ${id}`, year: 2010 - id })
        yield* radarr.setMedia(movie(7), { monitored: false })
        yield* radarr.setMedia(movie(8), { file: {} })
        yield* radarr.setMedia(movie(9), { year: new Date().getUTCFullYear() + 1 })
        yield* radarr.setHealth(allDown)
        yield* daemon.start
        const known = yield* told(scene, "the library is known", ({ wanted }) => wanted === 6, 60)
        assert.deepStrictEqual(known.sections[0]?.skipped, { complete: 1, unmonitored: 1, "not available": 1 })
        const order = { query: "Movie 5" }
        const ordered = yield* daemon.call("POST", "/api/searches", order)
        assert.strictEqual(ordered.status, 202)
        assert.include(JSON.stringify(ordered.json), '"movieId":5')
        assert.strictEqual((yield* daemon.call("POST", "/api/searches", { query: "Nothing such" })).status, 404)
        yield* told(scene, "it is the next", ({ next }) => next[0]?.reason === "Manual")
        yield* radarr.setHealth([])
        assert.strictEqual((yield* searched(radarr, 1))[0], "movie:5")
        const list = yield* told(
          scene,
          "its chain is told",
          (_, { history }) => history.some(({ grabs }) => grabs.some(({ importedAt }) => importedAt !== null)),
          60
        )
        const manual = list.history.find(({ reason }) => reason === "Manual")
        assert.strictEqual(manual?.title, "Movie 5 (2005)")
        assert.strictEqual(manual?.state, "done")
        assert.strictEqual(manual?.grabs[0]?.title, "Movie.5.1080p.WEB-DL-SIM")
        assert.strictEqual(manual?.grabs[0]?.indexer, "Simulated Indexer")
        const yields = list.sections[0]?.yields.find(({ reason }) => reason === "Manual")
        assert.deepStrictEqual(yields, { reason: "Manual", searches: 1, failed: 0, grabbed: 1, imported: 1 })

        const events = (yield* radarr.state).history.filter(({ word }) => word === "grabbed")
        assert.include(JSON.stringify(events), indexerKey, "the secret was there to be found")
        for (const path of ["/api/searches", "/api/processes", "/api/torrents"]) {
          assert.notInclude(JSON.stringify((yield* daemon.call("GET", path)).json), indexerKey, path)
        }
        const ended = yield* daemon.stop("SIGTERM")
        assert.strictEqual(ended.code, 0)
        assert.notInclude(daemon.output(), indexerKey)
        assert.deepStrictEqual(filesWith(daemon.folder, indexerKey), [])
        assert.deepStrictEqual(yield* radarr.violations, [])
      }),
    120_000
  )
})

const hour = 3_600_000
const clock = (at: number): string => new Date(at).toISOString().slice(11, 16)

describe("SearchWindow", () => {
  it.scopedLive(
    "closed: nothing is sent but what somebody asks for, and the reason is told; a change of the config opens it without a restart",
    () =>
      Effect.gen(function* () {
        const later = Date.now() + 2 * hour
        const scene = yield* world({
          kinds: ["radarr"],
          more: () => `SearchWindow = ["${clock(later)}-${clock(later + hour)}"]\n`
        })
        const { daemon } = scene
        const radarr = scene.of("radarr")
        for (let id = 1; id <= 3; id++) yield* radarr.setMedia(movie(id), { title: `Movie ${id}`, year: 2010 - id })
        yield* daemon.start
        const list = yield* told(scene, "it waits", ({ held }) => held?.why === "outside the search window", 60)
        const held = list.sections[0]?.held
        assert.strictEqual(held?.text, `Outside the search window until ${clock(later)}`)
        assert.strictEqual(held?.until?.slice(11, 16), clock(later))
        assert.include(daemon.output(), "searches wait: Outside the search window")
        assert.strictEqual((yield* daemon.call("POST", "/api/searches", { query: "Movie 3" })).status, 202)
        assert.deepStrictEqual(yield* searched(radarr, 1), ["movie:3"])
        yield* Effect.sleep("4 seconds")
        assert.deepStrictEqual(yield* arrivals(radarr), ["movie:3"])
        yield* scene.configure({ more: () => "" })
        assert.deepStrictEqual(yield* searched(radarr, 3, 60), ["movie:3", "movie:1", "movie:2"])
        assert.strictEqual((yield* daemon.process("Search-Radarr-Main"))?.life, 1, "without a restart")
        assert.deepStrictEqual(yield* radarr.violations, [])
      }),
    120_000
  )
})
