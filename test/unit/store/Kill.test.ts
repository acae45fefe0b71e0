import { spawn } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { rolldown } from "rolldown"
import type { TorrentId } from "../../../src/clients/qbittorrent/TorrentId.ts"
import { ImportLedger } from "../../../src/store/ImportLedger.ts"
import { hasNodeSqlite } from "../../../src/store/NodeSqlite.ts"
import { RemovalJournal } from "../../../src/store/RemovalJournal.ts"
import { ask, folder, store } from "./support.ts"

const root = join(import.meta.dirname, "../../..")
const rounds = 20

/** The fixture as one file that a bare Node.js runs, the way the daemon is shipped. */
const bundle = (target: string) =>
  Effect.promise(async () => {
    const built = await rolldown({
      input: join(root, "test/unit/store/fixtures/killed.ts"),
      platform: "node",
      external: [/^node:/, "better-sqlite3"],
      logLevel: "silent"
    })
    await built.write({ file: target, format: "esm" })
    await built.close()
  })

interface Life {
  readonly told: ReadonlyArray<string>
  readonly errors: string
}

/** Kills the process with SIGKILL after some of its lines plus a moment, both random. */
const liveAndDie = (
  script: string,
  file: string,
  round: number,
  lines: number,
  moment: number,
  modules = join(root, "node_modules")
) =>
  Effect.promise(
    () =>
      new Promise<Life>((resolve, reject) => {
        const child = spawn(process.execPath, [script, file, String(round)], {
          stdio: ["ignore", "pipe", "pipe"],
          env: { ...process.env, NODE_PATH: modules }
        })
        const told: Array<string> = []
        let errors = ""
        child.stderr.on("data", (chunk) => {
          errors += String(chunk)
        })
        child.once("error", reject)
        createInterface({ input: child.stdout }).on("line", (line) => {
          told.push(line)
          if (told.length === lines) setTimeout(() => child.kill("SIGKILL"), moment)
        })
        child.once("close", () => resolve({ told, errors }))
      })
  )

describe("a store killed with -9 at twenty random moments", () => {
  it.scopedLive(
    "has every acknowledged row, finishes every removal once, and passes integrity_check",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        const [script, file] = [join(path, "killed.mjs"), join(path, "qbitrr.db")]
        yield* bundle(script)
        const asked = new Set<string>()
        const steps = new Map<number, string>()
        const finished = new Map<number, number>()
        for (let round = 0; round < rounds; round++) {
          const life = yield* liveAndDie(script, file, round, 1 + Math.floor(Math.random() * 60), Math.random() * 3)
          assert.strictEqual(life.errors, "")
          assert.isNotEmpty(life.told)
          for (const line of life.told) {
            const [what = "", which = ""] = line.split(" ")
            if (what === "asked") asked.add(which)
            else steps.set(Number(which), what)
            if (what === "finished") finished.set(Number(which), (finished.get(Number(which)) ?? 0) + 1)
          }
          assert.deepStrictEqual(ask(file, "PRAGMA integrity_check"), [{ integrity_check: "ok" }])
        }
        for (const [key, times] of finished) assert.strictEqual(times, 1, `removal ${key}`)
        const stored = new Map(
          ask(file, "SELECT removal_key, step FROM removals").map((row) => [row["removal_key"], row["step"]])
        )
        // A line may be missing for what reached the disk right before the kill, never the other way round.
        const later: Readonly<Record<string, ReadonlyArray<string>>> = {
          intended: ["intended", "deleted", "done"],
          deleted: ["deleted", "done"],
          finished: ["done"]
        }
        for (const [key, step] of steps) assert.include(later[step] ?? [], String(stored.get(key)), `removal ${key}`)
        yield* Effect.gen(function* () {
          const ledger = yield* ImportLedger
          for (const torrent of asked) assert.isDefined(ledger.get("Radarr", torrent as TorrentId), torrent)
          const journal = yield* RemovalJournal
          const unfinished = (yield* journal.pending).map((removal) => removal.key)
          for (const key of unfinished) assert.isFalse(finished.has(key))
        }).pipe(Effect.provide(store(file)))
        assert.isAbove(asked.size, rounds)
      }),
    180_000
  )
})

describe("a bundle without better-sqlite3 beside it", () => {
  it.scopedLive(
    "works with the SQLite inside Node.js, and says what to install on a Node.js without one",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        const [script, file] = [join(path, "killed.mjs"), join(path, "data", "qbitrr.db")]
        yield* bundle(script)
        const life = yield* liveAndDie(script, file, 0, 5, 0, join(path, "nothing"))
        if (hasNodeSqlite(process.versions.node)) {
          assert.strictEqual(life.errors, "")
          assert.isAtLeast(life.told.length, 5)
        } else {
          assert.match(
            life.errors,
            /^driver: No SQLite for Node .*Use Node 22.13 or later, or npm install better-sqlite3/
          )
          assert.deepStrictEqual(life.told, [])
        }
      }),
    60_000
  )
})
