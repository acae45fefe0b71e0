import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import type { LibraryEvent } from "../../../../src/clients/arr/library/LibraryReads.ts"
import type { ClientError } from "../../../../src/clients/ClientError.ts"
import * as LibrarySync from "../../../../src/search/sync/LibrarySync.ts"
import { LibraryIndex } from "../../../../src/store/search/LibraryIndex.ts"
import { type FakeIndex, makeIndex } from "./fakeIndex.ts"
import { type FakeLibrary, makeLibrary } from "./fakeLibrary.ts"

export const section = "Sonarr-TV"

/** What a sync told the outside. */
export interface Told {
  readonly events: Array<LibraryEvent>
  readonly reports: Array<ClientError | undefined>
  /** Warnings and informations. */
  readonly lines: Array<string>
  changes: number
  beats: number
}

/** Runs a sync of `library` into `index`; `stop` is the end of the process. */
export const begin = (library: FakeLibrary, index: FakeIndex, beating = false) =>
  Effect.gen(function* () {
    const told: Told = { events: [], reports: [], lines: [], changes: 0, beats: 0 }
    const scope = yield* Scope.make()
    const beat = Effect.sync(() => {
      told.beats++
    })
    const sync = yield* LibrarySync.make({
      section,
      reads: library.reads,
      events: (events) => Effect.sync(() => void told.events.push(...events)),
      changed: Effect.sync(() => {
        told.changes++
      }),
      report: (error) => Effect.sync(() => void told.reports.push(error)),
      ...(beating ? { beat } : {})
    }).pipe(Effect.provideService(LibraryIndex, index), Scope.extend(scope))
    const logger = Logger.make<unknown, void>(({ logLevel, message }) => {
      if (LogLevel.greaterThanEqual(logLevel, LogLevel.Info)) told.lines.push(String(message))
    })
    const fiber = yield* sync.run.pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)), Effect.forkDaemon)
    const stop = Effect.zipRight(Fiber.interrupt(fiber), Scope.close(scope, Exit.void))
    yield* Effect.addFinalizer(() => stop)
    yield* TestClock.adjust(0)
    return { sync, told, stop, fiber }
  })

/** A library, an index, and a sync that has run for a moment. `prepare` sees the library before. */
export const start = (prepare: (library: FakeLibrary) => void, portion = 1) =>
  Effect.gen(function* () {
    const library = makeLibrary(portion)
    const index = makeIndex()
    prepare(library)
    const running = yield* begin(library, index)
    return { library, index, ...running }
  })

/** The index says what the library has. */
export const assertSame = (index: FakeIndex, library: FakeLibrary): void => {
  const indexed = [...index.containers(section).values()]
    .map(({ container, items }) => [
      container.id,
      container.monitored,
      items.map(({ id, title }) => `${id} ${title}`).sort()
    ])
    .sort((a, b) => Number(a[0]) - Number(b[0]))
  const real = [...library.series]
    .map(([id, one]) => [id, one.monitored, [...one.episodes].map(([item, title]) => `${item} ${title}`).sort()])
    .sort((a, b) => Number(a[0]) - Number(b[0]))
  assert.deepStrictEqual(indexed, real)
}

/** Forgets what was asked until now. */
export const forgetRequests = (library: FakeLibrary): void => {
  library.requests = 0
  library.asked.profiles = 0
  library.asked.containers = 0
  library.asked.history = 0
  library.asked.container.length = 0
  library.asked.items.length = 0
}
