import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import type { SectionSearch } from "../../../../src/search/Searches.ts"
import type { SyncProgress } from "../../../../src/search/sync/LibrarySync.ts"
import type { LibraryEvent } from "../../../../src/web/events/eventViews.ts"
import { librarySource } from "../../../../src/web/events/librarySource.ts"
import { status } from "../searchWorld.ts"
import { settle } from "./support.ts"

const idle: SyncProgress = {
  phase: "idle",
  done: 0,
  total: 0,
  startedAt: undefined,
  lastFullAt: 1,
  lastError: undefined
}

/** Sections in the hands of the test, and what the source told. */
const scene = Effect.gen(function* () {
  const syncs = new Map<string, SyncProgress>([["Radarr-Movies", idle]])
  const revisions = new Map<string, number>()
  let looks = 0
  const searchOf = (section: string): SectionSearch => ({
    section,
    status: Effect.sync(() => status(section, { sync: syncs.get(section) })),
    wake: Effect.void,
    askRequests: Effect.void,
    refresh: Effect.void
  })
  const told: Array<LibraryEvent> = []
  yield* librarySource(
    {
      register: () => Effect.void,
      all: Effect.sync(() => {
        looks += 1
        return new Map([...syncs.keys()].map((section) => [section, searchOf(section)]))
      })
    },
    { revision: (section) => revisions.get(section) ?? 0 },
    (text) => text.replace("secret", "<redacted>"),
    (event) => told.push(event)
  )
  yield* settle
  return { told, syncs, revisions, looks: () => looks }
})

const second = TestClock.adjust("1 seconds")

describe("the source of library events", () => {
  it.scoped("tells how far a library is read, once a second at most, and nothing while nothing changes", () =>
    Effect.gen(function* () {
      const { looks, syncs, told } = yield* scene
      yield* TestClock.adjust("10 seconds")
      assert.isEmpty(told)
      assert.isAtMost(looks(), 11)
      for (const done of [1, 2, 3, 4]) {
        syncs.set("Radarr-Movies", { ...idle, phase: "items", done, total: 9 })
        yield* TestClock.adjust("250 millis")
      }
      assert.deepStrictEqual(told, [
        { section: "Radarr-Movies", changed: false, sync: { phase: "items", done: 4, total: 9, lastError: null } }
      ])
    })
  )

  it.scoped("tells that there is something else in it, and why it cannot be read, without secrets", () =>
    Effect.gen(function* () {
      const { revisions, syncs, told } = yield* scene
      revisions.set("Radarr-Movies", 1)
      yield* second
      syncs.set("Radarr-Movies", { ...idle, lastError: "secret" })
      yield* second
      assert.deepStrictEqual(
        told.map(({ changed, sync }) => [changed, sync?.lastError]),
        [
          [true, null],
          [false, "<redacted>"]
        ]
      )
    })
  )

  it.scoped("tells of a section that begins and one that ends, once each", () =>
    Effect.gen(function* () {
      const { syncs, told } = yield* scene
      syncs.set("Sonarr-TV", idle)
      yield* second
      syncs.delete("Radarr-Movies")
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(
        told.map(({ changed, section, sync }) => [section, changed, sync?.phase]),
        [
          ["Sonarr-TV", true, "idle"],
          ["Radarr-Movies", true, undefined]
        ]
      )
    })
  )
})
