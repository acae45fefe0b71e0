import * as Either from "effect/Either"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { exampleToml } from "../../../src/config/ConfigExample.ts"
import { render } from "../../../src/config/ConfigProblem.ts"
import { type Leaf, leaves } from "../../../src/config/Key.ts"
import { arrTree } from "../../../src/config/keys/arr.ts"
import { qbitTree } from "../../../src/config/keys/qbit.ts"
import { settingsTree } from "../../../src/config/keys/settings.ts"
import { webUITree } from "../../../src/config/keys/webUI.ts"
import { tomlAssignment } from "../../../src/config/TomlText.ts"
import { assembled, bad, radarr } from "./support.ts"

/** The one problem of a text, without the file's name. */
const one = (text: string): string => {
  const found = bad(text)
  assert.strictEqual(found.length, 1, found.join("\n"))
  return (found[0] ?? "").replace(/^config\.toml:/, "")
}

describe("a wrong value is told with its line, its key, what was found and what is allowed", () => {
  const seconds = 'a duration such as 15 (seconds), "90s", "15m", "2h", "1d" or "1w"'
  for (const [text, message] of [
    ['[Settings]\nLoopSleepTimer = "soon"', `2: Settings.LoopSleepTimer: found "soon", allowed: ${seconds}, 0 or more`],
    ["[Settings]\n\nSearchLoopDelay = -5", `3: Settings.SearchLoopDelay: found -5, allowed: ${seconds}, -1 or more`],
    ["[Settings]\nLoopSleepTimer = true", `2: Settings.LoopSleepTimer: found true, allowed: ${seconds}, 0 or more`],
    [
      "[Settings]\nLoopSleepTimer = 1979-05-27",
      `2: Settings.LoopSleepTimer: found the date 1979-05-27T00:00:00.000Z, allowed: ${seconds}, 0 or more`
    ],
    ['[WebUI]\nPort = "8080"', '2: WebUI.Port: found "8080", allowed: a whole number from 1 to 65535, without quotes'],
    ["[WebUI]\nPort = 70000", "2: WebUI.Port: found 70000, allowed: a whole number from 1 to 65535, without quotes"],
    ['[Settings]\nDryRun = "yes"', '2: Settings.DryRun: found "yes", allowed: true or false, without quotes'],
    [
      '[Settings]\nOnRestartLimit = "stop"',
      '2: Settings.OnRestartLimit: found "stop", allowed: one of "fail", "probe"'
    ],
    [
      '[Settings]\nFreeSpace = "10P"',
      '2: Settings.FreeSpace: found "10P", allowed: a size such as "500M", "10G" or "1.5T", a number of bytes, or "-1" for off'
    ],
    [
      "[Settings]\nOutageGuardPercent = 0",
      '2: Settings.OutageGuardPercent: found 0, allowed: a percentage from 1 to 100, as a number or as text such as "30%"'
    ],
    [
      '[Settings]\nAutoUpdateCron = "daily"',
      '2: Settings.AutoUpdateCron: found "daily", allowed: a cron expression of 5 or 6 fields such as "0 3 * * 0"'
    ],
    [
      "[Settings]\nPingURLS = 5",
      '2: Settings.PingURLS: found 5, allowed: a list such as ["…", "…"], each item text in quotes, not empty'
    ],
    ['[Settings]\nPingURLS = [\n  "a",\n  5 ]', "4: Settings.PingURLS[1]: found 5, allowed: text in quotes, not empty"],
    [
      '[Settings]\nFailedCategory = "/"',
      '2: Settings.FailedCategory: found "/", allowed: the name of a category such as "radarr-movies" or "seed/linux"'
    ],
    [
      "[qBit]\nDisabled = true\nPassword = 12345",
      "3: qBit.Password: found a value that is not shown here, allowed: text in quotes"
    ],
    [
      "[qBit]\nDisabled = true\nTrackers = 'x'",
      '3: qBit.Trackers: found "x", allowed: tables, each under [[qBit.Trackers]]'
    ],
    [
      "[qBit]\nDisabled = true\n[[qBit.Trackers]]\nName = 'x'",
      '3: qBit.Trackers[0].URI: is missing, give the announce URL or the host of a tracker, such as "tracker.example.org"'
    ],
    ["[WebUI]\nOIDC = 5", "2: WebUI.OIDC: found 5, allowed: a table, [WebUI.OIDC]"],
    ["Settings = 'x'", '1: Settings: found "x", allowed: a section, [Settings]'],
    [
      radarr("Radarr", "Torrent.FolderExclusionRegex = ['(']"),
      '4: Radarr.Torrent.FolderExclusionRegex[0]: found "(", allowed: a regular expression (this one: Unterminated group)'
    ],
    [
      radarr("Radarr", "Torrent.SeedingMode.RemoveTorrent = 5"),
      "4: Radarr.Torrent.SeedingMode.RemoveTorrent: found 5, allowed: -1 (never), 1 (ratio), 2 (time), 3 (either) or 4 (both), without quotes"
    ],
    [
      radarr("Radarr", "MaxProcessRestarts = 0"),
      "4: Radarr.MaxProcessRestarts: found 0, allowed: a whole number, 1 or more, without quotes"
    ],
    [
      radarr("Radarr", "EntrySearch.QualityProfileMappings = { a = 1 }"),
      '4: Radarr.EntrySearch.QualityProfileMappings.a: found 1, allowed: a table such as { "HD-1080p" = "SD" }'
    ]
  ] as const) {
    it(message, () => assert.strictEqual(one(text), message))
  }
})

describe("sections that get into each other's way are told with both places", () => {
  for (const [name, text, messages] of [
    [
      "one category twice",
      radarr("Radarr-A", 'Category = "movies"') + radarr("Radarr-B", 'Category = " movies/"'),
      [
        'config.toml:8: Radarr-B.Category: the category "movies" is also Radarr-A.Category (line 4); give each its own category'
      ]
    ],
    [
      "a category of an Arr that a qBittorrent manages",
      radarr("Radarr", 'Category = "movies"') + '[qBit]\nHost = "qb"\nManagedCategories = ["seed", "movies"]',
      [
        'config.toml:7: qBit.ManagedCategories[1]: the category "movies" is also Radarr.Category (line 4); take it out of ManagedCategories or give the other one another name'
      ]
    ],
    [
      "a category that means failed",
      radarr("Radarr", 'Category = "failed"'),
      [
        'config.toml:4: Radarr.Category: the category "failed" is also Settings.FailedCategory (the default); give each its own category'
      ]
    ],
    [
      "failed and recheck alike",
      '[Settings]\nFailedCategory = "x"\nRecheckCategory = "x"',
      [
        'config.toml:3: Settings.RecheckCategory: the category "x" is also Settings.FailedCategory (line 2); give each its own category'
      ]
    ],
    [
      "one Arr twice",
      '[Radarr-A]\nURI = "http://radarr:80/"\nAPIKey = "k"\n[Radarr-B]\nURI = "HTTP://Radarr"\nAPIKey = "k"',
      [
        'config.toml:5: Radarr-B.URI: "http://radarr" is also Radarr-A.URI (line 2); each Arr may have one managed section only'
      ]
    ],
    [
      "one name in two spellings",
      radarr("Radarr-A") + "[radarr-a]\nManaged = false",
      [
        "config.toml:5: radarr-a: the section Radarr-A (line 1) has the same name but for upper and lower case; rename one of them"
      ]
    ]
  ] as const) {
    it(name, () => assert.deepStrictEqual([...bad(text)], [...messages]))
  }

  it("but what is not managed is in nobody's way", () => {
    const off = 'Category = "movies"\nManaged = false'
    assert.isTrue(Either.isRight(assembled(radarr("Radarr-A", 'Category = "movies"') + radarr("Radarr-B", off))))
  })
})

describe("what is switched on but not filled in is told with what to do", () => {
  for (const [name, text, messages] of [
    [
      "an Arr",
      "[Radarr]",
      [
        'config.toml:1: Radarr.URI: found "CHANGE_ME"; set URI to its address such as "http://radarr:7878", or set Managed = false',
        'config.toml:1: Radarr.APIKey: found "CHANGE_ME"; set APIKey to the key from its settings, or set Managed = false'
      ]
    ],
    [
      "an address without scheme",
      '[Sonarr]\nURI = "sonarr:8989"\nAPIKey = "k"',
      [
        'config.toml:2: Sonarr.URI: found "sonarr:8989", allowed: a URL such as "http://sonarr:8989" (it has no scheme: it must begin with "http://" or "https://")'
      ]
    ],
    [
      "a qBittorrent",
      "[qBit]\nPort = 8080",
      ['config.toml:1: qBit.Host: found "CHANGE_ME"; set Host to the address of qBittorrent, or set Disabled = true']
    ],
    [
      "a qBittorrent with an odd host",
      '[qBit]\nHost = "qb host"',
      [
        'config.toml:2: qBit.Host: found "qb host", allowed: a host name, an address or a URL such as "https://qbit.example.org/qb"'
      ]
    ],
    [
      "requests",
      radarr("Radarr", '[Radarr.EntrySearch.Overseerr]\nSearchOverseerrRequests = true\nOverseerrURI = "http://o"'),
      [
        'config.toml:4: Radarr.EntrySearch.Overseerr.OverseerrAPIKey: found "CHANGE_ME"; set OverseerrAPIKey to the key from its settings, or set SearchOverseerrRequests = false'
      ]
    ],
    [
      "no login on an open port",
      "[WebUI]\nAuthDisabled = true",
      [
        'config.toml:2: WebUI.AuthDisabled: everybody who reaches 0.0.0.0 could control the daemon; set AuthDisabled = false or Host = "127.0.0.1", or, if that is what you want, AllowInsecureExposure = true'
      ]
    ]
  ] as const) {
    it(name, () => assert.deepStrictEqual([...bad(text)], [...messages]))
  }

  it("an address may hold a password, which is not shown", () => {
    const text = '[Radarr]\nURI = "ftp://me:hunter2@radarr"\nAPIKey = "k"\n[qBit]\nHost = "http://me:hunter2@qb x"'
    assert.notInclude(bad(text).join("\n"), "hunter2")
  })

  it("a folder that was never set is only a warning", () => {
    const result = assembled(`[Settings]\nCompletedDownloadFolder = "CHANGE_ME"\n${radarr()}`)
    assert.deepStrictEqual(
      Either.map(result, ({ warnings }) => warnings.map(render)),
      Either.right([
        'config.toml:2: Settings.CompletedDownloadFolder: warning: is still "CHANGE_ME", which is taken as empty: qBittorrent decides where categories are saved'
      ])
    )
  })
})

describe("a file that is no TOML", () => {
  it("is told with line, column and the lines around it", () => {
    assert.deepStrictEqual(
      [...bad("[Settings]\nLoopSleepTimer = = 5\nDryRun = true\n")],
      [
        [
          "config.toml:2: not valid TOML (column 18): invalid value",
          "1:  [Settings]",
          "2:  LoopSleepTimer = = 5",
          "                     ^",
          "3:  DryRun = true"
        ].join("\n")
      ]
    )
  })

  it("shows nothing of a secret", () => {
    for (const line of [
      'Password = "hunter2',
      "APIKey = hunter2",
      'x = { OverseerrAPIKey = "hunter2", }}',
      '"Client Secret" = "hunter2'
    ]) {
      const text = `[qBit]\n${line}\nDisabled = true\n`
      assert.notInclude(bad(text).join("\n"), "hunter2", text)
    }
  })

  it("is told when it is empty, as it is while somebody saves it", () => {
    assert.strictEqual(
      one(" \n").replace(/^ /, ""),
      "the config file is empty; restore it, or delete it and run: qbitrr config init"
    )
  })
})

describe("all problems", () => {
  it("are told at once, in the order of the file, and with the warnings", () => {
    const text = [
      "[Settings]",
      'LoopSleepTimer = "soon"',
      "Prt = 1",
      "[Radarr-A]",
      "URI = 5",
      'APIKey = "CHANGE_ME"',
      'Category = "x"',
      "[Radarr-A.Torrent]",
      'StalledDelay = "1h30m"',
      "[Radarr-B]",
      'Category = "x"',
      "URI = 'http://b'",
      "APIKey = 'k'"
    ].join("\n")
    assert.deepStrictEqual(
      bad(text, { QBITRR_WEBUI__PORT: "zero" }).map((line) => line.replace(/(found|unknown|the category).*/s, "$1")),
      [
        "config.toml:2: Settings.LoopSleepTimer: found",
        "config.toml:3: Settings.Prt: warning: unknown",
        "config.toml:5: Radarr-A.URI: found",
        "config.toml:6: Radarr-A.APIKey: found",
        "config.toml:9: Radarr-A.Torrent.StalledDelay: found",
        "config.toml:11: Radarr-B.Category: the category",
        "QBITRR_WEBUI__PORT: WebUI.Port: found"
      ]
    )
  })
})

describe("whatever stands behind a key", () => {
  const sections = [
    ["Settings", settingsTree],
    ["WebUI", webUITree],
    ["qBit", qbitTree],
    ["Sonarr-TV", arrTree]
  ] as const
  const anyKey = fc.constantFrom(
    ...sections.flatMap(([section, tree]) => leaves(tree).map((leaf): readonly [string, Leaf] => [section, leaf]))
  )
  const anyValue = fc.oneof(
    fc.string({ unit: "grapheme-ascii" }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
    fc.boolean(),
    fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "URI", "Name", "from"), fc.oneof(fc.string(), fc.integer()), {
      noNullPrototype: true
    })
  )

  it("is decoded, or told with the line of the key", () => {
    fc.assert(
      fc.property(anyKey, anyValue, fc.nat(5), ([section, { path }], value, before) => {
        const line = tomlAssignment(path.join("."), value).replaceAll("\n", " ")
        const result = assembled(`${"\n".repeat(before)}[${section}]\n${line}\n`)
        if (Either.isRight(result)) return
        const told = result.left.filter(({ key }) => key.startsWith(`${section}.${path[0] ?? ""}`))
        // A section without anything in it lacks an address; that is told for the section.
        assert.isTrue(
          result.left.some(({ line }) => line === before + 2) || result.left.every(({ line }) => line === before + 1),
          result.left.map(render).join("\n")
        )
        for (const problem of told) assert.isAbove(problem.message.length, 10)
      }),
      { numRuns: 600 }
    )
  })

  it("is never shown when it is a secret", () => {
    const secrets = sections.flatMap(([section, tree]) =>
      leaves(tree).flatMap(({ path, node }) =>
        node._tag === "Key" && node.value.secret === true ? [[section, path] as const] : []
      )
    )
    assert.isAbove(secrets.length, 6)
    for (const [section, path] of secrets) {
      for (const value of [
        "771177117711",
        "[771177117711]",
        "{ a = 771177117711 }",
        "'771177117711",
        '"771177117711\\q"'
      ]) {
        const result = assembled(`[${section}]\n${path.join(".")} = ${value}\n`)
        assert.isTrue(Either.isLeft(result))
        if (Either.isLeft(result)) assert.notInclude(JSON.stringify(result.left), "771177117711", `${section} ${value}`)
      }
    }
  })
})

describe("the example", () => {
  it("loads when everything in it that is commented out is switched on", () => {
    const text = exampleToml().replaceAll(/^# (\[\[|[\w.]+ = )/gm, "$1")
    const result = assembled(text)
    assert.isTrue(Either.isRight(result), Either.isLeft(result) ? result.left.map(render).join("\n") : "")
  })
})
