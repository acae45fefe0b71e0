import { assert, describe, it } from "vitest"
import type { Config } from "../../../src/config/Config.ts"
import {
  arrRules,
  arrRulesFor,
  categoryRoots,
  categoryRulesFor,
  managedRules,
  ownersOf
} from "../../../src/managers/rulesOf.ts"
import type { TorrentRules } from "../../../src/torrents/TorrentRules.ts"
import { good, radarr } from "../config/support.ts"
import { day, minute, torrent } from "../torrents/samples.ts"

const second = 1_000
const sonarr = (more = "") =>
  `[Sonarr-A]\nURI = "http://sonarr:8989"\nAPIKey = "abcdef0123456789"\nCategory = "seed/tv"\n${more}\n`
/** The config of a text; each qBittorrent has a host of its own. */
const of = (text: string): Config => good(text.replaceAll(/^\[(qBit(?:-\w+)?)\]$/gm, '[$1]\nHost = "$1"')).config
const movies = (text: string, instance = "qBit"): TorrentRules =>
  arrRules(of(text), "Radarr-Movies", instance) ?? assert.fail("no such section")

const row = (section: string, uri: string, more = "") => `[[${section}.Trackers]]\nURI = "${uri}"\n${more}\n`
const arrRow = (uri: string, more = "") => row("Radarr-Movies.Torrent", uri, more)

describe("the tracker rows of an Arr section", () => {
  const both = `[qBit]\n${row("qBit", "https://a.org/announce/", 'MaxUploadRatio = 3\nAddTags = ["qbit"]\nHitAndRunMode = "and"')}${row("qBit", "https://b.org/announce", "Priority = 4")}${radarr()}${arrRow("https://a.org/announce", "Priority = 7")}${arrRow("c.org")}`

  it("check 4: a row of the Arr replaces the whole row of the qBittorrent with the same address", () => {
    const { trackers } = movies(both)
    assert.deepStrictEqual(
      trackers.map(({ host, priority }) => [host, priority]),
      [
        ["a.org", 7],
        ["b.org", 4],
        ["c.org", 0]
      ]
    )
    assert.isUndefined(trackers[0]?.maxRatio)
    assert.deepStrictEqual(trackers[0]?.addTags, [])
    assert.strictEqual(trackers[0]?.hitAndRun.mode, "disabled")
  })

  it("check 4: another path of the same host is another row", () => {
    const { trackers } = movies(`[qBit]\n${row("qBit", "https://a.org/1")}${radarr()}${arrRow("https://a.org/2")}`)
    assert.deepStrictEqual(
      trackers.map(({ uri }) => uri),
      ["https://a.org/1", "https://a.org/2"]
    )
  })

  it("come from the qBittorrent that holds the torrent, whatever its name", () => {
    const text = `[qBit]\n${row("qBit", "a.org")}[qBit-seedbox]\n${row("qBit-seedbox", "b.org")}${radarr()}`
    const hosts = (instance: string) => movies(text, instance).trackers.map(({ host }) => host)
    assert.deepStrictEqual(hosts("qBit"), ["a.org"])
    assert.deepStrictEqual(hosts("qBit-seedbox"), ["b.org"])
    assert.deepStrictEqual(hosts("qBit-gone"), [])
    const rulesFor = arrRulesFor(of(text), "Radarr-Movies")
    assert.strictEqual(rulesFor(torrent({ instance: "qBit-seedbox" })).trackers[0]?.host, "b.org")
    assert.strictEqual(rulesFor(torrent()), rulesFor(torrent()))
  })

  it("§10.9: are in milliseconds and bytes/s", () => {
    const text = `[qBit]\n${radarr()}${arrRow(
      "udp://A.org:80",
      `MaximumETA = "2h"
MaxUploadRatio = 1.5
MaxSeedingTime = "2w"
DownloadRateLimit = "2M"
UploadRateLimit = 500
MinSeedingTimeDays = 5
HitAndRunMode = "or"
HitAndRunMinimumDownloadPercent = 25
TrackerUpdateBuffer = "1h"
AddTags = ["hd, private", "x"]`
    )}`
    const [rule] = movies(text).trackers
    assert.deepInclude(rule, {
      host: "a.org",
      maximumEta: 7_200 * second,
      maxRatio: 1.5,
      maxSeedingTime: 14 * day,
      downloadLimit: 2048 * 1024,
      uploadLimit: 500 * 1024,
      addTags: ["hd", "private", "x"],
      hitAndRun: {
        mode: "or",
        minRatio: 1,
        minSeedingTime: 5 * day,
        minProgress: 0.25,
        partialRatio: 1,
        buffer: 3_600 * second
      }
    })
  })

  it("§10.9: inherit what they do not say", () => {
    const [rule] = movies(`[qBit]\n${radarr()}${arrRow("a.org")}`).trackers
    assert.deepInclude(rule, {
      priority: 0,
      maximumEta: undefined,
      maxRatio: undefined,
      maxSeedingTime: undefined,
      downloadLimit: undefined,
      uploadLimit: undefined,
      superSeed: false,
      addIfMissing: false,
      removeIfExists: false
    })
    assert.strictEqual(rule?.hitAndRun.mode, "disabled")
  })

  it("check 21, 33: -1 is no limit, and for rates it is 0, which inherits nothing", () => {
    const [rule] = movies(
      `[qBit]\n${radarr()}${arrRow("a.org", "MaximumETA = -1\nMaxUploadRatio = -1\nMaxSeedingTime = -1\nDownloadRateLimit = -1\nUploadRateLimit = 0")}`
    ).trackers
    assert.deepInclude(rule, {
      maximumEta: undefined,
      maxRatio: undefined,
      maxSeedingTime: undefined,
      downloadLimit: 0,
      uploadLimit: 0
    })
  })

  it("the labels that may be taken away are those of all rows of the config", () => {
    const text = `[qBit]\n${row("qBit", "a.org", 'AddTags = ["one"]')}[qBit-seedbox]\n${row("qBit-seedbox", "b.org", 'AddTags = ["two, three"]')}${radarr()}${sonarr()}${row("Sonarr-A.Torrent", "c.org", 'AddTags = "four"')}`
    assert.deepStrictEqual([...movies(text).trackerTags].sort(), ["four", "one", "three", "two"])
  })
})

describe("the seeding rules of an Arr section", () => {
  const mode = (text: string) => movies(`[qBit]\n${radarr()}[Radarr-Movies.Torrent.SeedingMode]\n${text}`).seeding

  it("check 33: rates are KB/s in the config and bytes/s here; -1 and 0 are no limit", () => {
    const set = mode("DownloadRateLimitPerTorrent = 100\nUploadRateLimitPerTorrent = '1.5M'")
    assert.deepStrictEqual([set.downloadLimit, set.uploadLimit], [102_400, 1_572_864])
    const unset = mode("DownloadRateLimitPerTorrent = -1\nUploadRateLimitPerTorrent = 0")
    assert.deepStrictEqual([unset.downloadLimit, unset.uploadLimit], [undefined, undefined])
  })

  it("limits are told in their units, -1 and 0 are no limit", () => {
    assert.deepInclude(mode("MaxUploadRatio = 2\nMaxSeedingTime = '3d'\nRemoveTorrent = 4"), {
      maxRatio: 2,
      maxSeedingTime: 3 * day,
      removeMode: 4
    })
    assert.deepInclude(mode("MaxUploadRatio = -1\nMaxSeedingTime = 0"), {
      maxRatio: undefined,
      maxSeedingTime: undefined,
      removeMode: -1
    })
  })

  it("messages of dead trackers are in lower case", () =>
    assert.deepStrictEqual(mode("RemoveTrackerWithMessage = ['No Such HOST']").deadTrackerMessages, ["no such host"]))

  it("the section itself demands no seeding: hit-and-run is of its trackers", () =>
    assert.strictEqual(mode("").hitAndRun.mode, "disabled"))

  it("strikes are those of the Arr, else of the qBittorrent, else of Settings", () => {
    const strikes = (ofArr: string, ofQbit: string) =>
      movies(`[Settings]\nMaxStrikes = 2\n[qBit]\n${ofQbit}\n${radarr("Radarr-Movies", ofArr)}`).maxStrikes
    assert.strictEqual(strikes("", ""), 2)
    assert.strictEqual(strikes("", "MaxStrikes = 3"), 3)
    assert.strictEqual(strikes("MaxStrikes = 0", "MaxStrikes = 3"), 0)
  })

  it("a section that does not exist has none", () =>
    assert.isUndefined(arrRules(of(`[qBit]\n${radarr()}`), "Radarr-4K")))
})

describe("the rules of a managed category", () => {
  const text = (descends: boolean) => `[qBit]
ManagedCategories = ["seed", "seed/tv"]
MatchSubcategories = ${descends}
[qBit.CategorySeeding]
MaxUploadRatio = 1
MaxSeedingTime = "10d"
RemoveTorrent = 3
UploadRateLimitPerTorrent = 100
HitAndRunMode = "and"
MinSeedRatio = 0.5
TrackerUpdateBuffer = 60
[[qBit.CategorySeeding.Categories]]
Name = "seed"
MaxUploadRatio = 2
[[qBit.CategorySeeding.Categories]]
Name = "/seed/tv/"
MaxUploadRatio = 3
RemoveTorrent = 1
HitAndRunMode = "disabled"
StalledDelay = 30
UploadRateLimitPerTorrent = -1
[[qBit.Trackers]]
URI = "a.org"
${radarr()}`
  const rules = (category: string, descends = true) => managedRules(of(text(descends)), "qBit", category)

  it("are CategorySeeding's where no row speaks for it", () => {
    const { seeding, trackers } = rules("other")
    assert.deepInclude(seeding, { maxRatio: 1, maxSeedingTime: 10 * day, removeMode: 3, uploadLimit: 102_400 })
    assert.deepInclude(seeding.hitAndRun, { mode: "and", minRatio: 0.5, buffer: 60 * second, minProgress: 0.1 })
    assert.strictEqual(trackers[0]?.host, "a.org")
  })

  it("take from the row of the category what that says, the rest from CategorySeeding", () => {
    const { seeding, stalledDelay } = rules("seed/tv")
    assert.deepInclude(seeding, { maxRatio: 3, maxSeedingTime: 10 * day, removeMode: 1, uploadLimit: undefined })
    assert.strictEqual(seeding.hitAndRun.mode, "disabled")
    assert.strictEqual(stalledDelay, 30 * minute)
    assert.strictEqual(rules("seed").seeding.maxRatio, 2)
  })

  it("with subcategories are those of the nearest row above", () => {
    assert.strictEqual(rules("seed/tv/uhd").seeding.maxRatio, 3)
    assert.strictEqual(rules("seed/music").seeding.maxRatio, 2)
    assert.strictEqual(rules("seedling").seeding.maxRatio, 1)
    assert.strictEqual(rules("seed/tv/uhd", false).seeding.maxRatio, 1)
  })

  it("W-19: remove nothing that no key asks for", () => {
    const plain = managedRules(of(`[qBit]\nManagedCategories = ["seed"]\n${radarr()}`), "qBit", "seed")
    assert.deepInclude(plain, {
      kind: "managed",
      stalledDelay: undefined,
      maximumEta: undefined,
      keepSlow: true,
      removeUnregistered: false,
      fileFilter: undefined,
      imports: false,
      research: false
    })
    assert.deepInclude(plain.seeding, {
      removeMode: -1,
      maxRatio: undefined,
      maxSeedingTime: undefined,
      downloadLimit: undefined,
      uploadLimit: undefined
    })
    assert.strictEqual(plain.seeding.hitAndRun.mode, "disabled")
  })

  it("are one set per category, and the special categories have no seeding rules", () => {
    const rulesFor = categoryRulesFor(of(text(true)), "qBit")
    const seed = torrent({ category: "seed" })
    assert.strictEqual(rulesFor(seed), rulesFor(seed))
    assert.strictEqual(rulesFor(seed).kind, "managed")
    for (const category of ["failed", "recheck"]) {
      const special = rulesFor(torrent({ category }))
      assert.strictEqual(special.kind, "special")
      assert.strictEqual(special.seeding.removeMode, -1)
      assert.deepStrictEqual(special.trackers, [])
    }
  })
})

describe("who owns a category", () => {
  const config = (descends: boolean, ofSonarr = "") =>
    of(
      `[qBit]\nManagedCategories = ["seed"]\nMatchSubcategories = ${descends}\n${sonarr(ofSonarr)}${radarr("Radarr-B", 'Category = "movies"')}`
    )
  const owner = (set: Config, category: string) => ownersOf(set)(torrent({ category }))?.category

  it("check 2: is told by the roots of its qBittorrent", () => {
    const set = config(true)
    const owned = ["seed", "seed/tv", "seed/tv/uhd", "seed/music", "seedling", "movies", "Movies", "failed"]
    assert.deepStrictEqual(
      owned.map((category) => owner(set, category)),
      ["seed", "seed/tv", "seed/tv", "seed", undefined, "movies", undefined, "failed"]
    )
    assert.isUndefined(owner(config(false), "seed/music"))
    assert.strictEqual(owner(config(false), "seed/tv"), "seed/tv")
  })

  it("check 2: MatchSubcategories of an Arr wins over its qBittorrent's", () => {
    assert.strictEqual(owner(config(true, "MatchSubcategories = false"), "seed/tv/uhd"), "seed")
    assert.strictEqual(owner(config(false, "MatchSubcategories = true"), "seed/tv/uhd"), "seed/tv")
  })

  it("the special categories own nothing below them, and an Arr that is not managed owns nothing", () => {
    assert.isUndefined(owner(config(true), "failed/x"))
    assert.isUndefined(owner(config(true, "Managed = false"), "nothing"))
    assert.strictEqual(owner(config(true, "Managed = false"), "seed/tv"), "seed")
  })

  it("managed categories are of one qBittorrent only", () => {
    const set = of(`[qBit]\nManagedCategories = ["seed"]\n[qBit-seedbox]\n${radarr()}`)
    const names = (instance: string) => categoryRoots(set, instance).map(({ category }) => category)
    assert.include(names("qBit"), "seed")
    assert.notInclude(names("qBit-seedbox"), "seed")
    const ownerOf = ownersOf(set)
    assert.isUndefined(ownerOf(torrent({ instance: "qBit-seedbox", category: "seed" })))
    assert.strictEqual(ownerOf(torrent({ category: "seed" }))?.category, "seed")
  })
})
