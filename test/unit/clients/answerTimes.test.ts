import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { AnswerTimes } from "../../../src/clients/AnswerTimes.ts"
import * as Http from "../../../src/clients/http.ts"
import { serve } from "./server.ts"

const options = { service: "Radarr-Movies", skipTlsVerify: false }
const call: Http.HttpCall = { method: "GET", path: "/" }

describe("the times of answers", () => {
  it.scopedLive("are told of every request that was answered, whatever the answer, and of none that was not", () =>
    Effect.gen(function* () {
      const noted: Array<readonly [string, number]> = []
      const times = { note: (service: string, millis: number) => Effect.sync(() => void noted.push([service, millis])) }
      const server = yield* serve((request, response) => {
        if (request.url === "/never") return
        response.writeHead(request.url === "/broken" ? 500 : 200)
        // The whole answer counts, not its beginning.
        response.write("a")
        setTimeout(() => response.end("b"), 60)
      })
      const http = yield* Effect.provideService(
        Http.make({ ...options, baseUrl: server.url, timeout: "300 millis" }),
        AnswerTimes,
        times
      )
      yield* http.send(call)
      yield* http.send({ ...call, path: "/broken" })
      yield* Effect.flip(http.send({ ...call, path: "/never" }))
      assert.deepStrictEqual(
        noted.map(([service]) => service),
        ["Radarr-Movies", "Radarr-Movies"]
      )
      for (const [, millis] of noted) {
        assert.isAtLeast(millis, 55)
        assert.isBelow(millis, 300)
      }
    })
  )

  it.scopedLive("are heard by nobody where nobody asked for them", () =>
    Effect.gen(function* () {
      const server = yield* serve((_request, response) => void response.end("{}"))
      const http = yield* Http.make({ ...options, baseUrl: server.url, timeout: "2 seconds" })
      assert.strictEqual((yield* http.send(call)).status, 200)
    })
  )
})
