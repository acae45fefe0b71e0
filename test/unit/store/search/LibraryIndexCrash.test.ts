import { copyFileSync, existsSync } from "node:fs"
import { join } from "node:path"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as fc from "fast-check"
import type { SqliteDriver } from "../../../../src/store/SqliteDriver.ts"
import { type IndexedContainer, LibraryIndex } from "../../../../src/store/search/LibraryIndex.ts"
import { WriteBehind } from "../../../../src/store/WriteBehind.ts"
import { collectLogs, driver, folder, store } from "../support.ts"
import { episode, lives, series } from "./support.ts"

type Step =
  | { readonly put: ReadonlyArray<number> }
  | { readonly remove: number }
  | { readonly say: "marks" | "flush" | "reopen" }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ put: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }) })
  },
  { weight: 2, arbitrary: fc.record({ remove: fc.integer({ min: 1, max: 9 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ say: fc.constantFrom<"marks" | "flush" | "reopen">("marks", "flush", "reopen") })
  }
)

/** Everything it takes to be that container: its version is the time at which it was read. */
const version = (id: number, at: number): IndexedContainer =>
  series(
    id,
    Array.from({ length: at % 3 }, (_, n) => episode(id, id * 10 + n, { title: `at ${at}` })),
    at
  )

const apply = (index: (typeof LibraryIndex)["Service"], one: Step, at: number) =>
  Effect.gen(function* () {
    const { flush } = yield* WriteBehind
    if ("put" in one) {
      yield* index.put(
        "Sonarr",
        [...new Set(one.put)].map((id) => version(id, at))
      )
    } else if ("remove" in one) yield* index.remove("Sonarr", [one.remove])
    else if (one.say === "marks") yield* index.setMarks("Sonarr", { fullAt: at, listAt: at, historyAt: at })
    else if (one.say === "flush") yield* flush
    else {
      yield* index.close("Sonarr")
      yield* index.open("Sonarr")
    }
  })

/** What each container is after each step; 0 = not there. */
const histories = (steps: ReadonlyArray<Step>): ReadonlyArray<ReadonlyMap<number, number>> => {
  const state = new Map<number, number>()
  return [
    new Map(),
    ...steps.map((one, nth) => {
      if ("put" in one) for (const id of one.put) state.set(id, nth + 1)
      else if ("remove" in one) state.delete(one.remove)
      return new Map(state)
    })
  ]
}

/** The files as a power cut after that commit would leave them. */
const photographing = (commit: number, file: string, image: string): SqliteDriver => {
  let commits = 0
  return {
    name: driver.name,
    open: (path, options) => {
      const db = driver.open(path, options)
      return {
        ...db,
        prepare: (sql) => db.prepare(sql),
        close: () => db.close(),
        exec: (sql) => {
          db.exec(sql)
          if (path !== file || sql !== "COMMIT" || ++commits !== commit) return
          for (const end of ["", "-wal"]) if (existsSync(file + end)) copyFileSync(file + end, image + end)
        }
      }
    }
  }
}

const stored = Effect.gen(function* () {
  const index = yield* LibraryIndex
  yield* index.open("Sonarr")
  return { containers: new Map(index.containers("Sonarr")), marks: index.marks("Sonarr") }
})

describe("the library index on disk", () => {
  it.effect(
    "is the same after any changes and a restart",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(fc.array(step, { maxLength: 25 }), (steps) =>
            Effect.runPromise(
              Effect.gen(function* () {
                const file = join(yield* folder, "qbitrr.db")
                const run = Effect.gen(function* () {
                  const index = yield* LibraryIndex
                  yield* index.open("Sonarr")
                  yield* Effect.forEach(steps, (one, nth) => apply(index, one, nth + 1), { discard: true })
                  return { containers: new Map(index.containers("Sonarr")), marks: index.marks("Sonarr") }
                })
                const before = yield* Effect.provide(run, store(file, { writer: { batch: 3 } }))
                const model = histories(steps).at(-1) ?? new Map<number, number>()
                assert.deepStrictEqual(before.containers, new Map([...model].map(([id, at]) => [id, version(id, at)])))
                const after = yield* Effect.provide(stored, store(file))
                const ordered = [...before.containers].sort(([a], [b]) => a - b)
                assert.deepStrictEqual([...after.containers], ordered)
                assert.deepStrictEqual(after.marks, before.marks)
              }).pipe(Effect.scoped)
            )
          ),
          { numRuns: 10 }
        )
      ),
    60_000
  )

  it.effect(
    "after a crash at any commit has everything that its marks vouch for",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(
            fc.array(step, { minLength: 5, maxLength: 30 }),
            fc.integer({ min: 1, max: 12 }),
            fc.constantFrom(1, 2, 3, 200),
            (steps, commit, batch) =>
              Effect.runPromise(
                Effect.gen(function* () {
                  const path = yield* folder
                  const [file, image] = [join(path, "qbitrr.db"), join(path, "image.db")]
                  const run = Effect.gen(function* () {
                    const index = yield* LibraryIndex
                    yield* index.open("Sonarr")
                    yield* Effect.forEach(steps, (one, nth) => apply(index, one, nth + 1), { discard: true })
                  })
                  // One commit is the schema's.
                  const camera = photographing(commit + 1, file, image)
                  yield* Effect.provide(run, store(file, { driver: camera, writer: { batch } }))
                  if (!existsSync(image)) return
                  const { containers, marks } = yield* Effect.provide(stored, store(image))
                  const all = histories(steps)
                  const since = all.slice(marks.fullAt ?? 0)
                  for (let id = 1; id <= 9; id++) {
                    const found = containers.get(id)
                    if (found !== undefined) assert.deepStrictEqual(found, version(id, found.readAt))
                    const allowed = since.map((state) => state.get(id))
                    assert.include(allowed, found?.readAt, `container ${id}, marks of ${marks.fullAt}`)
                  }
                }).pipe(Effect.scoped)
              )
          ),
          { numRuns: 25 }
        )
      ),
    60_000
  )

  it.scoped("is written by marks also when an earlier change was interrupted while the queue was full", () =>
    Effect.gen(function* () {
      const live = yield* lives
      yield* live(
        Effect.gen(function* () {
          const index = yield* LibraryIndex
          const sql = yield* SqlClient.SqlClient
          yield* index.open("Sonarr")
          const put = yield* Effect.fork(
            index.put(
              "Sonarr",
              [1, 2, 3].map((id) => version(id, 1))
            )
          )
          yield* Effect.repeatN(Effect.yieldNow(), 20)
          yield* Fiber.interrupt(put)
          assert.deepStrictEqual(yield* sql`SELECT * FROM library_containers`, [], "it waited")
          const marks = yield* Effect.fork(index.setMarks("Sonarr", { fullAt: 1, listAt: 1, historyAt: 1 }))
          for (let n = 0; n < 8; n++) {
            const vouched = yield* sql`SELECT * FROM library_sections`
            const written = yield* sql`SELECT * FROM library_containers`
            if (vouched.length > 0) assert.strictEqual(written.length, 3)
            yield* TestClock.adjust("500 millis")
            yield* Effect.repeatN(Effect.yieldNow(), 20)
          }
          yield* Fiber.join(marks)
          assert.strictEqual((yield* sql`SELECT * FROM library_sections`).length, 1)
        }),
        { writer: { capacity: 1, batch: 9 } }
      )
    })
  )

  it.scoped("is vouched for by no marks while the database refuses a part of it", () => {
    const { layer, lines } = collectLogs()
    return Effect.gen(function* () {
      const live = yield* lives
      const vouch = Effect.gen(function* () {
        const index = yield* LibraryIndex
        const { flush } = yield* WriteBehind
        yield* index.setMarks("Sonarr", { fullAt: 1, listAt: 1, historyAt: 1 })
        yield* flush
        const sql = yield* SqlClient.SqlClient
        return yield* sql`SELECT full_at, list_at, history_at FROM library_sections`
      })
      yield* live(
        Effect.gen(function* () {
          const index = yield* LibraryIndex
          const sql = yield* SqlClient.SqlClient
          yield* sql`CREATE TRIGGER refuse BEFORE INSERT ON library_containers WHEN NEW.container_id = 2
            BEGIN SELECT RAISE(ABORT, 'no room for two'); END`
          yield* index.open("Sonarr")
          yield* index.put(
            "Sonarr",
            [1, 2, 3].map((id) => version(id, 1))
          )
          assert.deepStrictEqual(yield* vouch, [{ full_at: null, list_at: null, history_at: null }])
          assert.deepStrictEqual(yield* sql`SELECT container_id FROM library_containers`, [
            { container_id: 1 },
            { container_id: 3 }
          ])
          assert.strictEqual(lines.length, 1)
          assert.match(lines[0] ?? "", /^ERROR The database refused container 2 of Sonarr/)
          yield* sql`DROP TRIGGER refuse`
          yield* index.put("Sonarr", [version(2, 2)])
          assert.deepStrictEqual(yield* vouch, [{ full_at: 1, list_at: 1, history_at: 1 }])
        })
      )
    }).pipe(Effect.provide(layer))
  })
})
