import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as ExecutionStrategy from "effect/ExecutionStrategy"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import * as Database from "../../../src/store/Database.ts"
import * as WriteBehind from "../../../src/store/WriteBehind.ts"
import { ask, collectLogs, folder } from "./support.ts"

const insert = (n: number) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`INSERT INTO torrent_memories ${sql.insert({ torrent_id: `t${n}`, memory_json: "{}" })}`
  )

/** A writer on a real file with a count of the transactions, and a switch that makes the disk refuse. */
const setup = (options: Partial<WriteBehind.WriteBehindOptions> = {}) =>
  Effect.gen(function* () {
    const file = join(yield* folder, "qbitrr.db")
    const scope = yield* Scope.make()
    yield* Effect.addFinalizer(() => Scope.close(scope, Exit.void))
    const state = { transactions: 0, refuse: undefined as string | undefined }
    const sql = yield* Layer.buildWithScope(
      Database.layer({ file }).pipe(Layer.provide(NodeFileSystem.layer)),
      scope
    ).pipe(
      Effect.map((context) => Effect.provide(SqlClient.SqlClient, context)),
      Effect.flatten
    )
    const watched: SqlClient.SqlClient = Object.assign(Object.create(sql), {
      withTransaction: <A, E, R>(self: Effect.Effect<A, E, R>) =>
        Effect.suspend((): Effect.Effect<A, E | SqlError, R> => {
          state.transactions += 1
          return state.refuse === undefined
            ? sql.withTransaction(self)
            : Effect.fail(new SqlError({ message: state.refuse, cause: { code: state.refuse } }))
        })
    })
    const writerScope = yield* Scope.fork(scope, ExecutionStrategy.sequential)
    const writer = yield* Layer.buildWithScope(
      WriteBehind.layer(options).pipe(Layer.provide(Layer.succeed(SqlClient.SqlClient, watched))),
      writerScope
    ).pipe(
      Effect.map((context) => Effect.provide(WriteBehind.WriteBehind, context)),
      Effect.flatten
    )
    const row = (n: number, key?: string) =>
      writer.later(`row ${n}`, Effect.provideService(insert(n), SqlClient.SqlClient, sql), key)
    const count = Effect.map(sql<{ n: number }>`SELECT count(*) AS n FROM torrent_memories`, (rows) => rows[0]?.n ?? -1)
    return { file, state, sql, writer, row, count, scope, close: Scope.close(scope, Exit.void) }
  })

/** The writer works between two steps of the clock. */
const settle = Effect.repeatN(Effect.yieldNow(), 200)

describe("the writer", () => {
  it.scoped("commits what was queued 500 ms later, in one transaction", () =>
    Effect.gen(function* () {
      const { count, row, state } = yield* setup()
      yield* Effect.forEach([1, 2, 3], (n) => row(n))
      yield* TestClock.adjust("499 millis")
      assert.strictEqual(yield* count, 0)
      yield* TestClock.adjust("1 millis")
      yield* settle
      assert.strictEqual(yield* count, 3)
      assert.strictEqual(state.transactions, 1)
    })
  )

  it.scoped("commits 200 rows at once, and no more than 200 in one transaction", () =>
    Effect.gen(function* () {
      const { count, row, state } = yield* setup()
      yield* Effect.forEach(Array.from({ length: 450 }), (_, n) => row(n), { discard: true })
      yield* settle
      yield* TestClock.adjust("500 millis")
      yield* settle
      assert.strictEqual(yield* count, 450)
      assert.isAtLeast(state.transactions, 3)
      assert.isAtMost(state.transactions, 4)
    })
  )

  it.scoped("does not wait for the interval before it commits 200 rows", () =>
    Effect.gen(function* () {
      const { count, row } = yield* setup()
      yield* Effect.forEach(Array.from({ length: 200 }), (_, n) => row(n), { discard: true })
      yield* settle
      assert.strictEqual(yield* count, 200)
    })
  )

  it.scoped("returns from a durable write only after its commit, and after everything queued before", () =>
    Effect.gen(function* () {
      const { count, row, sql, writer } = yield* setup()
      yield* row(1)
      const seen = yield* writer.durable("a row", Effect.provideService(insert(2), SqlClient.SqlClient, sql))
      assert.isArray(seen)
      assert.strictEqual(yield* count, 2)
    })
  )

  it.scoped("writes of several rows with one key only the last", () =>
    Effect.gen(function* () {
      const { row, sql, writer } = yield* setup()
      yield* row(1, "same")
      yield* row(2, "same")
      yield* row(3)
      yield* writer.flush
      const rows = yield* sql`SELECT torrent_id FROM torrent_memories ORDER BY torrent_id`
      assert.deepStrictEqual(
        rows.map((found) => found["torrent_id"]),
        ["t2", "t3"]
      )
    })
  )

  it.scoped("commits what is queued when its scope ends, before the file is closed", () =>
    Effect.gen(function* () {
      const { close, file, row } = yield* setup()
      yield* Effect.forEach(Array.from({ length: 150 }), (_, n) => row(n), { discard: true })
      yield* close
      assert.deepStrictEqual(ask(file, "SELECT count(*) AS n FROM torrent_memories"), [{ n: 150 }])
    })
  )

  it.scoped("takes nothing after the end, and says so", () => {
    const log = collectLogs()
    return Effect.gen(function* () {
      const { close, row, writer } = yield* setup()
      yield* close
      yield* row(1)
      assert.include(log.lines[0], "row 1 is not stored")
      const exit = yield* Effect.exit(writer.durable("the intent", Effect.void))
      assert.isTrue(Exit.isFailure(exit) && Cause.isDie(exit.cause))
    }).pipe(Effect.provide(log.layer))
  })

  it.scoped("loses to one bad row only that row, by name", () => {
    const log = collectLogs()
    return Effect.gen(function* () {
      const { count, row, writer } = yield* setup()
      yield* Effect.forEach([1, 2, 2, 3], (n) => row(n))
      yield* writer.flush
      assert.strictEqual(yield* count, 3)
      assert.strictEqual(log.lines.length, 1)
      assert.match(log.lines[0] ?? "", /ERROR The database refused row 2, it is not stored: .*UNIQUE/)
    }).pipe(Effect.provide(log.layer))
  })

  it.scoped("keeps rows while the disk is full, reports it once, and writes them when there is room", () => {
    const log = collectLogs()
    return Effect.gen(function* () {
      const { count, row, state } = yield* setup()
      state.refuse = "SQLITE_FULL"
      yield* Effect.forEach([1, 2, 3], (n) => row(n))
      yield* TestClock.adjust("5 minutes")
      yield* row(4)
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual(log.lines.length, 1)
      assert.match(log.lines[0] ?? "", /ERROR The database cannot be written: SQLITE_FULL. 3 rows wait/)
      assert.isAtMost(state.transactions, 60)
      state.refuse = undefined
      yield* TestClock.adjust("30 seconds")
      yield* settle
      assert.strictEqual(yield* count, 4)
    }).pipe(Effect.provide(log.layer))
  })

  it.scoped("makes the caller wait while the queue is full", () =>
    Effect.gen(function* () {
      const { count, row, state } = yield* setup({ capacity: 3 })
      state.refuse = "SQLITE_IOERR_WRITE"
      const fiber = yield* Effect.fork(Effect.forEach([1, 2, 3, 4], (n) => row(n)))
      yield* TestClock.adjust("1 minute")
      assert.isNull(fiber.unsafePoll())
      state.refuse = undefined
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      yield* TestClock.adjust("1 second")
      yield* settle
      assert.strictEqual(yield* count, 4)
    }).pipe(Effect.provide(collectLogs().layer))
  )

  it.scoped("tries a durable write again for three seconds and then dies of it: nothing acts without a record", () =>
    Effect.gen(function* () {
      const { count, sql, state, writer } = yield* setup()
      const write = Effect.provideService(insert(1), SqlClient.SqlClient, sql)
      state.refuse = "SQLITE_BUSY"
      const short = yield* Effect.fork(writer.durable("the intent", write))
      yield* TestClock.adjust("1 second")
      state.refuse = undefined
      yield* TestClock.adjust("3 seconds")
      yield* Fiber.join(short)
      assert.strictEqual(yield* count, 1)
      state.refuse = "SQLITE_FULL"
      const long = yield* Effect.fork(writer.durable("the intent", write))
      yield* TestClock.adjust("4 seconds")
      const exit = yield* Fiber.await(long)
      assert.isTrue(Exit.isFailure(exit))
      if (Exit.isFailure(exit)) assert.include(Cause.pretty(exit.cause), "the intent cannot be recorded: SQLITE_FULL")
    })
  )

  it.scoped("names what is lost when the disk still refuses at the end", () => {
    const log = collectLogs()
    return Effect.gen(function* () {
      const { close, row, state } = yield* setup()
      state.refuse = "SQLITE_FULL"
      yield* Effect.forEach([1, 2, 3], (n) => row(n))
      const closing = yield* Effect.fork(close)
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(closing)
      assert.match(log.lines.at(-1) ?? "", /ERROR 3 rows are lost.*\(the first: row 1\)/)
    }).pipe(Effect.provide(log.layer))
  })

  it.scoped("finishes a durable write whose caller is interrupted", () =>
    Effect.gen(function* () {
      const { count, sql, writer } = yield* setup()
      const fiber = yield* Effect.fork(
        writer.durable("a row", Effect.provideService(insert(1), SqlClient.SqlClient, sql))
      )
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(fiber)
      yield* writer.flush
      assert.strictEqual(yield* count, 1)
    })
  )
})
