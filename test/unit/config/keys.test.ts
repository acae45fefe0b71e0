import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { assert, describe, it } from "vitest"
import {
  arrKindOf,
  arrKinds,
  type Config,
  ConfigSchema,
  isQbitSection,
  KeyAnnotation
} from "../../../src/config/Config.ts"
import { exampleToml } from "../../../src/config/ConfigExample.ts"
import { defaultOf, leaves, type Tree } from "../../../src/config/Key.ts"
import { arrTree } from "../../../src/config/keys/arr.ts"
import { repairedPatterns } from "../../../src/config/keys/fileFilterDefaults.ts"
import { qbitTree } from "../../../src/config/keys/qbit.ts"
import { categoryTree, trackerTree } from "../../../src/config/keys/seeding.ts"
import { settingsTree } from "../../../src/config/keys/settings.ts"
import { webUITree } from "../../../src/config/keys/webUI.ts"
import { good, lines, radarr } from "./support.ts"

const names = (tree: Tree): Array<string> => leaves(tree).map(({ path }) => path.join("."))
const words = (text: string): Array<string> => text.trim().split(/\s+/)
const below = (prefix: string, text: string): Array<string> => words(text).map((name) => `${prefix}.${name}`)

const seedingKeys =
  "DownloadRateLimitPerTorrent UploadRateLimitPerTorrent MaxUploadRatio MaxSeedingTime RemoveTorrent RemoveUnregistered HitAndRunMode MinSeedRatio MinSeedingTimeDays HitAndRunMinimumDownloadPercent HitAndRunPartialSeedRatio TrackerUpdateBuffer StalledDelay IgnoreTorrentsYoungerThan"
const restartKeys =
  "AutoRestartProcesses MaxProcessRestarts ProcessRestartWindow ProcessRestartDelay RestartBackoff MaxProcessRestartDelay RestartResetAfter OnRestartLimit RestartProbeInterval"

describe("the key table", () => {
  it("has every key of [Settings], with those of the design", () => {
    assert.sameMembers(names(settingsTree), [
      ...words(`ConfigVersion ConsoleLevel Logging CompletedDownloadFolder FreeSpace FreeSpaceFolder AutoPauseResume
        NoInternetSleepTimer LoopSleepTimer SearchLoopDelay FailedCategory RecheckCategory Tagless
        IgnoreTorrentsYoungerThan PingURLS FFprobeAutoUpdate AutoUpdateEnabled AutoUpdateCron AutoUpdateChannel
        ProcessSpawnTimeoutSeconds DryRun MaxRemovalsPerPass OutageGuardPercent FeedInterval ShutdownTimeout AllowDrills
        SearchesPerHour MaxStrikes TrashFolder TrashDays`),
      ...words(restartKeys)
    ])
  })

  it("has every key of [WebUI], with those of access", () => {
    assert.sameMembers(names(webUITree), [
      ...words(`Host Port Token AuthDisabled AllowedHosts AllowInsecureExposure AllowInsecureTokenQuery BehindHttpsProxy UrlBase
        TrustedProxies FrameAncestors LocalAuthEnabled OIDCEnabled Username PasswordHash LiveArr Theme ViewDensity`),
      ...below(
        "OIDC",
        `Authority ClientId ClientSecret Scopes CallbackPath RequireHttpsMetadata AllowedUsers AllowedGroups
        GroupsClaim`
      ),
      ...below("ProxyAuth", "Enabled UserHeader AllowedUsers")
    ])
  })

  it("has every key of [qBit]", () => {
    assert.sameMembers(names(qbitTree), [
      ...words(
        `Disabled Host Port UserName Password ApiKey SkipTLSVerify ManagedCategories MatchSubcategories Trackers PathMappings
        LocalPathMappings FreeSpace FreeSpaceFolder DryRun MaxRemovalsPerPass OutageGuardPercent MaxStrikes`
      ),
      ...below("CategorySeeding", `${seedingKeys} Categories`)
    ])
    assert.sameMembers(names(categoryTree), ["Name", ...words(seedingKeys)])
  })

  it("has every key of an Arr section", () => {
    assert.sameMembers(names(arrTree), [
      ...words(`Managed URI APIKey SkipTLSVerify Category MatchSubcategories ReSearch importMode RssSyncTimer
        RefreshDownloadsTimer ArrErrorCodesToBlocklist PathMappings DryRun MaxRemovalsPerPass
        OutageGuardPercent MaxStrikes`),
      ...words(restartKeys),
      ...below(
        "EntrySearch",
        `SearchMissing AlsoSearchSpecials Unmonitored SearchLimit SearchByYear SearchInReverse SearchRequestsEvery
        DoUpgradeSearch QualityUnmetSearch CustomFormatUnmetSearch ForceMinimumCustomFormat SearchAgainOnSearchCompletion
        UseTempForMissing KeepTempProfile QualityProfileMappings MainQualityProfile TempQualityProfile
        ForceResetTempProfiles TempProfileResetTimeoutMinutes ProfileSwitchRetryAttempts SearchBySeries
        PrioritizeTodaysReleases SearchWindow MaxQueueSize SearchLoopDelay SearchesPerHour`
      ),
      ...below("EntrySearch.Ombi", "SearchOmbiRequests OmbiURI OmbiAPIKey ApprovedOnly SkipTLSVerify"),
      ...below(
        "EntrySearch.Overseerr",
        "SearchOverseerrRequests OverseerrURI OverseerrAPIKey ApprovedOnly SkipTLSVerify Is4K"
      ),
      ...below(
        "Torrent",
        `CaseSensitiveMatches FolderExclusionRegex FileNameExclusionRegex FileExtensionAllowlist AutoDelete
        IgnoreTorrentsYoungerThan MaximumETA MaximumDeletablePercentage DoNotRemoveSlow StalledDelay ReSearchStalled
        Trackers`
      ),
      ...below(
        "Torrent.SeedingMode",
        `DownloadRateLimitPerTorrent UploadRateLimitPerTorrent MaxUploadRatio MaxSeedingTime RemoveTorrent
        RemoveUnregistered RemoveDeadTrackers RemoveTrackerWithMessage`
      )
    ])
  })

  it("has every key of a tracker row", () => {
    assert.sameMembers(
      names(trackerTree),
      words(`Name URI Priority SortTorrents MaximumETA DownloadRateLimit UploadRateLimit MaxUploadRatio MaxSeedingTime
        AddTrackerIfMissing RemoveIfExists SuperSeedMode AddTags HitAndRunMode MinSeedRatio MinSeedingTimeDays
        HitAndRunMinimumDownloadPercent HitAndRunPartialSeedRatio TrackerUpdateBuffer GoneMessages OutageMessages UserErrorMessages`)
    )
  })

  it("has a default for every key that its own codec accepts", () => {
    for (const kind of [undefined, ...arrKinds]) {
      for (const tree of [settingsTree, webUITree, qbitTree, arrTree, trackerTree, categoryTree]) {
        for (const { node, path } of leaves(tree)) {
          if (node._tag === "Rows" || node.required === true || path[0] === "Category") continue
          const raw = defaultOf(node, kind)
          if (raw === undefined) assert.isTrue(Schema.is(node.value.schema)(undefined), path.join("."))
          else Schema.decodeUnknownSync(node.value.schema)(raw)
        }
      }
    }
  })

  it("every secret is hidden, and every key that sounds like one is a secret", () => {
    for (const tree of [settingsTree, webUITree, qbitTree, arrTree]) {
      for (const { node, path } of leaves(tree)) {
        if (node._tag === "Rows") continue
        const sounds = /(apikey|password|passwordhash|secret|token)$/i.test(path[path.length - 1] ?? "")
        assert.strictEqual(node.value.secret === true, sounds, path.join("."))
        if (sounds) assert.isTrue(Redacted.isRedacted(Schema.decodeUnknownSync(node.value.schema)("x")))
      }
    }
  })

  it("leads from the schema back to the record of a key", () => {
    const found: Array<unknown> = []
    const walk = (value: unknown, seen: Set<unknown>): void => {
      if (typeof value !== "object" || value === null || seen.has(value)) return
      seen.add(value)
      if (KeyAnnotation in value) found.push(value[KeyAnnotation])
      Object.values(value).forEach((inner) => walk(inner, seen))
    }
    walk(ConfigSchema.fields.Settings.ast, new Set())
    assert.include(found, settingsTree.LoopSleepTimer)
    assert.strictEqual(new Set(found).size, names(settingsTree).length)
  })
})

describe("absent keys", () => {
  const { config } = good(
    radarr() + radarr("Sonarr-TV") + radarr("Lidarr") + radarr("readarr-x") + '[qBit]\nHost = "qb"\n'
  )

  it("take the generated default, not the reference's fallback", () => {
    assert.strictEqual(config.qBit["qBit"]?.Port, 8080)
    const arr = config.Arr["Radarr-Movies"]
    assert.isTrue(arr?.Managed)
    assert.isTrue(arr?.ReSearch)
    assert.strictEqual(arr?.RssSyncTimer, 1)
    assert.strictEqual(arr?.Torrent.MaximumETA, -1)
    assert.strictEqual(arr?.Torrent.MaximumDeletablePercentage, 0.99)
    assert.isTrue(arr?.Torrent.DoNotRemoveSlow)
    assert.isTrue(arr?.EntrySearch.SearchMissing)
    assert.strictEqual(arr?.EntrySearch.SearchBySeries, "smart")
    assert.strictEqual(arr?.Torrent.IgnoreTorrentsYoungerThan, 180)
    assert.isFalse(config.WebUI.AuthDisabled)
    assert.isFalse(config.WebUI.AllowInsecureTokenQuery)
    assert.strictEqual(config.Settings.FeedInterval, 1.5)
    assert.strictEqual(config.Settings.FreeSpace, -1)
  })

  it("that override another key are undefined", () => {
    const arr = config.Arr["Radarr-Movies"]
    assert.isUndefined(arr?.DryRun)
    assert.isUndefined(arr?.MaxProcessRestarts)
    assert.isUndefined(arr?.MatchSubcategories)
    assert.isTrue(arr !== undefined && "DryRun" in arr)
  })

  it("know the kind and the category from the name of the section", () => {
    assert.deepStrictEqual(
      Object.entries(config.Arr).map(([name, arr]) => [name, arr.kind, arr.Category]),
      [
        ["Radarr-Movies", "radarr", "radarr-movies"],
        ["Sonarr-TV", "sonarr", "sonarr-tv"],
        ["Lidarr", "lidarr", "lidarr"],
        ["readarr-x", "readarr", "readarr-x"]
      ]
    )
    assert.include(config.Arr["Lidarr"]?.Torrent.FileExtensionAllowlist ?? [], ".flac")
    assert.include(config.Arr["readarr-x"]?.Torrent.FileExtensionAllowlist ?? [], ".epub")
    assert.include(
      config.Arr["Sonarr-TV"]?.ArrErrorCodesToBlocklist ?? [],
      "Not an upgrade for existing episode file(s)"
    )
  })
})

describe("values", () => {
  it("are decoded to the unit of their key", () => {
    const { config } = good(
      radarr(
        "Radarr",
        '[Radarr.Torrent]\nStalledDelay = "2h"\n[Radarr.Torrent.SeedingMode]\nMaxSeedingTime = "1w"\nUploadRateLimitPerTorrent = "2M"\n'
      ) +
        '[Settings]\nFreeSpace = "10G"\nFreeSpaceFolder = "/data"\nFeedInterval = 2.5\nFailedCategory = " bad / one/ "\n'
    )
    assert.strictEqual(config.Arr["Radarr"]?.Torrent.StalledDelay, 120)
    assert.strictEqual(config.Arr["Radarr"]?.Torrent.SeedingMode.MaxSeedingTime, 604_800)
    assert.strictEqual(config.Arr["Radarr"]?.Torrent.SeedingMode.UploadRateLimitPerTorrent, 2048)
    assert.strictEqual(config.Settings.FreeSpace, 10_737_418_240)
    assert.strictEqual(config.Settings.FeedInterval, 2.5)
    assert.strictEqual(config.Settings.FailedCategory, "bad/one")
  })

  it("of rows are complete, with what overrides left undefined", () => {
    const { config } = good(
      '[qBit]\nHost = "qb"\n[[qBit.Trackers]]\nURI = "t.example.org"\nMaxUploadRatio = 2.5\nAddTags = "one"\n'
    )
    const row = config.qBit["qBit"]?.Trackers[0]
    assert.deepInclude(row, { URI: "t.example.org", Name: "", Priority: 0, MaxUploadRatio: 2.5, AddTags: ["one"] })
    assert.isUndefined(row?.DownloadRateLimit)
    assert.strictEqual(row?.HitAndRunMode, "disabled")
  })

  it("have an origin", () => {
    const { origins } = good('[Settings]\nLoopSleepTimer = 7\n[WebUI.OIDC]\nScopes = "openid"\n', {
      QBITRR_WEBUI__PORT: "7000"
    })
    assert.strictEqual(origins.get("Settings.LoopSleepTimer"), "file:2")
    assert.strictEqual(origins.get("WebUI.OIDC.Scopes"), "file:4")
    assert.strictEqual(origins.get("WebUI.Port"), "env:QBITRR_WEBUI__PORT")
    assert.strictEqual(origins.get("Settings.DryRun"), "default")
    assert.strictEqual(origins.size, names(settingsTree).length + names(webUITree).length)
  })

  it("nobody knows are kept with a warning", () => {
    const { config, warnings } = good(
      '[Settings]\nLoopSleepTimers = 5\n[Radar-Movies]\nURI = "x"\n[qbit-two]\n[Whatever]\n[Settings.Sub]\na = 1\n' +
        radarr("Radarr", "[Radarr.EntrySearch]\nSearchBySeries = true\nUnmonitord = true\n")
    )
    assert.deepEqual(config.unknown, {
      "Settings.LoopSleepTimers": 5,
      "Radar-Movies": { URI: "x" },
      "qbit-two": {},
      Whatever: {},
      "Settings.Sub": { a: 1 },
      "Radarr.EntrySearch.Unmonitord": true
    })
    assert.deepStrictEqual(lines(warnings), [
      "config.toml:2: Settings.LoopSleepTimers: warning: unknown key, it has no effect; did you mean LoopSleepTimer?",
      "config.toml:3: Radar-Movies: warning: unknown section, it has no effect; did you mean Radarr-Movies?",
      "config.toml:5: qbit-two: warning: unknown section, it has no effect; did you mean qBit-two?",
      "config.toml:6: Whatever: warning: unknown section, it has no effect",
      "config.toml:7: Settings.Sub: warning: unknown table, it has no effect",
      "config.toml:13: Radarr.EntrySearch.SearchBySeries: warning: has no effect in a section of radarr, only in sections of sonarr",
      "config.toml:14: Radarr.EntrySearch.Unmonitord: warning: unknown key, it has no effect; did you mean Unmonitored?"
    ])
  })
})

describe("names of sections", () => {
  it("tell what they are", () => {
    assert.deepStrictEqual(["qBit", "qBit-seedbox", "qbit", "qBitX"].map(isQbitSection), [true, true, false, false])
    assert.deepStrictEqual(["Radarr", "sonarr-x", "LIDARR_2", "Readarr.1", "Prowlarr", "Settings"].map(arrKindOf), [
      "radarr",
      "sonarr",
      "lidarr",
      "readarr",
      undefined,
      undefined
    ])
  })
})

describe("default patterns", () => {
  const arr: Config["Arr"][string] | undefined = good(exampleToml()).config.Arr["Sonarr-TV"]
  const matches = (patterns: ReadonlyArray<string> | undefined, name: string) =>
    (patterns ?? []).some((pattern) => new RegExp(pattern, "i").test(name))

  it("match numbered credits, and sites only with their dots", () => {
    for (const name of [
      "NCOP1.mkv",
      "Show NCED2v2.mkv",
      "ncop.mkv",
      "Show.sample.mkv",
      "x.brarbg.com.mkv",
      "Music Video.mp4"
    ])
      assert.isTrue(matches(arr?.Torrent.FileNameExclusionRegex, name), name)
    for (const name of ["Concept.mkv", "brarbgXcom.mkv", "Samples of Life.mkv", "Show S01E01.mkv"])
      assert.isFalse(matches(arr?.Torrent.FileNameExclusionRegex, name), name)
    for (const name of ["NCED2", "Extras", "Featurette", "nced"])
      assert.isTrue(matches(arr?.Torrent.FolderExclusionRegex, name), name)
    for (const name of ["Season 1", "nc", "Extraordinary"])
      assert.isFalse(matches(arr?.Torrent.FolderExclusionRegex, name), name)
  })

  it("replace those of older files, which are none of today's", () => {
    for (const [old, repaired] of repairedPatterns) {
      assert.notInclude(arr?.Torrent.FolderExclusionRegex ?? [], old)
      assert.notInclude(arr?.Torrent.FileNameExclusionRegex ?? [], old)
      assert.include(
        [...(arr?.Torrent.FolderExclusionRegex ?? []), ...(arr?.Torrent.FileNameExclusionRegex ?? [])],
        repaired
      )
    }
  })
})

describe("speed", () => {
  it("a config of more than 300 lines is read in less than 50 ms of processor time", () => {
    const text = exampleToml().replaceAll(/^(#.*)?\n/gm, "")
    assert.isAbove(text.split("\n").length, 300)
    good(text)
    const times = Array.from({ length: 5 }, () => {
      const start = process.cpuUsage()
      good(text)
      const { user, system } = process.cpuUsage(start)
      return (user + system) / 1000
    })
    assert.isBelow(Math.min(...times), 50)
  })
})
