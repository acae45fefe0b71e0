import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"

/** A daemon that must not start: exit code, and what it said. */
const refuses = (
  title: string,
  toml: string,
  code: number,
  expected: ReadonlyArray<string | RegExp>,
  prepare: (daemon: Daemon.Daemon) => void = () => undefined
) =>
  it.scopedLive(
    title,
    () =>
      Effect.gen(function* () {
        const daemon = yield* Daemon.make(toml)
        prepare(daemon)
        yield* daemon.start
        const ended = yield* daemon.ended
        const output = daemon.output()
        for (const text of expected) {
          if (typeof text === "string") assert.include(output, text.replace("$CONFIG", daemon.configFile))
          else assert.match(output, text)
        }
        assert.notInclude(output, "    at ", "no stack trace")
        assert.strictEqual(ended.code, code, output)
      }),
    30_000
  )

const radarr = (name: string, category: string) =>
  `[${name}]\nURI = "http://127.0.0.1:1/${name}"\nAPIKey = "0123456789abcdef"\nCategory = "${category}"\n`

describe("bad input: one clear message each, and no start", () => {
  refuses("no config", "", 78, ["$CONFIG", /config init/], (daemon) => rmSync(daemon.configFile))

  refuses("a config that is a folder", "", 78, ["$CONFIG"], (daemon) => {
    rmSync(daemon.configFile)
    mkdirSync(daemon.configFile)
  })

  refuses("TOML that is none", "[Settings\nx = 1\n", 78, [/config\.toml:1/])

  refuses(
    "wrong types and values, all at once, with file, line and key",
    `[Settings]\nLoopSleepTimer = "soon"\nMaxProcessRestarts = "many"\n[qBit]\nHost = "127.0.0.1"\nPort = 99999\n`,
    78,
    [
      /config\.toml:2.*LoopSleepTimer.*"soon"/,
      /config\.toml:3.*MaxProcessRestarts.*"many"/,
      /config\.toml:6.*Port.*99999/
    ]
  )

  refuses("a duplicate category names both sections", radarr("Radarr-A", "movies") + radarr("Radarr-B", "movies"), 78, [
    /Radarr-A/,
    /Radarr-B/,
    /movies/
  ])

  refuses("a data folder that cannot be one", "", 1, [/state/], (daemon) =>
    writeFileSync(join(daemon.folder, "state"), "a file where the folder should be")
  )

  // root reads everything; the message for EACCES is in the unit tests as well.
  it.skipIf(process.getuid?.() === 0)("an unreadable config says so", () =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const daemon = yield* Daemon.make("")
          chmodSync(daemon.configFile, 0)
          yield* daemon.start
          assert.strictEqual((yield* daemon.ended).code, 78)
          assert.include(daemon.output(), daemon.configFile)
        })
      )
    )
  )

  it.scopedLive("a port in use names the port and the key, before any worker starts", () =>
    Effect.gen(function* () {
      const daemon = yield* Daemon.make("")
      const port = Number(new URL(daemon.url).port)
      yield* Effect.acquireRelease(
        Effect.async<Server>((resume) => {
          const server = createServer()
          server.listen(port, "127.0.0.1", () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => server.close())
      )
      yield* daemon.start
      const ended = yield* daemon.ended
      assert.strictEqual(ended.code, 1)
      assert.match(daemon.output(), new RegExp(`Port ${port}.*in use`))
      assert.include(daemon.output(), "WebUI.Port")
      assert.notInclude(daemon.output(), "Starting ")
    })
  )
})

describe("bad input: unknown keys are no reason not to start", () => {
  it.scopedLive(
    "a warning with line and a suggestion",
    () =>
      Effect.gen(function* () {
        const daemon = yield* Daemon.make("[Settings]\nLoopSleepTimr = 5\n")
        yield* daemon.start
        yield* poll(
          "it starts and warns",
          Effect.sync(() => /config\.toml:2.*LoopSleepTimr.*LoopSleepTimer/.test(daemon.output()))
        )
        yield* poll(
          "it answers",
          Effect.map(daemon.call("GET", "/api/health"), ({ status }) => status === 200)
        )
        assert.strictEqual((yield* daemon.stop("SIGTERM")).code, 0)
      }),
    30_000
  )
})

describe("bad input that only the servers can tell", () => {
  const world = (password: string) =>
    Effect.gen(function* () {
      const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.15.1", username: "admin", password: "right" })
      const sonarr = yield* Arrs.arr({ kind: "sonarr", category: "tv", client: qbittorrent })
      const another = yield* Arrs.arr({ kind: "sonarr", category: "movies" })
      const locked = yield* Arrs.arr({ kind: "sonarr", category: "keys" })
      const daemon = yield* Daemon.make(
        [
          Arrs.settings(),
          Arrs.qbit({ url: qbittorrent.url, username: "admin", password }),
          Arrs.section("Sonarr-TV", sonarr, "tv"),
          Arrs.section("Radarr-Movies", another, "movies"),
          Arrs.section("Sonarr-Key", locked, "keys").replace("integration-key", "wrong-key-0001")
        ].join("\n")
      )
      yield* daemon.start
      return { daemon, qbittorrent }
    })

  it.scopedLive(
    "Sonarr at Radarr's URL, and a wrong API key: failed at once with the reason, the rest works",
    () =>
      Effect.gen(function* () {
        const { daemon } = yield* world("right")
        const wrongApp = yield* daemon.waitState("Radarr-Movies", "failed")
        assert.match(wrongApp.reason ?? "", /There is a Sonarr at .*\[Radarr-Movies\] expects Radarr/)
        const wrongKey = yield* daemon.waitState("Sonarr-Key", "failed")
        assert.match(wrongKey.reason ?? "", /APIKey of \[Sonarr-Key\].*Settings > General/)
        assert.notInclude(daemon.output(), "wrong-key-0001")
        yield* daemon.waitState("Sonarr-TV", "running")
        assert.strictEqual(wrongApp.restart_count, 0, "no restart is burnt")
      }),
    60_000
  )

  it.scopedLive(
    "a wrong qBittorrent password: one attempt, no ban, says what to do; works once the config is corrected",
    () =>
      Effect.gen(function* () {
        const { daemon, qbittorrent } = yield* world("wrong-password-1")
        const feed = yield* daemon.waitState("Feed-qBit", "failed")
        assert.match(feed.reason ?? "", /UserName and Password in \[qBit\]/)
        yield* Effect.sleep("6 seconds")
        assert.strictEqual((yield* qbittorrent.requests).get("/api/v2/auth/login"), 1)
        assert.notInclude(daemon.output(), "wrong-password-1")
        yield* daemon.writeConfig(
          [Arrs.settings(), Arrs.qbit({ url: qbittorrent.url, username: "admin", password: "right" })].join("\n")
        )
        yield* daemon.waitState("Feed-qBit", "running")
        yield* poll(
          "the sections that left the config are gone",
          Effect.map(daemon.processes, (all) => all.length === 2)
        )
        yield* daemon.writeConfig("[Settings]\nLoopSleepTimer = 'never'\n")
        yield* poll(
          "the bad file is refused",
          Effect.sync(() => daemon.output().includes("the last good config stays in force"))
        )
        assert.strictEqual((yield* daemon.process("Feed-qBit"))?.state, "running")
      }),
    60_000
  )
})
