import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Database from "../../../../src/store/Database.ts"
import { DecisionLog } from "../../../../src/store/DecisionLog.ts"
import { ImportLedger } from "../../../../src/store/ImportLedger.ts"
import * as Migrations from "../../../../src/store/Migrations.ts"
import { RemovalJournal } from "../../../../src/store/RemovalJournal.ts"
import { LibraryIndex } from "../../../../src/store/search/LibraryIndex.ts"
import { SearchLog } from "../../../../src/store/search/SearchLog.ts"
import { ask, id, store } from "../support.ts"
import { newFile, newSearch } from "./support.ts"

const before = Object.fromEntries(
  Object.entries(Migrations.migrations).filter(([name]) => Number.parseInt(name, 10) <= 3)
)

const tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"

describe("a database from before there were searches", () => {
  it.scoped("gets their tables and keeps what it has", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const fill = Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql`INSERT INTO import_ledger ${sql.insert({ section: "Radarr", torrent_id: id(1), state: "imported", since: 5, command_id: 7, reason: null })}`
        yield* sql`INSERT INTO decisions ${sql.insert({ decided_at: 9e12, section: "Radarr", torrent_id: id(1), name: "n", rule: "r", reason: "why", action: "a", facts_json: "{}", result: "done" })}`
        yield* sql`INSERT INTO removals ${sql.insert({ torrent_id: id(2), name: "n", section: null, rule: "r", reason: "why", delete_files: 1, blocklist: 0, research: 1, step: "deleted", media_json: "[]", created_at: 1, updated_at: 2, last_error: null, keeps_torrent: 0 })}`
        yield* sql`INSERT INTO last_decisions ${sql.insert({ torrent_id: id(3), decided_at: 9e12, section: "Radarr", name: "n", rule: "r", reason: "why", again_at: null, facts_json: "{}" })}`
      })
      yield* Effect.provide(
        fill,
        Database.layer({ file, migrations: before }).pipe(Layer.provide(NodeFileSystem.layer))
      )
      assert.deepStrictEqual(ask(file, "PRAGMA user_version"), [{ user_version: 3 }])
      const old = ask(file, tables).map((row) => row["name"])
      yield* Effect.gen(function* () {
        const [decisions, ledger, journal] = [yield* DecisionLog, yield* ImportLedger, yield* RemovalJournal]
        assert.strictEqual(ledger.get("Radarr", id(1))?.commandId, 7)
        assert.strictEqual((yield* decisions.recent({ limit: 9 }))[0]?.reason, "why")
        assert.strictEqual((yield* journal.pending)[0]?.step, "deleted")
        assert.strictEqual((yield* (yield* SearchLog).begin(newSearch())).key, 1)
        const index = yield* LibraryIndex
        yield* index.open("Radarr")
        assert.strictEqual(index.containers("Radarr").size, 0)
      }).pipe(Effect.provide(store(file)))
      assert.deepStrictEqual(ask(file, "PRAGMA user_version"), [{ user_version: Migrations.latest() }])
      assert.strictEqual(ask(file, "SELECT * FROM last_decisions").length, 1)
      const added = ask(file, tables).flatMap((row) => (old.includes(row["name"]) ? [] : [row["name"]]))
      for (const table of [
        "library_containers",
        "library_sections",
        "media_requests",
        "profile_switches",
        "search_cycles",
        "search_marks",
        "searches",
        "wishes"
      ])
        assert.include(added, table)
    })
  )
})
