import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import type { ClientError } from "../../../../src/clients/ClientError.ts"
import type { RequestList } from "../../../../src/clients/requests/endpoint.ts"
import * as Ombi from "../../../../src/clients/requests/ombi.ts"
import * as Overseerr from "../../../../src/clients/requests/overseerr.ts"
import type { FaultKind } from "../../../../src/demo/http/Fault.ts"
import * as FakeOmbi from "../../../../src/demo/requests/FakeOmbi.ts"
import * as FakeOverseerr from "../../../../src/demo/requests/FakeOverseerr.ts"
import { type Handler, serve } from "../server.ts"
import { apiKey, options } from "./support.ts"

const services = ["Overseerr", "Ombi"] as const

/** One question to a service at this address. */
const ask = (service: (typeof services)[number], url: string, key?: string) =>
  Effect.gen(function* () {
    const to = options(url, key)
    const answer: Effect.Effect<RequestList, ClientError> =
      service === "Overseerr"
        ? (yield* Overseerr.make(to, "movie")).requests({ approvedOnly: true, is4k: false })
        : (yield* Ombi.make(to, "movie")).requests({ approvedOnly: true })
    return yield* answer
  })

/** Its error; the key is never in it. */
const errorOf = (service: (typeof services)[number], url: string, key?: string) =>
  Effect.map(Effect.flip(ask(service, url, key)), (error) => {
    assert.notInclude(error.message, key ?? apiKey)
    assert.notInclude(JSON.stringify(error), key ?? apiKey)
    assert.include(error.message, `${service} of Radarr-Movies`)
    return error
  })

const start = (service: (typeof services)[number]) =>
  service === "Overseerr" ? FakeOverseerr.make({ apiKey }) : FakeOmbi.make({ apiKey })

const answering =
  (status: number, body: string): Handler =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" })
    response.end(body)
  }

for (const service of services) {
  describe(`${service}: a failure is told, never an empty list`, () => {
    it.scoped("a refused key says where the right one is", () =>
      Effect.gen(function* () {
        const server = yield* start(service)
        const error = yield* errorOf(service, server.url, "another-key")
        assert.strictEqual(error._tag, "AuthRejected")
        assert.include(error.message, `[Radarr-Movies.EntrySearch.${service}]`)
      })
    )

    it.scoped("a key that cannot be sent is not sent", () =>
      Effect.gen(function* () {
        const server = yield* start(service)
        for (const key of ["two words", "ключ", "line\nbreak"]) {
          assert.strictEqual((yield* errorOf(service, server.url, key))._tag, "AuthRejected")
        }
        assert.strictEqual((yield* server.requests).size, 0)
      })
    )

    it.scoped("a server that hangs is given up after 15 seconds", () =>
      Effect.gen(function* () {
        const server = yield* start(service)
        yield* server.fault("hang")
        const asking = yield* Effect.fork(errorOf(service, server.url))
        while ((yield* server.requests).size === 0) yield* Effect.yieldNow()
        yield* TestClock.adjust("14 seconds")
        assert.isNull(yield* Fiber.poll(asking).pipe(Effect.map((exit) => (exit._tag === "None" ? null : exit))))
        yield* TestClock.adjust("1 second")
        const error = yield* Fiber.join(asking)
        assert.deepInclude({ ...error }, { _tag: "Transient", kind: "timeout" })
      })
    )

    const faults: ReadonlyArray<readonly [FaultKind, ClientError["_tag"]]> = [
      ["html", "Malformed"],
      ["broken-json", "Malformed"],
      ["500", "Transient"],
      ["503-starting", "Transient"]
    ]
    it.scoped.each(faults.map((one) => [...one] as const))("%s", ([kind, tag]) =>
      Effect.gen(function* () {
        const server = yield* start(service)
        yield* server.fault(kind)
        assert.strictEqual((yield* errorOf(service, server.url))._tag, tag)
      })
    )

    it.scoped("an answer without a list is no empty list", () =>
      Effect.gen(function* () {
        for (const body of ["", "null", "{}", '"soon"', "12", '{"results":{}}', '{"message":"no"}']) {
          const server = yield* serve(answering(200, body))
          assert.strictEqual((yield* errorOf(service, server.url))._tag, "Malformed", body)
        }
      })
    )

    it.scoped("a key that the server repeats is taken out of the error", () =>
      Effect.gen(function* () {
        const server = yield* serve(answering(400, JSON.stringify({ message: `who is ${apiKey}?` })))
        const error = yield* errorOf(service, server.url)
        assert.strictEqual(error._tag, "Conflict")
        assert.include(error.message, "who is")
      })
    )
  })
}

describe("Overseerr: pages", () => {
  const row = (id: number) => ({ id, type: "movie", status: 2, media: { tmdbId: id, status: 3 } })
  /** A list of 150 from which `gone` are missing after the first page was read for the `until`th time. */
  const shifting = (until: number) => {
    let firsts = 0
    const handler: Handler = (request, response) => {
      const { searchParams } = new URL(request.url ?? "", "http://x")
      const skip = Number(searchParams.get("skip"))
      if (skip === 0) firsts += 1
      const all = Array.from({ length: 150 }, (_, index) => row(index + 1))
      const now = skip > 0 && firsts <= until ? all.slice(1) : all
      response.end(JSON.stringify({ pageInfo: { results: now.length }, results: now.slice(skip, skip + 100) }))
    }
    return handler
  }

  it.scoped("a list that shifts between two pages is read again", () =>
    Effect.gen(function* () {
      const server = yield* serve(shifting(2))
      const { requests } = yield* ask("Overseerr", server.url)
      assert.strictEqual(new Set(requests.map(({ id }) => id)).size, 150)
    })
  )

  it.scoped("a list that never holds still fails rather than lose a request", () =>
    Effect.gen(function* () {
      const server = yield* serve(shifting(1_000))
      assert.strictEqual((yield* errorOf("Overseerr", server.url))._tag, "Malformed")
    })
  )

  it.scoped("lists of other shapes are read: bare, or under data", () =>
    Effect.gen(function* () {
      for (const body of [[row(1)], { data: [row(1)] }]) {
        const server = yield* serve((request, response) => {
          response.end(request.url?.startsWith("/api/v1/request") ? JSON.stringify(body) : "{}")
        })
        const { requests } = yield* ask("Overseerr", server.url)
        assert.deepStrictEqual(
          requests.map(({ tmdbId }) => tmdbId),
          [1]
        )
      }
    })
  )
})
