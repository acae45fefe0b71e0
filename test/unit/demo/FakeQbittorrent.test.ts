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
