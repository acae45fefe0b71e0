import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as PubSub from "effect/PubSub"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import type { DependencyStatus } from "../../../../src/supervision/Dependencies.ts"
import type { WorkerStatus } from "../../../../src/supervision/WorkerStatus.ts"
import { dependency, worker } from "../fakes.ts"
import { busOf, connect, settle } from "./support.ts"

/** A bus, and ways to have something happen. */
const scene = Effect.gen(function* () {
  const workers = yield* PubSub.unbounded<WorkerStatus>()
  const dependencies = yield* PubSub.unbounded<DependencyStatus>()
  let listening = 0
  const bus = yield* busOf({
    changes: {
      workers: Stream.unwrapScoped(
        Effect.acquireRelease(
          Effect.sync(() => {
            listening += 1
            return Stream.fromPubSub(workers)
          }),
          () => Effect.sync(() => (listening -= 1))
        )
      ),
      dependencies: Stream.fromPubSub(dependencies)
    }
  })
  const happen = (life: number) => Effect.zipRight(workers.publish(worker({ life })), settle)
  return {
    bus,
    happen,
    answer: (state: DependencyStatus["state"]) =>
      Effect.zipRight(dependencies.publish(dependency({ state, reason: "at http://x/?apikey=0123secret" })), settle),
    listening: () => listening
  }
})

const lives = (blocks: ReadonlyArray<{ readonly event: string | undefined; readonly data: unknown }>) =>
  blocks.filter(({ event }) => event === "process").map(({ data }) => (data as { life: number }).life)

const names = (blocks: ReadonlyArray<{ readonly event: string | undefined }>) =>
  blocks.flatMap(({ event }) => event ?? [])

describe("the event stream", () => {
  it.scoped("begins with hello, and shows what happens from then on as the other endpoints do", () =>
    Effect.gen(function* () {
      const { answer, bus, happen } = yield* scene
      const client = yield* connect(bus)
      assert.strictEqual((yield* client.next).retry, "2000")
      const hello = yield* client.next
      assert.strictEqual(hello.event, "hello")
      assert.deepInclude(hello.data as object, { resumed: false, id: hello.id, serverTime: "1970-01-01T00:00:00.000Z" })
      yield* happen(7)
      yield* answer("down")
      const [process, down] = yield* client.rest
      assert.strictEqual(process?.event, "process")
      assert.deepInclude(process?.data as object, { name: "Radarr-Movies", life: 7, state: "running" })
      assert.strictEqual(down?.event, "dependency")
      assert.deepInclude(down?.data as object, { state: "down", reason: "at http://x/?apikey=<redacted>" })
    })
  )

  it.scoped("is not missed by a single event between hello and the next step", () =>
    Effect.gen(function* () {
      const { bus, happen } = yield* scene
      yield* connect(bus)
      yield* happen(1)
      const second = yield* connect(bus)
      yield* happen(2)
      assert.deepStrictEqual(lives(yield* second.rest), [2])
    })
  )

  it.scoped("sends only the topics that are wanted", () =>
    Effect.gen(function* () {
      const { answer, bus, happen } = yield* scene
      const client = yield* connect(bus, { topics: new Set(["dependency"]) })
      yield* happen(1)
      yield* answer("up")
      assert.deepStrictEqual(names(yield* client.rest), ["hello", "dependency"])
    })
  )

  it.scoped("goes on after the last event that was seen", () =>
    Effect.gen(function* () {
      const { bus, happen } = yield* scene
      const scope = yield* Scope.make()
      const first = yield* Scope.extend(connect(bus), scope)
      yield* happen(1)
      const seen = (yield* first.rest).at(-1)?.id
      yield* Scope.close(scope, Exit.void)
      yield* happen(2)
      yield* TestClock.adjust("30 seconds")
      yield* happen(3)
      const again = yield* connect(bus, { lastId: seen })
      yield* happen(4)
      const blocks = yield* again.rest
      assert.deepInclude(blocks[1]?.data as object, { resumed: true })
      assert.strictEqual(blocks[1]?.id, seen, "a connection that breaks after hello must not lose what follows it")
      assert.deepStrictEqual(lives(blocks), [2, 3, 4])
    })
  )

  it.scoped("says reset when what was missed is not kept any more", () =>
    Effect.gen(function* () {
      const { bus, happen } = yield* scene
      const client = yield* connect(bus)
      yield* happen(0)
      const seen = (yield* client.rest).at(-1)?.id
      for (let life = 1; life <= 1100; life++) yield* happen(life)
      const late = yield* connect(bus, { lastId: seen })
      const blocks = yield* late.rest
      assert.deepStrictEqual(names(blocks), ["hello", "reset"])
      assert.deepStrictEqual(blocks.at(-1)?.data, {})
      yield* happen(5000)
      assert.deepStrictEqual(lives(yield* late.rest), [5000])
    })
  )

  it.scoped("says reset to ids of another run and to what is no id", () =>
    Effect.gen(function* () {
      const { bus, happen } = yield* scene
      const client = yield* connect(bus)
      yield* happen(1)
      const id = (yield* client.rest).at(-1)?.id ?? ""
      const [run] = id.split("-")
      for (const lastId of ["1", "x-1", `${run}-999`, `${run}-`, `${run}--1`, `${run}-1e0`, "\u0000", `${run}-0x1`]) {
        const other = yield* connect(bus, { lastId })
        assert.deepStrictEqual(names(yield* other.rest), ["hello", "reset"], lastId)
      }
      assert.deepStrictEqual(names(yield* (yield* connect(bus, { lastId: id })).rest), ["hello"])
    })
  )

  it.scoped("listens to the daemon for a minute after the last client only, and is another run afterwards", () =>
    Effect.gen(function* () {
      const { bus, happen, listening } = yield* scene
      assert.strictEqual(listening(), 0)
      const scope = yield* Scope.make()
      const first = yield* Scope.extend(connect(bus), scope)
      yield* Scope.extend(connect(bus), scope)
      yield* happen(1)
      const seen = (yield* first.rest).at(-1)?.id
      assert.strictEqual(listening(), 1)
      assert.strictEqual(yield* bus.clients, 2)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(yield* bus.clients, 0)
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual(listening(), 1)
      yield* TestClock.adjust("2 seconds")
      yield* settle
      assert.strictEqual(listening(), 0)
      const late = yield* connect(bus, { lastId: seen })
      assert.deepStrictEqual(names(yield* late.rest), ["hello", "reset"])
    })
  )

  it.scoped("shows that it lives every 15 seconds of silence, with the id of what passed unseen", () =>
    Effect.gen(function* () {
      const { answer, bus, happen } = yield* scene
      const client = yield* connect(bus, { topics: new Set(["dependency"]) })
      const hello = (yield* client.rest).at(-1)
      yield* TestClock.adjust("10 seconds")
      yield* happen(1)
      yield* TestClock.adjust("4 seconds")
      assert.isEmpty(yield* client.rest)
      yield* TestClock.adjust("1 seconds")
      const [alive] = yield* client.rest
      assert.strictEqual(alive?.comment, "keep-alive")
      assert.isUndefined(alive?.data)
      assert.strictEqual(alive?.id, hello?.id?.replace("-0", "-1"))
      yield* answer("up")
      yield* TestClock.adjust("14 seconds")
      yield* answer("down")
      yield* TestClock.adjust("14 seconds")
      assert.deepStrictEqual(names(yield* client.rest), ["dependency", "dependency"])
    })
  )

  it.scoped("ends within half a minute when its owner may not listen any more", () =>
    Effect.gen(function* () {
      const { bus } = yield* scene
      let allowed = true
      const client = yield* connect(bus, { allowed: Effect.sync(() => allowed) })
      const other = yield* connect(bus)
      yield* TestClock.adjust("90 seconds")
      assert.isFalse(yield* client.ended)
      allowed = false
      yield* TestClock.adjust("30 seconds")
      yield* settle
      assert.isTrue(yield* client.ended)
      assert.isFalse(yield* other.ended)
    })
  )

  it.scoped("ends every connection when the server closes", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { bus } = yield* Scope.extend(scene, scope)
      const clients = yield* Effect.replicateEffect(connect(bus), 3)
      yield* Scope.close(scope, Exit.void)
      yield* settle
      for (const client of clients) assert.isTrue(yield* client.ended)
    })
  )
})
