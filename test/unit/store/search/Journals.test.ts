import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { type ProfileSwitch, ProfileSwitches } from "../../../../src/store/search/ProfileSwitches.ts"
import { type MediaRequest, Requests } from "../../../../src/store/search/Requests.ts"
import { type Wish, Wishes } from "../../../../src/store/search/Wishes.ts"
import { collectLogs } from "../support.ts"
import { lives } from "./support.ts"

const count = (table: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(sql<{ n: number }>`SELECT count(*) AS n FROM ${sql(table)}`, (rows) => rows[0]?.n)
  )

const wish = (change: Partial<Wish> = {}): Omit<Wish, "key"> => ({
  section: "Sonarr",
  reason: "Manual",
  target: { kind: "episode", seriesId: 1, seasonNumber: 2, episodeId: 3 },
  title: "Dark S02E01",
  askedAt: 100,
  ...change
})

describe("wishes", () => {
  it.scoped("are on disk when add and remove return, and there after a restart, oldest first", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const wishes = yield* Wishes
          const first = yield* wishes.add(wish())
          assert.deepStrictEqual(first, { ...wish(), key: 1 })
          assert.strictEqual(yield* count("wishes"), 1)
          yield* wishes.add(wish({ askedAt: 50, reason: "Replacement" }))
          yield* wishes.add(wish({ target: { kind: "season", seriesId: 1, seasonNumber: 2 } }))
          yield* wishes.add(wish({ section: "Other" }))
          yield* wishes.remove(3)
          yield* wishes.remove(77)
          assert.strictEqual(yield* count("wishes"), 3)
        })
      )
      yield* live(
        Effect.gen(function* () {
          const wishes = yield* Wishes
          assert.deepStrictEqual(wishes.of("Sonarr"), [
            { ...wish({ askedAt: 50, reason: "Replacement" }), key: 2 },
            { ...wish(), key: 1 }
          ])
          assert.deepStrictEqual(wishes.of("Radarr"), [])
          assert.strictEqual((yield* wishes.add(wish({ section: "Third" }))).key, 5, "no key comes twice")
        })
      )
    })
  )

  it.scoped("that are equal are one until it is fulfilled, also of two who ask at once", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const wishes = yield* Wishes
          const reordered = { episodeId: 3, seasonNumber: 2, seriesId: 1, kind: "episode" } as const
          const [a, b] = yield* Effect.all(
            [wishes.add(wish()), wishes.add(wish({ target: reordered, askedAt: 200 }))],
            {
              concurrency: 2
            }
          )
          assert.deepStrictEqual(a, b)
          assert.strictEqual(yield* count("wishes"), 1)
          yield* wishes.remove(a.key)
          assert.notStrictEqual((yield* wishes.add(wish())).key, a.key)
        })
      )
    })
  )

  it.scoped("that cannot be read are left out with a line, and none keeps a passkey", () => {
    const { layer, lines } = collectLogs()
    return Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const wishes = yield* Wishes
          const sql = yield* SqlClient.SqlClient
          const made = yield* wishes.add(wish({ title: "passkey=0123456789" }))
          assert.notInclude(made.title, "0123")
          yield* sql`UPDATE wishes SET target_json = '{"kind":"planet"}'`
        })
      )
      yield* live(Effect.map(Wishes, (wishes) => assert.deepStrictEqual(wishes.of("Sonarr"), [])))
      assert.deepStrictEqual(lines, ["WARN The wish for passkey=<redacted> in Sonarr cannot be read."])
    }).pipe(Effect.provide(layer))
  })
})

const request = (change: Partial<MediaRequest> = {}): MediaRequest => ({
  id: "overseerr:12",
  source: "overseerr",
  title: undefined,
  tmdbId: 603,
  tvdbId: undefined,
  imdbId: undefined,
  seasons: undefined,
  requestedAt: undefined,
  ...change
})

describe("requests", () => {
  const ombi = request({ id: "ombi:7", source: "ombi", title: "Dark", seasons: [1, 3], tvdbId: 5, requestedAt: 9 })
  const hook = request({ id: "webhook:1", source: "webhook", imdbId: "tt1" })

  it.scoped("are on disk when replace and add return, and there after a restart, source by source", () =>
    Effect.gen(function* () {
      const live = yield* lives
      const second = request({ id: "overseerr:3" })
      yield* live(
        Effect.gen(function* () {
          const requests = yield* Requests
          yield* Effect.all(
            [requests.add("Sonarr", hook), requests.add("Sonarr", request({ ...hook, id: "webhook:2" }))],
            {
              concurrency: 2
            }
          )
          yield* requests.replace("Sonarr", "overseerr", [request(), second])
          yield* requests.replace("Sonarr", "ombi", [ombi])
          yield* requests.replace("Radarr", "overseerr", [request()])
          assert.strictEqual(yield* count("media_requests"), 4)
          assert.lengthOf(requests.of("Sonarr"), 5)
        })
      )
      yield* live(
        Effect.gen(function* () {
          const requests = yield* Requests
          assert.deepStrictEqual(requests.of("Sonarr"), [request(), second, ombi, hook, { ...hook, id: "webhook:2" }])
          yield* requests.replace("Sonarr", "overseerr", [second])
          yield* requests.add("Sonarr", { ...hook, title: "now with a title" })
          yield* requests.replace("Sonarr", "ombi", [])
        })
      )
      yield* live(
        Effect.gen(function* () {
          const requests = yield* Requests
          assert.deepStrictEqual(requests.of("Sonarr"), [
            second,
            { ...hook, title: "now with a title" },
            { ...hook, id: "webhook:2" }
          ])
          assert.deepStrictEqual(requests.of("Radarr"), [request()])
          assert.deepStrictEqual(requests.of("Lidarr"), [])
        })
      )
    })
  )

  it.scoped("are the same list until something changes, and written only then", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const requests = yield* Requests
          const sql = yield* SqlClient.SqlClient
          yield* requests.replace("Sonarr", "overseerr", [request()])
          const before = requests.of("Sonarr")
          yield* sql`DELETE FROM media_requests`
          yield* requests.replace("Sonarr", "overseerr", [request()])
          assert.strictEqual(requests.of("Sonarr"), before)
          assert.strictEqual(yield* count("media_requests"), 0)
          yield* requests.replace("Sonarr", "overseerr", [])
          assert.strictEqual(yield* count("media_requests"), 1)
          assert.deepStrictEqual(requests.of("Sonarr"), [])
        })
      )
    })
  )

  it.scoped("that cannot be read count as none, with a line", () => {
    const { layer, lines } = collectLogs()
    return Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          yield* Effect.flatMap(Requests, (requests) => requests.add("Sonarr", hook))
          yield* sql`UPDATE media_requests SET requests_json = '[{"id":5}]'`
        })
      )
      yield* live(Effect.map(Requests, (requests) => assert.deepStrictEqual(requests.of("Sonarr"), [])))
      assert.deepStrictEqual(lines, [
        "WARN The requests of Sonarr from webhook cannot be read; they are asked for again."
      ])
    }).pipe(Effect.provide(layer))
  })
})

describe("the journal of temporary profiles", () => {
  it.scoped("is on disk when put and remove return, one row per owner, oldest first", () =>
    Effect.gen(function* () {
      const live = yield* lives
      const entry = (change: Partial<ProfileSwitch> = {}): ProfileSwitch => ({
        section: "Sonarr",
        owner: { kind: "series", id: 4 },
        title: "Dark",
        mainProfile: 1,
        tempProfile: 2,
        step: "switching",
        switchedAt: 100,
        ...change
      })
      yield* live(
        Effect.gen(function* () {
          const switches = yield* ProfileSwitches
          yield* switches.put(entry())
          assert.strictEqual(yield* count("profile_switches"), 1)
          yield* switches.put(entry({ step: "temporary" }))
          yield* switches.put(entry({ owner: { kind: "artist", id: 4 }, switchedAt: 50 }))
          yield* switches.put(entry({ owner: { kind: "series", id: 5 } }))
          yield* switches.put(entry({ section: "Radarr", owner: { kind: "movie", id: 4 } }))
          yield* switches.remove("Sonarr", { kind: "series", id: 5 })
          yield* switches.remove("Sonarr", { kind: "author", id: 4 })
          assert.strictEqual(yield* count("profile_switches"), 3)
        })
      )
      yield* live(
        Effect.gen(function* () {
          const switches = yield* ProfileSwitches
          assert.deepStrictEqual(switches.of("Sonarr"), [
            entry({ owner: { kind: "artist", id: 4 }, switchedAt: 50 }),
            entry({ step: "temporary" })
          ])
          assert.deepStrictEqual(switches.of("Radarr"), [entry({ section: "Radarr", owner: { kind: "movie", id: 4 } })])
        })
      )
    })
  )
})
