import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import type * as Scope from "effect/Scope"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { LibraryEvent } from "../../../../src/clients/arr/library/LibraryReads.ts"
import type { PushMessage } from "../../../../src/clients/arr/push/PushMessage.ts"
import * as LibrarySync from "../../../../src/search/sync/LibrarySync.ts"
import { LibraryIndex } from "../../../../src/store/search/LibraryIndex.ts"
import { makeIndex } from "./fakeIndex.ts"
import { type FakeLibrary, failing, fill, html, makeLibrary, refused, rejected } from "./fakeLibrary.ts"
import * as QuickClock from "./quickClock.ts"
import { assertSame, section } from "./support.ts"

/** How the Arr tells a change: by itself, in its history, in its list, or not at all. */
const ways = ["push", "history", "list", "silence"] as const

const id = fc.integer({ min: 1, max: 30 })
const way = fc.constantFrom(...ways)
const error = fc.constantFrom(refused, failing, html, rejected)

/** What happens to an Arr and its library. */
const happening = fc.oneof(
  {
    arbitrary: fc.record({ _tag: fc.constant("edit" as const), id, way, episode: fc.nat(3) }),
    weight: 6
  },
  fc.record({ _tag: fc.constant("add" as const), id, way }),
  fc.record({ _tag: fc.constant("delete" as const), id, way }),
  fc.record({ _tag: fc.constant("empty" as const), id, way }),
  fc.record({ _tag: fc.constant("deleteMost" as const) }),
  fc.record({ _tag: fc.constant("away" as const), error }),
  fc.record({
    _tag: fc.constant("fault" as const),
    what: fc.oneof(id, fc.constantFrom("containers" as const, "history" as const)),
    error: fc.constantFrom(failing, html)
  }),
  fc.record({ _tag: fc.constant("back" as const) }),
  fc.record({ _tag: fc.constant("proxy" as const) }),
  fc.record({ _tag: fc.constant("wrongList" as const), from: fc.integer({ min: 0, max: 30 }) }),
  fc.record({ _tag: fc.constant("odd" as const), id }),
  fc.record({ _tag: fc.constant("connect" as const) }),
  fc.record({ _tag: fc.constant("disconnect" as const) }),
  fc.record({ _tag: fc.constant("refresh" as const), id: fc.option(id, { nil: undefined }) }),
  fc.record({ _tag: fc.constant("restart" as const) }),
  fc.record({ _tag: fc.constant("wait" as const), seconds: fc.constantFrom(1, 2, 30, 60, 900, 7_200, 40_000) })
)

type Happening = typeof happening extends fc.Arbitrary<infer A> ? A : never

const recover = (library: FakeLibrary): void => {
  library.fault = undefined
  library.faults.clear()
  library.notFound = false
  library.onlyListed = undefined
  library.oddSeries.clear()
  library.oddEpisodes.clear()
}

/** One life: what happens, whether the Arr can be heard at first and at last, and how long it is quiet then. */
interface Life {
  readonly happenings: ReadonlyArray<Happening>
  readonly connectedAtFirst: boolean
  readonly connectedAtLast: boolean
  readonly portion: number
  readonly quiet: Duration.DurationInput
}

/** Lives through everything that happens and the quiet after it; answers how much is asked in the next hour. */
const live = ({ connectedAtFirst, connectedAtLast, happenings, portion, quiet }: Life) =>
  Effect.gen(function* () {
    const library = makeLibrary(portion)
    const index = makeIndex()
    const clock = QuickClock.make()
    fill(library, 25, 2)
    let connected = connectedAtFirst
    let events = 0
    let serial = 0

    const startSync = Effect.gen(function* () {
      const sync = yield* LibrarySync.make({
        section,
        reads: library.reads,
        events: () => Effect.void,
        changed: Effect.void,
        report: () => Effect.void
      }).pipe(Effect.provideService(LibraryIndex, index))
      const fiber = yield* Effect.forkDaemon(Effect.withClock(sync.run, clock))
      return { sync, fiber }
    })
    let running = yield* startSync
    const push = (message: PushMessage) =>
      connected ? Effect.withClock(running.sync.push(message), clock) : Effect.void

    const tell = (container: number, wanted: (typeof ways)[number], deleted = false) => {
      // Said while nobody listens; the list shows it, or else it would be silence.
      const how = wanted === "push" && !connected ? "list" : wanted
      const one = library.series.get(container)
      if (how === "list" && one !== undefined) one.version++
      if (how === "history") {
        const event: LibraryEvent = {
          id: ++events,
          at: clock.unsafeCurrentTimeMillis(),
          containerId: container,
          type: "imported",
          hash: undefined,
          media: undefined,
          title: undefined,
          indexer: undefined,
          source: undefined
        }
        library.history.push(event)
      }
      return how === "push" ? push({ _tag: "LibraryChanged", containerId: container, deleted }) : Effect.void
    }

    const happen = (one: Happening): Effect.Effect<void, never, Scope.Scope> =>
      Effect.gen(function* () {
        const series = "id" in one && one.id !== undefined ? library.series.get(one.id) : undefined
        switch (one._tag) {
          case "edit":
            series?.episodes.set(one.id * 1000 + one.episode, `edit ${++serial}`)
            return yield* tell(one.id, one.way)
          case "add":
            // An Arr does not use an id again: what was deleted stays away.
            if (series !== undefined) return
            library.series.set(1_000 + ++serial, { monitored: true, episodes: new Map([[serial, "new"]]), version: 1 })
            return yield* tell(1_000 + serial, one.way)
          case "delete":
            library.series.delete(one.id)
            return yield* tell(one.id, one.way, true)
          case "empty":
            series?.episodes.clear()
            return yield* tell(one.id, one.way)
          case "deleteMost":
            for (const key of [...library.series.keys()].slice(1)) library.series.delete(key)
            return
          case "away":
            library.fault = one.error
            return
          case "fault":
            library.faults.set(one.what, one.error)
            return
          case "back":
            return recover(library)
          case "proxy":
            library.notFound = true
            return
          case "wrongList":
            library.onlyListed = (container) => container > one.from
            return
          case "odd":
            library.oddSeries.set(one.id, { id: one.id, problem: "odd" })
            return
          case "connect":
            connected = true
            return yield* push({ _tag: "Connected" })
          case "disconnect":
            yield* push({ _tag: "Disconnected", reason: "closed" })
            connected = false
            return
          case "refresh":
            return yield* Effect.withClock(running.sync.refresh(one.id), clock)
          case "restart":
            yield* Fiber.interrupt(running.fiber)
            running = yield* startSync
            connected = false
            return
          case "wait":
            return yield* clock.advance(one.seconds * 1_000)
        }
      })

    yield* push({ _tag: "Connected" })
    yield* clock.advance("1 minute")
    for (const one of happenings) {
      yield* happen(one)
      assert.isAtMost(library.running.most, 4)
    }
    recover(library)
    if (connectedAtLast && !connected) yield* happen({ _tag: "connect" })
    yield* clock.advance(quiet)
    assertSame(index, library)
    const progress = yield* running.sync.progress
    assert.deepStrictEqual([progress.phase, progress.lastError], ["idle", undefined])
    library.requests = 0
    yield* clock.advance("1 hour")
    yield* Fiber.interrupt(running.fiber)
    return library.requests
  }).pipe(Effect.scoped, Effect.provide(Logger.remove(Logger.defaultLogger)), Effect.runPromise)

const lives = (quiet: Duration.DurationInput, isPossible: (one: Happening) => boolean): fc.Arbitrary<Life> =>
  fc.record({
    happenings: fc.array(happening.filter(isPossible), { maxLength: 25 }),
    connectedAtFirst: fc.boolean(),
    connectedAtLast: fc.boolean(),
    portion: fc.constantFrom(1, 10),
    quiet: fc.constant(quiet)
  })

describe("LibrarySync: whatever happens", () => {
  it("after a quiet day the index is the library, nothing is wrong any more, and the Arr has its peace", async () => {
    const any = lives("25 hours", () => true)
    await fc.assert(
      fc.asyncProperty(any, async (life) => {
        // The daily reading of everything may fall into this hour.
        assert.isAtMost(await live(life), 120 + 2 * 60)
      }),
      { numRuns: 15 }
    )
  }, 120_000)

  it("what the Arr tells in any way is there after the next list, whatever fails meanwhile", async () => {
    // Nothing in silence, no restart that forgets what was heard, and not long enough for everything to be read again.
    const told = lives("370 minutes", (one) => {
      if (one._tag === "wait") return one.seconds <= 900
      return one._tag !== "restart" && !("way" in one && one.way === "silence")
    })
    await fc.assert(
      fc.asyncProperty(told, async (life) => void (await live(life))),
      { numRuns: 40 }
    )
  }, 120_000)
})
