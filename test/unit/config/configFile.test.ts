import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { assert } from "vitest"
import * as ConfigFile from "../../../src/config/ConfigFile.ts"
import * as ConfigPaths from "../../../src/config/ConfigPaths.ts"
import { type Content, memoryFiles } from "./memoryFiles.ts"
import { radarr } from "./support.ts"

const load = (files: Readonly<Record<string, Content>>, env = {}) =>
  ConfigFile.load({ file: "/config/config.toml", env }).pipe(Effect.provide(memoryFiles(files).layer))

describe("loading a config file", () => {
  it.effect("gives the config with its origins, warnings and text", () =>
    Effect.gen(function* () {
      const text = `[Settings]\nLoopSleepTimer = 7\nPrt = 1\n${radarr()}`
      const loaded = yield* load({ "/config/config.toml": text })
      assert.strictEqual(loaded.config.Settings.LoopSleepTimer, 7)
      assert.strictEqual(loaded.origins.get("Settings.LoopSleepTimer"), "file:2")
      assert.strictEqual(loaded.warnings.length, 1)
      assert.strictEqual(loaded.file, "/config/config.toml")
      assert.strictEqual(loaded.text, text)
    })
  )

  for (const [name, content, message] of [
    [
      "that is absent",
      undefined,
      "/config/config.toml: there is no config file here; to write a first one run: qbitrr config init (or name yours with --config FILE)"
    ],
    [
      "that may not be read",
      { reason: "PermissionDenied" },
      "/config/config.toml: the config file cannot be read: permission denied; let the user that runs qbitrr read it (chown or chmod)"
    ],
    [
      "that is a folder",
      "folder",
      "/config/config.toml: the config file cannot be read: it is a folder; name the file in it with --config FILE"
    ],
    ["on a broken disk", { reason: "Unknown" }, "/config/config.toml: the config file cannot be read: Unknown"]
  ] as const) {
    it.effect(`a file ${name} is told with what to do`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(load(content === undefined ? {} : { "/config/config.toml": content }))
        assert.strictEqual(error._tag, "ConfigUnusable")
        assert.strictEqual(error.message, message)
        assert.strictEqual(error.exitCode, 78)
      })
    )
  }

  it.effect("all problems are in one error, one line each", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(load({ "/config/config.toml": "[WebUI]\nPort = 'x'\nHost = 5\n" }))
      assert.strictEqual(
        error.message,
        [
          '/config/config.toml:2: WebUI.Port: found "x", allowed: a whole number from 1 to 65535, without quotes',
          "/config/config.toml:3: WebUI.Host: found 5, allowed: text in quotes, not empty"
        ].join("\n")
      )
      assert.deepInclude(error.problems[0], {
        file: "/config/config.toml",
        line: 2,
        column: 1,
        key: "WebUI.Port",
        found: '"x"',
        allowed: "a whole number from 1 to 65535, without quotes",
        severity: "error"
      })
    })
  )

  it.effect("secrets come from the files that the environment names", () =>
    Effect.gen(function* () {
      const files = { "/config/config.toml": '[qBit]\nHost = "qb"\n', "/run/secret": "hunter2\n" }
      const loaded = yield* load(files, { QBITRR_QBIT__PASSWORD_FILE: "/run/secret" })
      const qbit = loaded.config.qBit["qBit"]
      assert.strictEqual(qbit === undefined ? "" : Redacted.value(qbit.Password), "hunter2")
      const error = yield* Effect.flip(load(files, { QBITRR_QBIT__PASSWORD_FILE: "/run/gone" }))
      assert.strictEqual(
        error.message,
        "QBITRR_QBIT__PASSWORD_FILE: qBit.Password: the file /run/gone cannot be read: there is no such file"
      )
    })
  )

  it.effect("nothing of the environment is in what a log would print of it", () =>
    Effect.gen(function* () {
      const loaded = yield* load(
        { "/config/config.toml": '[qBit]\nHost = "qb"\n' },
        { QBITRR_QBIT__PASSWORD: "hunter2" }
      )
      assert.notInclude(JSON.stringify({ ...loaded, origins: [...loaded.origins] }), "hunter2")
    })
  )

  it.effect("works on real files", () =>
    Effect.gen(function* () {
      const folder = mkdtempSync(join(tmpdir(), "qbitrr-config-"))
      const file = join(folder, "config.toml")
      const real = (path: string) => Effect.flip(ConfigFile.load({ file: path, env: {} }))
      assert.include((yield* real(file)).message, "qbitrr config init")
      writeFileSync(file, "[WebUI]\nPort = 7000\n")
      assert.strictEqual((yield* ConfigFile.load({ file, env: {} })).config.WebUI.Port, 7000)
      mkdirSync(join(folder, "sub"))
      assert.include((yield* real(join(folder, "sub"))).message, "it is a folder")
      chmodSync(file, 0)
      // Root reads everything.
      if (process.getuid?.() !== 0) assert.include((yield* real(file)).message, "permission denied")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

describe("the places of config and data", () => {
  const locate = (
    files: ReadonlyArray<string>,
    options: { config?: string; data?: string; env?: Record<string, string> } = {}
  ) =>
    ConfigPaths.locate({ env: {}, cwd: "/home/me", ...options }).pipe(
      Effect.provide(memoryFiles(Object.fromEntries(files.map((path) => [path, ""]))).layer)
    )

  for (const [name, files, options, expected] of [
    ["are .config in the working folder", [], {}, ["/home/me/.config/config.toml", "/home/me/.config"]],
    ["are /config in a container", ["/.dockerenv"], {}, ["/config/config.toml", "/config"]],
    ["are /config with podman too", ["/run/.containerenv"], {}, ["/config/config.toml", "/config"]],
    [
      "are /config in our own image",
      [],
      { env: { QBITRR_DOCKER_RUNNING: "69420" } },
      ["/config/config.toml", "/config"]
    ],
    [
      "follow the environment when the folder exists",
      ["/.dockerenv", "/data"],
      { env: { QBITRR_OVERRIDES_DATA_PATH: "/data" } },
      ["/data/config.toml", "/data"]
    ],
    [
      "do not follow it when it does not",
      [],
      { env: { QBITRR_OVERRIDES_DATA_PATH: "/data" } },
      ["/home/me/.config/config.toml", "/home/me/.config"]
    ],
    [
      "are the ones given, first of all",
      ["/.dockerenv", "/data"],
      { config: "mine.toml", data: "/srv", env: { QBITRR_OVERRIDES_DATA_PATH: "/data" } },
      ["/home/me/mine.toml", "/srv"]
    ],
    ["keep the config beside the given data", [], { data: "here" }, ["/home/me/here/config.toml", "/home/me/here"]],
    ["find a config in the working folder", ["/home/me/config.toml"], {}, ["/home/me/config.toml", "/home/me/.config"]],
    [
      "prefer the one in the data folder",
      ["/home/me/config.toml", "/home/me/.config/config.toml"],
      {},
      ["/home/me/.config/config.toml", "/home/me/.config"]
    ]
  ] as const) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const paths = yield* locate(files, options)
        assert.deepStrictEqual([paths.configFile, paths.dataFolder], [...expected])
      })
    )
  }
})
