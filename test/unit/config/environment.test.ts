import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { variableOf } from "../../../src/config/environmentNames.ts"
import { leaves } from "../../../src/config/Key.ts"
import { arrTree } from "../../../src/config/keys/arr.ts"
import { settingsTree } from "../../../src/config/keys/settings.ts"
import { assembled, bad, good, lines, radarr } from "./support.ts"

const file = `[Settings]\nLoopSleepTimer = 7\n${radarr()}[qBit]\nHost = "qb"\n`

describe("the environment", () => {
  it("wins over the file, by section and path, in any case", () => {
    const { config, origins } = good(file, {
      QBITRR_SETTINGS__AUTORESTARTPROCESSES: "false",
      qbitrr_settings__LoopSleepTimer: "1m",
      QBITRR_RADARR_MOVIES__ENTRYSEARCH__SEARCHMISSING: "no",
      QBITRR_RADARR_MOVIES__TORRENT__SEEDINGMODE__MAXUPLOADRATIO: "2.5",
      QBITRR_WEBUI__OIDC__SCOPES: "openid"
    })
    assert.isFalse(config.Settings.AutoRestartProcesses)
    assert.strictEqual(config.Settings.LoopSleepTimer, 60)
    assert.isFalse(config.Arr["Radarr-Movies"]?.EntrySearch.SearchMissing)
    assert.strictEqual(config.Arr["Radarr-Movies"]?.Torrent.SeedingMode.MaxUploadRatio, 2.5)
    assert.strictEqual(config.WebUI.OIDC.Scopes, "openid")
    assert.strictEqual(origins.get("Settings.LoopSleepTimer"), "env:qbitrr_settings__LoopSleepTimer")
    assert.strictEqual(origins.get("Radarr-Movies.URI"), "file:4")
  })

  it("wins by being set, even with zero, no and nothing", () => {
    const { config } = good('[Settings]\nLoopSleepTimer = 7\nTagless = true\nCompletedDownloadFolder = "/x"\n', {
      QBITRR_SETTINGS__LOOPSLEEPTIMER: "0",
      QBITRR_SETTINGS_TAGLESS: "0",
      QBITRR_SETTINGS__COMPLETEDDOWNLOADFOLDER: "",
      QBITRR_SETTINGS__PINGURLS: ""
    })
    assert.strictEqual(config.Settings.LoopSleepTimer, 0)
    assert.isFalse(config.Settings.Tagless)
    assert.strictEqual(config.Settings.CompletedDownloadFolder, "")
    assert.deepStrictEqual(config.Settings.PingURLS, [])
  })

  it("understands every older name", () => {
    const { config } = good(file, {
      QBITRR_SETTINGS_CONSOLE_LEVEL: "debug",
      QBITRR_SETTINGS_LOGGING: "f",
      QBITRR_SETTINGS_COMPLETED_DOWNLOAD_FOLDER: "/data",
      QBITRR_SETTINGS_FREE_SPACE: "10G",
      QBITRR_SETTINGS_FREE_SPACE_FOLDER: "/disk",
      QBITRR_SETTINGS_NO_INTERNET_SLEEP_TIMER: "1",
      QBITRR_SETTINGS_LOOP_SLEEP_TIMER: "2",
      QBITRR_SETTINGS_SEARCH_LOOP_DELAY: "3",
      QBITRR_SETTINGS_AUTO_PAUSE_RESUME: "no",
      QBITRR_SETTINGS_FAILED_CATEGORY: "f",
      QBITRR_SETTINGS_RECHECK_CATEGORY: "r",
      QBITRR_SETTINGS_TAGLESS: "True",
      QBITRR_SETTINGS_IGNORE_TORRENTS_YOUNGER_THAN: "4",
      QBITRR_SETTINGS_PING_URLS: "a, b",
      QBITRR_SETTINGS_FFPROBE_AUTO_UPDATE: "off",
      QBITRR_SETTINGS_AUTO_UPDATE_ENABLED: "on",
      QBITRR_SETTINGS_AUTO_UPDATE_CRON: "1 2 * * *",
      QBITRR_SETTINGS_AUTO_UPDATE_CHANNEL: "Nightly",
      QBITRR_QBIT_HOST: "other",
      QBITRR_QBIT_PORT: "9090",
      QBITRR_QBIT_USERNAME: "me",
      QBITRR_QBIT_PASSWORD: "hunter2"
    })
    assert.deepInclude(config.Settings, {
      ConsoleLevel: "DEBUG",
      Logging: false,
      CompletedDownloadFolder: "/data",
      FreeSpace: 10_737_418_240,
      FreeSpaceFolder: "/disk",
      NoInternetSleepTimer: 1,
      LoopSleepTimer: 2,
      SearchLoopDelay: 3,
      AutoPauseResume: false,
      FailedCategory: "f",
      RecheckCategory: "r",
      Tagless: true,
      IgnoreTorrentsYoungerThan: 4,
      PingURLS: ["a", "b"],
      FFprobeAutoUpdate: false,
      AutoUpdateEnabled: true,
      AutoUpdateCron: "1 2 * * *",
      AutoUpdateChannel: "nightly"
    })
    const qbit = config.qBit["qBit"]
    assert.deepInclude(qbit, { Host: "other", Port: 9090, UserName: "me" })
    assert.strictEqual(qbit === undefined ? "" : Redacted.value(qbit.Password), "hunter2")
  })

  it("can park every qBittorrent at once, as before", () => {
    const two = '[qBit]\nHost = "a"\n[qBit-two]\nHost = "b"\nDisabled = false\n'
    const off = good(two, { QBITRR_QBIT_DISABLED: "1" }).config.qBit
    assert.deepStrictEqual([off["qBit"]?.Disabled, off["qBit-two"]?.Disabled], [true, true])
    const one = good(two, { QBITRR_QBIT__DISABLED: "1" }).config.qBit
    assert.deepStrictEqual([one["qBit"]?.Disabled, one["qBit-two"]?.Disabled], [true, false])
    assert.isTrue(good("[qBit-two]\nHost = 'b'", { QBITRR_QBIT_DISABLED: "yes" }).config.qBit["qBit-two"]?.Disabled)
  })

  it("can make the section qBit", () => {
    assert.strictEqual(good("[Settings]\n", { QBITRR_QBIT__HOST: "qb" }).config.qBit["qBit"]?.Host, "qb")
  })

  it("fills rows and tables with TOML", () => {
    const { config } = good(file, {
      QBITRR_QBIT__PATHMAPPINGS: '[{ from = "/a", to = "/b" }]',
      QBITRR_RADARR_MOVIES__ENTRYSEARCH__QUALITYPROFILEMAPPINGS: '{ "HD" = "SD" }'
    })
    assert.deepEqual(config.qBit["qBit"]?.PathMappings, [{ from: "/a", to: "/b" }])
    assert.deepEqual(config.Arr["Radarr-Movies"]?.EntrySearch.QualityProfileMappings, { HD: "SD" })
  })

  it("reads a secret from a file, without the line end", () => {
    const { config, origins } = good(
      file,
      { QBITRR_QBIT__PASSWORD_FILE: "/run/secrets/qbit", QBITRR_RADARR_MOVIES__APIKEY_FILE: "/run/secrets/radarr" },
      { QBITRR_QBIT__PASSWORD_FILE: "hunter2\n", QBITRR_RADARR_MOVIES__APIKEY_FILE: " k \r\n" }
    )
    const qbit = config.qBit["qBit"]
    const arr = config.Arr["Radarr-Movies"]
    assert.deepStrictEqual(
      [qbit?.Password, arr?.APIKey].map((value) => (value === undefined ? "" : Redacted.value(value))),
      ["hunter2", " k "]
    )
    assert.strictEqual(origins.get("qBit.Password"), "env:QBITRR_QBIT__PASSWORD_FILE")
  })

  it("switches the modes", () => {
    assert.deepStrictEqual(good(file).config.overrides, { searchOnly: false, processingOnly: false })
    const set = { QBITRR_OVERRIDES_SEARCH_ONLY: "true", QBITRR_OVERRIDES_PROCESSING_ONLY: "1" }
    assert.deepStrictEqual(good(file, set).config.overrides, { searchOnly: true, processingOnly: true })
  })

  it("leaves alone what belongs to somebody else", () => {
    const others = {
      HOME: "/root",
      QBITRR_OVERRIDES_DATA_PATH: "/data",
      QBITRR_SETUP_TOKEN: "x",
      QBITRR_SETTINGS_GITHUB_TOKEN: "x",
      QBITRR_DOCKER_RUNNING: "69420",
      QBITRR_SERVICE_HOST: "10.0.0.1",
      QBITRR_PORT_6969_TCP_ADDR: "10.0.0.1",
      QBITRR_PORT: "tcp://10.0.0.1:6969",
      QBITRR_SETTINGS__DRYRUN: undefined
    }
    assert.deepStrictEqual(good(file, others).warnings, [])
  })

  it("that only might be meant for a key is a warning", () => {
    assert.deepStrictEqual(lines(good(file, { QBITRR_SHARED: "/x" }).warnings), [
      "QBITRR_SHARED: warning: names no key of this config; unset it, or see docs/configuration.md for the names"
    ])
  })
})

describe("a wrong variable is told by its name", () => {
  const secretFile = (failure: string) => new Map([["QBITRR_QBIT__PASSWORD_FILE", { failure }]])
  for (const [variable, value, message] of [
    [
      "QBITRR_SETTINGS__LOOPSLEEPTIMERS",
      "5",
      "QBITRR_SETTINGS__LOOPSLEEPTIMERS: names no key of this config; did you mean QBITRR_SETTINGS__LOOPSLEEPTIMER?"
    ],
    [
      "QBITRR_SETTINGS_LOOP_SLEEP",
      "5",
      "QBITRR_SETTINGS_LOOP_SLEEP: names no key of this config; unset it, or see docs/configuration.md for the names"
    ],
    [
      "QBITRR_RADARR_4K__URI",
      "http://x",
      "QBITRR_RADARR_4K__URI: names no key of this config; unset it, or see docs/configuration.md for the names (sections here: Settings, WebUI, qBit, Radarr-Movies)"
    ],
    [
      "QBITRR_RADARR_MOVIES__ENTRYSEARCH__SEARCHMISING",
      "1",
      "QBITRR_RADARR_MOVIES__ENTRYSEARCH__SEARCHMISING: names no key of this config; did you mean QBITRR_RADARR_MOVIES__ENTRYSEARCH__SEARCHMISSING?"
    ],
    [
      "QBITRR_WEBUI__PORT",
      "x",
      'QBITRR_WEBUI__PORT: WebUI.Port: found "x", allowed: a whole number from 1 to 65535, without quotes'
    ],
    [
      "QBITRR_SETTINGS__DRYRUN",
      "maybe",
      'QBITRR_SETTINGS__DRYRUN: Settings.DryRun: found "maybe", allowed: true or false, without quotes'
    ],
    [
      "QBITRR_SETTINGS__PINGURLS",
      "[5]",
      "QBITRR_SETTINGS__PINGURLS: Settings.PingURLS[0]: found 5, allowed: text in quotes, not empty"
    ],
    [
      "QBITRR_QBIT__TRACKERS",
      "x",
      'QBITRR_QBIT__TRACKERS: qBit.Trackers: found "x", allowed: tables, each under [[qBit.Trackers]]'
    ],
    [
      "QBITRR_RADARR_MOVIES__URI",
      "radarr",
      'QBITRR_RADARR_MOVIES__URI: Radarr-Movies.URI: found "radarr", allowed: a URL such as "http://radarr:7878" (it has no scheme: it must begin with "http://" or "https://")'
    ],
    ["QBITRR_OVERRIDES_SEARCH_ONLY", "perhaps", 'QBITRR_OVERRIDES_SEARCH_ONLY: found "perhaps", allowed: true or false']
  ] as const) {
    it(message, () => assert.deepStrictEqual(bad(file, { [variable]: value }), [message]))
  }

  it("when it is set twice", () => {
    assert.deepStrictEqual(bad(file, { QBITRR_QBIT_HOST: "a", QBITRR_QBIT__HOST: "b" }), [
      "QBITRR_QBIT__HOST: qBit.Host: is also set by QBITRR_QBIT_HOST; unset one of them"
    ])
  })

  it("when two sections could be meant", () => {
    const text = `${radarr("Radarr-4K")}${radarr("Radarr_4K").replace("radarrk", "other")}`
    assert.deepStrictEqual(bad(text, { QBITRR_RADARR_4K__URI: "http://x" }), [
      "QBITRR_RADARR_4K__URI: could mean Radarr-4K and Radarr_4K; rename one of these sections"
    ])
  })

  it("when its file cannot be read", async () => {
    const { assemble } = await import("../../../src/config/assemble.ts")
    const result = assemble({
      file: "config.toml",
      text: file,
      environment: { QBITRR_QBIT__PASSWORD_FILE: "/gone" },
      secretFiles: secretFile("the file /gone cannot be read: there is no such file")
    })
    assert.deepStrictEqual(lines(Either.isLeft(result) ? result.left : []), [
      "QBITRR_QBIT__PASSWORD_FILE: qBit.Password: the file /gone cannot be read: there is no such file"
    ])
  })

  it("and never shows a secret", () => {
    const broken = bad(file, {
      QBITRR_QBIT__PASSWORD: "hunter2",
      QBITRR_QBIT_PASSWORD: "hunter3",
      QBITRR_WEBUI__TOKENS: "hunter4"
    })
    assert.notMatch(broken.join("\n"), /hunter/)
  })
})

describe("the name of a key", () => {
  it("is made of section and path", () => {
    assert.strictEqual(
      variableOf("Radarr-Movies 4.K", ["EntrySearch", "SearchMissing"]),
      "QBITRR_RADARR_MOVIES_4_K__ENTRYSEARCH__SEARCHMISSING"
    )
  })

  it("leads to that key and no other", () => {
    const all = [
      ...leaves(settingsTree).map(({ path }) => ["Settings", path] as const),
      ...leaves(arrTree).map(({ path }) => ["Radarr-Movies", path] as const)
    ]
    fc.assert(
      fc.property(fc.constantFrom(...all), ([section, path]) => {
        const variable = variableOf(section, path)
        const result = assembled(file, { [variable]: "\u0001" })
        const key = [section, ...path].join(".")
        if (Either.isRight(result)) assert.strictEqual(result.right.origins.get(key), `env:${variable}`)
        else assert.isTrue(result.left.every((problem) => problem.file === variable && problem.key.startsWith(key)))
      }),
      { numRuns: 300 }
    )
  })
})
