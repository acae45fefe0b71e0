import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as Qbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import type { WebApiVersion } from "../../../src/demo/qbittorrent/Dialect.ts"
import { at, call, haveApi, post, recorded, shape } from "./support.ts"

const versions: ReadonlyArray<readonly [WebApiVersion, string]> = [
  ["2.8.19", "4.5.2"],
  ["2.11.4", "5.1.4"],
  ["2.15.1", "5.2.3"]
]

const credentials = { username: "admin", password: "secret" }

/** A stand-in and calls with a session. */
const open = Effect.fn(function* (webApi: WebApiVersion, options: Partial<Qbittorrent.FakeQbittorrentOptions> = {}) {
  const server = yield* Qbittorrent.make({ webApi, ...credentials, ...options })
  const api = (path: string) => `${server.url}/api/v2/${path}`
  const login = post(api("auth/login"), credentials).pipe(
    Effect.map((reply) => ({ cookie: (reply.headers.get("set-cookie") ?? "").split(";")[0] ?? "" }))
  )
  const headers = yield* login
  return {
    server,
    api,
    login,
    get: (path: string) => call(api(path), { headers }),
    post: (path: string, form: Readonly<Record<string, string>>) => post(api(path), form, headers)
  }
})

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

describe("sessions", () => {
  it.scoped("use the cookie name of the version and end with dropSessions", () =>
    Effect.gen(function* () {
      const old = yield* open("2.11.4")
      assert.match((yield* old.login).cookie, /^SID=[0-9a-f]{40}$/)
      const fake = yield* open("2.15.1")
      assert.isTrue((yield* fake.login).cookie.startsWith(`QBT_SID_${fake.server.port}=`))
      assert.strictEqual((yield* fake.get("app/version")).status, 200)
      yield* fake.server.dropSessions
      assert.strictEqual((yield* fake.get("app/version")).status, 403)
    })
  )

  it.scoped("take an API key from 5.2 on", () =>
    Effect.gen(function* () {
      const fake = yield* open("2.15.1", { apiKey: "qbt_key" })
      const ask = (key: string) => call(fake.api("app/version"), { headers: { authorization: `Bearer ${key}` } })
      assert.strictEqual((yield* ask("qbt_key")).status, 200)
      assert.strictEqual((yield* ask("other")).status, 403)
    })
  )
})

describe("sync/maindata", () => {
  it.scoped.each(versions)("%s: tells only changed members, removed torrents and new tags", ([webApi]) =>
    Effect.gen(function* () {
      const fake = yield* open(webApi)
      const stays = yield* fake.server.add({ name: "Stays", category: "radarr", state: "stoppedDL" })
      const goes = yield* fake.server.add({ name: "Goes", state: "stoppedDL" })
      const first = (yield* fake.get("sync/maindata?rid=0")).json
      assert.isTrue(at(first, "full_update"))
      yield* fake.post("torrents/addTags", { hashes: stays, tags: "new" })
      yield* fake.server.remove(goes)
      const second = (yield* fake.get(`sync/maindata?rid=${at(first, "rid")}`)).json
      assert.strictEqual(at(second, "full_update"), undefined)
      assert.deepStrictEqual(at(second, "torrents"), { [stays]: { tags: "new" } })
      assert.deepStrictEqual(at(second, "torrents_removed"), [goes])
      assert.deepStrictEqual(at(second, "tags"), ["new"])
      const third = (yield* fake.get(`sync/maindata?rid=${at(second, "rid")}`)).json
      assert.deepStrictEqual(Object.keys(third as object), ["rid"])
      assert.isTrue(at((yield* fake.get("sync/maindata?rid=123456")).json, "full_update"))
    })
  )

  it.scoped("re-asks safely with the old rid on 4.5, and loses what a lost answer said on 5.x", () =>
    Effect.gen(function* () {
      const lost = Effect.fn(function* (webApi: WebApiVersion) {
        const fake = yield* open(webApi)
        const hash = yield* fake.server.add({ name: "One", state: "stoppedDL" })
        const rid = at((yield* fake.get("sync/maindata?rid=0")).json, "rid")
        const first = at((yield* fake.get(`sync/maindata?rid=${rid}`)).json, "rid")
        yield* fake.server.update(hash, { category: "radarr" })
        yield* fake.get(`sync/maindata?rid=${first}`)
        yield* fake.server.update(hash, { tags: ["late"] })
        return at((yield* fake.get(`sync/maindata?rid=${first}`)).json, "torrents", hash)
      })
      assert.deepStrictEqual(yield* lost("2.8.19"), { category: "radarr", tags: "late" })
      assert.deepStrictEqual(yield* lost("2.11.4"), { tags: "late" })
    })
  )
})

describe("torrents", () => {
  it.scoped("download by the clock and are then complete", () =>
    Effect.gen(function* () {
      const fake = yield* open("2.11.4")
      const hash = yield* fake.server.add({ name: "Film", size: 1000 })
      yield* fake.server.startDownload(hash, { seconds: 10 })
      yield* TestClock.adjust("5 seconds")
      const half = at((yield* fake.get("torrents/info")).json, 0)
      assert.deepStrictEqual(
        [at(half, "state"), at(half, "progress"), at(half, "amount_left"), at(half, "completion_on")],
        ["downloading", 0.5, 500, -1]
      )
      yield* fake.post("torrents/stop", { hashes: hash })
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(at((yield* fake.get("torrents/info")).json, 0, "state"), "stoppedDL")
      yield* fake.post("torrents/start", { hashes: hash })
      yield* TestClock.adjust("5 seconds")
      const done = at((yield* fake.get("torrents/info")).json, 0)
      assert.deepStrictEqual(
        [at(done, "state"), at(done, "progress"), at(done, "completion_on")],
        ["stalledUP", 1, 3610]
      )
    })
  )

  it.scoped("are checked for a while, in the words of the version, and come back as they were", () =>
    Effect.gen(function* () {
      const fake = yield* open("2.8.19", { recheckSeconds: 4 })
      const hash = yield* fake.server.add({ name: "Film", state: "stoppedDL" })
      const state = Effect.map(fake.get("torrents/info"), (reply) => at(reply.json, 0, "state"))
      assert.strictEqual(yield* state, "pausedDL")
      yield* fake.post("torrents/recheck", { hashes: hash.toUpperCase() })
      assert.strictEqual(yield* state, "checkingDL")
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual(yield* state, "pausedDL")
    })
  )

  it.scoped("are changed only by parameters in the body, and every such call is logged", () =>
    Effect.gen(function* () {
      const fake = yield* open("2.11.4")
      const hash = yield* fake.server.add({ name: "Film" })
      assert.strictEqual((yield* fake.post(`torrents/delete?hashes=${hash}&deleteFiles=true`, {})).status, 400)
      assert.strictEqual((yield* fake.post("torrents/delete", { hashes: hash })).status, 400)
      assert.lengthOf(yield* fake.server.torrents, 1)
      yield* fake.post("torrents/delete", { hashes: `${hash}|${"0".repeat(40)}`, deleteFiles: "true" })
      assert.lengthOf(yield* fake.server.torrents, 0)
      const log = yield* fake.server.log
      assert.deepStrictEqual(
        log.map(({ endpoint, status }) => [endpoint, status]),
        [
          ["torrents/delete", 400],
          ["torrents/delete", 400],
          ["torrents/delete", 200]
        ]
      )
      assert.strictEqual(at(log, 2, "params", "deleteFiles"), "true")
      assert.strictEqual((yield* fake.server.requests).get("/api/v2/torrents/delete"), 3)
    })
  )

  it.scoped("are found by category, hash and filter; an unknown filter is none", () =>
    Effect.gen(function* () {
      const fake = yield* open("2.11.4")
      const film = yield* fake.server.add({ name: "Film", category: "radarr", state: "stoppedUP" })
      const show = yield* fake.server.add({ name: "Show", category: "sonarr" })
      const found = (query: string) =>
        Effect.map(fake.get(`torrents/info?${query}`), (reply) =>
          (reply.json as Array<unknown>).map((row) => at(row, "hash"))
        )
      assert.deepStrictEqual(yield* found("category=radarr"), [film])
      assert.deepStrictEqual(yield* found(`hashes=${show.toUpperCase()}`), [show])
      assert.deepStrictEqual(yield* found("filter=stopped"), [film])
      assert.deepStrictEqual(yield* found("filter=paused"), [film, show])
      assert.deepStrictEqual(yield* found("category="), [])
    })
  )
})

describe("the server", () => {
  it.scoped("goes down, cuts what is open, and comes back on the same port with its torrents", () =>
    Effect.gen(function* () {
      const fake = yield* open("2.11.4")
      yield* fake.server.add({ name: "Film" })
      yield* fake.server.fault("hang", { paths: /torrents/ })
      const hanging = yield* Effect.fork(Effect.exit(fake.get("torrents/info")))
      assert.strictEqual((yield* fake.get("app/version")).status, 200)
      yield* fake.server.goDown
      assert.isTrue((yield* Fiber.join(hanging))._tag === "Failure")
      assert.strictEqual(yield* Effect.flip(fake.get("app/version")), "unreachable")
      yield* fake.server.comeBack
      yield* fake.server.fault("none")
      assert.lengthOf((yield* fake.get("torrents/info")).json as Array<unknown>, 1)
    })
  )

  it.effect("stops with its scope", () =>
    Effect.gen(function* () {
      const url = yield* Effect.scoped(Effect.map(open("2.11.4"), ({ server }) => server.url))
      assert.strictEqual(yield* Effect.flip(call(url)), "unreachable")
    })
  )
})
