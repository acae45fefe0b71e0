import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { problemOf } from "../../../src/webui/live/Problem.ts"
import { call, start } from "../web/fakes.ts"

describe("what the page makes of a refusal", () => {
  it.scopedLive("of the daemon: its kind, its status, and the words for people", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const { json, status } = yield* call(port, "POST", "/api/processes/Radarr/restart")
      const problem = problemOf(status, json)
      assert.deepInclude(problem, { status: 404, type: "/problems/unknown-process" })
      assert.strictEqual(problem.message, 'There is no process "Radarr". Known: Radarr-Movies, Sonarr TV/4K.')
    })
  )

  it("of an older daemon, of a proxy, or of nobody known: whatever words there are", () => {
    assert.deepInclude(problemOf(404, { error: "old" }), { status: 404, type: undefined })
    assert.strictEqual(problemOf(404, { error: "old" }).message, "old")
    assert.strictEqual(problemOf(403, { type: "about:blank", title: "Forbidden" }).message, "Forbidden")
    for (const body of [undefined, null, "<html>", [], { detail: "" }, { detail: 5 }]) {
      assert.strictEqual(problemOf(418, body).message, "The daemon answered 418.")
    }
  })
})
