import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { assert, describe, it } from "vitest"

const root = resolve(import.meta.dirname, "../..")
const src = join(root, "src")

interface Source {
  /** Relative to `src`, e.g. `torrents/apply.ts`. */
  readonly path: string
  readonly text: string
  readonly imports: ReadonlyArray<string>
}

const sources: ReadonlyArray<Source> = readdirSync(src, { recursive: true, encoding: "utf8" })
  // The page is a program of its own; test/unit/webui looks after its borders.
  .filter((path) => path.endsWith(".ts") && !path.startsWith("webui"))
  .map((path) => {
    const text = readFileSync(join(src, path), "utf8")
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "")
    return { path: path.replaceAll("\\", "/"), text, imports }
  })

/** Folder or top-level file of `src`, lowest first; siblings of one level may import each other. */
const levels: ReadonlyArray<ReadonlyArray<string>> = [
  ["supervision", "observability"],
  ["clients", "store", "config"],
  ["torrents", "search"],
  ["web", "managers", "background"],
  ["App.ts"],
  ["index.ts"],
  ["cli", "demo", "bench"],
  ["main.ts"]
]

const levelOf = (path: string): number => {
  const head = path.split("/")[0] ?? ""
  return levels.findIndex((level) => level.includes(head))
}

/** Imports of our own files, relative to `src`. */
const ours = (source: Source): ReadonlyArray<string> =>
  source.imports
    .filter((name) => name.startsWith("."))
    .map((name) => relative(src, resolve(dirname(join(src, source.path)), name)).replaceAll("\\", "/"))

describe("architecture", () => {
  it("every file belongs to a known folder", () => {
    assert.isAbove(sources.length, 60)
    assert.isEmpty(sources.filter((source) => levelOf(source.path) < 0).map((source) => source.path))
  })

  it("imports point downwards", () => {
    const wrong = sources.flatMap((source) =>
      ours(source)
        .filter((target) => !target.startsWith("..") && levelOf(target) > levelOf(source.path))
        .map((target) => `${source.path} imports ${target}`)
    )
    assert.isEmpty(wrong)
  })

  it("supervision imports nothing else of ours", () => {
    const wrong = sources
      .filter((source) => source.path.startsWith("supervision/"))
      .flatMap((source) => ours(source).filter((target) => !target.startsWith("supervision/")))
    assert.isEmpty(wrong)
  })

  it("torrents/apply and search/apply are the only door: nobody else imports a client's mutations", () => {
    const importers = sources.filter((source) => ours(source).some((target) => target.endsWith("mutations.ts")))
    const wrong = importers.filter(
      ({ path }) =>
        path !== "torrents/apply.ts" && !/^(torrents|search)\/apply\//.test(path) && !/^clients\/\w+\//.test(path)
    )
    assert.isNotEmpty(importers)
    assert.isEmpty(wrong.map((source) => source.path))
  })

  it("nobody but the clients sends a changing request by hand", () => {
    const wrong = sources.filter(
      ({ path, text }) =>
        /^(torrents|search|managers|store|config|App|index)/.test(path) &&
        /\.post\(|\.http\b|method: "(POST|PUT|DELETE)"/.test(text)
    )
    assert.isEmpty(wrong.map((source) => source.path))
  })

  it("what decides uses no Effect: decide, its rules, the search plan", () => {
    const decides = [
      "torrents/decide.ts",
      "torrents/importStep.ts",
      "search/plan.ts",
      "search/lack.ts",
      "search/assess.ts"
    ]
    const pure = sources.filter(({ path }) => decides.includes(path) || path.startsWith("torrents/rules/"))
    assert.isAbove(pure.length, 8)
    for (const source of pure)
      assert.isEmpty(
        source.imports.filter((name) => name.startsWith("effect")),
        source.path
      )
  })

  it("the simulated servers know nothing of the daemon's own clients", () => {
    const wrong = sources
      .filter(({ path }) => path.startsWith("demo/") && !/^demo\/(main|play|stories|Story|DemoWorld)\.ts$/.test(path))
      .flatMap((source) =>
        ours(source)
          .filter((target) => !target.startsWith("demo/"))
          .map((target) => `${source.path} → ${target}`)
      )
    assert.isEmpty(wrong)
  })

  it("process.exit, Date.now and bare timers stay out of the source", () => {
    const wrong = sources.filter(
      ({ path, text }) =>
        path !== "main.ts" &&
        !path.startsWith("bench/") &&
        /process\.exit\(|Date\.now\(|new Date\(\)|\bsetTimeout\(|\bsetInterval\(/.test(text)
    )
    assert.isEmpty(wrong.map((source) => source.path))
  })

  it("no file is longer than it can be read", () => {
    const long = sources.filter((source) => source.text.split("\n").length > 330)
    assert.isEmpty(long.map((source) => source.path))
  })
})
