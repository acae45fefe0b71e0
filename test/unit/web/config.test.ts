import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { defaultOf, leaves } from "../../../src/config/Key.ts"
import { arrTree } from "../../../src/config/keys/arr.ts"
import { qbitTree } from "../../../src/config/keys/qbit.ts"
import { settingsTree } from "../../../src/config/keys/settings.ts"
import { webUITree } from "../../../src/config/keys/webUI.ts"
import type { ConfigDocument, PlanView, SaveResult } from "../../../src/web/config/ConfigViews.ts"
import type { SchemaView } from "../../../src/web/config/schemaView.ts"
import { torrent } from "../torrents/samples.ts"
import { configWorld } from "./configWorld.ts"

const secrets = [
  "pl4nted-token",
  "pl4nted-key",
  "pl4nted-password",
  "pl4nted-passkey",
  "pl4nted-comment",
  "pl4nted-env"
]

const text = `# Mine. Token = "pl4nted-comment"
[Settings]
LoopSleepTimer = "10s" # not too often
Unheard = { api_key = "pl4nted-key" }

[WebUI]
Token = "pl4nted-token"

[qBit]
Host = "qbit.lan"
Password = "pl4nted-password"

[[qBit.Trackers]]
Name = "Mine"
URI = "https://t.example.org/pl4nted-passkey/announce"

[Radarr-Films.4K]
URI = "http://radarr:7878"

["Radarr-HD"]
URI = "http://radarr-hd:7878"
APIKey = "pl4nted-key"

[Sonarr-TV]
URI = "http://sonarr:8989"
APIKey = "pl4nted-key"
`.replace('[Radarr-Films.4K]\nURI = "http://radarr:7878"\n\n', "")

const env = { QBITRR_SONARR_TV__APIKEY: "pl4nted-env", QBITRR_SETTINGS__MAXSTRIKES: "3" }

const documentOf = (json: unknown): ConfigDocument => json as ConfigDocument
const saved = (json: unknown): SaveResult => json as SaveResult
const problemsOf = (json: unknown) =>
  (json as { validationErrors: ReadonlyArray<{ key: string; message: string }> }).validationErrors

const at = (value: unknown, ...path: ReadonlyArray<string>): unknown =>
  path.reduce((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)

describe("GET /api/config", () => {
  it.scopedLive("has every key of every section, as the file says it or as its default would stand in it", () =>
    Effect.gen(function* () {
      const { send } = yield* configWorld(text, { env })
      const { config, unknown } = documentOf((yield* send("GET", "/api/config")).json)
      assert.deepStrictEqual(Object.keys(config), ["Settings", "WebUI", "qBit", "Radarr-HD", "Sonarr-TV"])
      assert.strictEqual(at(config, "Settings", "LoopSleepTimer"), "10s")
      assert.strictEqual(at(config, "Settings", "FeedInterval"), 1.5)
      assert.strictEqual(at(config, "Settings", "MaxStrikes"), 3)
      assert.strictEqual(at(config, "Radarr-HD", "Category"), "radarr-hd")
      assert.strictEqual(at(config, "Radarr-HD", "Torrent", "StalledDelay"), 15)
      assert.deepInclude((at(config, "qBit", "Trackers") as ReadonlyArray<object>)[0], {
        Name: "Mine",
        URI: "https://t.example.org/[redacted]"
      })
      assert.deepStrictEqual(unknown, { "Settings.Unheard": { api_key: "[redacted]" } })
      const missing = [
        ["Settings", settingsTree],
        ["WebUI", webUITree],
        ["qBit", qbitTree],
        ["Radarr-HD", arrTree]
      ] as const
      for (const [section, tree] of missing) {
        for (const { node, path } of leaves(tree)) {
          const expected = node._tag === "Rows" || defaultOf(node, "radarr") !== undefined
          if (expected) assert.notStrictEqual(at(config, section, ...path), undefined, [section, ...path].join("."))
        }
      }
    })
  )

  it.scopedLive("says where each value comes from and what a change of it costs", () =>
    Effect.gen(function* () {
      const { send } = yield* configWorld(text, { env })
      const { origins, warnings } = documentOf((yield* send("GET", "/api/config")).json)
      assert.deepStrictEqual(origins["Settings.LoopSleepTimer"], {
        source: "file",
        line: 3,
        variable: null,
        effect: "workers"
      })
      assert.deepStrictEqual(origins["Settings.MaxStrikes"], {
        source: "environment",
        line: null,
        variable: "QBITRR_SETTINGS__MAXSTRIKES",
        effect: "live"
      })
      assert.deepStrictEqual(origins["Radarr-HD.Torrent.StalledDelay"], {
        source: "default",
        line: null,
        variable: null,
        effect: "live"
      })
      assert.deepStrictEqual(origins["Radarr-HD.URI"], { source: "file", line: 18, variable: null, effect: "worker" })
      assert.deepStrictEqual(
        warnings.map(({ key, line }) => [key, line]),
        [["Settings.Unheard", 4]]
      )
    })
  )

  it.scopedLive("shows the last good one, and what is wrong, while the file cannot be used", () =>
    Effect.gen(function* () {
      const { send, write } = yield* configWorld(text, { env })
      write(text.replace('"10s"', '"soon"'))
      const broken = documentOf((yield* send("GET", "/api/config")).json)
      assert.deepStrictEqual(
        broken.problems.map(({ key, line }) => [key, line]),
        [
          ["Settings.LoopSleepTimer", 3],
          ["Settings.Unheard", 4]
        ]
      )
      assert.strictEqual(at(broken.config, "Settings", "LoopSleepTimer"), 10)
      write(`${text}[Broken\n`)
      assert.strictEqual(documentOf((yield* send("GET", "/api/config")).json).problems.length, 1)
    })
  )

  it.scopedLive("tells no secret, here or anywhere else", () =>
    Effect.gen(function* () {
      const { send, write } = yield* configWorld(text, { env })
      const { revision } = documentOf((yield* send("GET", "/api/config")).json)
      yield* send("POST", "/api/config/save", { changes: { "Settings.DryRun": true } })
      const list = (yield* send("GET", "/api/config/backups")).json as { backups: ReadonlyArray<{ id: string }> }
      const bodies = [
        yield* send("GET", "/api/config"),
        yield* send("GET", "/api/config/raw"),
        yield* send("GET", "/web/config"),
        yield* send("GET", `/api/config/backups/${list.backups[0]?.id ?? ""}`),
        yield* send("POST", "/api/config/validate", { toml: text }),
        yield* send("POST", "/api/config/validate", {
          changes: { "qBit.Password": 5, "WebUI.Token": ["pl4nted-token"] }
        }),
        yield* send("POST", "/api/config/plan", { toml: text.replace("10s", "11s") }),
        yield* send("POST", "/api/config/save", { revision, toml: text }),
        yield* send("POST", "/api/config/save", { toml: `${text}[Broken "pl4nted-key"\nAPIKey = "pl4nted-key" "x"\n` })
      ]
      write(`${text}APIKey = "pl4nted-key" x\n`)
      bodies.push(yield* send("GET", "/api/config"), yield* send("GET", "/api/config/raw"))
      for (const { text: answer } of bodies) {
        for (const secret of secrets) assert.notInclude(answer, secret)
      }
    })
  )

  it.scopedLive("is for callers who may see the config", () =>
    Effect.gen(function* () {
      const { send } = yield* configWorld(text)
      for (const path of [
        "/api/config",
        "/api/config/raw",
        "/api/config/schema",
        "/api/config/backups",
        "/web/config"
      ]) {
        assert.strictEqual((yield* send("GET", path, undefined, "read")).status, 403, path)
        assert.strictEqual((yield* send("GET", path, undefined, "config")).status, 200, path)
      }
    })
  )
})

describe("GET /api/config/schema", () => {
  it.scopedLive("has all keys with what their records say", () =>
    Effect.gen(function* () {
      const { send } = yield* configWorld(text)
      const { sections } = (yield* send("GET", "/api/config/schema")).json as typeof SchemaView.Type
      const trees = [settingsTree, webUITree, qbitTree, arrTree]
      assert.deepStrictEqual(
        sections.map(({ keys }) => keys.length),
        trees.map((tree) => leaves(tree).length)
      )
      const find = (section: string, path: string) =>
        sections.find(({ name }) => name === section)?.keys.find((key) => key.path === path)
      assert.deepInclude(find("Settings", "LoopSleepTimer"), {
        type: "duration",
        unit: "s",
        default: 5,
        min: 0,
        effect: "workers",
        secret: false,
        planned: false,
        variable: "QBITRR_SETTINGS__LOOPSLEEPTIMER"
      })
      assert.deepInclude(find("Arr", "APIKey"), { secret: true, type: "secret" })
      assert.deepInclude(find("Arr", "importMode"), { choices: ["Auto", "Move", "Copy"] })
      assert.deepStrictEqual(find("Arr", "EntrySearch.Ombi.SearchOmbiRequests")?.kinds, ["radarr", "sonarr"])
      assert.include(find("qBit", "Trackers")?.rows?.map(({ path }) => path) ?? [], "URI")
      assert.deepStrictEqual(
        (yield* send("GET", "/web/config/schema")).json,
        (yield* send("GET", "/api/config/schema")).json
      )
    })
  )
})

describe("POST /api/config/save", () => {
  it.scopedLive("saves keys and tells which workers restart, what acts at once and what at the next start", () =>
    Effect.gen(function* () {
      const { read, send } = yield* configWorld(text)
      const { revision } = documentOf((yield* send("GET", "/api/config")).json)
      const answer = yield* send("POST", "/api/config/save", {
        revision,
        changes: {
          "Radarr-HD.RssSyncTimer": 30,
          "Settings.DryRun": true,
          "Settings.Logging": false,
          "qBit.Trackers[0].Name": "Ours"
        }
      })
      assert.strictEqual(answer.status, 200)
      const result = saved(answer.json)
      assert.deepInclude(result, {
        status: "ok",
        configReloaded: true,
        reloadType: "single_arr",
        affectedInstances: ["Radarr-HD"],
        nextStart: ["Settings.Logging"]
      })
      assert.deepStrictEqual(result.workers, { start: [], stop: [], restart: ["Radarr-HD", "Search-Radarr-HD"] })
      assert.notStrictEqual(result.revision, revision)
      assert.include(read(), 'Name = "Ours"\nURI = "https://t.example.org/pl4nted-passkey/announce"')
      assert.include(read(), '"10s" # not too often')
      assert.strictEqual(documentOf((yield* send("GET", "/api/config")).json).revision, result.revision)
    })
  )

  it.scopedLive("answers 409 with the document as it is now to who has edited an older one", () =>
    Effect.gen(function* () {
      const { read, send } = yield* configWorld(text)
      const { revision } = documentOf((yield* send("GET", "/api/config")).json)
      yield* send("POST", "/api/config/save", { revision, changes: { "Settings.DryRun": true } })
      const now = read()
      const stale = yield* send("POST", "/api/config/save", { revision, changes: { "Settings.DryRun": false } })
      assert.strictEqual(stale.status, 409)
      const { current, error } = stale.json as { current: ConfigDocument; error: string }
      assert.include(error, "changed by somebody else")
      assert.strictEqual(at(current.config, "Settings", "DryRun"), true)
      assert.strictEqual(read(), now)
      const merged = yield* send("POST", "/api/config/save", {
        revision: current.revision,
        changes: { "Settings.DryRun": false }
      })
      assert.strictEqual(merged.status, 200)
    })
  )

  it.scopedLive("answers 400 with all problems by key, and changes nothing", () =>
    Effect.gen(function* () {
      const { read, send } = yield* configWorld(text)
      const answer = yield* send("POST", "/api/config/save", {
        changes: {
          "Settings.LoopSleepTimer": "soon",
          "qBit.Trackers[7].Nme.x": 1,
          "Radarr-New.URI": "http://radarr-hd:7878",
          "Radarr-New.APIKey": "k"
        }
      })
      assert.strictEqual(answer.status, 400)
      assert.includeMembers(
        problemsOf(answer.json).map(({ key }) => key),
        ["Settings.LoopSleepTimer", "Radarr-New.URI"]
      )
      assert.match((answer.json as { error: string }).error, /^Settings\.LoopSleepTimer found "soon".*and \d+ more/)
      assert.strictEqual(read(), text)
    })
  )

  it.scopedLive("answers 403 with the keys to who may not change who gets in", () =>
    Effect.gen(function* () {
      const { read, send } = yield* configWorld(text)
      const answer = yield* send(
        "POST",
        "/api/config/save",
        { changes: { "WebUI.Token": "x", "Settings.DryRun": true } },
        "config"
      )
      assert.strictEqual(answer.status, 403)
      assert.deepStrictEqual((answer.json as { keys: unknown }).keys, ["WebUI.Token"])
      assert.strictEqual(read(), text)
      assert.strictEqual(
        (yield* send("POST", "/api/config/save", { changes: { "Settings.DryRun": true } }, "config")).status,
        200
      )
      assert.strictEqual(
        (yield* send("POST", "/api/config/save", { changes: { "Settings.DryRun": true } }, "read")).status,
        403
      )
    })
  )

  it.scopedLive("says of a body that is none what to send, and takes none that is larger than any config", () =>
    Effect.gen(function* () {
      const { read, send } = yield* configWorld(text)
      const bad = [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"changes":[]}',
        '{"changes":{},"toml":"x"}',
        '{"toml":5}',
        '{"chnages":{}}',
        '{"changes":{},"revision":7}',
        '{"rename":{"a":1}}'
      ]
      for (const path of ["validate", "plan", "save"]) {
        for (const one of bad) {
          const answer = yield* send("POST", `/api/config/${path}`, one)
          assert.strictEqual(answer.status, 400, `${path} ${one}`)
          assert.include((answer.json as { error: string }).error, "Send {", one)
        }
        const large = yield* send("POST", `/api/config/${path}`, { toml: "#".repeat(1_100_000) })
        assert.strictEqual(large.status, 413)
      }
      assert.strictEqual(read(), text)
    })
  )

  it.scopedLive("takes keys that would be special elsewhere for what they are", () =>
    Effect.gen(function* () {
      const { read, send } = yield* configWorld(text)
      const answer = yield* send(
        "POST",
        "/api/config/save",
        '{"changes":{"__proto__.x":1,"Settings.__proto__":{"y":2},"constructor":{"z":3}}}'
      )
      assert.strictEqual(answer.status, 200)
      for (const part of ["[__proto__]\nx = 1", "[Settings.__proto__]\ny = 2", "[constructor]\nz = 3"])
        assert.include(read(), part)
      assert.strictEqual(({} as { x?: unknown }).x, undefined)
      const odd = yield* send("POST", "/api/config/save", {
        changes: { "": 1, "a..b": 2, 'Settings."x': 3, "Settings[x]": 4 }
      })
      assert.strictEqual(problemsOf(odd.json).length, 4)
    })
  )
})

describe("POST /api/config/validate", () => {
  it.scopedLive("says what is wrong, or what changes, and saves nothing", () =>
    Effect.gen(function* () {
      const { read, send } = yield* configWorld(text, { env })
      const good = yield* send("POST", "/api/config/validate", { changes: { "Settings.DryRun": true } })
      assert.deepInclude(good.json, {
        valid: true,
        validationErrors: [],
        changed: [{ key: "Settings.DryRun", section: "Settings", kind: "changed", effect: "live" }]
      })
      const wrong = yield* send("POST", "/api/config/validate", { toml: text.replace('"10s"', "-5") })
      assert.deepInclude(wrong.json, { valid: false, changed: [] })
      assert.deepStrictEqual(
        problemsOf(wrong.json).map(({ key }) => key),
        ["Settings.LoopSleepTimer"]
      )
      const overridden = yield* send("POST", "/api/config/validate", { changes: { "Settings.MaxStrikes": 5 } })
      assert.include(problemsOf(overridden.json)[0]?.message ?? "", "QBITRR_SETTINGS__MAXSTRIKES")
      assert.strictEqual(read(), text)
    })
  )
})

describe("POST /api/config/plan", () => {
  it.scopedLive("tells workers, keys and torrents, and saves nothing", () =>
    Effect.gen(function* () {
      const one = torrent({ name: "Some.Film" })
      const side = { rule: "stalled", reason: "because", actions: "" }
      const plan = {
        torrents: 10_000,
        changed: 1,
        more: new Map([["Remove", 1] as const]),
        less: new Map(),
        untold: 2,
        first: [
          {
            torrent: one,
            kinds: ["Remove" as const],
            more: ["Remove" as const],
            less: [],
            sectionBefore: "Radarr-HD",
            sectionAfter: undefined,
            before: side,
            after: { ...side, actions: "remove" }
          }
        ]
      }
      const { read, send } = yield* configWorld(text, { plan })
      const answer = yield* send("POST", "/api/config/plan", {
        changes: {
          "Settings.StalledDelay": 1,
          "Radarr-HD.Torrent.StalledDelay": 1,
          "Sonarr-TV": null,
          "Lidarr-Music": { URI: "http://lidarr:8686", APIKey: "k" },
          "WebUI.Port": 7000
        }
      })
      assert.strictEqual(answer.status, 200)
      const view = answer.json as PlanView
      assert.deepStrictEqual(view.live, ["Radarr-HD.Torrent.StalledDelay"])
      assert.strictEqual(view.web, true)
      assert.deepStrictEqual(view.workers, {
        start: ["Lidarr-Music", "Search-Lidarr-Music"],
        stop: ["Sonarr-TV", "Search-Sonarr-TV"],
        restart: ["Feed-qBit", "qBit"]
      })
      assert.deepInclude(view.torrents, { total: 10_000, changed: 1, more: { Remove: 1 }, less: {}, undetermined: 2 })
      assert.deepInclude(view.torrents.torrents[0], { name: "Some.Film", hash: one.hash, kinds: ["Remove"] })
      assert.deepStrictEqual(view.torrents.torrents[0]?.after, {
        section: null,
        rule: "stalled",
        reason: "because",
        actions: "remove"
      })
      assert.strictEqual(read(), text)
    })
  )
})

describe("earlier versions", () => {
  it.scopedLive("are listed, shown without secrets, and brought back", () =>
    Effect.gen(function* () {
      const { read, send } = yield* configWorld(text)
      yield* send("POST", "/api/config/save", { changes: { "Settings.DryRun": true } })
      const { backups } = (yield* send("GET", "/api/config/backups")).json as {
        backups: ReadonlyArray<{ id: string; at: string; size: number }>
      }
      assert.lengthOf(backups, 1)
      assert.strictEqual(backups[0]?.size, Buffer.byteLength(text))
      const id = backups[0]?.id ?? ""
      const shown = yield* send("GET", `/api/config/backups/${id}`)
      assert.include((shown.json as { toml: string }).toml, 'Token = "[redacted]"')
      assert.strictEqual((yield* send("GET", "/api/config/backups/..%2f..%2fconfig.toml")).status, 404)
      assert.strictEqual((yield* send("POST", "/api/config/restore", { id: "../config.toml" })).status, 404)
      assert.strictEqual((yield* send("POST", "/api/config/restore", { id, revision: "old" })).status, 409)
      assert.strictEqual((yield* send("POST", "/api/config/restore", { id })).status, 200)
      assert.strictEqual(read(), text)
    })
  )
})

describe("the names of qBitrr", () => {
  it.scopedLive("change keys without a revision and answer in its words", () =>
    Effect.gen(function* () {
      const { read, send } = yield* configWorld(text)
      for (const path of ["/api/config", "/web/config"]) {
        const answer = yield* send("POST", path, {
          changes: { "Radarr-HD.ReSearch": path === "/web/config", "Settings.LoopSleepTimer": "12s" }
        })
        assert.strictEqual(answer.status, 200)
        assert.deepStrictEqual(Object.keys(answer.json as object), [
          "status",
          "configReloaded",
          "reloadType",
          "affectedInstances"
        ])
      }
      assert.include(read(), "ReSearch = true")
      const wrong = yield* send("POST", "/web/config", { changes: { "Radarr-HD.ReSearch": 5 } })
      assert.strictEqual(wrong.status, 400)
      assert.strictEqual(problemsOf(wrong.json)[0]?.key, "Radarr-HD.ReSearch")
      const plain = (yield* send("GET", "/web/config")).json
      assert.strictEqual(at(plain, "WebUI", "Token"), "[redacted]")
      assert.strictEqual(at(plain, "Settings", "LoopSleepTimer"), "12s")
    })
  )
})
