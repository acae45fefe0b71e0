import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { type ArrClient, fromHttp } from "../../../src/clients/arr/ArrClient.ts"
import type { QueueRecord, QueueSnapshot } from "../../../src/clients/arr/QueueRecord.ts"
import { AuthRejected, type ClientError, Malformed, Transient } from "../../../src/clients/ClientError.ts"
import { Dependencies } from "../../../src/supervision/Dependencies.ts"
import { Heartbeat } from "../../../src/supervision/Heartbeat.ts"
import * as QueueFeed from "../../../src/torrents/QueueFeed.ts"
import * as QueueFeeds from "../../../src/torrents/QueueFeeds.ts"
import { row } from "./samples.ts"

const fields = { service: "Radarr-Movies", request: "GET /api/v3/queue" }
const refused = new Transient({ ...fields, kind: "connection", detail: "nothing listens." })
const failing = new Transient({ ...fields, kind: "status", status: 500, detail: "boom." })
const html = new Malformed({ ...fields, status: 200, detail: "an HTML page instead of JSON." })
const rejected = new AuthRejected({ ...fields, status: 401, detail: "the APIKey is refused." })

const snapshotOf = (rows: ReadonlyArray<QueueRecord>, skipped = 0): QueueSnapshot => {
  const byHash = new Map<string, Array<QueueRecord>>()
  for (const record of rows) {
    if (record.hash !== undefined) byHash.set(record.hash, [...(byHash.get(record.hash) ?? []), record])
  }
  return { at: 0, byHash, pending: [], skipped }
}

type Answer = ClientError | QueueSnapshot

/** An Arr that answers what `next` holds; `asked` counts the questions. */
const fakeArr = () => {
  const state: { next: Answer; asked: number; takes: Duration.DurationInput } = {
    next: snapshotOf([]),
    asked: 0,
    takes: 0
  }
  const idle = fromHttp(
    { name: "Radarr-Movies", kind: "radarr", apiKey: Redacted.make("k") },
    { service: "Radarr-Movies", baseUrl: "http://arr", send: () => Effect.never }
  )
  const client: ArrClient = {
    ...idle,
    queue: Effect.suspend(() => {
      state.asked++
      const answer = Effect.suspend(() => ("_tag" in state.next ? Effect.fail(state.next) : Effect.succeed(state.next)))
      return Duration.toMillis(state.takes) === 0 ? answer : Effect.zipRight(Effect.sleep(state.takes), answer)
    })
  }
  return { state, client }
}

/** What the feed tells its supervisor, in order; beats are counted apart. */
const recorder = () => {
  const told: Array<string> = []
  const beats = { count: 0 }
  /** Milliseconds until the next attempt, as told; NaN for "never". */
  const waits: Array<number> = []
  const note = (text: string) => Effect.sync(() => void told.push(text))
  const provide = <A, E>(effect: Effect.Effect<A, E, Heartbeat | Dependencies>): Effect.Effect<A, E> =>
    effect.pipe(
      Effect.provideService(Heartbeat, {
        worker: "Radarr-Movies",
        life: 1,
        ready: Effect.void,
        beat: (track) =>
          Effect.sync(() => {
            if (track === "queue") beats.count++
          }),
        extend: () => Effect.void,
        release: () => Effect.void,
        degrade: (name, reason) => note(`degrade ${name}: ${reason}`),
        recover: (name) => note(`recover ${name}`),
        isCurrent: Effect.succeed(true)
      }),
      Effect.provideService(Dependencies, {
        register: (name, kind) => note(`register ${name} ${kind}`),
        forget: () => Effect.void,
        up: (name) => note(`up ${name}`),
        down: (name, _reason, next) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) => {
            waits.push(next === null ? Number.NaN : next - now)
            return note(`down ${name}`)
          }),
        answered: () => Effect.void,
        identified: () => Effect.void,
        all: Effect.succeed([]),
        changes: Stream.empty
      })
    )
  return { told, beats, waits, provide }
}

const started = Effect.gen(function* () {
  const { client, state } = fakeArr()
  const feed = yield* QueueFeed.make(client, { activeInterval: "5 seconds", idleInterval: "60 seconds" })
  const record = recorder()
  const changes = yield* feed.changes
  const begin = Effect.zipLeft(Effect.forkScoped(record.provide(feed.run)), TestClock.adjust(0))
  /** Hashes told as changed since the last look. */
  const changed = Effect.map(Queue.takeAll(changes), (sets) => [...sets].flatMap((set) => [...set]).sort())
  return { state, feed, ...record, begin, changed }
})

describe("QueueFeed: pace", () => {
  it.scoped("asks once a minute while idle and each interval while active", () =>
    Effect.gen(function* () {
      const { begin, feed, state } = yield* started
      yield* begin
      assert.strictEqual(state.asked, 1)
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual(state.asked, 1)
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(state.asked, 11)
      yield* feed.setActive(true)
      yield* TestClock.adjust("60 seconds")
      assert.strictEqual(state.asked, 24)
      yield* feed.setActive(false)
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual(state.asked, 29)
    })
  )

  it.scoped("becoming active counts from the last answer", () =>
    Effect.gen(function* () {
      const { begin, feed, state } = yield* started
      yield* begin
      yield* TestClock.adjust("3 seconds")
      yield* feed.setActive(true)
      yield* TestClock.adjust("1900 millis")
      assert.strictEqual(state.asked, 1)
      yield* TestClock.adjust("100 millis")
      assert.strictEqual(state.asked, 2)
    })
  )

  it.scoped("refresh returns at once; many are one question, and never more than one a second", () =>
    Effect.gen(function* () {
      const { begin, feed, state } = yield* started
      yield* begin
      yield* TestClock.adjust("10 seconds")
      yield* Effect.repeatN(feed.refresh, 50)
      yield* TestClock.adjust("240 millis")
      assert.strictEqual(state.asked, 1)
      yield* TestClock.adjust("20 millis")
      assert.strictEqual(state.asked, 2)
      yield* feed.refresh
      yield* TestClock.adjust("900 millis")
      assert.strictEqual(state.asked, 2)
      yield* TestClock.adjust("100 millis")
      assert.strictEqual(state.asked, 3)
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual(state.asked, 3, "then the idle pace again")
    })
  )

  it.scoped("a refresh during a question is another question", () =>
    Effect.gen(function* () {
      const { begin, feed, state } = yield* started
      state.takes = "2 seconds"
      yield* begin
      yield* TestClock.adjust("1 second")
      yield* feed.refresh
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(state.asked, 2)
    })
  )

  it.scoped("waits for a slow Arr instead of hurrying it", () =>
    Effect.gen(function* () {
      const { begin, feed, state } = yield* started
      state.takes = "20 seconds"
      yield* feed.setActive(true)
      yield* begin
      yield* TestClock.adjust("24 seconds")
      assert.strictEqual(state.asked, 1)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(state.asked, 2)
    })
  )

  it.scoped("beats at least every 30 seconds while it waits", () =>
    Effect.gen(function* () {
      const { beats, begin } = yield* started
      yield* begin
      for (let round = 0; round < 20; round++) {
        const before = beats.count
        yield* TestClock.adjust("30 seconds")
        assert.isAbove(beats.count, before)
      }
    })
  )
})

describe("QueueFeed: picture", () => {
  it.scoped("is unknown before the first answer and after the end of a life", () =>
    Effect.gen(function* () {
      const { begin, feed, state } = yield* started
      assert.isUndefined(yield* feed.snapshot)
      state.next = snapshotOf([row({ hash: "aa" })])
      const fiber = yield* begin
      assert.isTrue((yield* feed.snapshot)?.byHash.has("aa"))
      yield* Fiber.interrupt(fiber)
      assert.isUndefined(yield* feed.snapshot)
    })
  )

  it.scoped("tells hashes whose rows came, changed or went, and no others", () =>
    Effect.gen(function* () {
      const { begin, changed, feed, state } = yield* started
      yield* feed.setActive(true)
      const a = row({ id: 1, hash: "aa", trackedState: "downloading" })
      const b = row({ id: 2, hash: "bb" })
      const turn = (...rows: ReadonlyArray<QueueRecord>) =>
        Effect.gen(function* () {
          state.next = snapshotOf(rows)
          yield* TestClock.adjust("5 seconds")
          return yield* changed
        })
      state.next = snapshotOf([a, b])
      yield* begin
      assert.deepStrictEqual(yield* changed, ["aa", "bb"])
      assert.deepStrictEqual(yield* turn({ ...a }, { ...b }), [])
      assert.deepStrictEqual(yield* turn({ ...a, trackedState: "importPending" }, b), ["aa"])
      assert.deepStrictEqual(yield* turn({ ...a, trackedState: "importPending" }), ["bb"])
      const message = { title: "x", messages: ["Sample"] }
      assert.deepStrictEqual(yield* turn({ ...a, trackedState: "importPending", messages: [message] }), ["aa"])
      assert.deepStrictEqual(yield* turn(), ["aa"])
    })
  )

  it.scoped("warns once when rows cannot be read, not at each question, and says when they can again", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const logger = Logger.make(({ logLevel, message }) => {
        lines.push(`${logLevel.label} ${String(message)}`)
      })
      const { begin, feed, state } = yield* started
      yield* feed.setActive(true)
      yield* Effect.gen(function* () {
        yield* begin
        for (const skipped of [2, 2, 2, 3, 0, 0]) {
          state.next = snapshotOf([], skipped)
          yield* TestClock.adjust("5 seconds")
        }
      }).pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
      assert.deepStrictEqual(lines, [
        "WARN Radarr-Movies: 2 rows of its queue cannot be read and are left out",
        "WARN Radarr-Movies: 3 rows of its queue cannot be read and are left out",
        "INFO Radarr-Movies: all rows of its queue can be read again"
      ])
    })
  )
})

describe("QueueFeed: an Arr that is away", () => {
  for (const [what, error] of [
    ["refuses connections", refused],
    ["storms with 500", failing],
    ["answers HTML", html]
  ] as const) {
    it.scoped(`${what}: unknown and degraded at once, back by itself, everything told as changed`, () =>
      Effect.gen(function* () {
        const { begin, changed, feed, state, told } = yield* started
        state.next = snapshotOf([row({ id: 1, hash: "aa" }), row({ id: 2, hash: "bb" })])
        const fiber = yield* begin
        yield* changed
        assert.deepStrictEqual(told.splice(0), ["register Radarr-Movies arr", "up Radarr-Movies"])
        state.next = error
        yield* TestClock.adjust("60 seconds")
        assert.isUndefined(yield* feed.snapshot)
        assert.deepStrictEqual(told.slice(0, 2), ["down Radarr-Movies", `degrade Radarr-Movies: ${error.message}`])
        yield* TestClock.adjust("10 minutes")
        assert.isTrue(Option.isNone(yield* Fiber.poll(fiber)), "waiting is no exit")
        state.next = snapshotOf([row({ id: 1, hash: "aa" })])
        yield* TestClock.adjust("2 minutes")
        const back = told.indexOf("up Radarr-Movies")
        assert.deepStrictEqual(told.slice(back, back + 2), ["up Radarr-Movies", "recover Radarr-Movies"])
        assert.isTrue((yield* feed.snapshot)?.byHash.has("aa"))
        assert.deepStrictEqual(yield* changed, ["aa", "bb"])
      })
    )
  }

  it.scoped("is asked again after a tenth of the time away, 1 s to 60 s, ±20 %, and the next attempt is told", () =>
    Effect.gen(function* () {
      const { beats, begin, state, waits } = yield* started
      state.next = refused
      yield* begin
      yield* TestClock.adjust("2000 seconds")
      assert.strictEqual(waits.length, state.asked)
      let away = 0
      for (const wait of waits) {
        const middle = Math.min(60_000, Math.max(1_000, away / 10))
        assert.isAtLeast(wait, middle * 0.8 - 1)
        assert.isAtMost(wait, middle * 1.2 + 1)
        away += wait
      }
      assert.isAbove(waits.length, 30)
      assert.isAtLeast(beats.count, 2000 / 36, "also during the long waits")
    })
  )

  it.scoped("refresh does not hurry one that is away", () =>
    Effect.gen(function* () {
      const { begin, feed, state } = yield* started
      state.next = refused
      yield* begin
      yield* TestClock.adjust("20 minutes")
      const asked = state.asked
      yield* Effect.repeatN(feed.refresh, 10)
      yield* TestClock.adjust("1 second")
      assert.isAtMost(state.asked, asked + 1)
    })
  )

  it.scoped("a refused key is not waited for: the life ends, the queue is unknown", () =>
    Effect.gen(function* () {
      const { begin, feed, state, told } = yield* started
      state.next = snapshotOf([row({ hash: "aa" })])
      const fiber = yield* begin
      state.next = rejected
      yield* TestClock.adjust("60 seconds")
      assert.deepStrictEqual(yield* Fiber.await(fiber), Exit.fail(rejected))
      assert.isUndefined(yield* feed.snapshot)
      assert.strictEqual(told.at(-1), "down Radarr-Movies")
    })
  )
})

describe("QueueFeeds", () => {
  it.scoped("knows a feed as long as the scope that registered it", () =>
    Effect.gen(function* () {
      const feeds = yield* QueueFeeds.make
      const make = QueueFeed.make(fakeArr().client, { activeInterval: "5 seconds" })
      const first = yield* make
      const second = yield* make
      assert.isUndefined(yield* feeds.get("Radarr-Movies"))
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* feeds.register(first)
          assert.strictEqual(yield* feeds.get("Radarr-Movies"), first)
          assert.deepStrictEqual([...(yield* feeds.all).keys()], ["Radarr-Movies"])
          yield* feeds.register(second)
        })
      )
      assert.strictEqual((yield* feeds.all).size, 0)
    })
  )

  it.scoped("an older life that ends late does not take away the newer one's feed", () =>
    Effect.gen(function* () {
      const feeds = yield* QueueFeeds.make
      const make = QueueFeed.make(fakeArr().client, { activeInterval: "5 seconds" })
      const newer = yield* make
      const older = yield* Scope.make()
      yield* Scope.extend(feeds.register(yield* make), older)
      yield* feeds.register(newer)
      yield* Scope.close(older, Exit.void)
      assert.strictEqual(yield* feeds.get("Radarr-Movies"), newer)
    })
  )
})
