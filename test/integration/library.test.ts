import { execFile, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type RolldownOptions, rolldown } from "rolldown"
import { afterAll, beforeAll } from "vitest"
import * as FakeArr from "../../src/demo/FakeArr.ts"
import * as FakeQbittorrent from "../../src/demo/FakeQbittorrent.ts"
import { poll } from "../harness/daemon/poll.ts"
import { freePort } from "../harness/qbittorrent/profile.ts"

const root = resolve(import.meta.dirname, "../..")
const packageJson = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

/** A project of somebody else, with qbitrr installed as its published files would be. */
const project = mkdtempSync(join(tmpdir(), "qbitrr-library-"))

/** The blocks of docs/library.md in one language, as they are printed there. */
const blocks = (language: string): ReadonlyArray<string> =>
  [...readFileSync(join(root, "docs/library.md"), "utf8").matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter((match) => match[1] === language)
    .map((match) => match[2] ?? "")

const programs = blocks("ts")

/** What the page says that each program prints. */
const printed = blocks("text").map((text) => text.trimEnd().split("\n"))

const tsc = (...args: ReadonlyArray<string>) =>
  new Promise<string>((done) =>
    execFile(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...args], { cwd: root }, (_, stdout) =>
      done(stdout)
    )
  )

/** What npm would install for whoever depends on this package, and nothing of our development. */
const linkDependencies = () => {
  const { dependencies, optionalDependencies, peerDependencies } = packageJson
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
  for (const name of [...names, "@types/node"]) {
    const link = join(project, "node_modules", name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, "node_modules", name), link)
  }
}

/** The library half of the build, by the options of the build itself. */
const bundleLibrary = async (folder: string) => {
  const found: { default: RolldownOptions | ReadonlyArray<RolldownOptions> } = await import(
    join(root, "rolldown.config.mjs")
  )
  const builds = [found.default].flat()
  const build = builds.find(({ input }) => typeof input === "object" && "index" in input)
  assert.isDefined(build, "rolldown.config.mjs builds no index")
  const bundle = await rolldown({ ...build, cwd: root, input: { index: "src/index.ts" } })
  await bundle.write({ dir: folder, format: "esm" })
}

const install = async () => {
  const home = join(project, "node_modules/qbitrr")
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, "package.json"), JSON.stringify(packageJson))
  linkDependencies()
  await bundleLibrary(join(home, "dist"))
  await tsc("-p", "tsconfig.build.json", "--outDir", join(home, "dist/types"))
}

/** `program-0.ts`, … and `program-0.js`, which is the same without its types. */
const writePrograms = async () => {
  writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }))
  const names = programs.map((text, index) => {
    writeFileSync(join(project, `program-${index}.ts`), text)
    return `program-${index}`
  })
  const input = Object.fromEntries(names.map((name) => [name, `./${name}.ts`]))
  const bundle = await rolldown({ cwd: project, input, platform: "node", external: /^[^./]/ })
  await bundle.write({ dir: project, format: "esm" })
}

interface Run {
  /** Lines on standard output but for those of the logger that `runMain` adds. */
  readonly lines: () => ReadonlyArray<string>
  readonly output: () => string
  readonly stop: Effect.Effect<void>
  readonly code: Effect.Effect<number | null>
}

const run = (index: number, ...args: ReadonlyArray<string>): Effect.Effect<Run, never, Scope.Scope> =>
  Effect.gen(function* () {
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => spawn(process.execPath, [join(project, `program-${index}.js`), ...args], { cwd: project })),
      (started) => Effect.sync(() => void started.kill("SIGKILL"))
    )
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString()
    })
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    const ended = new Promise<number | null>((done) => child.on("close", done))
    return {
      lines: () => stdout.split("\n").filter((line) => line !== "" && !/^(\[\d\d:|\s)/.test(line)),
      output: () => stdout + stderr,
      stop: Effect.sync(() => void child.kill("SIGTERM")),
      code: Effect.timeoutFailCause(
        Effect.promise(() => ended),
        { duration: "30 seconds", onTimeout: () => Cause.die(new Error(`still running: ${stdout}${stderr}`)) }
      )
    }
  })

describe("the library as docs/library.md shows it", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await install()
    await writePrograms()
  }, 120_000)

  afterAll(() => rmSync(project, { recursive: true, force: true }))

  it("importing it prints nothing, listens to no signal and keeps no process alive", async () => {
    const text =
      'await import("qbitrr"); process.exitCode = process.eventNames().filter((name) => /^SIG/.test(String(name))).length'
    writeFileSync(join(project, "import.js"), text)
    const said = await new Promise((done) =>
      execFile(process.execPath, ["import.js"], { cwd: project, timeout: 20_000 }, (...answer) => done(answer))
    )
    assert.deepStrictEqual(said, [null, "", ""])
  })

  it("its two programs type-check against the published declarations", async () => {
    assert.lengthOf(programs, 2)
    const config = {
      compilerOptions: {
        target: "ES2023",
        module: "NodeNext",
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noUnusedLocals: true,
        skipLibCheck: false,
        noEmit: true,
        types: ["node"]
      },
      include: ["*.ts"]
    }
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config))
    assert.strictEqual(await tsc("-p", join(project, "tsconfig.json")), "")
  })

  it.live("a program supervises a worker of its own", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { code, lines, output } = yield* run(0)
        assert.strictEqual(yield* code, 0, output())
        assert.deepStrictEqual(lines(), printed[0])
      })
    )
  )

  it.live("a program runs the daemon beside a layer of its own, and stops it in order", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "demo" })
        const radarr = yield* FakeArr.make({
          kind: "radarr",
          apiKey: "secret-key-of-radarr",
          category: "radarr",
          client: qbittorrent,
          autoImportAfter: "1 seconds"
        })
        const configFile = join(project, "config.toml")
        writeFileSync(
          configFile,
          [
            "[Settings]",
            "LoopSleepTimer = 1",
            "FeedInterval = 1",
            "[WebUI]",
            'Host = "127.0.0.1"',
            `Port = ${yield* Effect.promise(freePort)}`,
            "[qBit]",
            'Host = "127.0.0.1"',
            `Port = ${qbittorrent.port}`,
            'UserName = "admin"',
            'Password = "demo"',
            "[Radarr-Movies]",
            `URI = "${radarr.url}"`,
            'APIKey = "secret-key-of-radarr"',
            'Category = "radarr"',
            ""
          ].join("\n")
        )
        const name = "Sintel.2010.1080p.WEB-DL"
        const hash = yield* qbittorrent.add({ name, category: "radarr", downloadSeconds: 1 })
        yield* radarr.grab({ hash, media: { kind: "movie", movieId: 101 }, title: name })

        const { code, output, stop } = yield* run(1, configFile, project)
        yield* poll(
          "the program tells of the import",
          Effect.sync(() => output().includes(`imported: ${name}`))
        ).pipe(Effect.tapErrorCause(() => Effect.sync(() => console.error(output()))))
        yield* stop
        yield* code
        assert.deepStrictEqual(output().trimEnd().split("\n"), printed[1])

        const log = readFileSync(join(project, "logs/Main.log"), "utf8")
        const inOrder = [
          "The reporter is on",
          `${name} is imported`,
          "The reporter is off",
          "Radarr-Movies process stopped"
        ]
        const places = [...inOrder, "All processes stopped (4)"].map((words) => log.indexOf(words))
        assert.notInclude(places, -1, log)
        assert.deepStrictEqual(
          places,
          places.toSorted((a, b) => a - b),
          log
        )
        const data = readdirSync(join(project, "state"))
        assert.include(data, "qbitrr.db")
        assert.isEmpty(data.filter((file) => file.endsWith("-wal")))
      })
    )
  )
})
