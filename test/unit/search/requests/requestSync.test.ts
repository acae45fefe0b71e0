import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as TestClock from "effect/TestClock"
import { type ClientError, Malformed, Transient } from "../../../../src/clients/ClientError.ts"
import type { RequestList } from "../../../../src/clients/requests/endpoint.ts"
import * as FakeOverseerr from "../../../../src/demo/requests/FakeOverseerr.ts"
import type { Open } from "../../../../src/search/requests/RequestSource.ts"
import { type OmbiSettings, type RequestSettings, requestSync } from "../../../../src/search/requests/requestSync.ts"
import { type MediaRequest, Requests, type RequestsService } from "../../../../src/store/search/Requests.ts"
import { poll } from "../../../harness/daemon/poll.ts"

const apiKey = "s3cr3t-key-0123456789"
const section = "Radarr-Movies"
const now = Date.parse("2026-09-01T12:00:00Z")

const request = (id: string, more: Partial<MediaRequest> = {}): MediaRequest => ({
  id,
  source: id.startsWith("ombi") ? "ombi" : "overseerr",
  title: undefined,
  tmdbId: 1,
  tvdbId: undefined,
  imdbId: undefined,
  seasons: undefined,
  requestedAt: undefined,
  ...more
})

/** Requests in memory; `writes` counts how often a source was replaced. */
const memory = () => {
  let all: ReadonlyArray<MediaRequest> = []
  const counts = { writes: 0 }
  const service: RequestsService = {
    of: () => all,
    replace: (_section, source, requests) =>
      Effect.sync(() => {
        counts.writes += 1
        all = [...all.filter((one) => one.source !== source), ...requests]
      }),
    add: (_section, added) =>
      Effect.sync(() => {
        all = [...all.filter(({ id }) => id !== added.id), added]
      })
  }
  return { service, counts, ids: () => all.map(({ id }) => id).sort() }
}

/** A service that says what `says` holds; `asked` counts the questions, `opened` the connections. */
const service = () => {
  const state: { says: ClientError | ReadonlyArray<MediaRequest>; skipped: number; asked: number; open: number } = {
    says: [],
    skipped: 0,
    asked: 0,
    open: 0
  }
  const open: Open<OmbiSettings> = ({ apiKey: key }) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        state.open += 1
        return () =>
          Effect.suspend((): Effect.Effect<RequestList, ClientError> => {
            state.asked += 1
            if (Redacted.value(key) !== apiKey) return Effect.fail(down("401"))
            const { says, skipped } = state
            return "_tag" in says ? Effect.fail(says) : Effect.succeed({ requests: says, skipped })
          })
      }),
      () =>
        Effect.sync(() => {
          state.open -= 1
        })
    )
  return { state, open }
}

const told = { service: "Overseerr of Radarr-Movies", request: "GET /api/v1/request" }
const down = (detail: string) => new Transient({ ...told, detail, kind: "status", status: 500 })
const html = new Malformed({ ...told, detail: "an HTML page instead of JSON.", status: 200 })

const stage = (given: Partial<RequestSettings> = {}, services = true, url = "http://requests.local") =>
  Effect.gen(function* () {
    const overseerr = service()
    const ombi = service()
    const store = memory()
    const lines: Array<string> = []
    const wake = yield* Queue.dropping<void>(1)
    const shared = { url, apiKey: Redacted.make(apiKey), approvedOnly: true, skipTlsVerify: false }
    const on = { every: 300_000, overseerr: { ...shared, is4k: false }, ombi: shared }
    const settings = yield* Ref.make<RequestSettings>({ ...on, ombi: undefined, ...given })
    const state = { changes: 0 }
    const running = requestSync({
      section,
      kind: "movie",
      settings: Ref.get(settings),
      changed: Effect.sync(() => {
        state.changes += 1
      }),
      asked: Queue.take(wake),
      ...(services ? { services: { overseerr: overseerr.open, ombi: ombi.open } } : {})
    }).pipe(
      Effect.provideService(Requests, store.service),
      Effect.provide(
        Logger.replace(
          Logger.defaultLogger,
          Logger.make(({ message }) => lines.push(String(message)))
        )
      )
    )
    return { overseerr: overseerr.state, ombi: ombi.state, store, lines, wake, on, settings, state, running }
  })

/** The same, running. */
const started = Effect.gen(function* () {
  yield* TestClock.setTime(now)
  const all = yield* stage()
  yield* Effect.forkScoped(all.running)
  return all
})

const pass = TestClock.adjust

describe("request sync: pace", () => {
  it.scoped("asks at once, then every so often; what changed is kept and told once", () =>
    Effect.gen(function* () {
      const { overseerr, state, store } = yield* started
      overseerr.says = [request("overseerr:1")]
      yield* pass(0)
      assert.deepStrictEqual(store.ids(), ["overseerr:1"])
      yield* pass("299 seconds")
      assert.strictEqual(overseerr.asked, 1)
      yield* pass("1 second")
      assert.strictEqual(overseerr.asked, 2)
      assert.deepStrictEqual([state.changes, store.counts.writes], [1, 1])
      overseerr.says = [request("overseerr:2")]
      yield* pass("300 seconds")
      assert.deepStrictEqual(store.ids(), ["overseerr:2"])
      assert.deepStrictEqual([state.changes, store.counts.writes], [2, 2])
      overseerr.says = []
      yield* pass("300 seconds")
      assert.deepStrictEqual([store.ids().length, state.changes], [0, 3])
    })
  )

  it.scoped("a new pace counts without a restart; none is faster than one question in five seconds", () =>
    Effect.gen(function* () {
      const { overseerr, settings } = yield* started
      yield* pass("100 seconds")
      yield* Ref.update(settings, (before) => ({ ...before, every: 60_000 }))
      yield* pass("10 seconds")
      assert.strictEqual(overseerr.asked, 2)
      yield* Ref.update(settings, (before) => ({ ...before, every: 0 }))
      yield* pass("60 seconds")
      assert.isAtMost(overseerr.asked, 2 + 60 / 5)
    })
  )

  it.scoped("asked before the time it asks after five seconds, and never more than twice for a crowd", () =>
    Effect.gen(function* () {
      const { overseerr, store, wake } = yield* started
      yield* pass("20 seconds")
      overseerr.says = [request("overseerr:9")]
      yield* Effect.repeatN(Queue.offer(wake, undefined), 20)
      yield* pass("4 seconds")
      assert.strictEqual(overseerr.asked, 1)
      yield* pass("1 second")
      assert.deepStrictEqual(store.ids(), ["overseerr:9"])
      yield* pass("60 seconds")
      assert.isAtMost(overseerr.asked, 3)
    })
  )
})

describe("request sync: services", () => {
  it.scoped("one that is away keeps what it said; one line when it leaves, one when it is back", () =>
    Effect.gen(function* () {
      const { lines, overseerr, state, store } = yield* started
      overseerr.says = [request("overseerr:1")]
      yield* pass(0)
      for (const says of [html, down("boom"), html, html]) {
        overseerr.says = says
        yield* pass("300 seconds")
      }
      assert.deepStrictEqual(store.ids(), ["overseerr:1"])
      assert.lengthOf(lines, 1)
      assert.include(lines[0], "Radarr-Movies: the requests of Overseerr cannot be read; those that are known stay.")
      assert.include(lines[0], "an HTML page instead of JSON")
      assert.strictEqual(state.changes, 1)
      overseerr.says = [request("overseerr:1"), request("overseerr:2")]
      yield* pass("300 seconds")
      assert.deepStrictEqual(store.ids(), ["overseerr:1", "overseerr:2"])
      assert.deepStrictEqual(lines.slice(1), ["Radarr-Movies: Overseerr tells its requests again"])
      overseerr.says = html
      yield* pass("300 seconds")
      assert.lengthOf(lines, 3)
    })
  )

  it.scoped("both are asked; one that is away does not hold up the other", () =>
    Effect.gen(function* () {
      const { ombi, on, overseerr, settings, store } = yield* started
      overseerr.says = down("boom")
      ombi.says = [request("ombi:5")]
      yield* Ref.set(settings, on)
      yield* pass("10 seconds")
      assert.deepStrictEqual(store.ids(), ["ombi:5"])
    })
  )

  it.scoped("one that is switched off leaves with its requests and its connection", () =>
    Effect.gen(function* () {
      const { ombi, on, overseerr, settings, store } = yield* started
      yield* Ref.set(settings, on)
      overseerr.says = [request("overseerr:1")]
      ombi.says = [request("ombi:5")]
      yield* pass("10 seconds")
      assert.deepStrictEqual(store.ids(), ["ombi:5", "overseerr:1"])
      yield* Ref.set(settings, { ...on, overseerr: undefined })
      yield* pass("10 seconds")
      assert.deepStrictEqual([store.ids(), overseerr.open, ombi.open], [["ombi:5"], 0, 1])
    })
  )

  it.scoped("requests of a service that was switched off while nothing ran leave at the start", () =>
    Effect.gen(function* () {
      const { running, state, store } = yield* stage({ overseerr: undefined })
      yield* store.service.add(section, request("overseerr:1"))
      yield* Effect.forkScoped(running)
      yield* pass(0)
      assert.deepStrictEqual([store.ids(), state.changes], [[], 1])
    })
  )

  it.scoped("a key that was put right is used at once, over a new connection; a new failure is told again", () =>
    Effect.gen(function* () {
      const { lines, on, overseerr, settings, store } = yield* started
      overseerr.says = [request("overseerr:1")]
      const withKey = (key: string): RequestSettings => ({
        ...on,
        ombi: undefined,
        overseerr: { ...on.overseerr, apiKey: Redacted.make(key) }
      })
      yield* Ref.set(settings, withKey("wrong-key-1"))
      yield* pass("10 seconds")
      yield* Ref.set(settings, withKey("wrong-key-2"))
      yield* pass("10 seconds")
      assert.lengthOf(lines, 2)
      assert.deepStrictEqual(store.ids(), [])
      yield* Ref.set(settings, withKey(apiKey))
      yield* pass("10 seconds")
      assert.deepStrictEqual([store.ids(), overseerr.open], [["overseerr:1"], 1])
      assert.lengthOf(lines, 2)
    })
  )

  it.scoped("an equal key in a new config is no new connection and no reason to ask", () =>
    Effect.gen(function* () {
      const { on, overseerr, settings } = yield* started
      yield* pass(0)
      yield* Ref.set(settings, {
        ...on,
        ombi: undefined,
        overseerr: { ...on.overseerr, apiKey: Redacted.make(apiKey) }
      })
      yield* pass("60 seconds")
      assert.strictEqual(overseerr.asked, 1)
      yield* Ref.set(settings, { ...on, ombi: undefined, overseerr: { ...on.overseerr, approvedOnly: false } })
      yield* pass("10 seconds")
      assert.strictEqual(overseerr.asked, 2)
    })
  )

  it.scoped("unreadable requests are told once as long as they are as many", () =>
    Effect.gen(function* () {
      const { lines, overseerr } = yield* started
      overseerr.skipped = 2
      yield* pass("900 seconds")
      assert.deepStrictEqual(lines, ["Radarr-Movies: 2 requests of Overseerr cannot be read and are left out"])
    })
  )
})

describe("request sync: what came by webhook", () => {
  it.scoped("leaves once the service it came from was asked well after it; what nobody lists leaves in two weeks", () =>
    Effect.gen(function* () {
      const { overseerr, store } = yield* started
      const pushed = (id: string, at: number | undefined = now) =>
        store.service.add(section, request(id, { source: "webhook", requestedAt: at }))
      yield* pushed("webhook:overseerr:12")
      yield* pushed("webhook:ombi:movie:7")
      yield* pushed("webhook:movie:tmdb:603")
      yield* pushed("webhook:movie:tmdb:1", now - 15 * 24 * 3_600_000)
      yield* pass("300 seconds")
      assert.deepStrictEqual(store.ids(), ["webhook:movie:tmdb:603", "webhook:ombi:movie:7", "webhook:overseerr:12"])
      overseerr.says = down("boom")
      yield* pass("600 seconds")
      assert.include(store.ids(), "webhook:overseerr:12")
      overseerr.says = []
      yield* pass("300 seconds")
      assert.deepStrictEqual(store.ids(), ["webhook:movie:tmdb:603", "webhook:ombi:movie:7"])
    })
  )
})

describe("request sync: over HTTP", () => {
  it.scopedLive("a real question is asked and answered, and nothing is to be told", () =>
    Effect.gen(function* () {
      const server = yield* FakeOverseerr.make({ apiKey })
      yield* server.setRequests([{ id: 1, type: "movie", tmdbId: 603 }])
      yield* server.setTitles([{ type: "movie", tmdbId: 603, title: "The Matrix", released: "1999-03-30" }])
      const { lines, running, store } = yield* stage({}, false, server.url)
      yield* Effect.forkScoped(running)
      yield* poll(
        "the request",
        Effect.sync(() => store.ids().length === 1)
      )
      assert.deepInclude(store.service.of(section)[0], { id: "overseerr:1", title: "The Matrix", tmdbId: 603 })
      assert.deepStrictEqual(lines, [])
    })
  )
})
