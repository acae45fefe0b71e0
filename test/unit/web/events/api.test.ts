import { setTimeout } from "node:timers/promises"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as LogLevel from "effect/LogLevel"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as PubSub from "effect/PubSub"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as TorrentId from "../../../../src/clients/qbittorrent/TorrentId.ts"
import * as LogTail from "../../../../src/observability/LogTail.ts"
import * as Searches from "../../../../src/search/Searches.ts"
import type { DecisionRow } from "../../../../src/store/DecisionLog.ts"
import { SearchLog } from "../../../../src/store/search/SearchLog.ts"
import type { WorkerStatus } from "../../../../src/supervision/WorkerStatus.ts"
import { digestOf } from "../../../../src/web/access/secrets.ts"
import { memory } from "../../../harness/access/memoryStores.ts"
import { poll } from "../../../harness/daemon/poll.ts"
import * as memoryStores from "../../../harness/search/memoryStores.ts"
import * as EventStream from "../../../harness/web/eventStream.ts"
import { call, start, token, worker } from "../fakes.ts"

const decision = (patch: Partial<DecisionRow> = {}): DecisionRow => ({
  at: 0,
  section: "Radarr-Movies",
  torrent: TorrentId.make("qBit", "a".repeat(40)),
  name: "Movie",
  rule: "stalled",
  reason: "because http://tracker/announce?passkey=0123456789abcdef says so",
  action: "remove",
  facts: { message: "Authorization: Bearer 0123456789abcdef", size: 10n },
  result: "done",
  ...patch
})

const openEvents = (port: number, query = "", headers: Readonly<Record<string, string>> = {}) =>
  EventStream.openEvents(port, query, { authorization: `Bearer ${token}`, ...headers })

const until = (what: string, condition: () => boolean) => poll(what, Effect.sync(condition), 10)

/** As `until`, where Effect's clock stands still. */
const untilReal = (condition: () => boolean) =>
  Effect.promise(async () => {
    const deadline = performance.now() + 10_000
    while (!condition()) {
      if (performance.now() > deadline) throw new Error("not within 10 s")
      await setTimeout(20)
    }
  })

describe("GET /api/events", () => {
  it.scopedLive("is a stream of server-sent events that nothing on the way keeps back", () =>
    Effect.gen(function* () {
      const workers = yield* PubSub.unbounded<WorkerStatus>()
      const port = yield* start({ changes: { workers: Stream.fromPubSub(workers) } })
      const stream = yield* openEvents(port)
      assert.strictEqual(stream.status, 200)
      assert.strictEqual(stream.headers["content-type"], "text/event-stream; charset=utf-8")
      assert.strictEqual(stream.headers["cache-control"], "no-store")
      assert.strictEqual(stream.headers["x-accel-buffering"], "no")
      yield* until("hello", () => stream.names().includes("hello"))
      yield* workers.publish(worker({ life: 9 }))
      yield* until("process", () => stream.names().includes("process"))
      assert.deepInclude(stream.blocks().at(-1)?.data as object, { name: "Radarr-Movies", life: 9 })
    })
  )

  it.scopedLive("is for callers with the token only", () =>
    Effect.gen(function* () {
      const port = yield* start()
      assert.strictEqual((yield* call(port, "GET", "/api/events", { anonymous: true })).status, 401)
    })
  )

  it.scoped("ends for a token that has expired, and for nobody else", () =>
    Effect.gen(function* () {
      const kept = memory()
      const secret = `qbitrr_${"x".repeat(43)}`
      const hash = digestOf(secret)
      kept.tokens.set(hash, {
        hash,
        id: "1",
        name: "reader",
        scopes: ["read"],
        createdAt: 0,
        createdBy: "admin",
        expiresAt: 60_000,
        usedAt: undefined
      })
      const port = yield* start({ access: kept })
      const stream = yield* openEvents(port, "", { authorization: `Bearer ${secret}` })
      const other = yield* openEvents(port)
      yield* untilReal(() => [stream, other].every((one) => one.names().includes("hello")))
      yield* TestClock.adjust("45 seconds")
      yield* untilReal(() => [stream, other].every((one) => one.blocks().some(({ comment }) => comment !== undefined)))
      assert.isFalse(stream.ended())
      yield* TestClock.adjust("45 seconds")
      yield* untilReal(stream.ended)
      assert.isFalse(other.ended())
    })
  )

  it.scopedLive("refuses topics that do not exist", () =>
    Effect.gen(function* () {
      const port = yield* start()
      for (const topics of ["everything", "process,", "process;decision", "hello"]) {
        const answer = yield* call(port, "GET", `/api/events?topics=${topics}`)
        assert.strictEqual(answer.status, 400, topics)
        assert.include((answer.json as { error: string }).error, "process, dependency, torrent", topics)
      }
    })
  )

  it.scopedLive("resumes by the header or, for those who cannot set one, by the parameter; the header is newer", () =>
    Effect.gen(function* () {
      const workers = yield* PubSub.unbounded<WorkerStatus>()
      const port = yield* start({ changes: { workers: Stream.fromPubSub(workers) } })
      const first = yield* openEvents(port)
      yield* until("hello", () => first.names().includes("hello"))
      for (const life of [1, 2, 3]) yield* workers.publish(worker({ life }))
      yield* until("three", () => first.names().length === 4)
      const ids = first.blocks().flatMap(({ event, id }) => (event === "process" && id !== undefined ? [id] : []))
      const byHeader = yield* openEvents(port, `?lastEventId=${ids[0]}`, { "last-event-id": String(ids[1]) })
      const byParameter = yield* openEvents(port, `?lastEventId=${ids[0]}`)
      const strange = yield* openEvents(port, "?lastEventId=7")
      yield* until("both", () => byParameter.names().length === 3 && byHeader.names().length === 2)
      assert.deepStrictEqual(byHeader.names(), ["hello", "process"])
      yield* until("reset", () => strange.names().includes("reset"))
    })
  )

  it.scopedLive("shows decisions and searches without secrets", () =>
    Effect.gen(function* () {
      const decisions = yield* PubSub.unbounded<DecisionRow>()
      const stores = yield* Layer.build(memoryStores.layer)
      const port = yield* start({
        changes: { decisions: Stream.fromPubSub(decisions) },
        searching: Layer.merge(Layer.succeedContext(stores), Searches.layer)
      })
      const stream = yield* openEvents(port, "?topics=decision,search")
      yield* until("hello", () => stream.names().includes("hello"))
      yield* decisions.publish(decision())
      const log = yield* Effect.provide(SearchLog, stores)
      const search = yield* log.begin({
        section: "Radarr-Movies",
        reason: "Missing",
        target: { kind: "movie", movieId: 1 },
        items: [1],
        title: "Movie",
        sentAt: 0
      })
      yield* log.patch(search.key, { state: "failed", message: "GET http://x/?apikey=0123456789abcdef failed" })
      yield* until("all three", () => stream.names().length === 4)
      assert.deepStrictEqual(stream.names(), ["hello", "decision", "search", "search"])
      const text = JSON.stringify(stream.blocks())
      assert.notInclude(text, "0123456789abcdef")
      assert.include(text, '"state":"failed"')
    })
  )

  it.scopedLive("goes on after something that cannot be shown, and says that something was missed", () =>
    Effect.gen(function* () {
      const decisions = yield* PubSub.unbounded<DecisionRow>()
      const port = yield* start({ changes: { decisions: Stream.fromPubSub(decisions) } })
      const stream = yield* openEvents(port)
      yield* until("hello", () => stream.names().includes("hello"))
      const facts = {
        get broken(): never {
          throw new Error("broken")
        }
      }
      yield* decisions.publish(decision({ facts }))
      yield* until("reset", () => stream.names().includes("reset"))
      yield* decisions.publish(decision({ rule: "second" }))
      yield* until("the next one", () => stream.names().includes("decision"))
      assert.deepStrictEqual(stream.names(), ["hello", "reset", "decision"])
    })
  )

  it.scopedLive("tells which keys of the config changed, not their values", () =>
    Effect.gen(function* () {
      const text = (host: string, more = "") => `[qBit]\nHost = "${host}"\nPassword = "top secret"\n${more}`
      const configs = yield* PubSub.unbounded<string>()
      const port = yield* start({
        config: text("one"),
        changes: { configs: Stream.concat(Stream.succeed(text("one")), Stream.fromPubSub(configs)) }
      })
      const stream = yield* openEvents(port)
      yield* until("hello", () => stream.names().includes("hello"))
      yield* Effect.sleep("50 millis")
      yield* configs.publish(text("two"))
      yield* configs.publish(text("two", '[qBit-4K]\nHost = "three"\n'))
      yield* until("both", () => stream.names().length === 3)
      const changed = stream.blocks().flatMap(({ data, event }) => (event === "config" ? [data] : []))
      assert.deepStrictEqual(
        changed.map((data) => (data as { changed: Array<string> }).changed),
        [["qBit.Host"], ["qBit-4K"]]
      )
      assert.notInclude(JSON.stringify(changed), "secret")
    })
  )

  it.scopedLive("sends the lines of a log as they are written, together and without secrets", () =>
    Effect.gen(function* () {
      const tail = LogTail.make()
      const level = MutableRef.make<LogLevel.LogLevel>(LogLevel.Info)
      const port = yield* start({ logs: { folder: Option.none(), level, tail } })
      assert.isFalse(tail.isHeard())
      const stream = yield* openEvents(port, "?logs=Radarr%20Movies.log&topics=config")
      const other = yield* openEvents(port, "?topics=config")
      yield* until("hello", () => stream.names().includes("hello") && other.names().includes("hello"))
      assert.isTrue(tail.isHeard())
      const line = { at: 0, level: "INFO", worker: "Radarr Movies", text: "one\n    more" }
      tail.write("Radarr Movies.log", line)
      tail.write("Main.log", { ...line, text: "elsewhere" })
      tail.write("Radarr Movies.log", { ...line, text: "two http://t/announce/0123456789abcdef0123456789abcdef" })
      yield* until("log", () => stream.names().includes("log"))
      const [event] = stream.blocks().filter((block) => block.event === "log")
      assert.deepStrictEqual(event?.data, {
        file: "Radarr Movies.log",
        lines: [
          { at: "1970-01-01T00:00:00.000Z", level: "INFO", name: "Radarr Movies", text: "one\n    more" },
          { at: "1970-01-01T00:00:00.000Z", level: "INFO", name: "Radarr Movies", text: "two https://t/" }
        ]
      })
      assert.isUndefined(event?.id)
      for (let i = 0; i < 2500; i++) tail.write("Radarr Movies.log", { ...line, text: `flood ${i}` })
      yield* until("reset", () => stream.names().includes("reset"))
      assert.deepStrictEqual(other.names(), ["hello"])
      stream.close()
      yield* until("nobody listens", () => !tail.isHeard())
    })
  )

  it.scopedLive("ends when the server closes, long before open requests are cut off", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const port = yield* Scope.extend(start({ graceMillis: 20_000 }), scope)
      const streams = yield* Effect.replicateEffect(openEvents(port), 5)
      yield* until("all greeted", () => streams.every((one) => one.names().includes("hello")))
      const before = performance.now()
      yield* Scope.close(scope, Exit.void)
      assert.isBelow(performance.now() - before, 2_000)
      yield* until("all ended", () => streams.every((one) => one.ended()))
    })
  )

  it.scopedLive("looks at each thing once, however many listen", () =>
    Effect.gen(function* () {
      let shown = 0
      const facts = {
        get seen() {
          shown += 1
          return "x"
        }
      }
      const decisions = yield* PubSub.unbounded<DecisionRow>()
      let asked = 0
      const port = yield* start({
        changes: {
          decisions: Stream.unwrap(
            Effect.sync(() => {
              asked += 1
              return Stream.fromPubSub(decisions)
            })
          )
        }
      })
      const streams = yield* Effect.replicateEffect(openEvents(port), 50)
      yield* until("all greeted", () => streams.every((one) => one.names().includes("hello")))
      assert.strictEqual(asked, 1)
      yield* decisions.publish(decision({ facts }))
      yield* until("all told", () => streams.every((one) => one.names().includes("decision")))
      assert.strictEqual(shown, 1)
    })
  )
})
