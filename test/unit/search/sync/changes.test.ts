import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import type { LibraryEvent } from "../../../../src/clients/arr/library/LibraryReads.ts"
import type { PushMessage } from "../../../../src/clients/arr/push/PushMessage.ts"
import { type FakeLibrary, fill, profile } from "./fakeLibrary.ts"
import { assertSame, forgetRequests, section, start } from "./support.ts"

const changed = (containerId: number | undefined, deleted = false): PushMessage => ({
  _tag: "LibraryChanged",
  containerId,
  deleted
})

const command = (name: string, status: string): PushMessage => ({
  _tag: "CommandChanged",
  command: { id: 1, name, status, result: undefined, message: undefined, body: {}, queuedAt: undefined }
})

const event = (id: number, at: number, containerId: number | undefined): LibraryEvent => ({
  id,
  at,
  containerId,
  type: "imported",
  hash: undefined,
  media: undefined,
  title: undefined,
  indexer: undefined,
  source: undefined
})

/** Changes one episode; `seen`: the list shows that something is different. */
const change = (library: FakeLibrary, id: number, title: string, seen: boolean): void => {
  const one = library.series.get(id)
  one?.episodes.set(id * 1000, title)
  if (seen && one !== undefined) one.version++
}

const ready = (series: number) =>
  Effect.tap(
    start((empty) => fill(empty, series, 3)),
    ({ library }) => Effect.sync(() => forgetRequests(library))
  )

describe("LibrarySync: the list", () => {
  it.scoped("finds within 15 minutes what was added, changed and removed, and reads nothing else", () =>
    Effect.gen(function* () {
      const { index, library } = yield* ready(30)
      library.series.set(31, { monitored: true, episodes: new Map([[31_000, "new"]]), version: 1 })
      change(library, 5, "renamed", true)
      library.series.delete(9)
      yield* TestClock.adjust("15 minutes")
      assertSame(index, library)
      assert.deepStrictEqual([...library.asked.items].sort(), [31, 5])
      assert.strictEqual(library.asked.containers, 1)
      assert.isUndefined(index.item(section, 9_000))
    })
  )

  it.scoped("new quality profiles come with it; equal ones are no change, and none at all are not believed", () =>
    Effect.gen(function* () {
      const { index, library, told } = yield* ready(3)
      const { changes } = told
      yield* TestClock.adjust("16 minutes")
      assert.strictEqual(told.changes, changes)
      library.profiles = [profile(1), profile(2)]
      yield* TestClock.adjust("16 minutes")
      assert.strictEqual(told.changes, changes + 1)
      assert.deepStrictEqual([...index.profiles(section).keys()], [1, 2])
      library.profiles = []
      yield* TestClock.adjust("16 minutes")
      assert.deepStrictEqual([...index.profiles(section).keys()], [1, 2])
    })
  )

  it.scoped("is read at once when somebody asks, but not more often than every 15 seconds", () =>
    Effect.gen(function* () {
      const { index, library, sync } = yield* ready(3)
      library.series.set(4, { monitored: true, episodes: new Map([[4_000, "new"]]), version: 1 })
      for (let n = 0; n < 30; n++) {
        yield* sync.refresh()
        yield* TestClock.adjust("1 second")
      }
      assertSame(index, library)
      assert.strictEqual(library.asked.containers, 2)
    })
  )
})

describe("LibrarySync: push", () => {
  it.scoped("reads a container again 2 seconds after the last of many messages about it", () =>
    Effect.gen(function* () {
      const { index, library, sync } = yield* ready(30)
      yield* sync.push({ _tag: "Connected" })
      yield* TestClock.adjust("20 seconds")
      forgetRequests(library)
      change(library, 5, "renamed", false)
      for (let n = 0; n < 5; n++) {
        yield* sync.push(changed(5))
        yield* TestClock.adjust("1 second")
      }
      assert.strictEqual(library.asked.items.length, 0)
      yield* TestClock.adjust("1 second")
      assertSame(index, library)
      assert.deepStrictEqual(library.asked.items, [5])
      assert.deepStrictEqual(library.asked.container, [5])
    })
  )

  it.scoped("messages without end do not keep it from being read", () =>
    Effect.gen(function* () {
      const { index, library, sync } = yield* ready(3)
      change(library, 2, "renamed", false)
      for (let n = 0; n < 16; n++) {
        yield* sync.push(changed(2))
        yield* TestClock.adjust("1 second")
      }
      assertSame(index, library)
      assert.isAtMost(library.asked.items.length, 2)
    })
  )

  it.scoped("removes what was deleted without asking, and asks what is not there any more", () =>
    Effect.gen(function* () {
      const { index, library, sync } = yield* ready(30)
      library.series.delete(5)
      yield* sync.push(changed(5, true))
      yield* TestClock.adjust(0)
      assertSame(index, library)
      assert.strictEqual(library.requests, 0)
      library.series.delete(6)
      yield* sync.push(changed(6))
      yield* TestClock.adjust("3 seconds")
      assertSame(index, library)
      assert.deepStrictEqual(library.asked.container, [6])
    })
  )

  it.scoped("a storm of changes costs one list instead of a question for each", () =>
    Effect.gen(function* () {
      const { index, library, sync } = yield* ready(100)
      yield* TestClock.adjust("20 seconds")
      for (let id = 1; id <= 60; id++) {
        change(library, id, "renamed", false)
        yield* sync.push(changed(id))
      }
      yield* TestClock.adjust("5 seconds")
      assertSame(index, library)
      assert.strictEqual(library.asked.containers, 1)
      assert.strictEqual(library.asked.container.length, 0)
      assert.strictEqual(library.asked.items.length, 60)
    })
  )

  it.scoped("reads the list when nobody knows what changed, and at once after a disconnection", () =>
    Effect.gen(function* () {
      const { index, library, sync } = yield* ready(30)
      yield* sync.push({ _tag: "Connected" })
      yield* TestClock.adjust("16 seconds")
      assert.strictEqual(library.asked.containers, 1)
      change(library, 5, "renamed", true)
      yield* sync.push(changed(undefined))
      yield* TestClock.adjust("20 seconds")
      assertSame(index, library)
      assert.strictEqual(library.asked.containers, 2)
      yield* sync.push({ _tag: "Disconnected", reason: "closed" })
      change(library, 6, "renamed", true)
      yield* TestClock.adjust("30 seconds")
      yield* sync.push({ _tag: "Connected" })
      yield* TestClock.adjust(0)
      assertSame(index, library)
    })
  )
})

describe("LibrarySync: history", () => {
  it.scoped("is read once a minute; what its events name is read again, and each is told once", () =>
    Effect.gen(function* () {
      const { index, library, told } = yield* ready(30)
      change(library, 5, "imported", false)
      library.history.push(event(1, 30_000, 5), event(2, 30_000, undefined))
      yield* TestClock.adjust("63 seconds")
      assertSame(index, library)
      assert.deepStrictEqual(library.asked.items, [5])
      library.history.push(event(3, 30_000, 6))
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(
        told.events.map(({ id }) => id),
        [1, 2, 3]
      )
      assert.strictEqual(index.marks(section).historyAt, 30_000)
    })
  )

  it.scoped("with push it is read soon after a command ended, not for those that run all the time", () =>
    Effect.gen(function* () {
      const { library, sync, told } = yield* ready(3)
      yield* sync.push({ _tag: "Connected" })
      yield* TestClock.adjust("30 seconds")
      forgetRequests(library)
      yield* sync.push(command("RefreshMonitoredDownloads", "completed"))
      yield* sync.push(command("EpisodeSearch", "started"))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(library.asked.history, 0)
      library.history.push(event(1, 80_000, 2))
      yield* sync.push(command("EpisodeSearch", "completed"))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(library.asked.history, 1)
      assert.strictEqual(told.events.length, 1)
    })
  )
})

describe("LibrarySync: refresh", () => {
  it.scoped("reads a container that is not in the index yet", () =>
    Effect.gen(function* () {
      const { index, library, sync } = yield* ready(3)
      library.series.set(77, { monitored: true, episodes: new Map([[77_000, "asked for"]]), version: 1 })
      yield* sync.refresh(77)
      yield* TestClock.adjust(0)
      assertSame(index, library)
      assert.deepStrictEqual(library.asked.container, [77])
    })
  )
})
