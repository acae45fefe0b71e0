import { spawn } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { rolldown } from "rolldown"
import { type Search, SearchLog } from "../../../../src/store/search/SearchLog.ts"
import { SearchMarks } from "../../../../src/store/search/SearchMarks.ts"
import { ask, folder, store } from "../support.ts"

const root = join(import.meta.dirname, "../../../..")
const rounds = 6

const bundle = (target: string) =>
  Effect.promise(async () => {
    const built = await rolldown({
      input: join(root, "test/unit/store/fixtures/killedSearching.ts"),
      platform: "node",
      external: [/^node:/, "better-sqlite3"],
      logLevel: "silent"
    })
    await built.write({ file: target, format: "esm" })
    await built.close()
  })

/** What it said before it was killed, a moment after that many lines. */
const liveAndDie = (script: string, file: string, round: number, lines: number, moment: number) =>
  Effect.promise(
    () =>
      new Promise<ReadonlyArray<string>>((resolve, reject) => {
        const child = spawn(process.execPath, [script, file, String(round)], {
          stdio: ["ignore", "pipe", "inherit"],
          env: { ...process.env, NODE_PATH: join(root, "node_modules") }
        })
        const told: Array<string> = []
        child.once("error", reject)
        createInterface({ input: child.stdout }).on("line", (line) => {
          told.push(line)
          if (told.length === lines) setTimeout(() => child.kill("SIGKILL"), moment)
        })
        child.once("close", () => resolve(told))
      })
  )

const later: Readonly<Record<string, ReadonlyArray<Search["state"]>>> = {
  sending: ["sending", "running", "done"],
  running: ["running", "done"],
  done: ["done"]
}

describe("searching killed with -9 at random moments", () => {
  it.scopedLive(
    "has every search that was begun, with its command, and a mark on everything that was searched for",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        const [script, file] = [join(path, "killed.mjs"), join(path, "qbitrr.db")]
        yield* bundle(script)
        const states = new Map<number, string>()
        const items = new Set<number>()
        for (let round = 0; round < rounds; round++) {
          const unfinished = [...states].filter(([, state]) => state === "running").length
          const told = yield* liveAndDie(
            script,
            file,
            round,
            unfinished + 10 + Math.floor(Math.random() * 60),
            Math.random() * 3
          )
          assert.isNotEmpty(told)
          for (const line of told) {
            const [what = "", key = "", item = ""] = line.split(" ")
            if (what === "open") continue
            states.set(Number(key), what)
            items.add(Number(item))
          }
          assert.deepStrictEqual(ask(file, "PRAGMA integrity_check"), [{ integrity_check: "ok" }])
        }
        assert.isAbove(items.size, rounds)
        yield* Effect.gen(function* () {
          const log = yield* SearchLog
          const marks = yield* SearchMarks
          const { searches, total } = yield* log.list({ limit: 100_000, offset: 0 })
          assert.strictEqual(searches.length, total)
          const stored = new Map(searches.map((search) => [search.key, search]))
          for (const [key, state] of states) {
            const search = stored.get(key)
            assert.isDefined(search, `search ${key}`)
            assert.include(later[state] ?? [], search.state, `search ${key}`)
            assert.strictEqual(search.commandId, search.state === "sending" ? undefined : key + 1_000)
          }
          for (const search of searches)
            for (const item of search.items)
              assert.deepStrictEqual(
                marks.all("Sonarr").get(`${item}:Missing`),
                { itemId: item, reason: "Missing", at: search.sentAt, times: 1 },
                `search ${search.key}`
              )
        }).pipe(Effect.provide(store(file)))
      }),
    60_000
  )
})
