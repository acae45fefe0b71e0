import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { commandTime, episode, film, open } from "./arrSupport.ts"
import { at } from "./support.ts"

describe("commands", () => {
  it.scoped("are queued, started, completed; an equal one is not doubled while it is open", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      yield* fake.arr.setMedia(film, { title: "Film" })
      const first = yield* fake.command("moviessearch", { movieIds: [1] })
      assert.deepStrictEqual([first.status, at(first.json, "name")], [201, "MoviesSearch"])
      const id = at(first.json, "id")
      assert.strictEqual(at((yield* fake.command("MoviesSearch", { movieIds: [1] })).json, "id"), id)
      assert.notStrictEqual(at((yield* fake.command("MoviesSearch", { movieIds: [2] })).json, "id"), id)
      yield* TestClock.adjust("150 millis")
      assert.strictEqual(at(yield* fake.get(`command/${id}`), "status"), "started")
      yield* commandTime
      const done = yield* fake.get(`command/${id}`)
      assert.deepStrictEqual([at(done, "status"), at(done, "result")], ["completed", "successful"])
      assert.notStrictEqual(at((yield* fake.command("MoviesSearch", { movieIds: [1] })).json, "id"), id)
      assert.strictEqual((yield* fake.arr.searches).get("movie:1"), 1)
    })
  )

  it.scoped("are forgotten: not listed after five minutes, not found after a day", () =>
    Effect.gen(function* () {
      const fake = yield* open("radarr", { refreshEvery: "1 day" })
      const id = at((yield* fake.command("RssSync")).json, "id")
      yield* TestClock.adjust("6 minutes")
      assert.deepStrictEqual(yield* fake.get("command"), [])
      assert.strictEqual((yield* fake.send("GET", `command/${id}`)).status, 200)
      yield* TestClock.adjust("25 hours")
      assert.strictEqual((yield* fake.send("GET", `command/${id}`)).status, 404)
    })
  )

  it.scoped("of an unknown name are the server's error, of another program too", () =>
    Effect.gen(function* () {
      const fake = yield* open("lidarr")
      const reply = yield* fake.command("MoviesSearch", { movieIds: [1] })
      assert.deepStrictEqual([reply.status, at(reply.json, "message")], [500, "Sequence contains no matching element"])
    })
  )

  it.scoped("search a season at once", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr")
      yield* fake.arr.setMedia(episode(11), {})
      yield* fake.arr.setMedia(episode(12), {})
      yield* fake.command("SeasonSearch", { seriesId: 3, seasonNumber: 1 })
      yield* commandTime
      assert.deepStrictEqual([...(yield* fake.arr.searches)], [["season:3:1", 1]])
      assert.isString(at(yield* fake.get("episode/12"), "lastSearchTime"))
    })
  )
})
