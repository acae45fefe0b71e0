import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"

const password = "correct horse battery staple"

/** A browser: no token, cookies of its own. */
const browse = (
  daemon: Daemon.Daemon,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {}
) =>
  Effect.promise(async () => {
    const answer = await fetch(daemon.url + path, {
      method,
      headers: {
        connection: "close",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? ""
    return { status: answer.status, cookie, json: JSON.parse(await answer.text()) as Record<string, unknown> }
  })

const codeIn = (output: string): string | undefined => /with this code: (\S+)/.exec(output)?.[1]

const residentMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024

/** Every file below a folder, as text. */
const everything = (folder: string): ReadonlyArray<readonly [name: string, text: string]> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), "latin1")])

describe("access beside a daemon", () => {
  it.scopedLive(
    "first run, login, a crash in between, another password: as people live it, and no secret stays behind",
    () =>
      Effect.gen(function* () {
        const daemon = yield* Daemon.make("[Settings]\n")
        yield* daemon.start
        const code = yield* poll(
          "a code is printed",
          Effect.sync(() => codeIn(daemon.output())),
          20
        )
        yield* poll(
          "the web answers",
          Effect.map(daemon.ready, (ready) => ready),
          20
        )
        const before = residentMiB(yield* daemon.pid)

        const setup = yield* browse(daemon, "POST", "/api/setup", { code, username: "ada", password })
        assert.deepInclude(setup.json, { authenticated: true, user: "ada", setupRequired: false })
        const again = yield* browse(daemon, "POST", "/api/setup", { code, username: "eve", password })
        assert.strictEqual(again.status, 409)

        // Killed at once: what was answered is on the disk.
        yield* daemon.stop("SIGKILL")
        const printed = daemon.output().length
        yield* daemon.start
        yield* poll(
          "the web answers again",
          Effect.map(daemon.ready, (ready) => ready),
          20
        )
        assert.isUndefined(codeIn(daemon.output().slice(printed)))
        const session = yield* browse(daemon, "GET", "/api/session", undefined, { cookie: setup.cookie })
        assert.deepInclude(session.json, { authenticated: true, csrf: setup.json["csrf"] })

        const logins = yield* Effect.all(
          Array.from({ length: 4 }, () => browse(daemon, "POST", "/api/login", { username: "ada", password })),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(
          logins.map(({ status }) => status),
          [200, 200, 200, 200]
        )
        // Hashing takes 32 MiB for as long as it lasts.
        assert.isBelow(residentMiB(yield* daemon.pid), 120 + 32)
        yield* poll(
          "the memory of hashing is given back",
          Effect.map(daemon.pid, (pid) => (residentMiB(pid) < Math.max(120, before + 24) ? true : undefined)),
          20
        )

        const changed = yield* daemon.call("POST", "/api/password", { password: "another password" })
        assert.strictEqual(changed.status, 200)
        for (const { cookie } of [setup, ...logins]) {
          assert.strictEqual((yield* browse(daemon, "GET", "/api/processes", undefined, { cookie })).status, 401)
        }
        assert.strictEqual((yield* browse(daemon, "POST", "/api/login", { username: "ada", password })).status, 401)

        yield* daemon.stop("SIGTERM")
        const secrets = [
          password,
          "another password",
          ...[setup, ...logins].map(({ cookie }) => cookie.split("=")[1] ?? "?")
        ]
        for (const [name, text] of [...everything(daemon.folder), ["console", daemon.output()] as const]) {
          for (const secret of secrets) assert.isFalse(text.includes(secret), `${name} holds ${secret}`)
        }
      }),
    60_000
  )
})
