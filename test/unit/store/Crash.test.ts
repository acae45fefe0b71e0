import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { DecisionLog } from "../../../src/store/DecisionLog.ts"
import type { ImportEntry } from "../../../src/store/ImportEntry.ts"
import { ImportLedger } from "../../../src/store/ImportLedger.ts"
import type { Removal } from "../../../src/store/Removal.ts"
import { RemovalJournal } from "../../../src/store/RemovalJournal.ts"
import { TorrentMemories } from "../../../src/store/TorrentMemories.ts"
import { WriteBehind } from "../../../src/store/WriteBehind.ts"
import { ask, id, store } from "./support.ts"

/** What a random program does to the store. */
type Operation =
  | { readonly kind: "memory"; readonly torrent: number; readonly value: number }
  | { readonly kind: "forget memory"; readonly torrent: number }
  | { readonly kind: "put"; readonly torrent: number; readonly state: ImportEntry["state"] }
  | { readonly kind: "forget import"; readonly torrent: number }
  | { readonly kind: "intend"; readonly torrents: ReadonlyArray<number> }
  | { readonly kind: "advance"; readonly which: number; readonly step: Removal["step"] }
  | { readonly kind: "decide"; readonly torrent: number }
  | { readonly kind: "flush" }

const torrent = fc.integer({ min: 0, max: 5 })
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant("memory"), torrent, value: fc.nat() }),
  fc.record({ kind: fc.constant("forget memory"), torrent }),
  fc.record({
    kind: fc.constant("put"),
    torrent,
    state: fc.constantFrom<ImportEntry["state"]>("asked", "scanning", "imported", "stuck")
  }),
  fc.record({ kind: fc.constant("forget import"), torrent }),
  fc.record({ kind: fc.constant("intend"), torrents: fc.array(torrent, { maxLength: 4 }) }),
  fc.record({
    kind: fc.constant("advance"),
    which: fc.nat(),
    step: fc.constantFrom<Removal["step"]>("intended", "deleted", "reported", "searching", "done", "cancelled")
  }),
  fc.record({ kind: fc.constant("decide"), torrent }),
  fc.record({ kind: fc.constant("flush") })
) as fc.Arbitrary<Operation>

/** What a crash must not lose: everything durable, and what was queued before the last durable write or flush. */
interface Model {
  readonly imports: Map<number, ImportEntry>
  readonly removals: Map<number, Removal>
  readonly memories: Map<number, number>
  readonly committed: Map<number, number>
  decisions: number
  committedDecisions: number
}

const run = (operations: ReadonlyArray<Operation>, model: Model) =>
  Effect.gen(function* () {
    const memories = yield* TorrentMemories
    const ledger = yield* ImportLedger
    const journal = yield* RemovalJournal
    const decisions = yield* DecisionLog
    const writer = yield* WriteBehind
    const committed = () => {
      model.committed.clear()
      for (const [key, value] of model.memories) model.committed.set(key, value)
      model.committedDecisions = model.decisions
    }
    for (const op of operations) {
      switch (op.kind) {
        case "memory":
          yield* memories.set(id(op.torrent), { firstSeenAt: op.value })
          model.memories.set(op.torrent, op.value)
          break
        case "forget memory":
          yield* memories.forget(id(op.torrent))
          model.memories.delete(op.torrent)
          break
        case "put": {
          const entry: ImportEntry = {
            id: id(op.torrent),
            section: "Radarr",
            state: op.state,
            since: op.torrent,
            commandId: op.state === "scanning" ? 7 : undefined,
            reason: undefined
          }
          yield* ledger.put(entry)
          model.imports.set(op.torrent, entry)
          committed()
          break
        }
        case "forget import":
          yield* ledger.forget("Radarr", id(op.torrent))
          model.imports.delete(op.torrent)
          committed()
          break
        case "intend": {
          const opened = yield* journal.open(
            op.torrents.map((n) => ({
              torrent: id(n),
              name: `t${n}`,
              section: undefined,
              rule: "r",
              reason: "r",
              deleteFiles: true,
              keepsTorrent: false,
              blocklist: true,
              research: false,
              step: "intended",
              media: [],
              createdAt: n
            }))
          )
          for (const removal of opened) model.removals.set(removal.key, removal)
          committed()
          break
        }
        case "advance": {
          const keys = [...model.removals.keys()]
          const key = keys[op.which % Math.max(1, keys.length)]
          if (key === undefined) break
          model.removals.set(key, yield* journal.advance(key, { step: op.step }))
          committed()
          break
        }
        case "decide":
          yield* decisions.record({
            at: yield* Clock.currentTimeMillis,
            section: "Radarr",
            torrent: id(op.torrent),
            name: "n",
            rule: "r",
            reason: "r",
            action: "a",
            facts: {},
            result: "done"
          })
          model.decisions += 1
          break
        case "flush":
          yield* writer.flush
          committed()
      }
    }
  })

/** The files as a process that dies now leaves them. */
const crashImage = (file: string, target: string): void => {
  for (const suffix of ["", "-wal"]) if (existsSync(file + suffix)) copyFileSync(file + suffix, target + suffix)
}

const expectPending = (model: Model) =>
  [...model.removals.values()]
    .filter((removal) => removal.step !== "done" && removal.step !== "cancelled")
    .sort((a, b) => a.createdAt - b.createdAt || a.key - b.key)

describe("a crash after any sequence of operations", () => {
  it.live("loses nothing that was durable, and what it loses was only queued", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 30 }), async (operations) => {
          const path = mkdtempSync(join(tmpdir(), "qbitrr-store-"))
          const [file, image] = [join(path, "qbitrr.db"), join(path, "image.db")]
          const model: Model = {
            imports: new Map(),
            removals: new Map(),
            memories: new Map(),
            committed: new Map(),
            decisions: 0,
            committedDecisions: 0
          }
          await Effect.runPromise(
            run(operations, model).pipe(
              Effect.tap(() => Effect.sync(() => crashImage(file, image))),
              // Nothing is written by the clock: whatever is in the image was durable.
              Effect.provide(store(file, { writer: { interval: "1 hour" } }))
            )
          )
          await Effect.runPromise(
            Effect.gen(function* () {
              const memories = yield* TorrentMemories
              const ledger = yield* ImportLedger
              const journal = yield* RemovalJournal
              const decisions = yield* DecisionLog
              for (let n = 0; n <= 5; n++) {
                assert.deepStrictEqual(ledger.get("Radarr", id(n)), model.imports.get(n))
                assert.strictEqual(memories.get(id(n)).firstSeenAt, model.committed.get(n))
              }
              assert.deepStrictEqual(yield* journal.pending, expectPending(model))
              assert.strictEqual((yield* decisions.recent({ limit: 100 })).length, model.committedDecisions)
            }).pipe(Effect.provide(store(image)))
          )
          assert.deepStrictEqual(ask(image, "PRAGMA integrity_check"), [{ integrity_check: "ok" }])
          // The orderly end of the first process loses nothing at all.
          assert.deepStrictEqual(ask(file, "SELECT count(*) AS n FROM torrent_memories"), [{ n: model.memories.size }])
          assert.deepStrictEqual(ask(file, "SELECT count(*) AS n FROM decisions"), [{ n: model.decisions }])
          rmSync(path, { recursive: true })
        }),
        { numRuns: 60 }
      )
    )
  )
})
