import { join } from "node:path"
import { SqlError } from "@effect/sql/SqlError"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { chooseDriver } from "../../../src/store/chooseDriver.ts"
import { hasNodeSqlite } from "../../../src/store/NodeSqlite.ts"
import * as SqlClientNode from "../../../src/store/SqlClientNode.ts"
import { failureOf } from "../../../src/store/SqliteDriver.ts"
import { driver, folder } from "./support.ts"

const thrown = (run: () => unknown): unknown => {
  try {
    run()
  } catch (cause) {
    return cause
  }
  return undefined
}

const client = Effect.flatMap(folder, (path) => SqlClientNode.make({ file: join(path, "a.db"), driver }))

describe("the choice of a driver", () => {
  it("is the SQLite inside Node.js from 22.13 on, better-sqlite3 before", () => {
    assert.deepStrictEqual(["20.20.2", "22.12.0", "22.13.0", "23.0.0", "26.10.0"].map(hasNodeSqlite), [
      false,
      false,
      true,
      true,
      true
    ])
    assert.strictEqual(driver.name, hasNodeSqlite(process.versions.node) ? "node:sqlite" : "better-sqlite3")
  })

  it("says what to install when there is none", () => {
    const absent = chooseDriver(
      () => undefined,
      () => {
        throw Object.assign(new Error("Cannot find module 'better-sqlite3'\nRequire stack"), {
          code: "MODULE_NOT_FOUND"
        })
      }
    )
    assert.deepStrictEqual(absent, {
      missing: `No SQLite for Node ${process.versions.node}: better-sqlite3 is not installed. Use Node 22.13 or later, or npm install better-sqlite3.`
    })
  })

  it("says what to do when better-sqlite3 was built for another Node.js", () => {
    const wrong = chooseDriver(
      () => undefined,
      () => {
        throw Object.assign(new Error("was compiled against a different Node.js version"), {
          code: "ERR_DLOPEN_FAILED"
        })
      }
    )
    assert.isTrue("missing" in wrong && wrong.missing.includes("npm rebuild better-sqlite3"))
  })

  it("leaves the warnings of this process as they were (that none is printed is seen in Kill.test.ts)", () => {
    const before = process.emitWarning
    chooseDriver()
    assert.strictEqual(process.emitWarning, before)
  })
})

describe("the client", () => {
  it.scoped("answers rows, lists of values, counts and streams", () =>
    Effect.gen(function* () {
      const sql = yield* client
      yield* sql`CREATE TABLE t (a integer PRIMARY KEY, b text, c blob)`
      const written = yield* sql`INSERT INTO t ${sql.insert([
        { a: 1, b: "x", c: null },
        { a: 2, b: "y", c: null }
      ])}`.raw
      assert.deepInclude(written, { changes: 2, lastInsertRowid: 2 })
      const rows = yield* sql<{ a: number; b: string }>`SELECT a, b FROM t ORDER BY a`
      assert.deepStrictEqual(
        rows.map(({ a, b }) => [a, b]),
        [
          [1, "x"],
          [2, "y"]
        ]
      )
      assert.deepStrictEqual(yield* sql`SELECT a AS same, b AS same FROM t ORDER BY a`.values, [
        [1, "x"],
        [2, "y"]
      ])
      assert.deepStrictEqual(yield* sql`DELETE FROM t WHERE a = 9`.values, [])
      const streamed = yield* Stream.runCollect(sql<{ a: number }>`SELECT a FROM t`.stream)
      assert.strictEqual(streamed.length, 2)
      assert.strictEqual((yield* sql`SELECT 1 AS n`.unprepared).length, 1)
    })
  )

  it.scoped("stores flags, dates, objects and nothing in what SQLite has", () =>
    Effect.gen(function* () {
      const sql = yield* client
      const [row] = yield* sql<Record<string, unknown>>`SELECT ${true} AS yes, ${false} AS no, ${new Date(0)} AS at,
        ${undefined} AS absent, ${new Uint8Array([1])} AS bytes, ${{ a: 1 }} AS tree`
      assert.strictEqual(row?.["yes"], 1)
      assert.strictEqual(row?.["no"], 0)
      assert.strictEqual(row?.["at"], "1970-01-01T00:00:00.000Z")
      assert.isNull(row?.["absent"])
      assert.deepStrictEqual(row?.["bytes"] instanceof Uint8Array ? [...row["bytes"]] : undefined, [1])
      assert.strictEqual(row?.["tree"], '{"a":1}')
    })
  )

  it.scoped("rolls back a transaction that failed, also when SQLite already did", () =>
    Effect.gen(function* () {
      const sql = yield* client
      yield* sql`CREATE TABLE t (a integer PRIMARY KEY)`
      const write = (n: number) => sql`INSERT INTO t (a) VALUES (${n})`
      const failed = yield* Effect.flip(sql.withTransaction(Effect.zipRight(write(1), write(1))))
      assert.instanceOf(failed, SqlError)
      const gone = yield* Effect.flip(
        sql.withTransaction(
          write(1).pipe(Effect.zipRight(sql`ROLLBACK`.unprepared), Effect.zipRight(Effect.fail("end")))
        )
      )
      assert.strictEqual(gone, "end")
      yield* sql.withTransaction(Effect.zipRight(write(1), Effect.ignore(sql.withTransaction(write(1)))))
      assert.deepStrictEqual(yield* sql`SELECT a FROM t`.values, [[1]])
    })
  )

  it.scoped("rolls a transaction back whose commit fails, so that the next can begin", () =>
    Effect.gen(function* () {
      const sql = yield* client
      yield* sql`CREATE TABLE parent (a integer PRIMARY KEY)`
      yield* sql`CREATE TABLE child (a integer REFERENCES parent (a) DEFERRABLE INITIALLY DEFERRED)`
      const exit = yield* Effect.exit(sql.withTransaction(sql`INSERT INTO child (a) VALUES (1)`))
      assert.strictEqual(exit._tag, "Failure")
      yield* sql.withTransaction(sql`INSERT INTO parent (a) VALUES (1)`)
      assert.deepStrictEqual(yield* sql`SELECT count(*) FROM child`.values, [[0]])
    })
  )

  it.scoped("keeps others out of a transaction that is under way", () =>
    Effect.gen(function* () {
      const sql = yield* client
      yield* sql`CREATE TABLE t (a integer)`
      const insert = (n: number) => sql`INSERT INTO t (a) VALUES (${n})`
      const undone = sql
        .withTransaction(
          Effect.zipRight(insert(1), Effect.repeatN(Effect.yieldNow(), 50)).pipe(Effect.zipRight(Effect.fail("no")))
        )
        .pipe(Effect.ignore)
      yield* Effect.all([undone, Effect.zipRight(Effect.yieldNow(), insert(2))], { concurrency: 2 })
      assert.deepStrictEqual(yield* sql`SELECT a FROM t`.values, [[2]])
    })
  )

  it.scoped("forgets the oldest of more than two hundred statements and prepares it anew", () =>
    Effect.gen(function* () {
      const sql = yield* client
      for (let n = 0; n < 450; n++) {
        assert.deepStrictEqual(yield* sql.unsafe(`SELECT ${n % 225} AS n`).values, [[n % 225]])
      }
    })
  )
})

describe("the reasons of a driver", () => {
  it.scoped("are told apart", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const file = join(path, "a.db")
      const [one, two] = [driver.open(file), driver.open(file)]
      one.exec("BEGIN IMMEDIATE")
      two.exec("PRAGMA busy_timeout = 0")
      assert.strictEqual(failureOf(thrown(() => two.exec("BEGIN IMMEDIATE"))), "BUSY")
      one.exec("ROLLBACK; CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1)")
      assert.strictEqual(failureOf(thrown(() => one.exec("INSERT INTO t VALUES (1)"))), "OTHER")
      const reader = driver.open(file, { readOnly: true })
      assert.strictEqual(failureOf(thrown(() => reader.exec("INSERT INTO t VALUES (2)"))), "READONLY")
      for (const db of [one, two, reader]) db.close()
      assert.strictEqual(
        failureOf(thrown(() => driver.open(join(path, "no", "a.db")))),
        driver.name === "node:sqlite" ? "CANTOPEN" : "OTHER"
      )
      assert.strictEqual(failureOf({ errcode: 26 }), "NOTADB")
      assert.strictEqual(failureOf({ code: "SQLITE_CORRUPT_VTAB" }), "CORRUPT")
      assert.strictEqual(failureOf({ errcode: 10 | (3 << 8) }), "IOERR")
    })
  )
})
