import { join } from "node:path"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { DecisionLog, type DecisionRow } from "../../../src/store/DecisionLog.ts"
import { ImportLedger } from "../../../src/store/ImportLedger.ts"
import { RemovalJournal } from "../../../src/store/RemovalJournal.ts"
import { retention } from "../../../src/store/Retention.ts"
import { TorrentMemories } from "../../../src/store/TorrentMemories.ts"
import { WriteBehind } from "../../../src/store/WriteBehind.ts"
import { DeathTally } from "../../../src/supervision/DeathTally.ts"
import { ask, collectLogs, folder, id, store } from "./support.ts"

const newFile = Effect.map(folder, (path) => join(path, "qbitrr.db"))

describe("the memory of torrents", () => {
  it.scoped("is there after a restart, without what was forgotten", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const memory = { previousCategory: "radarr", recheck: { requestedAt: 5, sawChecking: true }, firstSeenAt: 1 }
      yield* Effect.gen(function* () {
        const memories = yield* TorrentMemories
        yield* memories.set(id(1), { firstSeenAt: 1 })
        yield* memories.set(id(1), memory)
        yield* memories.set(id(2), memory)
        yield* memories.forget(id(2))
        assert.deepStrictEqual(memories.get(id(1)), memory)
      }).pipe(Effect.provide(store(file)))
      yield* Effect.gen(function* () {
        const memories = yield* TorrentMemories
        assert.deepStrictEqual(memories.get(id(1)), memory)
        assert.deepStrictEqual(memories.get(id(2)), {})
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("skips a row it cannot read, with a warning, and keeps fields it does not know", () => {
    const log = collectLogs()
    return Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.provide(Effect.void, store(file))
      ask(
        file,
        `INSERT INTO torrent_memories VALUES ('${id(1)}', '{"firstSeenAt":"soon"}'), ('${id(2)}', 'no json'),
         ('${id(3)}', '{"firstSeenAt":3,"omens":2}')`
      )
      yield* Effect.gen(function* () {
        const memories = yield* TorrentMemories
        assert.deepStrictEqual(
          [1, 2, 3].map((n) => memories.get(id(n))),
          [{}, {}, { firstSeenAt: 3, omens: 2 } as { firstSeenAt: number }]
        )
      }).pipe(Effect.provide(store(file)))
      assert.strictEqual(log.lines.length, 2)
      assert.include(log.lines[0], id(1))
      assert.strictEqual(ask(file, "SELECT * FROM torrent_memories").length, 3)
    }).pipe(Effect.provide(log.layer))
  })

  it.scoped("is not written again when it did not change", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const memories = yield* TorrentMemories
        const writer = yield* WriteBehind
        const sql = yield* SqlClient.SqlClient
        yield* memories.set(id(1), { firstSeenAt: 1 })
        yield* writer.flush
        yield* sql`DELETE FROM torrent_memories`
        yield* memories.set(id(1), { firstSeenAt: 1 })
        yield* writer.flush
        assert.strictEqual((yield* sql`SELECT * FROM torrent_memories`).length, 0)
      }).pipe(Effect.provide(store(file)))
    })
  )
})

describe("the import ledger", () => {
  it.scoped("is on disk when put returns, one row per section and torrent", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const entry = {
        id: id(1),
        section: "Radarr",
        state: "asked",
        since: 5,
        commandId: undefined,
        reason: undefined
      } as const
      yield* Effect.gen(function* () {
        const ledger = yield* ImportLedger
        const sql = yield* SqlClient.SqlClient
        yield* ledger.put(entry)
        yield* ledger.put({ ...entry, state: "scanning", commandId: 9 })
        yield* ledger.put({ ...entry, section: "Sonarr", state: "stuck", reason: "no" })
        assert.strictEqual((yield* sql`SELECT * FROM import_ledger`).length, 2)
        yield* ledger.forget("Sonarr", id(1))
        assert.isUndefined(ledger.get("Sonarr", id(1)))
      }).pipe(Effect.provide(store(file)))
      yield* Effect.gen(function* () {
        const ledger = yield* ImportLedger
        assert.deepStrictEqual(ledger.get("Radarr", id(1)), { ...entry, state: "scanning", commandId: 9 })
        assert.isUndefined(ledger.get("Sonarr", id(1)))
      }).pipe(Effect.provide(store(file)))
    })
  )
})

describe("the removal journal", () => {
  const intent = {
    torrent: id(1),
    name: "a 'quoted' name",
    section: undefined,
    rule: "stalled",
    reason: "r",
    deleteFiles: true,
    keepsTorrent: false,
    blocklist: false,
    research: true,
    step: "intended",
    media: [{ kind: "movie", movieId: 3 }],
    createdAt: 20
  } as const

  it.scoped("keeps what is neither done nor cancelled, oldest first, over a restart", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* TestClock.setTime(100)
      yield* Effect.gen(function* () {
        const journal = yield* RemovalJournal
        const opened = yield* journal.open([
          intent,
          { ...intent, torrent: id(2), createdAt: 10 },
          { ...intent, torrent: id(3) },
          { ...intent, torrent: id(4) }
        ])
        assert.deepStrictEqual(opened[0], { ...intent, key: 1, updatedAt: 100, lastError: undefined })
        yield* TestClock.setTime(200)
        const changed = yield* journal.advance(1, {
          step: "deleted",
          section: "Radarr",
          lastError: "refused",
          media: []
        })
        assert.deepStrictEqual(changed, {
          ...intent,
          key: 1,
          step: "deleted",
          section: "Radarr",
          lastError: "refused",
          media: [],
          updatedAt: 200
        })
        yield* journal.advance(3, { step: "done" })
        yield* journal.advance(4, { step: "cancelled" })
      }).pipe(Effect.provide(store(file)))
      const pending = yield* Effect.flatMap(RemovalJournal, (journal) => journal.pending).pipe(
        Effect.provide(store(file))
      )
      assert.deepStrictEqual(
        pending.map((removal) => [removal.key, removal.step]),
        [
          [2, "intended"],
          [1, "deleted"]
        ]
      )
    })
  )

  it.scoped("writes all intents of one call or none", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const journal = yield* RemovalJournal
        const bad = { ...intent, step: "nonsense" as "intended" }
        const exit = yield* Effect.exit(journal.open([intent, bad]))
        assert.strictEqual(exit._tag, "Failure")
        assert.deepStrictEqual(yield* journal.pending, [])
        const unknown = yield* Effect.exit(journal.advance(77, { step: "done" }))
        assert.strictEqual(unknown._tag, "Failure")
      }).pipe(Effect.provide(store(file)))
    })
  )
})

describe("the decision log", () => {
  const row: DecisionRow = {
    at: 0,
    section: "Radarr",
    torrent: id(1),
    name: "n",
    rule: "stalled",
    reason: "why",
    action: "remove",
    facts: { eta: 5, big: 10n, list: ["a"], none: undefined },
    result: "done"
  }

  it.scoped("shows the newest first, also what is not yet on disk, of all torrents or one", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const decisions = yield* DecisionLog
        for (let n = 0; n < 10; n++) yield* decisions.record({ ...row, at: n, torrent: id(n % 2) })
        assert.deepStrictEqual(
          (yield* decisions.recent({ limit: 3 })).map(({ at }) => at),
          [9, 8, 7]
        )
        const one = yield* decisions.recent({ torrent: id(1), limit: 2 })
        assert.deepStrictEqual(
          one.map(({ at }) => at),
          [9, 7]
        )
        assert.deepStrictEqual(one[0], { ...row, at: 9, facts: { eta: 5, big: "10", list: ["a"] } })
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("finds decisions by a part of what was to be done, and since a time", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const decisions = yield* DecisionLog
        for (const [at, action] of ["import (check)", "remove (with files)", "import (100%)"].entries()) {
          yield* decisions.record({ ...row, at, action })
        }
        const found = (filter: { readonly action?: string; readonly since?: number }) =>
          Effect.map(decisions.recent({ ...filter, limit: 9 }), (rows) => rows.map(({ at }) => at))
        assert.deepStrictEqual(yield* found({ action: "import" }), [2, 0])
        assert.deepStrictEqual(yield* found({ action: "0%" }), [2])
        assert.deepStrictEqual(yield* found({ since: 1 }), [2, 1])
        assert.deepStrictEqual(yield* found({ action: "import", since: 1 }), [2])
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("finds decisions by a part of the name in any case or the beginning of the hash", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const decisions = yield* DecisionLog
        yield* decisions.record({ ...row, at: 1, torrent: id("beef"), name: "Some.Movie_2024" })
        yield* decisions.record({ ...row, at: 2, torrent: id(2), name: "Some.Movie.2025" })
        yield* decisions.record({ ...row, at: 3, torrent: id(3), name: "100% Wolf" })
        const found = (search: string) =>
          Effect.map(decisions.recent({ search, limit: 9 }), (rows) => rows.map(({ at }) => at))
        assert.deepStrictEqual(yield* found("some.movie"), [2, 1])
        assert.deepStrictEqual(yield* found("movie_2"), [1])
        assert.deepStrictEqual(yield* found("0% w"), [3])
        assert.deepStrictEqual(yield* found(`${"0".repeat(36)}BEEF`), [1])
        assert.deepStrictEqual(yield* found("beef"), [])
        assert.deepStrictEqual(yield* found("%"), [3])
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("keeps no passkey", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* Effect.gen(function* () {
        const decisions = yield* DecisionLog
        const tracker = "https://t.example/0123456789abcdef0123456789abcdef/announce"
        const short = "udp://t.example:80/abcd/announce"
        yield* decisions.record({
          ...row,
          facts: { trackers: [{ url: tracker }, short] },
          reason: tracker,
          result: `failed: ${tracker} and ${short}`
        })
        const [kept] = yield* decisions.recent({ limit: 1 })
        assert.notInclude(JSON.stringify(kept), "0123456789abcdef0123456789abcdef/")
        assert.notInclude(JSON.stringify(kept), "abcd/")
        assert.include(kept?.result, "t.example")
      }).pipe(Effect.provide(store(file)))
    })
  )

  it.scoped("drops decisions and finished removals after 90 days, once a day", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const start = Duration.toMillis(Duration.days(1000))
      yield* TestClock.setTime(start)
      yield* Effect.gen(function* () {
        const decisions = yield* DecisionLog
        const journal = yield* RemovalJournal
        const writer = yield* WriteBehind
        const sql = yield* SqlClient.SqlClient
        yield* decisions.record({ ...row, at: start })
        yield* decisions.record({ ...row, at: start + Duration.toMillis(Duration.days(2)) })
        const removal = {
          torrent: id(1),
          name: "",
          section: "Radarr",
          rule: "",
          reason: "",
          deleteFiles: true,
          keepsTorrent: false,
          blocklist: true,
          research: true,
          step: "intended",
          media: [],
          createdAt: start
        } as const
        const [first] = yield* journal.open([removal, removal])
        yield* journal.advance(first?.key ?? -1, { step: "done" })
        yield* TestClock.adjust(retention)
        yield* writer.flush
        assert.strictEqual((yield* decisions.recent({ limit: 9 })).length, 2)
        yield* TestClock.adjust("1 day")
        assert.strictEqual((yield* decisions.recent({ limit: 9 })).length, 1)
        assert.strictEqual((yield* sql`SELECT * FROM removals`).length, 1)
        assert.strictEqual((yield* journal.pending).length, 1)
      }).pipe(Effect.provide(store(file)))
    })
  )
})

describe("the death tally", () => {
  it.scoped("keeps the last hundred exits of each worker over a restart, oldest first", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const exit = {
        worker: "Radarr",
        life: 0,
        at: 0,
        kind: "crashed",
        message: "boom",
        lived: 5,
        attempt: 1,
        drill: true
      } as const
      yield* Effect.gen(function* () {
        const tally = yield* DeathTally
        for (let n = 1; n <= 130; n++) yield* tally.append({ ...exit, life: n })
        yield* tally.append({ ...exit, worker: "Sonarr", drill: false })
        assert.strictEqual((yield* tally.load("Radarr")).length, 100)
      }).pipe(Effect.provide(store(file)))
      yield* Effect.gen(function* () {
        const tally = yield* DeathTally
        const exits = yield* tally.load("Radarr")
        assert.deepStrictEqual(exits[0], { ...exit, life: 31 })
        assert.deepStrictEqual(exits.at(-1), { ...exit, life: 130 })
        assert.strictEqual(exits.length, 100)
        assert.deepStrictEqual(yield* tally.load("Sonarr"), [{ ...exit, worker: "Sonarr", drill: false }])
        assert.deepStrictEqual(yield* tally.load("Lidarr"), [])
      }).pipe(Effect.provide(store(file)))
      assert.deepStrictEqual(ask(file, "SELECT count(*) AS n FROM worker_exits WHERE worker = 'Radarr'"), [{ n: 100 }])
    })
  )
})
