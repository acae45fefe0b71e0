import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import type { WebApiVersion } from "../../../src/demo/qbittorrent/Dialect.ts"
import { open, versions } from "./qbittorrentSupport.ts"
import { at, call } from "./support.ts"

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

describe("what the torrent engine changes", () => {
  it.scoped.each(versions)("%s: limits and super seeding show in the torrent, also in the next delta", ([webApi]) =>
    Effect.gen(function* () {
      const fake = yield* open(webApi)
      const whole = yield* fake.server.add({ name: "Whole", state: "stalledUP" })
      const part = yield* fake.server.add({ name: "Part" })
      const rid = at((yield* fake.get("sync/maindata?rid=0")).json, "rid")
      const hashes = `${whole}|${part}`
      yield* fake.post("torrents/setDownloadLimit", { hashes, limit: "5000" })
      yield* fake.post("torrents/setUploadLimit", { hashes, limit: "6000" })
      yield* fake.post("torrents/setSuperSeeding", { hashes, value: "true" })
      yield* fake.post("torrents/setShareLimits", {
        hashes: whole,
        ratioLimit: "1.5",
        seedingTimeLimit: "60",
        inactiveSeedingTimeLimit: "-1",
        shareLimitAction: "Stop"
      })
      const told = at((yield* fake.get(`sync/maindata?rid=${rid}`)).json, "torrents") as object
      assert.deepInclude(at(told, whole), {
        dl_limit: 5000,
        up_limit: 6000,
        super_seeding: true,
        ratio_limit: 1.5,
        seeding_time_limit: 60
      })
      assert.deepEqual(at(told, part), { dl_limit: 5000, up_limit: 6000, super_seeding: true })
      yield* fake.post("torrents/setDownloadLimit", { hashes, limit: "0" })
      assert.strictEqual(at((yield* fake.get("torrents/info")).json, 0, "dl_limit"), 0)
      assert.strictEqual(at((yield* fake.get(`torrents/properties?hash=${whole}`)).json, "dl_limit"), -1)
    })
  )

  it.scoped.each(versions)("%s: trackers come, go and answer", ([webApi, app]) =>
    Effect.gen(function* () {
      const fake = yield* open(webApi)
      const secret = "https://new.example/announce?key=a%2Fb"
      const hash = yield* fake.server.add({ name: "Film" })
      const other = yield* fake.server.add({ name: "Other" })
      const urls = (of: string) =>
        Effect.map(fake.get(`torrents/trackers?hash=${of}`), ({ json }) =>
          (json as Array<unknown>).map((row) => at(row, "url")).filter((url) => !String(url).startsWith("**"))
        )
      yield* fake.post("torrents/addTrackers", { hash, urls: `${secret}\nhttps://third.example/a` })
      assert.deepStrictEqual(yield* urls(hash), ["https://tracker.example/announce", secret, "https://third.example/a"])
      const full = (yield* fake.get("sync/maindata?rid=0")).json
      assert.deepStrictEqual(at(full, "trackers"), {
        "https://tracker.example/announce": [hash, other],
        [secret]: [hash],
        "https://third.example/a": [hash]
      })
      const sent = app === "4.5.2" ? secret : encodeURIComponent(secret)
      yield* fake.post("torrents/removeTrackers", { hash, urls: `${sent}|https://third.example/a` })
      assert.deepStrictEqual(yield* urls(hash), ["https://tracker.example/announce"])
      const delta = (yield* fake.get(`sync/maindata?rid=${at(full, "rid")}`)).json
      assert.sameMembers(at(delta, "trackers_removed") as Array<string>, [secret, "https://third.example/a"])
      const unknown = { hash: "0".repeat(40), urls: "https://x.example/a" }
      assert.strictEqual((yield* fake.post("torrents/addTrackers", unknown)).status, app === "5.2.3" ? 204 : 404)

      yield* fake.server.answerOfTracker("https://tracker.example/announce", { status: 5, msg: "torrent not found" }, [
        hash
      ])
      const row = at((yield* fake.get(`torrents/trackers?hash=${hash}`)).json, 3)
      assert.deepInclude(row, { msg: "torrent not found", status: app === "5.2.3" ? 5 : 4 })
      assert.strictEqual(at((yield* fake.get(`torrents/trackers?hash=${other}`)).json, 3, "status"), 2)
      const rows = (yield* fake.get(`torrents/info?includeTrackers=true&hashes=${hash}`)).json
      if (app === "4.5.2") assert.strictEqual(at(rows, 0, "trackers"), undefined)
      else assert.deepStrictEqual(at(rows, 0, "trackers"), [row])
    })
  )

  it.scoped.each(versions)("%s: places in the queue, moves, and 409 without queueing", ([webApi]) =>
    Effect.gen(function* () {
      const fake = yield* open(webApi)
      const [a, b, c, done] = yield* Effect.all([
        fake.server.add({ name: "A" }),
        fake.server.add({ name: "B" }),
        fake.server.add({ name: "C" }),
        fake.server.add({ name: "Done", state: "stalledUP" })
      ])
      const places = Effect.map(fake.get("torrents/info"), ({ json }) =>
        (json as Array<unknown>).map((row) => at(row, "priority"))
      )
      assert.strictEqual((yield* fake.post("torrents/topPrio", { hashes: a })).status, 409)
      yield* fake.post("app/setPreferences", { json: `{"queueing_enabled":true}` })
      assert.deepStrictEqual(yield* places, [1, 2, 3, 0])
      assert.strictEqual(at((yield* fake.get("sync/maindata?rid=0")).json, "server_state", "queueing"), true)
      yield* fake.post("torrents/topPrio", { hashes: `${c}|${b}|${done}` })
      assert.deepStrictEqual(yield* places, [3, 1, 2, 0])
      yield* fake.post("torrents/bottomPrio", { hashes: b })
      assert.deepStrictEqual(yield* places, [2, 3, 1, 0])
      yield* fake.post("torrents/increasePrio", { hashes: b })
      assert.deepStrictEqual(yield* places, [3, 2, 1, 0])
      yield* fake.post("torrents/decreasePrio", { hashes: `${b}|${c}` })
      assert.deepStrictEqual(yield* places, [1, 3, 2, 0])
      yield* fake.server.add({ name: "New" })
      assert.deepStrictEqual(yield* places, [1, 3, 2, 0, 4])
    })
  )

  it.scoped("free space is what it is set to, and requests are counted by path", () =>
    Effect.gen(function* () {
      const fake = yield* open("2.11.4")
      const first = (yield* fake.get("sync/maindata?rid=0")).json
      yield* fake.server.setFreeSpace(12_345)
      const second = (yield* fake.get(`sync/maindata?rid=${at(first, "rid")}`)).json
      assert.deepStrictEqual(at(second, "server_state"), { free_space_on_disk: 12_345 })
      assert.strictEqual((yield* fake.server.requests).get("/api/v2/sync/maindata"), 2)
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
