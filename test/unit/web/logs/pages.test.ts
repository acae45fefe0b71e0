import { appendFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import type { LogsService } from "../../../../src/observability/Logs.ts"
import { redactPatterns } from "../../../../src/observability/Redaction.ts"
import type { LogPage } from "../../../../src/web/LogsApi.ts"
import { type PageParams, readLog, searchLogs } from "../../../../src/web/logs/logRequests.ts"
import { line, logsWith } from "./support.ts"

const numbered = (count: number, level = "INFO") =>
  Array.from({ length: count }, (_, i) => line(i, level, `entry ${i}`)).join("")

const read = (logs: LogsService, params: PageParams = {}, name = "Main.log") =>
  readLog(logs, name, params, redactPatterns)
const textsOf = ({ lines }: LogPage) => lines.map(({ text }) => text)
const entries = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `entry ${from + i}`)

describe("a page of a log", () => {
  it.scoped("is the end of the file, and is followed backwards to its beginning", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith({ "Main.log": numbered(25) })
      const last = yield* read(logs, { lines: "10" })
      assert.deepStrictEqual(textsOf(last), entries(15, 25))
      assert.strictEqual(last.end, last.size)
      assert.isNull(last.older)
      const middle = yield* read(logs, { lines: "10", before: String(last.start) })
      assert.deepStrictEqual(textsOf(middle), entries(5, 15))
      const first = yield* read(logs, { lines: "10", before: String(middle.start) })
      assert.deepStrictEqual(textsOf(first), entries(0, 5))
      assert.strictEqual(first.start, 0)
      assert.isEmpty((yield* read(logs, { before: "0" })).lines)
    })
  )

  it.scoped("is followed forwards, also into what was written meanwhile", () =>
    Effect.gen(function* () {
      const { logs, path } = yield* logsWith({ "Main.log": numbered(12) })
      const first = yield* read(logs, { lines: "10", after: "0" })
      assert.deepStrictEqual(textsOf(first), entries(0, 10))
      appendFileSync(join(path, "Main.log"), line(12, "INFO", "entry 12"))
      const rest = yield* read(logs, { lines: "10", after: String(first.end) })
      assert.deepStrictEqual(textsOf(rest), entries(10, 13))
      assert.isEmpty((yield* read(logs, { after: String(rest.end) })).lines)
    })
  )

  it.scoped("shows time, level, process and further lines of each entry", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith({
        "Main.log": `${line(61, "ERROR", "[Radarr-Movies] failed: apikey=0123456789\n    at x")}no head\n`
      })
      assert.deepStrictEqual((yield* read(logs)).lines, [
        {
          offset: 0,
          at: new Date(2026, 10, 23, 1, 1, 0).toISOString(),
          level: "ERROR",
          name: "Radarr-Movies",
          text: "[Radarr-Movies] failed: apikey=<redacted>\n    at x"
        },
        { offset: 79, at: null, level: null, name: null, text: "no head" }
      ])
    })
  )

  it.scoped("can be limited to a level and to a text", () =>
    Effect.gen(function* () {
      const levels = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
      const { logs } = yield* logsWith({ "Main.log": levels.map((level, i) => line(i, level, `of ${level}`)).join("") })
      assert.deepStrictEqual(textsOf(yield* read(logs, { level: "warn" })), ["of WARNING", "of ERROR", "of CRITICAL"])
      assert.deepStrictEqual(textsOf(yield* read(logs, { q: "of DE" })), ["of DEBUG"])
      assert.strictEqual((yield* Effect.flip(read(logs, { level: "loud" })))._tag, "BadRequest")
    })
  )

  it.scoped("cannot be asked for what is hidden", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith({ "Main.log": line(1, "INFO", "got http://x/?apikey=0123456789abcdef") })
      assert.lengthOf((yield* read(logs, { q: "got http" })).lines, 1)
      assert.isEmpty((yield* read(logs, { q: "0123" })).lines)
      for (const regex of ["0", "1"]) {
        const found = yield* searchLogs(logs, "Main.log", { q: "0123", regex }, redactPatterns)
        assert.isEmpty(found.matches)
      }
    })
  )

  it.scoped("begins at a time, wherever that is in a large file", () =>
    Effect.gen(function* () {
      const padding = "x".repeat(300)
      const text = Array.from({ length: 1440 }, (_, i) => line(i, "INFO", `entry ${i} ${padding}\n    more`)).join("")
      const { logs } = yield* logsWith({ "Main.log": text })
      for (const minute of [0, 1, 77, 720, 1438, 1439]) {
        const at = new Date(2026, 10, 23, 0, minute, 0).toISOString()
        const page = yield* read(logs, { at, lines: "1" })
        assert.isTrue(page.lines[0]?.text.startsWith(`entry ${minute} `), `${minute}: ${page.lines[0]?.text}`)
      }
      const between = new Date(2026, 10, 23, 11, 59, 30).toISOString()
      assert.isTrue((yield* read(logs, { at: between, lines: "1" })).lines[0]?.text.startsWith("entry 720 "))
      assert.isEmpty((yield* read(logs, { at: "2027-01-01" })).lines)
      assert.strictEqual((yield* Effect.flip(read(logs, { at: "soon" })))._tag, "BadRequest")
    })
  )

  it.scoped("goes on in the file it began in when that is rotated, and then in the next older one", () =>
    Effect.gen(function* () {
      const { logs, path } = yield* logsWith({ "Main.log": numbered(20), "Main.log.1": line(0, "INFO", "older") })
      const last = yield* read(logs, { lines: "5" })
      assert.strictEqual(last.older, "Main.log.1")
      renameSync(join(path, "Main.log.1"), join(path, "Main.log.2"))
      renameSync(join(path, "Main.log"), join(path, "Main.log.1"))
      writeFileSync(join(path, "Main.log"), line(99, "INFO", "new"))
      const page = yield* read(logs, { lines: "15", before: String(last.start), id: last.id })
      assert.strictEqual(page.name, "Main.log.1")
      assert.deepStrictEqual(textsOf(page), entries(0, 15))
      assert.strictEqual(page.older, "Main.log.2")
      assert.deepStrictEqual(textsOf(yield* read(logs, {}, "Main.log.2")), ["older"])
    })
  )

  it.scoped("gives every entry exactly once, whatever the steps", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith({ "Main.log": numbered(300) })
      yield* Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(fc.infiniteStream(fc.integer({ min: 1, max: 90 })), async (steps) => {
            let before: string | undefined
            let seen: ReadonlyArray<string> = []
            for (const step of steps) {
              const page = await Effect.runPromise(
                read(logs, { lines: String(step), ...(before === undefined ? {} : { before }) })
              )
              seen = [...textsOf(page), ...seen]
              if (page.start === 0) break
              before = String(page.start)
            }
            assert.deepStrictEqual(seen, entries(0, 300))
          }),
          { numRuns: 20 }
        )
      )
    })
  )

  it.scoped("stops looking in a huge file without a fit and says where to go on", () =>
    Effect.gen(function* () {
      const big = `${line(0, "INFO", "needle")}${line(1, "INFO", "y".repeat(1000)).repeat(20_000)}`
      const { logs } = yield* logsWith({ "Main.log": big })
      const first = yield* read(logs, { q: "needle" })
      assert.isEmpty(first.lines)
      assert.isAbove(first.start, 0)
      const second = yield* read(logs, { q: "needle", before: String(first.start) })
      assert.deepStrictEqual(textsOf(second), ["needle"])
    })
  )
})

describe("a search in logs", () => {
  const search = (logs: LogsService, params: Parameters<typeof searchLogs>[2], name = "Main.log") =>
    searchLogs(logs, name, params, redactPatterns)

  it.scoped("finds the newest first, with the entries around each, also in older parts", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith({
        "Main.log": numbered(10),
        "Main.log.1": numbered(10),
        "Main.log.2": numbered(3),
        "Other.log": numbered(10)
      })
      const found = yield* search(logs, { q: "ENTRY 5" })
      assert.deepStrictEqual(
        found.matches.map(({ file, text }) => [file, text]),
        [
          ["Main.log", "entry 5"],
          ["Main.log.1", "entry 5"]
        ]
      )
      const [first] = found.matches
      assert.deepStrictEqual(
        first?.context_before.map((text) => text.slice(27)),
        ["entry 3", "entry 4"]
      )
      assert.deepStrictEqual(
        first?.context_after.map((text) => text.slice(27)),
        ["entry 6", "entry 7"]
      )
      assert.deepStrictEqual(found.files_searched, ["Main.log", "Main.log.1", "Main.log.2"])
      assert.isFalse(found.truncated)
      const alone = yield* search(logs, { q: "entry 9", include_rotated: "0", context: "0" })
      assert.lengthOf(alone.matches, 1)
      assert.deepStrictEqual(alone.matches[0]?.context_before, [])
      const page = yield* read(logs, { after: String(alone.matches[0]?.offset), lines: "1" })
      assert.deepStrictEqual(textsOf(page), ["entry 9"])
    })
  )

  it.scoped("does not mix up the entries of neighbouring files and matches", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith({ "Main.log": numbered(4), "Main.log.1": numbered(4) })
      const found = yield* search(logs, { q: "entry [0123]", regex: "1", context: "3" })
      const around = found.matches.map(({ context_after, context_before, text }) => [
        ...context_before.map((one) => one.slice(27)),
        text,
        ...context_after.map((one) => one.slice(27))
      ])
      for (const one of around) assert.deepStrictEqual(one, entries(0, 4))
      assert.lengthOf(around, 8)
    })
  )

  it.scoped("stops at the number of matches that is wanted and says so", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith({ "Main.log": numbered(50), "Main.log.1": numbered(50) })
      const found = yield* search(logs, { q: "entry", max_matches: "7" })
      assert.lengthOf(found.matches, 7)
      assert.isTrue(found.truncated)
      assert.strictEqual(found.limit, "matches")
      assert.deepStrictEqual(found.files_searched, ["Main.log"])
      const exactly = yield* search(logs, { q: "entry 7", include_rotated: "0", max_matches: "1" })
      assert.isFalse(exactly.truncated)
    })
  )

  it.scoped("says what is wrong with a request", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith({ "Main.log": `${line(0, "INFO", `${"a".repeat(60)}b`)}` })
      for (const params of [
        {},
        { q: "" },
        { q: "(", regex: "1" },
        { q: "(a+)+$", regex: "1" },
        { q: "x", context: "11" },
        { q: "x", max_matches: "0" },
        { q: "x", regex: "maybe" },
        { q: "x".repeat(257) }
      ]) {
        const outcome = yield* Effect.either(search(logs, params))
        assert.strictEqual(outcome._tag, "Left", JSON.stringify(params))
      }
      assert.strictEqual((yield* Effect.flip(search(logs, { q: "x" }, "None.log")))._tag, "UnknownLog")
    })
  )
})
