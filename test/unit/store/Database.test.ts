import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import * as PlatformError from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Database from "../../../src/store/Database.ts"
import { applicationId } from "../../../src/store/DatabaseFile.ts"
import type { DatabaseUnusable } from "../../../src/store/DatabaseUnusable.ts"
import { explainUnwritable } from "../../../src/store/DataFolder.ts"
import * as Migrations from "../../../src/store/Migrations.ts"
import { RemovalJournal } from "../../../src/store/RemovalJournal.ts"
import * as StoreLive from "../../../src/store/StoreLive.ts"
import { TorrentMemories } from "../../../src/store/TorrentMemories.ts"
import { ask, collectLogs, driver, folder, id, store } from "./support.ts"

const remember = (n: number) => Effect.flatMap(TorrentMemories, (memories) => memories.set(id(n), { firstSeenAt: n }))
const recall = (n: number) => Effect.map(TorrentMemories, (memories) => memories.get(id(n)).firstSeenAt)
const failure = <A, R>(effect: Effect.Effect<A, DatabaseUnusable, R>) => Effect.flip(effect)

const newRemoval = {
  torrent: id(1),
  name: "a",
  section: "Radarr",
  rule: "stalled",
  reason: "r",
  deleteFiles: true,
  keepsTorrent: false,
  blocklist: true,
  research: true,
  step: "intended",
  media: [],
  createdAt: 1
} as const

describe("the database", () => {
  it.scopedLive("is made with its folder, keeps what it is given, and leaves one .db file behind", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "deep", "er", "qbitrr.db")
      yield* Effect.provide(remember(7), store(file))
      assert.deepStrictEqual(
        readdirSync(join(file, "..")).filter((name) => name !== "qbitrr.db.lock"),
        ["qbitrr.db"]
      )
      assert.strictEqual(statSync(`${file}.lock`).size, 0)
      assert.strictEqual(yield* Effect.provide(recall(7), store(file)), 7)
      assert.deepStrictEqual(ask(file, "PRAGMA integrity_check"), [{ integrity_check: "ok" }])
    })
  )

  it.scopedLive("runs in WAL mode with full synchronisation, a busy timeout and foreign keys", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "qbitrr.db")
      const values = yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        return yield* Effect.forEach(["journal_mode", "synchronous", "busy_timeout", "foreign_keys"], (name) =>
          Effect.map(sql.unsafe(`PRAGMA ${name}`).values, (rows) => rows[0]?.[0])
        )
      }).pipe(Effect.provide(StoreWithSql(file)))
      assert.deepStrictEqual(values, ["wal", 2, 5000, 1])
    })
  )

  it.scopedLive("is refused to a second daemon with the name of the first, and free again after it", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "qbitrr.db")
      const scope = yield* Scope.make()
      yield* Layer.buildWithScope(store(file), scope)
      const refused = yield* failure(Effect.provide(Effect.void, store(file)))
      assert.strictEqual(refused.reason, "locked")
      assert.include(refused.message, `process ${process.pid} on `)
      yield* Scope.close(scope, Exit.void)
      yield* Effect.provide(remember(1), store(file))
    })
  )

  it.scopedLive("of a newer qbitrr is refused and not a byte of it changes", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "qbitrr.db")
      const future = { ...Migrations.migrations, "0099_future": Effect.void }
      yield* Effect.provide(remember(1), store(file, { migrations: future }))
      const before = readFileSync(file)
      const refused = yield* failure(Effect.provide(Effect.void, store(file)))
      assert.strictEqual(refused.reason, "newer")
      assert.include(refused.message, `newer qbitrr (schema 99, this one knows ${Migrations.latest()})`)
      assert.include(refused.message, "untouched")
      assert.isTrue(before.equals(readFileSync(file)))
      assert.strictEqual(yield* Effect.provide(recall(1), store(file, { migrations: future })), 1)
    })
  )

  it.scopedLive("of another program is refused and not a byte of it changes", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "qbitrr.db")
      ask(file, "CREATE TABLE moviesfilesmodel (a)")
      const before = readFileSync(file)
      const refused = yield* failure(Effect.provide(Effect.void, store(file)))
      assert.strictEqual(refused.reason, "foreign")
      assert.isTrue(before.equals(readFileSync(file)))
    })
  )

  it.scopedLive("is brought up to date by each missing migration, all or none", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "qbitrr.db")
      yield* Effect.provide(remember(1), store(file))
      const add = Effect.flatMap(SqlClient.SqlClient, (sql) => Effect.asVoid(sql`CREATE TABLE added (a integer)`))
      const bad = Effect.flatMap(SqlClient.SqlClient, (sql) => Effect.asVoid(sql`CREATE TABLE nonsense (`))
      const broken = yield* failure(
        Effect.provide(
          Effect.void,
          store(file, { migrations: { ...Migrations.migrations, "0098_add": add, "0099_bad": bad } })
        )
      )
      assert.strictEqual(broken.reason, "failed")
      assert.include(broken.message, "99_bad")
      assert.deepStrictEqual(ask(file, "SELECT name FROM sqlite_master WHERE name = 'added'"), [])
      const good = { ...Migrations.migrations, "0098_add": add }
      assert.strictEqual(yield* Effect.provide(recall(1), store(file, { migrations: good })), 1)
      assert.deepStrictEqual(ask(file, "SELECT count(*) AS n FROM added"), [{ n: 0 }])
      assert.deepStrictEqual(ask(file, "PRAGMA user_version"), [{ user_version: 98 }])
      assert.deepStrictEqual(ask(file, "PRAGMA application_id"), [{ application_id: applicationId }])
    })
  )
})

const StoreWithSql = (file: string) => Database.layer({ file }).pipe(Layer.provide(NodeFileSystem.layer))

describe("a damaged database", () => {
  const damages: ReadonlyArray<readonly [what: string, damage: (file: string) => void]> = [
    ["whose first bytes are gone", (file) => writeFileSync(file, "this is no database")],
    ["that is cut short", (file) => truncateSync(file, Math.floor(statSync(file).size / 4096 / 2) * 4096)],
    [
      "with a page of noise in it",
      (file) => {
        const bytes = readFileSync(file)
        bytes.fill(0xa5, 4096, 3 * 4096)
        writeFileSync(file, bytes)
      }
    ]
  ]
  for (const [what, damage] of damages) {
    it.scopedLive(`${what} is kept byte for byte, said so in one ERROR line, and replaced by an empty one`, () =>
      Effect.gen(function* () {
        const path = yield* folder
        const file = join(path, "qbitrr.db")
        yield* Effect.provide(remember(1), store(file))
        damage(file)
        writeFileSync(`${file}-wal`, "rest of a log")
        const damaged = readFileSync(file)
        const log = collectLogs()
        const [recovered, memory] = yield* Effect.all([
          Effect.map(Database.Database, (database) => database.recovered),
          recall(1)
        ]).pipe(Effect.provide(store(file)), Effect.provide(log.layer))
        assert.strictEqual(memory, undefined)
        const kept = Option.getOrThrow(recovered)
        assert.match(kept, /qbitrr\.db\.corrupt-\d{8}T\d{6}Z$/)
        assert.isTrue(damaged.equals(readFileSync(kept)))
        assert.strictEqual(readFileSync(`${kept}-wal`, "utf8"), "rest of a log")
        assert.strictEqual(log.lines.length, 1)
        assert.include(log.lines[0], "ERROR")
        assert.include(log.lines[0], kept)
        assert.deepStrictEqual(ask(file, "PRAGMA integrity_check"), [{ integrity_check: "ok" }])
        const again = yield* Effect.provide(
          Effect.map(Database.Database, (database) => database.recovered),
          store(file)
        )
        assert.isTrue(Option.isNone(again))
      })
    )
  }

  it.scopedLive("is kept under another name each time", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const file = join(path, "qbitrr.db")
      for (let n = 0; n < 3; n++) {
        writeFileSync(file, `damage ${n}`)
        yield* Effect.provide(Effect.void, store(file)).pipe(Effect.provide(collectLogs().layer))
      }
      const kept = readdirSync(path).filter((name) => /corrupt-[^-]*(-\d+)?$/.test(name))
      assert.deepStrictEqual(kept.map((name) => readFileSync(join(path, name), "utf8")).sort(), [
        "damage 0",
        "damage 1",
        "damage 2"
      ])
    })
  )

  it.scopedLive("whose move aside was cut short loses its log neither", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const file = join(path, "qbitrr.db")
      writeFileSync(`${file}-wal`, "rest of a log")
      yield* Effect.provide(Effect.void, store(file)).pipe(Effect.provide(collectLogs().layer))
      const kept = readdirSync(path).find((name) => name.endsWith("Z-wal")) ?? ""
      assert.strictEqual(readFileSync(join(path, kept), "utf8"), "rest of a log")
    })
  )
})

describe("a data folder that cannot be written", () => {
  it.scopedLive("is one message with the path, the user and the command to run", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "data")
      mkdirSync(path)
      const root = process.geteuid?.() === 0
      chmodSync(path, 0o555)
      if (root) {
        chownSync(path, 4321, 4321)
        chmodSync(join(path, ".."), 0o755)
      }
      const refused = yield* Effect.acquireUseRelease(
        Effect.sync(() => (root ? process.seteuid?.(1234) : undefined)),
        () => failure(Effect.provide(Effect.void, store(join(path, "qbitrr.db")))),
        () => Effect.sync(() => (root ? process.seteuid?.(0) : undefined))
      )
      assert.strictEqual(refused.reason, "folder")
      assert.include(
        refused.message,
        `The data folder ${path} cannot be written by user ${root ? 1234 : process.geteuid?.()}`
      )
      assert.include(refused.message, `Run: chown -R ${root ? 1234 : process.geteuid?.()}:`)
      assert.deepStrictEqual(readdirSync(path), [])
    })
  )

  it.scopedLive("because a part of the path is a file says that", () =>
    Effect.gen(function* () {
      const path = yield* folder
      writeFileSync(join(path, "file"), "")
      const refused = yield* failure(Effect.provide(Effect.void, store(join(path, "file", "data", "qbitrr.db"))))
      assert.include(refused.message, "is a file, not a folder")
    })
  )

  it.effect("because its disk is full says that", () => {
    const full = FileSystem.layerNoop({
      makeDirectory: () => Effect.void,
      writeFileString: (path) =>
        new PlatformError.SystemError({
          reason: "Unknown",
          module: "FileSystem",
          method: "writeFile",
          pathOrDescriptor: path,
          cause: Object.assign(new Error("no space"), { code: "ENOSPC" })
        })
    })
    return Effect.gen(function* () {
      const refused = yield* failure(
        Effect.provide(Effect.void, StoreLive.layer({ file: "/data/qbitrr.db" }).pipe(Layer.provide(full)))
      )
      assert.include(refused.message, "no space is left")
    })
  })

  it("names its owner, quotes odd paths and knows read-only mounts", () => {
    assert.strictEqual(
      explainUnwritable("/my data", "EACCES", { uid: 1000, gid: 100 }, { uid: 0, gid: 0 }),
      "The data folder /my data cannot be written by user 1000 (group 100): permission denied. " +
        "It belongs to user 0 (group 0). Run: chown -R 1000:100 '/my data', or start qbitrr as 0:0"
    )
    assert.include(explainUnwritable("/d", "EROFS", undefined, undefined), "read-only file system")
  })
})

describe("transactions", () => {
  it.scopedLive("recover after a failed statement, and keep the journal's numbers apart", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "qbitrr.db")
      yield* Effect.gen(function* () {
        const journal = yield* RemovalJournal
        const [first] = yield* journal.open([newRemoval])
        yield* journal.advance(first?.key ?? -1, { step: "done" })
      }).pipe(Effect.provide(store(file)))
      ask(file, "DELETE FROM removals")
      const keys = yield* Effect.gen(function* () {
        const journal = yield* RemovalJournal
        return (yield* journal.open([newRemoval, newRemoval])).map((removal) => removal.key)
      }).pipe(Effect.provide(store(file)))
      assert.deepStrictEqual(keys, [2, 3])
      assert.isTrue(existsSync(file))
      assert.include(["node:sqlite", "better-sqlite3"], driver.name)
    })
  )
})
