import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as ApiToken from "../../../src/web/ApiToken.ts"
import { start, token, worker } from "../web/fakes.ts"
import { dataFolder, qbitrr } from "./commandLine.ts"

const webUI = (port: number, secret = token) => `[WebUI]\nHost = "127.0.0.1"\nPort = ${port}\nToken = "${secret}"\n`

/** A daemon behind fakes and the data folder that leads to it. */
const daemon = (world: Parameters<typeof start>[0] = {}) =>
  Effect.gen(function* () {
    const port = yield* start(world)
    return { port, data: yield* dataFolder(webUI(port)) }
  })

describe("commands to the daemon", () => {
  it.scopedLive("status prints the table and exits with 0", () =>
    Effect.gen(function* () {
      const { data } = yield* daemon({ workers: [worker()] })
      const { code, stdout, stderr } = yield* qbitrr("status", "--data", data)
      assert.strictEqual(code, 0)
      assert.strictEqual(stderr, "")
      assert.match(stdout, /^NAME +STATE +LIFE +UPTIME +RESTARTS +SINCE +REASON\nRadarr-Movies +running/)
    })
  )

  it.scopedLive("status exits with 1 when a manager has failed, with and without --json", () =>
    Effect.gen(function* () {
      const { data } = yield* daemon({ workers: [worker({ state: "failed", reason: "gave up" })] })
      const table = yield* qbitrr("status", "--data", data)
      assert.strictEqual(table.code, 1)
      assert.include(table.stdout, "gave up")
      assert.strictEqual(table.stderr, "")
      const json = yield* qbitrr("status", "--json", "--data", data)
      assert.strictEqual(json.code, 1)
      assert.strictEqual(JSON.parse(json.stdout).processes[0].state, "failed")
    })
  )

  it.scopedLive("restart, stop and start find the process in any case", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const { data } = yield* daemon({ commands })
      const restart = yield* qbitrr("restart", "radarr-movies", "--data", data)
      const stop = yield* qbitrr("--data", data, "stop", "sonarr tv/4k")
      const resume = yield* qbitrr("start", "--data", data, "Radarr-Movies")
      const all = yield* qbitrr("restart", "--all", "--data", data)
      assert.deepStrictEqual(
        [restart, stop, resume, all].map(({ code, stdout }) => [code, stdout]),
        [
          [0, "Radarr-Movies restarted."],
          [0, 'Sonarr TV/4K stopped. Start it again with: qbitrr start "Sonarr TV/4K"'],
          [0, "Radarr-Movies started."],
          [0, "All processes restarted."]
        ]
      )
      assert.deepStrictEqual(commands, [
        "restart Radarr-Movies",
        "stop Sonarr TV/4K",
        "resume Radarr-Movies",
        "restartAll"
      ])
    })
  )

  it.scopedLive("an unknown name is answered with the known ones", () =>
    Effect.gen(function* () {
      const { data } = yield* daemon()
      const { code, stderr } = yield* qbitrr("stop", "Radar", "--data", data)
      assert.strictEqual(code, 1)
      assert.strictEqual(stderr, 'There is no process "Radar".\nProcesses:\n  Radarr-Movies\n  Sonarr TV/4K')
    })
  )

  it.scopedLive("drill passes its kind and seconds on", () =>
    Effect.gen(function* () {
      const commands: Array<string> = []
      const { data } = yield* daemon({ commands, allowDrills: true })
      const crash = yield* qbitrr("drill", "crash", "radarr-movies", "--data", data)
      assert.deepStrictEqual(crash.stdout, "Radarr-Movies: crash drill has begun. Watch it with: qbitrr status")
      yield* qbitrr("drill", "hang", "radarr-movies", "--seconds", "7", "--data", data)
      assert.deepStrictEqual(commands, ["crash Radarr-Movies", "hang(Duration(7s)) Radarr-Movies"])
    })
  )

  it.scopedLive("the token may be the generated one", () =>
    Effect.gen(function* () {
      const port = yield* start()
      const data = yield* dataFolder(webUI(port, ""))
      const path = ApiToken.tokenPath(data)
      const missing = yield* qbitrr("status", "--data", data)
      assert.strictEqual(missing.code, 77)
      assert.include(missing.stderr, `${path} (which does not exist)`)
      mkdirSync(dirname(path))
      writeFileSync(path, "f".repeat(64))
      const wrong = yield* qbitrr("status", "--data", data)
      assert.strictEqual(wrong.code, 77)
      assert.notInclude(wrong.stderr, "f".repeat(64))
    })
  )

  it.scopedLive("without a daemon exit with 3 and say where they looked", () =>
    Effect.gen(function* () {
      const port = yield* Effect.scoped(start())
      const data = yield* dataFolder(webUI(port))
      for (const words of [["status"], ["restart", "x"], ["stop", "x"], ["start", "x"], ["drill", "crash", "x"]]) {
        const { code, stderr, stdout } = yield* qbitrr(...words, "--data", data)
        assert.strictEqual(code, 3)
        assert.strictEqual(stdout, "")
        assert.include(stderr, `No qbitrr daemon answers at http://127.0.0.1:${port}.\n`)
        assert.include(stderr, join(data, "config.toml"))
      }
    })
  )
})

describe("a command line that is wrong", () => {
  const usage = (...args: ReadonlyArray<string>) =>
    Effect.map(qbitrr(...args), ({ code, stderr }) => {
      assert.strictEqual(code, 2, args.join(" "))
      return stderr.trim()
    })

  it.effect("is exit code 2 and one clear message", () =>
    Effect.gen(function* () {
      assert.include(yield* usage("statsu"), "'status'")
      assert.strictEqual(yield* usage("restart"), "Give either the NAME of a process or --all.")
      assert.strictEqual(yield* usage("restart", "x", "--all"), "Give either the NAME of a process or --all.")
      assert.strictEqual(yield* usage("restart", "--al"), "Unknown or incomplete option: --al")
      assert.strictEqual(yield* usage("stop", "--nope"), "Unknown or incomplete option: --nope")
      assert.include(yield* usage("stop"), "NAME")
      assert.include(yield* usage("stop", "a", "b"), "'b'")
      assert.include(yield* usage("status", "--jsonn"), "--jsonn")
      assert.strictEqual(yield* usage("drill", "explode", "x"), 'The kind of a drill is crash or hang, not "explode".')
      assert.strictEqual(
        yield* usage("drill", "crash", "x", "--seconds", "3"),
        "--seconds belongs to a hang, not to a crash."
      )
    })
  )
})

describe("qbitrr config", () => {
  it.scoped("check counts the sections of a good config", () =>
    Effect.gen(function* () {
      const data = yield* dataFolder('[qBit]\nHost = "localhost"\nPort = 8080\nUserName = "u"\nPassword = "p"\n')
      const { code, stdout } = yield* qbitrr("config", "check", "--data", data)
      assert.strictEqual(code, 0)
      assert.match(stdout.split("\n").at(-1) ?? "", /^config\.toml: 1 section \(qBit\), (no problems|\d+ warnings?)$/)
    })
  )

  it.scoped("check prints all problems and exits with 78", () =>
    Effect.gen(function* () {
      const data = yield* dataFolder('[WebUI]\nPort = "many"\n[Settings]\nLoopSleepTimer = "soon"\n')
      const { code, stderr, stdout } = yield* qbitrr("config", "check", "--data", data)
      assert.strictEqual(code, 78)
      assert.strictEqual(stdout, "")
      assert.match(stderr, /config\.toml:2: WebUI\.Port: /)
      assert.match(stderr, /config\.toml:4: Settings\.LoopSleepTimer: /)
    })
  )

  it.scoped("every command tells an absent config in one message", () =>
    Effect.gen(function* () {
      const data = yield* dataFolder()
      for (const words of [["config", "check"], ["config", "show"], ["status"], ["run"]]) {
        const { code, stderr } = yield* qbitrr(...words, "--data", data)
        assert.strictEqual(code, 78)
        assert.match(stderr, /there is no config file here; .*qbitrr config init/)
      }
    })
  )

  it.scoped("init writes the example once, readable by its owner only, and says what is next", () =>
    Effect.gen(function* () {
      const data = join(yield* dataFolder(), "new", "folder")
      const path = join(data, "config.toml")
      const first = yield* qbitrr("config", "init", "--data", data)
      assert.strictEqual(first.code, 0)
      assert.include(first.stdout, `${path} is written.`)
      assert.include(first.stdout, "qbitrr run")
      assert.strictEqual(statSync(path).mode & 0o777, 0o600)
      const example = yield* qbitrr("config", "example")
      assert.strictEqual(readFileSync(path, "utf8").trimEnd(), example.stdout)
      writeFileSync(path, "# mine")
      const second = yield* qbitrr("config", "init", "--data", data)
      assert.strictEqual(second.code, 1)
      assert.strictEqual(second.stderr, `${path} exists already and stays as it is. Check it with: qbitrr config check`)
      assert.strictEqual(readFileSync(path, "utf8"), "# mine")
    })
  )

  it.scoped("init writes to --config when that is given", () =>
    Effect.gen(function* () {
      const data = yield* dataFolder()
      const path = join(data, "elsewhere", "mine.toml")
      assert.strictEqual((yield* qbitrr("config", "init", "--config", path, "--data", data)).code, 0)
      assert.isTrue(existsSync(path))
      assert.isFalse(existsSync(join(data, "config.toml")))
    })
  )

  it.scoped("show tells each value and where it comes from, but no secret", () =>
    Effect.gen(function* () {
      const data = yield* dataFolder(
        `${webUI(7070, "very-secret-token")}[qBit]\nHost = "localhost"\nPort = 8080\nUserName = "u"\nPassword = "hunter22"\n[[qBit.Trackers]]\nName = "T"\nURI = "https://t.example/0123456789abcdef0123456789abcdef/announce"\n`
      )
      const { code, stdout } = yield* qbitrr("config", "show", "--data", data)
      assert.strictEqual(code, 0)
      assert.match(stdout, /^\[WebUI\]\nHost = "127\.0\.0\.1" +# file:2$/m)
      assert.match(stdout, /^Port = 7070 +# file:3$/m)
      assert.match(stdout, /^Token = <redacted> +# file:4$/m)
      assert.match(stdout, /^LoopSleepTimer = 5 +# default, unit s$/m)
      assert.match(stdout, /^Password = <redacted> +# file:9$/m)
      assert.match(stdout, /^Trackers\[0\]\.Name = "T" +# file:10$/m)
      for (const secret of ["very-secret-token", "hunter22", "0123456789abcdef"]) assert.notInclude(stdout, secret)
    })
  )
})
