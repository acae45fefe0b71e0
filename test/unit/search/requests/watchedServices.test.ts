import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import { type ClientError, Transient } from "../../../../src/clients/ClientError.ts"
import type { RequestList } from "../../../../src/clients/requests/endpoint.ts"
import type { Open } from "../../../../src/search/requests/RequestSource.ts"
import { watched } from "../../../../src/search/requests/watchedServices.ts"
import { Dependencies, layer } from "../../../../src/supervision/Dependencies.ts"

const name = "Overseerr of Radarr-Movies"
const away = new Transient({ service: name, request: "GET /", kind: "connection", detail: "nothing listens." })

describe("a request service as a dependency", () => {
  it.effect(
    "is known while it is set up, tells after each question how it is, and is gone when it is switched off",
    () =>
      Effect.gen(function* () {
        const dependencies = yield* Dependencies
        const answer = yield* Ref.make<Effect.Effect<RequestList, ClientError>>(
          Effect.succeed({ requests: [], skipped: 0 })
        )
        const open: Open<string> = () => Effect.succeed(() => Effect.flatten(Ref.get(answer)))
        const seen = Effect.map(dependencies.all, (all) => all.map(({ kind, reason, state }) => [kind, state, reason]))
        yield* Effect.scoped(
          Effect.gen(function* () {
            const ask = yield* watched(dependencies, name, open)("settings")
            assert.deepStrictEqual(yield* seen, [["requests", "unknown", null]])
            yield* ask("settings")
            assert.deepStrictEqual(yield* seen, [["requests", "up", null]])
            yield* Ref.set(answer, Effect.fail(away))
            assert.strictEqual(yield* Effect.flip(ask("settings")), away)
            assert.deepStrictEqual(yield* seen, [["requests", "down", "GET /: nothing listens."]])
          })
        )
        assert.deepStrictEqual(yield* seen, [])
      }).pipe(Effect.provide(layer))
  )
})
