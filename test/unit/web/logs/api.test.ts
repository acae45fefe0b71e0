import { execFileSync } from "node:child_process"
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as LogLevel from "effect/LogLevel"
import * as MutableRef from "effect/MutableRef"
import { call, start } from "../fakes.ts"
import { folder, line, logsWith } from "./support.ts"

const files = {
  "Main.log": line(0, "INFO", "first") + line(1, "WARNING", "second"),
  "Main.log.1": line(0, "INFO", "old"),
  "Main.log.10": line(0, "INFO", "oldest"),
  "Radarr 4K.log": line(0, "INFO", "with a space"),
  "_Grüße.log": line(0, "INFO", "umlauts"),
  "All.log.old": "[2025-01-02 03:04:05] INFO    : qBitrr: before\n",
  "notes.txt": "not a log",
  ".hidden.log": "not shown"
}

describe("GET /api/logs", () => {
  it.scopedLive("lists the log files with size and time, each before its older parts, and the level", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith(files)
      const port = yield* start({ logs })
      const { json, status } = yield* call(port, "GET", "/api/logs")
      assert.strictEqual(status, 200)
      const answer = json as { files: Array<string>; logs: Array<Record<string, unknown>>; level: string }
      const names = ["_Grüße.log", "All.log.old", "Main.log", "Main.log.1", "Main.log.10", "Radarr 4K.log"]
      assert.deepStrictEqual(answer.files, names)
      assert.deepStrictEqual(
        answer.logs.map(({ name }) => name),
        names
      )
      assert.strictEqual(answer.logs[2]?.["size"], Buffer.byteLength(files["Main.log"]))
      assert.match(String(answer.logs[2]?.["modifiedAt"]), /^20\d\d-.*Z$/)
      assert.strictEqual(answer.level, "INFO")
    })
  )

  it.scopedLive("lists nothing where no files are written", () =>
    Effect.gen(function* () {
      const port = yield* start()
      assert.deepInclude((yield* call(port, "GET", "/api/logs")).json as object, { files: [], logs: [] })
      assert.strictEqual((yield* call(port, "GET", "/api/logs/Main.log")).status, 404)
    })
  )

  it.scopedLive("is for callers with the token only", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith(files)
      const port = yield* start({ logs })
      for (const path of ["", "/Main.log", "/Main.log/search?q=x", "/Main.log/download"]) {
        assert.strictEqual((yield* call(port, "GET", `/api/logs${path}`, { anonymous: true })).status, 401, path)
      }
      assert.strictEqual((yield* call(port, "POST", "/api/loglevel", { anonymous: true, body: "{}" })).status, 401)
    })
  )
})

describe("GET /api/logs/{name}", () => {
  it.scopedLive("opens every file of the list, also rotated ones and names with blanks", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith(files)
      const port = yield* start({ logs })
      for (const name of ["Main.log", "Main.log.1", "Radarr 4K.log", "_Grüße.log", "All.log.old"]) {
        const { json, status } = yield* call(port, "GET", `/api/logs/${encodeURIComponent(name)}`)
        assert.strictEqual(status, 200, name)
        assert.strictEqual((json as { name: string }).name, name)
        assert.isNotEmpty((json as { lines: Array<unknown> }).lines)
      }
    })
  )

  it.scopedLive("gives plain text to those who want it", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith(files)
      const port = yield* start({ logs })
      const { headers, text } = yield* call(port, "GET", "/api/logs/Main.log?format=text")
      assert.strictEqual(text, files["Main.log"])
      assert.match(String(headers["content-type"]), /^text\/plain/)
    })
  )

  it.scopedLive("opens nothing but files of the log folder", () =>
    Effect.gen(function* () {
      const outside = yield* folder
      writeFileSync(join(outside, "secret.log"), "top secret")
      const { logs, path } = yield* logsWith(files)
      writeFileSync(join(path, "..", "sibling.log"), "top secret")
      yield* Effect.addFinalizer(() => Effect.sync(() => execFileSync("rm", ["-f", join(path, "..", "sibling.log")])))
      mkdirSync(join(path, "folder.log"))
      mkdirSync(join(path, "sub"))
      writeFileSync(join(path, "sub", "inner.log"), "top secret")
      symlinkSync(join(outside, "secret.log"), join(path, "link.log"))
      symlinkSync(outside, join(path, "linked.log"))
      symlinkSync("Main.log", join(path, "inside.log"))
      execFileSync("mkfifo", [join(path, "pipe.log")])
      const port = yield* start({ logs })
      const names = [
        "../sibling.log",
        "..%2Fsibling.log",
        "..%2fsibling.log",
        "..%5Csibling.log",
        "%2e%2e%2fsibling.log",
        "%252e%252e%252fsibling.log",
        "....//sibling.log",
        "sub/inner.log",
        "sub%2Finner.log",
        "./Main.log",
        ".%2FMain.log",
        "%2E%2E",
        "..",
        encodeURIComponent(join(outside, "secret.log")),
        `${join(outside, "secret.log")}`,
        "%2Fetc%2Fpasswd",
        "Main.log%00",
        "Main.log%00.log",
        "%00",
        "Main.log%0a",
        "Main.log%2F",
        "Main.log%20",
        "MAIN.LOG",
        "Main.log:stream",
        "Main.log%3A%3A%24DATA",
        "link.log",
        "linked.log",
        "linked.log%2Fsecret.log",
        "inside.log",
        "folder.log",
        "pipe.log",
        "notes.txt",
        ".hidden.log",
        "*.log",
        "Main.log~",
        "%ff%fe.log",
        `${"a".repeat(5000)}.log`
      ]
      const paths = names.flatMap((name) => ["", "/search?q=secret", "/download"].map((rest) => `${name}${rest}`))
      yield* Effect.forEach(
        paths,
        (rest) =>
          Effect.map(call(port, "GET", `/api/logs/${rest}`), ({ status, text }) => {
            assert.include([400, 404], status, rest)
            assert.notInclude(text, "top secret", rest)
            assert.notInclude(text, "root:", rest)
          }),
        { concurrency: 8, discard: true }
      )
      for (const name of ["..%2Fsibling.log", "%2Fetc%2Fpasswd", "Main.log%00", ".hidden.log", "notes.txt", "%00"]) {
        assert.strictEqual((yield* call(port, "GET", `/api/events?logs=${name}`)).status, 400, name)
      }
      const { json } = yield* call(port, "GET", "/api/logs")
      assert.notIncludeMembers((json as { files: Array<string> }).files, ["link.log", "pipe.log", "folder.log"])
      // What cannot be told from a file of ours: another name of the same file.
      linkSync(join(path, "Main.log"), join(path, "hard.log"))
      assert.strictEqual((yield* call(port, "GET", "/api/logs/hard.log")).status, 200)
    })
  )

  it.scopedLive("refuses a malformed escape as a bad request or as unknown, never as a failure of its own", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith(files)
      const port = yield* start({ logs })
      for (const name of ["%", "%zz", "Main.log%", "%c0%af", "%u0041"]) {
        assert.include([400, 404], (yield* call(port, "GET", `/api/logs/${name}`)).status, name)
      }
    })
  )
})

describe("GET /api/logs/{name}/download", () => {
  it.scopedLive("sends the whole file as an attachment, without secrets", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 5000 }, (_, i) => line(i % 1440, "INFO", `entry ${i} päßt`)).join("")
      const { logs } = yield* logsWith({ "Radarr 4K.log": `${many}GET http://x/?apikey=0123456789abcdef done\nno end` })
      const port = yield* start({ logs })
      const { headers, status, text } = yield* call(port, "GET", "/api/logs/Radarr%204K.log/download")
      assert.strictEqual(status, 200)
      assert.strictEqual(text, `${many}GET http://x/?apikey=<redacted> done\nno end`)
      assert.strictEqual(
        headers["content-disposition"],
        `attachment; filename="Radarr 4K.log"; filename*=UTF-8''Radarr%204K.log`
      )
    })
  )

  it.scopedLive("sends an empty file too", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith({ "Main.log": "" })
      const port = yield* start({ logs })
      assert.deepInclude(yield* call(port, "GET", "/api/logs/Main.log/download"), { status: 200, text: "" })
    })
  )
})

describe("POST /api/loglevel", () => {
  it.scopedLive("changes what is logged from now on", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith({})
      const port = yield* start({ logs })
      const answer = yield* call(port, "POST", "/api/loglevel", { body: '{"level": "debug"}' })
      assert.deepStrictEqual(answer.json, { status: "ok", level: "DEBUG" })
      assert.strictEqual(MutableRef.get(logs.level), LogLevel.Debug)
      assert.deepInclude((yield* call(port, "GET", "/api/logs")).json as object, { level: "DEBUG" })
    })
  )

  it.scopedLive("says what is wrong, and changes nothing then", () =>
    Effect.gen(function* () {
      const { logs } = yield* logsWith({})
      const port = yield* start({ logs })
      for (const body of ["", "{", "{}", '{"level": 5}', '{"level": "LOUD"}', '{"level":"DEBUG","x":1}', "[]"]) {
        const answer = yield* call(port, "POST", "/api/loglevel", { body })
        assert.strictEqual(answer.status, 400, body)
        assert.include((answer.json as { error: string }).error, "CRITICAL, ERROR, WARNING", body)
      }
      assert.strictEqual(MutableRef.get(logs.level), LogLevel.Info)
      const foreign = { "sec-fetch-site": "cross-site" }
      const answer = yield* call(port, "POST", "/api/loglevel", { body: '{"level":"DEBUG"}', headers: foreign })
      assert.strictEqual(answer.status, 403)
    })
  )
})
