import { readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { assert, describe, it } from "vitest"
import { diff } from "../../../src/config/ConfigDiff.ts"
import { configurationMarkdown } from "../../../src/config/ConfigDocs.ts"
import { exampleToml } from "../../../src/config/ConfigExample.ts"
import { leaves, type Tree } from "../../../src/config/Key.ts"
import { arrTree } from "../../../src/config/keys/arr.ts"
import { qbitTree } from "../../../src/config/keys/qbit.ts"
import { settingsTree } from "../../../src/config/keys/settings.ts"
import { webUITree } from "../../../src/config/keys/webUI.ts"
import { good, lines, radarr } from "./support.ts"

const src = resolve(import.meta.dirname, "../../../src")

/** `src/config` describes and decodes; of it only this file hands values on. The demo and the benchmarks write configs. */
const readers = (path: string): boolean => !/^(config|demo|bench)\//.test(path) || path === "config/options.ts"

const noCode = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g

/** Code without comments and without texts, in which keys are only mentioned; of templates what is put into them stays. */
const code = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ts") && readers(path))
  .map((path) => ({
    path,
    text: readFileSync(join(src, path), "utf8").replaceAll(noCode, (text) =>
      text.startsWith("`") ? (text.match(/\$\{[^`}]*\}/g) ?? []).join(" ") : ""
    )
  }))

/** Files that take this key out of a decoded table: `section.Key`, or `({ Key })`. */
const readersOf = (name: string, from = ""): ReadonlyArray<string> => {
  const pattern =
    from === "" ? new RegExp(`\\.${name}\\b|[{,]\\s*${name}\\s*[,}]`) : new RegExp(`\\b${from}\\.${name}\\b`)
  return code.filter(({ text }) => pattern.test(text)).map(({ path }) => path)
}

const trees: Readonly<Record<string, Tree>> = { Settings: settingsTree, WebUI: webUITree, qBit: qbitTree, Arr: arrTree }

const allLeaves = Object.entries(trees).flatMap(([section, tree]) => leaves(tree).map((leaf) => ({ section, ...leaf })))

/** Names of used keys with the key they belong to; of rows, those of the rows' keys. */
const used = allLeaves
  .filter(({ planned }) => !planned)
  .flatMap(({ path, section }) => {
    const name = path[path.length - 1] ?? ""
    return [{ key: [section, ...path].join("."), name }]
  })

/** The planned tables and keys on top; whatever is below them can only be read through them. */
const plannedTops = (section: string, tree: Tree): ReadonlyArray<{ readonly section: string; readonly name: string }> =>
  Object.entries(tree).flatMap(([name, node]) => {
    if (node.planned === true) return [{ section, name }]
    return node._tag === "Table" ? plannedTops(section, node.keys) : []
  })

/** Used by the config itself, or only for people. */
const usedInside: Readonly<Record<string, string>> = {
  "Settings.ConfigVersion": "is for people and for qBitrr; no version of the layout needs to be told apart",
  "WebUI.AllowInsecureExposure": "is a condition in config/checks.ts"
}

describe("a key that is not planned", () => {
  for (const { key, name } of used) {
    it(`${key} is read by the program`, () => {
      if (key in usedInside)
        assert.deepStrictEqual(readersOf(name), [], `${key} is read now: take it out of usedInside`)
      else assert.isNotEmpty(readersOf(name), `nothing reads ${key}: read it, or say planned: true in the key table`)
    })
  }
})

describe("a planned key", () => {
  const tops = Object.entries(trees).flatMap(([section, tree]) => plannedTops(section, tree))
  const namesInUse = new Set(used.map(({ name }) => name))

  for (const { name, section } of tops) {
    it(`${section} … ${name} is read by nothing`, () => {
      const found = namesInUse.has(name) ? readersOf(name, section) : readersOf(name)
      assert.deepStrictEqual(found, [], `${name} is read: take its planned flag out of the key table`)
    })
  }

  it("has a name of its own, or stands in a section whose name tells it apart", () => {
    const ambiguous = tops.filter(({ name }) => namesInUse.has(name)).map(({ name, section }) => `${section}.${name}`)
    assert.deepStrictEqual(ambiguous, [])
  })

  it("is marked in the docs, and no other is", () => {
    const docs = configurationMarkdown()
    for (const { path, planned, section } of allLeaves) {
      const heading = { Settings: "## `[Settings]`", WebUI: "## `[WebUI]`", qBit: "## `[qBit]`", Arr: "## Arr" }[
        section
      ]
      const chapter = docs.slice(docs.indexOf(heading ?? "?")).split("\n## ")[0] ?? ""
      const line = chapter.split("\n").find((text) => text.startsWith(`| \`${path.join(".")}\` |`)) ?? ""
      assert.strictEqual(line.includes("| not used yet |"), planned, `${section}.${path.join(".")}: ${line}`)
    }
    const rows = docs.slice(docs.indexOf("## Rows of `Trackers`"))
    assert.notMatch(rows, /not used yet/)
    assert.match(rows, /\| `from` \|[^\n]*\| live \|/)
  })

  it("is marked in the example, or the table around it is", () => {
    const blocks = exampleToml()
      .split("\n\n")
      .map((text) => text.replaceAll(/\n# (?!\w+ = )/g, " "))
    const about = (name: string) => blocks.filter((text) => new RegExp(`^(# )?${name} = `, "m").test(text)).join("\n\n")
    assert.include(about("AutoUpdateCron"), "Not used yet.")
    assert.include(about("ProcessSpawnTimeoutSeconds"), "Not used yet.")
    assert.notInclude(about("LiveArr"), "Not used yet.")
    assert.notInclude(about("SearchLoopDelay"), "Not used yet.")
    assert.notInclude(about("SearchMissing"), "Not used yet.")
    assert.notInclude(about("CustomFormatUnmetSearch"), "Not used yet.")
    assert.notInclude(about("LoopSleepTimer"), "Not used yet.")
    assert.notMatch(exampleToml(), /Nothing in this table is used yet\.\n\[WebUI\.OIDC\]/)
    assert.notMatch(exampleToml(), /Nothing in this table is used yet\.\n\[Radarr-Movies/)
  })

  it("restarts nothing when it changes", () => {
    const before = good('[qBit]\nHost = "qb"\n').config
    const after = good(
      '[Settings]\nAutoUpdateChannel = "nightly"\nProcessSpawnTimeoutSeconds = 60\n[qBit]\nHost = "qb"\n'
    ).config
    const { allWorkers, changes, sections } = diff(before, after)
    assert.deepStrictEqual(
      changes.map(({ effect, key }) => [key, effect]),
      [
        ["Settings.AutoUpdateChannel", "none"],
        ["Settings.ProcessSpawnTimeoutSeconds", "none"]
      ]
    )
    assert.isFalse(allWorkers)
    assert.strictEqual(sections.size, 0)
  })
})

describe("the warning about planned keys", () => {
  const one = "has no effect in this version yet; it is kept"
  const many = "have no effect in this version yet; they are kept"
  for (const [name, text, environment, expected] of [
    [
      "names all of a section, in the order of the file, at the line of the first",
      '[Settings]\nLoopSleepTimer = 7\nAutoUpdateChannel = "nightly"\nAutoUpdateEnabled = true',
      {},
      [`config.toml:3: Settings: warning: AutoUpdateChannel, AutoUpdateEnabled ${many}`]
    ],
    [
      "is for what stands in the environment too, which is a place of its own",
      "[Settings]\nAutoUpdateEnabled = true",
      { QBITRR_SETTINGS__PROCESSSPAWNTIMEOUTSECONDS: "60", QBITRR_SETTINGS_AUTO_UPDATE_CHANNEL: "nightly" },
      [
        `config.toml:2: Settings: warning: AutoUpdateEnabled ${one}`,
        `QBITRR_SETTINGS_AUTO_UPDATE_CHANNEL: Settings: warning: AutoUpdateChannel, ProcessSpawnTimeoutSeconds ${many}`
      ]
    ],
    [
      "is not for keys that are used",
      "[Settings]\nLoopSleepTimer = 7\nDryRun = true\n[WebUI]\nTheme = 'Light'",
      {},
      []
    ],
    [
      "is not for any key of searching",
      radarr(
        "Radarr-Movies",
        '[Radarr-Movies.EntrySearch]\nSearchMissing = false\nDoUpgradeSearch = true\nSearchWindow = "01:00-07:00"\nUseTempForMissing = true\nQualityProfileMappings = { HD = "SD" }'
      ),
      { QBITRR_SETTINGS__SEARCHESPERHOUR: "3", QBITRR_SETTINGS_SEARCH_LOOP_DELAY: "60" },
      []
    ],
    [
      "is not for defaults, however they are written",
      '[Settings]\nProcessSpawnTimeoutSeconds = "30s"\nAutoUpdateChannel = "latest"',
      { QBITRR_SETTINGS__AUTOUPDATEENABLED: "false" },
      []
    ]
  ] as const) {
    it(name, () => assert.deepStrictEqual([...lines(good(text, environment).warnings)], [...expected]))
  }

  it("never shows a value", () => {
    const { warnings } = good('[WebUI]\nPasswordHash = "hunter2"\n[WebUI.OIDC]\nClientSecret = "hunter2"')
    assert.strictEqual(warnings.length, 1)
    assert.notInclude(JSON.stringify(warnings), "hunter2")
  })

  it("is not for a file as qBitrr writes it, once addresses and logins are filled in", () => {
    const text = [
      '[Settings]\nConfigVersion = "5.13.1"\nCompletedDownloadFolder = "/data"\nFreeSpace = "-1"\nFreeSpaceFolder = "CHANGE_ME"',
      'AutoPauseResume = true\nSearchLoopDelay = -1\nPingURLS = ["one.one.one.one", "dns.google.com"]\nAutoUpdateCron = "0 3 * * 0"',
      '[WebUI]\nUsername = ""\nPasswordHash = ""\n[WebUI.OIDC]\nClientSecret = ""\nScopes = "openid profile"\nLiveArr = true',
      '[qBit]\nHost = "qb"\nUserName = "me"\nPassword = "secret"\nManagedCategories = []\nMatchSubcategories = false\nTrackers = []',
      '[qBit.CategorySeeding]\nMaxUploadRatio = -1\nHitAndRunMode = "disabled"\nMinSeedRatio = 1.0\nStalledDelay = -1',
      radarr("Radarr-4K"),
      'ArrErrorCodesToBlocklist = ["Unable to determine if file is a sample", "Not a preferred word upgrade for existing movie file(s)", "Not an upgrade for existing movie file(s)"]',
      "[Radarr-4K.EntrySearch]\nSearchMissing = true\nQualityProfileMappings = {}",
      '[Radarr-4K.EntrySearch.Overseerr]\nSearchOverseerrRequests = false\nOverseerrURI = "CHANGE_ME"\nOverseerrAPIKey = "CHANGE_ME"\nIs4K = true',
      "[Radarr-4K.Torrent]\nAutoDelete = false\nDoNotRemoveSlow = true\nReSearchStalled = false\nTrackers = []",
      "[Radarr-4K.Torrent.SeedingMode]\nRemoveTorrent = -1",
      radarr("Lidarr-Music"),
      "[Lidarr-Music.EntrySearch]\nSearchRequestsEvery = 300"
    ].join("\n")
    assert.deepStrictEqual(lines(good(text).warnings), [])
  })
})
