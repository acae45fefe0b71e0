import * as Redacted from "effect/Redacted"
import { assert, describe, it } from "vitest"
import { bad, good, lines, radarr } from "./support.ts"

describe("an older file", () => {
  it("has host, port and token of the web server in [Settings]", () => {
    const { config, origins, warnings } = good('[Settings]\nHost = "127.0.0.1"\nPort = 7000\nToken = "abcdef"\n')
    assert.deepInclude(config.WebUI, { Host: "127.0.0.1", Port: 7000 })
    assert.strictEqual(Redacted.value(config.WebUI.Token), "abcdef")
    assert.strictEqual(origins.get("WebUI.Port"), "file:3")
    assert.deepStrictEqual(warnings, [])
  })

  it("does not overrule what [WebUI] says", () => {
    assert.strictEqual(good("[Settings]\nPort = 7000\n[WebUI]\nPort = 7001\n").config.WebUI.Port, 7001)
  })

  it("is told about the place where the value stands", () => {
    assert.deepStrictEqual(bad('[Settings]\nPort = "x"\n'), [
      'config.toml:2: WebUI.Port: found "x", allowed: a whole number from 1 to 65535, without quotes'
    ])
  })

  it("calls BehindHttpsProxy SecureCookies and groups views", () => {
    const { config, warnings } = good("[WebUI]\nSecureCookies = true\nGroupSonarr = true\nGroupLidarr = false\n")
    assert.isTrue(config.WebUI.BehindHttpsProxy)
    assert.deepStrictEqual(lines(warnings), [])
  })

  it("made from the reference's example has page settings below the wrong header", () => {
    const { config, warnings } = good("[WebUI.OIDC]\nLiveArr = false\nTheme = 'Light'\nViewDensity = 'Compact'\n")
    assert.deepInclude(config.WebUI, { LiveArr: true, Theme: "Dark" })
    assert.deepStrictEqual(warnings, [])
  })

  it("has Animarr sections", () => {
    const { config, origins } = good(radarr("Animarr-Shows") + radarr("Sonarr-Shows"))
    assert.deepStrictEqual(Object.keys(config.Arr).sort(), ["Sonarr-Shows", "Sonarr-Shows-2"])
    assert.strictEqual(config.Arr["Sonarr-Shows-2"]?.kind, "sonarr")
    assert.strictEqual(origins.get("Sonarr-Shows-2.URI"), "file:2")
  })

  it("has a yes or no for hit and run, and the mode beside it", () => {
    const text = [
      '[qBit]\nHost = "qb"\n[qBit.CategorySeeding]\nHitAndRunMode = true\nHitAndRunClearMode = "or"',
      '[[qBit.CategorySeeding.Categories]]\nName = "x"\nHitAndRunMode = true',
      '[[qBit.Trackers]]\nURI = "t"\nHitAndRunMode = false'
    ].join("\n")
    const { config, warnings } = good(text)
    const seeding = config.qBit["qBit"]?.CategorySeeding
    assert.strictEqual(seeding?.HitAndRunMode, "or")
    assert.strictEqual(seeding?.Categories[0]?.HitAndRunMode, "and")
    assert.strictEqual(config.qBit["qBit"]?.Trackers[0]?.HitAndRunMode, "disabled")
    assert.deepStrictEqual(lines(warnings), [])
  })

  it("owes seeding to every tracker of an Arr; the rows take that over", () => {
    const text = radarr(
      "Radarr",
      [
        "[Radarr.Torrent.SeedingMode]\nHitAndRunMode = true\nMinSeedRatio = 2.0\nMinSeedingTimeDays = 5",
        '[[Radarr.Torrent.Trackers]]\nURI = "a"\n[[Radarr.Torrent.Trackers]]\nURI = "b"\nMinSeedRatio = 3'
      ].join("\n")
    )
    const { config, warnings } = good(text)
    const rows = config.Arr["Radarr"]?.Torrent.Trackers
    assert.deepInclude(rows?.[0], { HitAndRunMode: "and", MinSeedRatio: 2, MinSeedingTimeDays: 5 })
    assert.deepInclude(rows?.[1], { HitAndRunMode: "and", MinSeedRatio: 3, MinSeedingTimeDays: 5 })
    assert.deepStrictEqual(lines(warnings), [])
    assert.include(
      bad(text.replace("2.0", '"x"'))[0],
      'config.toml:6: Radarr.Torrent.Trackers[0].MinSeedRatio: found "x"'
    )
  })

  it("keeps its paired lists of profiles", () => {
    const search = '[Radarr.EntrySearch]\nMainQualityProfile = "HD"\nTempQualityProfile = ["SD"]\n'
    const arr = good(radarr("Radarr", search)).config.Arr["Radarr"]
    assert.deepStrictEqual(arr?.EntrySearch.MainQualityProfile, ["HD"])
    assert.deepStrictEqual(arr?.EntrySearch.TempQualityProfile, ["SD"])
  })

  it("has patterns that never matched; they are replaced, those of the user are not", () => {
    const torrent = String.raw`
[Radarr.Torrent]
FolderExclusionRegex = ["\\bextras?\\b", "\\bnc(ed|op)?(\\\\d+)?\\b"]
FileNameExclusionRegex = ["\\bncop\\\\d+?\\b", "\\bnced\\\\d+?\\b", "mine.com", "brarbg.com\\b", "comandotorrents.com"]
`
    const arr = good(radarr("Radarr", torrent)).config.Arr["Radarr"]?.Torrent
    assert.deepStrictEqual(arr?.FolderExclusionRegex, [String.raw`\bextras?\b`, String.raw`\bnc(ed|op)(\d+(v\d+)?)?\b`])
    assert.deepStrictEqual(arr?.FileNameExclusionRegex, [
      String.raw`\bncop(\d+(v\d+)?)?\b`,
      String.raw`\bnced(\d+(v\d+)?)?\b`,
      "mine.com",
      String.raw`\bbrarbg\.com\b`,
      String.raw`\bcomandotorrents\.com\b`
    ])
  })

  it("has stray names, a misplaced key, a number for its version and Hardlink", () => {
    const more = 'Name = "Radarr"\nimportMode = "Hardlink"\n[Radarr.Torrent]\nRemoveDeadTrackers = true\n'
    const { config, warnings } = good(`[Settings]\nConfigVersion = 4\n${radarr("Radarr", more)}`)
    assert.strictEqual(config.Settings.ConfigVersion, "4")
    assert.strictEqual(config.Arr["Radarr"]?.importMode, "Auto")
    assert.isTrue(config.Arr["Radarr"]?.Torrent.SeedingMode.RemoveDeadTrackers)
    assert.deepStrictEqual(lines(warnings), [])
  })

  it("is not made worse by odd shapes where tables belong", () => {
    for (const text of [
      "[Settings]\nPort = 1\n[[WebUI]]\n",
      "WebUI = 5\n[Settings]\nPort = 7000\n",
      "Radarr = { Torrent = 5 }",
      "[Radarr]\nTorrent = { SeedingMode = [], Trackers = [1], RemoveDeadTrackers = true }",
      "[qBit]\nCategorySeeding = { Categories = 'x' }\nTrackers = {}"
    ])
      assert.isNotEmpty(bad(text), text)
  })
})
