import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { film, key, open } from "./arrSupport.ts"
import { at, call } from "./support.ts"

describe("access", () => {
  it.scoped("needs the key, in the header or the query; ping needs none", () =>
    Effect.gen(function* () {
      const { arr } = yield* open()
      const wrong = yield* call(`${arr.url}/api/v3/queue`, { headers: { "x-api-key": "other" } })
      assert.deepStrictEqual([wrong.status, wrong.body], [401, ""])
      assert.strictEqual((yield* call(`${arr.url}/api/v3/queue?apikey=${key}`)).status, 200)
      assert.deepStrictEqual((yield* call(`${arr.url}/ping`)).json, { status: "OK" })
    })
  )

  it.scoped("can claim to be another program", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      assert.strictEqual(at(yield* fake.get("system/status"), "appName"), "Radarr")
      yield* fake.arr.wrongApp("Sonarr")
      assert.strictEqual(at(yield* fake.get("system/status"), "appName"), "Sonarr")
    })
  )
})

describe("faults", () => {
  it.scoped("damage the answers they are meant for and end with none", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      yield* fake.download("Film", film, "stalledDL")
      const queue = fake.send("GET", "queue")
      yield* fake.arr.fault("500")
      assert.strictEqual((yield* queue).status, 500)
      yield* fake.arr.fault("503-starting")
      assert.match((yield* queue).body, /Radarr is starting up/)
      yield* fake.arr.fault("html")
      assert.match((yield* queue).body, /^<!DOCTYPE html>/)
      yield* fake.arr.fault("broken-json")
      const broken = yield* queue
      assert.strictEqual(broken.status, 200)
      assert.throws(() => broken.json)
      yield* fake.arr.fault("odd-record")
      const odd = (yield* queue).json
      assert.deepStrictEqual([at(odd, "totalRecords"), at(odd, "records", 0, "id")], [2, "no number"])
      yield* fake.arr.fault("500", { paths: /history/ })
      assert.strictEqual((yield* queue).status, 200)
      assert.strictEqual((yield* fake.send("GET", "history")).status, 500)
      yield* fake.arr.fault("none")
      assert.strictEqual((yield* fake.send("GET", "history")).status, 200)
      assert.strictEqual((yield* fake.arr.requests).get("/api/v3/queue"), 6)
    })
  )

  it.scoped("hang until the caller gives up, without harm to others", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      yield* fake.arr.fault("hang", { paths: /queue/ })
      const waiting = yield* Effect.fork(fake.get("queue"))
      yield* fake.get("system/status")
      assert.isTrue((yield* Fiber.interrupt(waiting))._tag === "Failure")
      yield* fake.arr.fault("none")
      assert.lengthOf(yield* fake.queue, 0)
    })
  )
})

describe("what it notes", () => {
  it.scoped("are changing requests in order without the key, and what a validator finds", () =>
    Effect.gen(function* () {
      const fake = yield* open("radarr", {
        onRequest: ({ method, path, query, body }) =>
          query.some(([name, value]) => name === "pageSize" && value === "0")
            ? [`${method} ${path} ${JSON.stringify(body)}: pageSize`]
            : []
      })
      yield* fake.get("queue?pageSize=0")
      yield* call(`${fake.arr.url}/api/v3/queue/7?blocklist=true&apikey=${key}`, { method: "DELETE" })
      yield* fake.command("RssSync")
      assert.deepStrictEqual(yield* fake.arr.violations, ["GET /api/v3/queue undefined: pageSize"])
      assert.deepStrictEqual(yield* fake.arr.log, [
        {
          at: 0,
          method: "DELETE",
          path: "/api/v3/queue/7",
          query: { blocklist: "true" },
          body: undefined,
          status: 404
        },
        { at: 0, method: "POST", path: "/api/v3/command", query: {}, body: { name: "RssSync" }, status: 201 }
      ])
    })
  )
})
