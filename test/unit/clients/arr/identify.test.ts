import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { fromHttp } from "../../../../src/clients/arr/ArrClient.ts"
import type { ArrKind } from "../../../../src/clients/arr/ArrKind.ts"
import { identify } from "../../../../src/clients/arr/identify.ts"
import type { HttpAnswer } from "../../../../src/clients/http.ts"
import { apiKey } from "./fakeHttp.ts"

/** A server that knows some paths and nothing else. */
const at = (kind: ArrKind, answers: Readonly<Record<string, Partial<HttpAnswer>>>, key = apiKey) =>
  identify(
    fromHttp(
      { name: "Radarr-Movies", kind, apiKey: Redacted.make(key) },
      {
        service: "Radarr-Movies",
        baseUrl: "http://nas:7878",
        send: (call) =>
          Effect.succeed({
            status: 200,
            headers: {},
            cookies: [],
            body: "",
            ...(answers[call.path] ?? { status: 404 })
          })
      }
    )
  )

const status = (appName: string) => ({ body: JSON.stringify({ appName, version: "5.2.6.8376", startupPath: null }) })

describe("identify", () => {
  it.effect("accepts the program the section is for", () =>
    Effect.gen(function* () {
      const found = yield* at("radarr", { "/api/v3/system/status": status("Radarr") })
      assert.deepStrictEqual(found, { appName: "Radarr", version: "5.2.6.8376" })
    })
  )

  it.effect("refuses a Sonarr at Radarr's URL and says what to do", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(at("radarr", { "/api/v3/system/status": status("Sonarr") }))
      assert.strictEqual(
        error.message,
        "There is a Sonarr at http://nas:7878, but section [Radarr-Movies] expects Radarr: correct its URI, or rename the section to [Sonarr-…]."
      )
    })
  )

  it.effect("finds a Lidarr at Radarr's URL although it has no /api/v3, and the other way round", () =>
    Effect.gen(function* () {
      const lidarr = yield* Effect.flip(at("radarr", { "/api/v1/system/status": status("Lidarr") }))
      assert.include(lidarr.message, "There is a Lidarr at http://nas:7878")
      const radarr = yield* Effect.flip(at("readarr", { "/api/v3/system/status": status("Radarr") }))
      assert.strictEqual(radarr._tag, "WrongApp")
    })
  )

  it.effect("404 and redirects point at the URL base", () =>
    Effect.gen(function* () {
      const missing = yield* Effect.flip(at("radarr", {}))
      assert.strictEqual(missing._tag, "NotFound")
      assert.include(missing.message, "does it end with its URL Base (Settings > General)?")
      const moved = { status: 307, headers: { location: "/radarr/api/v3/system/status" } }
      const redirected = yield* Effect.flip(at("radarr", { "/api/v3/system/status": moved }))
      assert.strictEqual(redirected._tag, "Conflict")
      assert.include(redirected.message, "/radarr/api/v3/system/status")
      assert.include(redirected.message, "URL Base")
    })
  )

  it.effect("an Arr that is starting up is waited for", () =>
    Effect.gen(function* () {
      const starting = { status: 503, body: '{"errorMessage":"Radarr is starting up, please try again later"}' }
      const error = yield* Effect.flip(at("radarr", { "/api/v3/system/status": starting }))
      assert.strictEqual(error._tag, "Transient")
      assert.include(error.message, "Radarr is starting up")
    })
  )

  it.effect("another program's page is no Arr", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(at("radarr", { "/api/v3/system/status": { body: "<html></html>" } }))
      assert.strictEqual(error._tag, "Malformed")
    })
  )

  it.effect("a key that cannot be sent is refused without a request; spaces around it do not matter", () =>
    Effect.gen(function* () {
      const answers = { "/api/v3/system/status": status("Radarr") }
      for (const key of ["", "abc\u200bdef", "two words"]) {
        const error = yield* Effect.flip(at("radarr", answers, key))
        assert.strictEqual(error._tag, "AuthRejected")
        assert.include(error.message, "copy it from Settings > General")
      }
      assert.strictEqual((yield* at("radarr", answers, ` ${apiKey}\n`)).appName, "Radarr")
    })
  )
})
