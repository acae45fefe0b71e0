import { assert, describe, it } from "vitest"
import { fileNameOf } from "../../../src/observability/Logging.ts"
import { inForce, logOf, sectionOf } from "../../../src/webui/pages/processes/belongings.ts"

const config = {
  Settings: { LoopSleepTimer: 5 },
  qBit: { Host: "localhost", Trackers: [{ Name: "a" }, { Name: "b" }] },
  "Radarr-4K": { URI: "http://x", APIKey: "[redacted]", Torrent: { StalledDelay: 15, Tags: ["a", "b"], Note: "" } }
}

describe("what belongs to a process", () => {
  it("is the log file that the daemon writes for it, whatever its name", () => {
    for (const name of [
      "Radarr-4K",
      "Feed-qBit",
      "Sonarr TV/4K",
      "main",
      "Main",
      "..",
      ".hidden",
      "",
      "ü".repeat(120)
    ]) {
      assert.strictEqual(logOf(name), fileNameOf(name), name)
    }
  })

  it("is the section of its name, of the name behind Feed- and Search-, or Settings", () => {
    const of = (process: string) => sectionOf({ config }, process)
    assert.deepStrictEqual(["Radarr-4K", "Search-Radarr-4K", "Feed-qBit", "qBit", "FfprobeInstaller"].map(of), [
      "Radarr-4K",
      "Radarr-4K",
      "qBit",
      "qBit",
      "Settings"
    ])
  })

  it("are the keys of that section, those that somebody has set apart from those that are as they come", () => {
    const origin = { line: 1, variable: null, effect: "worker" as const }
    const origins = {
      "Radarr-4K.URI": { ...origin, source: "file" as const },
      "Radarr-4K.APIKey": { ...origin, source: "environment" as const },
      "Radarr-4K.Torrent.StalledDelay": { ...origin, source: "default" as const }
    }
    assert.deepStrictEqual(inForce({ config, origins }, "Radarr-4K"), {
      set: [
        { path: "URI", value: "http://x" },
        { path: "APIKey", value: "[redacted]" }
      ],
      preset: [
        { path: "Torrent.StalledDelay", value: "15" },
        { path: "Torrent.Tags", value: '["a", "b"]' },
        { path: "Torrent.Note", value: '""' }
      ]
    })
    assert.deepStrictEqual(inForce({ config, origins }, "qBit").preset, [
      { path: "Host", value: "localhost" },
      { path: "Trackers", value: "2 rows" }
    ])
    assert.deepStrictEqual(inForce({ config, origins }, "gone"), { set: [], preset: [] })
  })
})
