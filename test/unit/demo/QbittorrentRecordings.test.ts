import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { credentials, open, versions } from "./qbittorrentSupport.ts"
import { at, call, haveApi, post, recorded, shape } from "./support.ts"

/** The stand-in announces to nobody. */
const withoutEndpoints = (rows: unknown): ReadonlyArray<unknown> =>
  (rows as ReadonlyArray<object>).map((row) => ("endpoints" in row ? { ...row, endpoints: [] } : row))

/** All that 5.2 wants, less `without`. */
const shareLimits = (hashes: string, ...without: ReadonlyArray<string>): Readonly<Record<string, string>> => {
  const all = {
    hashes,
    ratioLimit: "2.5",
    seedingTimeLimit: "4320",
    inactiveSeedingTimeLimit: "-1",
    shareLimitAction: "Stop"
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)))
}

describe.skipIf(!haveApi)("answers like the recorded one", () => {
  it.scoped.each(versions)("%s: members and types of every read", ([webApi, app]) =>
    Effect.gen(function* () {
      const fake = yield* open(webApi)
      yield* fake.server.add({ name: "A.Film.2020", category: "radarr", tags: ["keep", "issue"], state: "uploading" })
      const hash = yield* fake.server.add({
        name: "Running",
        state: "downloading",
        progress: 0.25,
        files: [
          { name: "Running/a.mkv", size: 1000 },
          { name: "Running/b.txt", size: 10 }
        ]
      })
      const magnet = yield* fake.server.add({ name: "Magnet", state: "metaDL" })
      const same = (answer: ReadonlyArray<unknown>, recording: ReadonlyArray<unknown>) =>
        assert.deepStrictEqual(shape(answer), shape(recording))

      const info = recorded(app, "torrents-info-all").body
      same((yield* fake.get("torrents/info")).json as Array<unknown>, info as Array<unknown>)

      const full = (yield* fake.get("sync/maindata?rid=0")).json
      const recording = recorded(app, "sync-maindata-rid0-full").body
      same([full], [recording])
      same(Object.values(at(full, "torrents") as object), Object.values(at(recording, "torrents") as object))
      same([at(full, "server_state")], [at(recording, "server_state")])
      same(Object.values(at(full, "categories") as object), Object.values(at(recording, "categories") as object))

      if (app !== "4.5.2") {
        const told = recorded(app, "torrents-info-includeTrackers").body
        const rows = (yield* fake.get("torrents/info?includeTrackers=true")).json
        same(at(rows, 0, "trackers") as Array<unknown>, withoutEndpoints(at(told, 0, "trackers")))
      }

      const files = (yield* fake.get(`torrents/files?hash=${hash}`)).json
      same(files as Array<unknown>, recorded(app, "files-movie_dl").body as Array<unknown>)
      assert.strictEqual(at(files, 1, "is_seed"), undefined)
      assert.deepStrictEqual((yield* fake.get(`torrents/files?hash=${magnet}`)).json, [])

      const trackers = (yield* fake.get(`torrents/trackers?hash=${hash}`)).json as Array<unknown>
      same(trackers, recorded(app, "trackers-movie_dl").body as Array<unknown>)
      same([(yield* fake.get(`torrents/properties?hash=${hash}`)).json], [recorded(app, "properties-movie_dl").body])
      same(
        [(yield* fake.get(`torrents/properties?hash=${magnet}`)).json],
        [recorded(app, "properties-magnet-no-metadata").body]
      )
    })
  )

  it.scoped.each(versions)("%s: nothing there yet", ([webApi, app]) =>
    Effect.gen(function* () {
      const fake = yield* open(webApi)
      const empty = (yield* fake.get("sync/maindata?rid=0")).json
      assert.deepStrictEqual(shape([empty]), shape([recorded(app, "sync-maindata-rid0-empty").body]))
    })
  )

  it.scoped.each(versions)("%s: status and text of logins, refusals and errors", ([webApi, app]) =>
    Effect.gen(function* () {
      const fake = yield* open(webApi)
      const hash = yield* fake.server.add({ name: "One" })
      const magnet = yield* fake.server.add({ name: "Magnet", state: "metaDL" })
      yield* fake.server.createCategory("radarr")
      const wrong = { username: "admin", password: "no" }
      const priority = (id: string, value: string, of = hash) =>
        fake.post("torrents/filePrio", { hash: of, id, priority: value })
      const exchanges = {
        "auth-login-ok": post(fake.api("auth/login"), credentials),
        "auth-login-bad": post(fake.api("auth/login"), wrong),
        "noauth-403": call(fake.api("torrents/info")),
        "bad-method-405": fake.get("torrents/delete?hashes=x&deleteFiles=false"),
        "bad-endpoint-404": fake.get("torrents/nosuch"),
        "missing-param-400": fake.get("torrents/properties"),
        "hash-not-found-404": fake.get(`torrents/properties?hash=${"0".repeat(40)}`),
        "app-version": fake.get("app/version"),
        "app-webapiVersion": fake.get("app/webapiVersion"),
        "createCategory-sonarr": fake.post("torrents/createCategory", { category: "sonarr", savePath: "/tv" }),
        "createCategory-dup-409": fake.post("torrents/createCategory", { category: "radarr" }),
        "createCategory-empty-400": fake.post("torrents/createCategory", { category: "" }),
        "createCategory-badname-409": fake.post("torrents/createCategory", { category: "/bad//name" }),
        setCategory: fake.post("torrents/setCategory", { hashes: hash, category: "radarr" }),
        "setCategory-unknown-409": fake.post("torrents/setCategory", { hashes: hash, category: "nosuchcat" }),
        addTags: fake.post("torrents/addTags", { hashes: hash, tags: "a,b" }),
        "filePrio-skip": priority("0", "0"),
        "filePrio-bad-priority-400": priority("0", "5"),
        "filePrio-bad-id-409": priority("44", "1"),
        "filePrio-nometadata-409": priority("0", "1", magnet),
        "pause-old-name": fake.post("torrents/pause", { hashes: hash }),
        "stop-new-name": fake.post("torrents/stop", { hashes: hash }),
        "action-on-unknown-hash": fake.post("torrents/recheck", { hashes: "0".repeat(40) }),
        "torrents-info-bad-sort": fake.get("torrents/info?sort=nosuch"),
        "csrf-bad-origin-401": call(fake.api("app/version"), { headers: { origin: "http://evil.example" } }),
        addTrackers: fake.post("torrents/addTrackers", { hash, urls: "http://127.0.0.1:1/announce" }),
        setSuperSeeding: fake.post("torrents/setSuperSeeding", { hashes: hash, value: "false" }),
        setDownloadLimit: fake.post("torrents/setDownloadLimit", { hashes: hash, limit: "512000" }),
        setUploadLimit: fake.post("torrents/setUploadLimit", { hashes: hash, limit: "512000" }),
        "setShareLimits-all": fake.post("torrents/setShareLimits", shareLimits(hash)),
        "setShareLimits-missing-action": fake.post("torrents/setShareLimits", shareLimits(hash, "shareLimitAction")),
        "setShareLimits-missing-inactive": fake.post(
          "torrents/setShareLimits",
          shareLimits(hash, "inactiveSeedingTimeLimit", "shareLimitAction")
        ),
        "topPrio-queueing-off-409": fake.post("torrents/topPrio", { hashes: hash }),
        "delete-big-with-files": fake.post("torrents/delete", { hashes: hash, deleteFiles: "true" })
      }
      for (const [name, exchange] of Object.entries(exchanges)) {
        const { status, body } = yield* exchange
        const recording = recorded(app, name)
        assert.deepStrictEqual({ name, status, body }, { name, status: recording.status, body: recording.body })
      }
    })
  )

  it.scoped.each(versions)(
    "%s: the ban after five wrong passwords, for the right one too, for an hour",
    ([webApi, app]) =>
      Effect.gen(function* () {
        const fake = yield* open(webApi)
        for (let attempt = 1; attempt <= 6; attempt++) {
          const { status, body } = yield* post(fake.api("auth/login"), { username: "admin", password: "no" })
          const recording = recorded(app, `ban-attempt-${attempt}`)
          assert.deepStrictEqual([status, body], [recording.status, recording.body])
        }
        assert.strictEqual((yield* post(fake.api("auth/login"), credentials)).status, 403)
        yield* TestClock.adjust("61 minutes")
        assert.include([200, 204], (yield* post(fake.api("auth/login"), credentials)).status)
      })
  )
})
