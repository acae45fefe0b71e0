import * as Redacted from "effect/Redacted"
import { assert, describe, it } from "vitest"
import { profileMappingsOf, profileSettingsOf } from "../../../src/search/profileSettingsOf.ts"
import { requestSettingsOf } from "../../../src/search/requestSettingsOf.ts"
import { searchSettingsOf } from "../../../src/search/searchSettingsOf.ts"
import { searches } from "../../../src/search/whoSearches.ts"
import { bad, good, lines, radarr } from "../config/support.ts"

/** A config with one section; `lines` stand in its EntrySearch, `settings` in Settings. */
const config = (name: string, lines = "", settings = "", environment = {}) =>
  good(`[Settings]\n${settings}\n${radarr(name, `[${name}.EntrySearch]\n${lines}`)}`, environment).config

const search = (name: string, lines = "", settings = "") => searchSettingsOf(config(name, lines, settings), name)

describe("how a section searches", () => {
  it("is, unless anything is said, for missing items, newest first, at any time, 20 an hour", () => {
    assert.deepStrictEqual(search("Sonarr-TV"), {
      missing: true,
      customFormat: false,
      quality: false,
      upgrade: false,
      specials: false,
      unmonitored: false,
      byYear: true,
      oldestFirst: false,
      bySeries: "smart",
      today: true,
      again: true,
      limit: 5,
      delay: 30_000,
      perHour: 20,
      maxQueue: 0,
      windows: [],
      dryRun: false
    })
  })

  it("follows every key", () => {
    const lines = [
      "SearchMissing = false\nCustomFormatUnmetSearch = true\nQualityUnmetSearch = true\nDoUpgradeSearch = true",
      "AlsoSearchSpecials = true\nUnmonitored = true\nSearchByYear = false\nSearchInReverse = true\nSearchBySeries = true",
      "PrioritizeTodaysReleases = false\nSearchAgainOnSearchCompletion = false\nSearchLimit = 2\nMaxQueueSize = 40",
      'SearchWindow = ["01:00-07:00", "22:00-23:00"]\nSearchLoopDelay = "1m"\nSearchesPerHour = 7'
    ].join("\n")
    assert.deepStrictEqual(search("Sonarr-TV", lines, "DryRun = true"), {
      missing: false,
      customFormat: true,
      quality: true,
      upgrade: true,
      specials: true,
      unmonitored: true,
      byYear: false,
      oldestFirst: true,
      bySeries: true,
      today: false,
      again: false,
      limit: 2,
      delay: 60_000,
      perHour: 7,
      maxQueue: 40,
      windows: [
        { from: 60, to: 420 },
        { from: 1320, to: 1380 }
      ],
      dryRun: true
    })
  })

  it("takes delay and hourly limit of [Settings] unless the section has its own", () => {
    const settings = "SearchLoopDelay = 90\nSearchesPerHour = 3"
    assert.deepInclude(search("Radarr", "", settings), { delay: 90_000, perHour: 3 })
    assert.deepInclude(search("Radarr", "SearchLoopDelay = -1\nSearchesPerHour = 0", settings), {
      delay: 30_000,
      perHour: 0
    })
    assert.deepInclude(search("Radarr", "SearchLoopDelay = 0", settings), { delay: 0, perHour: 3 })
  })

  it("leaves out what its kind does not know", () => {
    const off = { specials: false, bySeries: false, today: false }
    assert.deepInclude(search("Radarr"), { ...off, byYear: true })
    assert.deepInclude(search("Readarr"), { ...off, byYear: true })
    assert.deepInclude(search("Lidarr", "SearchLimit = 2\nUnmonitored = true"), {
      ...off,
      byYear: false,
      limit: 2,
      unmonitored: true
    })
  })

  it("a section's own DryRun wins", () => {
    const text = `[Settings]\nDryRun = true\n${radarr("Radarr", "DryRun = false")}`
    assert.isFalse(searchSettingsOf(good(text).config, "Radarr").dryRun)
  })

  it("cannot be asked of a section that does not exist", () => {
    assert.throws(() => searchSettingsOf(config("Radarr"), "Sonarr"), "There is no section [Sonarr] in this config.")
  })
})

describe("temporary profiles", () => {
  it("are mapped by the table", () => {
    const made = config(
      "Radarr",
      'QualityProfileMappings = { "HD-1080p" = "SD", "Ultra" = "HD-1080p" }\nMainQualityProfile = ["x"]\nTempQualityProfile = ["y"]'
    )
    assert.deepStrictEqual(profileMappingsOf(made, "Radarr"), [
      { main: "HD-1080p", temp: "SD" },
      { main: "Ultra", temp: "HD-1080p" }
    ])
  })

  it("are mapped by the two older lists when there is no table and they are of one length", () => {
    const lists = (main: string, temp: string) =>
      profileMappingsOf(config("Radarr", `MainQualityProfile = ${main}\nTempQualityProfile = ${temp}`), "Radarr")
    assert.deepStrictEqual(lists('["a", "b"]', '["c", "d"]'), [
      { main: "a", temp: "c" },
      { main: "b", temp: "d" }
    ])
    assert.deepStrictEqual(lists('"a"', '"c"'), [{ main: "a", temp: "c" }])
    assert.deepStrictEqual(lists('["a", "b"]', '["c"]'), [])
    assert.deepStrictEqual(profileMappingsOf(config("Radarr"), "Radarr"), [])
    assert.deepStrictEqual(profileMappingsOf(config("Radarr"), "Sonarr"), [])
  })

  it("have their times in milliseconds", () => {
    assert.deepStrictEqual(profileSettingsOf(config("Radarr"), "Radarr"), {
      use: false,
      keep: false,
      mappings: [],
      resetAtStart: false,
      resetAfter: undefined,
      retries: 3
    })
    const lines =
      'UseTempForMissing = true\nKeepTempProfile = true\nForceResetTempProfiles = true\nTempProfileResetTimeoutMinutes = "2h"\nProfileSwitchRetryAttempts = 1'
    assert.deepStrictEqual(profileSettingsOf(config("Radarr", lines), "Radarr"), {
      use: true,
      keep: true,
      mappings: [],
      resetAtStart: true,
      resetAfter: 7_200_000,
      retries: 1
    })
  })
})

const overseerr = (name: string, more = "") =>
  `[${name}.EntrySearch.Overseerr]\nSearchOverseerrRequests = true\nOverseerrURI = "http://overseerr:5055/"\nOverseerrAPIKey = "key of overseerr"\n${more}\n`
const ombi = (name: string, more = "") =>
  `[${name}.EntrySearch.Ombi]\nSearchOmbiRequests = true\nOmbiURI = "http://ombi:3579/ombi//"\nOmbiAPIKey = "key of ombi"\n${more}\n`

describe("requests", () => {
  it("come from nowhere unless it is said", () => {
    const none = { every: 300_000, overseerr: undefined, ombi: undefined }
    assert.deepStrictEqual(requestSettingsOf(config("Radarr"), "Radarr"), none)
  })

  it("come from Overseerr and from Ombi, both at once", () => {
    const more = "ApprovedOnly = false\nSkipTLSVerify = true\nIs4K = true"
    const made = requestSettingsOf(
      config("Sonarr", `SearchRequestsEvery = "1m"\n${overseerr("Sonarr", more)}${ombi("Sonarr")}`),
      "Sonarr"
    )
    assert.strictEqual(made.every, 60_000)
    assert.deepInclude(made.overseerr, {
      url: "http://overseerr:5055",
      approvedOnly: false,
      skipTlsVerify: true,
      is4k: true
    })
    assert.deepInclude(made.ombi, { url: "http://ombi:3579/ombi", approvedOnly: true, skipTlsVerify: false })
    assert.strictEqual(made.overseerr && Redacted.value(made.overseerr.apiKey), "key of overseerr")
    assert.strictEqual(made.ombi && Redacted.value(made.ombi.apiKey), "key of ombi")
    assert.notInclude(JSON.stringify(made), "key of")
  })

  it("come from nowhere as long as address or key is to be filled in, or the service is switched off", () => {
    const unmanaged = (text: string) => good(`[Radarr]\nManaged = false\n${text}`).config
    for (const text of [
      '[Radarr.EntrySearch.Overseerr]\nSearchOverseerrRequests = true\nOverseerrAPIKey = "key"',
      '[Radarr.EntrySearch.Overseerr]\nSearchOverseerrRequests = true\nOverseerrURI = "http://overseerr:5055"',
      '[Radarr.EntrySearch.Ombi]\nSearchOmbiRequests = true\nOmbiURI = ""\nOmbiAPIKey = "key"',
      '[Radarr.EntrySearch.Ombi]\nSearchOmbiRequests = true\nOmbiURI = "ombi 3579"\nOmbiAPIKey = "key"',
      ombi("Radarr").replace("SearchOmbiRequests = true", "SearchOmbiRequests = false")
    ]) {
      const { ombi, overseerr } = requestSettingsOf(unmanaged(text), "Radarr")
      assert.deepStrictEqual([ombi, overseerr], [undefined, undefined], text)
    }
  })

  it("are for films and series only", () => {
    const made = requestSettingsOf(config("Lidarr", overseerr("Lidarr")), "Lidarr")
    assert.isUndefined(made.overseerr)
  })

  it("of a managed section need an address and a key; of Ombi beside Overseerr, which qBitrr never looked at, it is a warning", () => {
    const ombiOn = "[Radarr.EntrySearch.Ombi]\nSearchOmbiRequests = true"
    const overseerrOn = "[Radarr.EntrySearch.Overseerr]\nSearchOverseerrRequests = true"
    const told = (problems: ReadonlyArray<string>) =>
      problems.map((line) => line.replace(/^.*EntrySearch\./, "").replace(/found "CHANGE_ME".*/, "")).sort()
    const errors = ["Ombi.OmbiAPIKey: ", "Ombi.OmbiURI: "]
    assert.deepStrictEqual(told(bad(radarr("Radarr", ombiOn))), errors)
    const wrong = ["Overseerr.OverseerrAPIKey: ", "Overseerr.OverseerrURI: "]
    assert.includeMembers(told(bad(radarr("Radarr", overseerrOn))), wrong)
    const beside = good(radarr("Radarr", `${ombiOn}\n${overseerr("Radarr")}`))
    assert.deepStrictEqual(told(lines(beside.warnings)), ["Ombi.OmbiAPIKey: warning: ", "Ombi.OmbiURI: warning: "])
    assert.isUndefined(requestSettingsOf(beside.config, "Radarr").ombi)
    assert.isDefined(requestSettingsOf(beside.config, "Radarr").overseerr)
  })
})

describe("a section searches", () => {
  const off = "SearchMissing = false"
  const does = (lines: string, name = "Radarr", environment = {}) =>
    searches(config(name, lines, "", environment), name)

  it("for missing items unless told otherwise", () => {
    assert.isTrue(does(""))
    assert.isFalse(does(off))
  })

  it("when any one of the four switches is on, or requests are", () => {
    for (const one of ["DoUpgradeSearch", "QualityUnmetSearch", "CustomFormatUnmetSearch"]) {
      assert.isTrue(does(`${off}\n${one} = true`), one)
    }
    assert.isTrue(does(`${off}\n${overseerr("Radarr")}`))
    assert.isTrue(does(`${off}\n${ombi("Radarr")}`))
    assert.isFalse(does(`${off}\n${ombi("Lidarr")}`, "Lidarr"))
  })

  it("not when it is not managed, does not exist, or only downloads are processed", () => {
    assert.isFalse(searches(good("[Radarr]\nManaged = false").config, "Radarr"))
    assert.isFalse(searches(config("Radarr"), "Sonarr"))
    assert.isFalse(does("", "Radarr", { QBITRR_OVERRIDES_PROCESSING_ONLY: "1" }))
  })
})
