import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { diff } from "../../../src/config/ConfigDiff.ts"
import { good, radarr } from "./support.ts"

const base = `${radarr()}${radarr("Sonarr-TV")}[qBit]\nHost = "a"\nPassword = "one"\n[qBit-two]\nHost = "b"\n`
const compare = (before: string, after: string, environment = {}) =>
  diff(good(before).config, good(after, environment).config)
const summary = (before: string, after: string) => {
  const { changes, sections, allWorkers, web, needProcess } = compare(before, after)
  return {
    keys: changes.map(({ key, effect }) => `${key} ${effect}`),
    sections: [...sections],
    allWorkers,
    web,
    needProcess
  }
}
const nothing = { sections: [], allWorkers: false, web: false, needProcess: [] }

describe("what two configs differ in", () => {
  it("is nothing when only the writing differs", () => {
    assert.deepStrictEqual(
      summary(
        `[Settings]\nLoopSleepTimer = 60\n${base}`,
        `# hello\n${base}\n[Settings]\nLoopSleepTimer = "1m"\nDryRun = false\n`
      ),
      { ...nothing, keys: [] }
    )
  })

  for (const [name, before, after, expected] of [
    ["acts at once", "", "[Settings]\nDryRun = true\n", { keys: ["Settings.DryRun live"] }],
    [
      "restarts all workers",
      "",
      "[Settings]\nLoopSleepTimer = 9\n",
      { keys: ["Settings.LoopSleepTimer workers"], allWorkers: true }
    ],
    ["binds the web server again", "", "[WebUI]\nPort = 7000\n", { keys: ["WebUI.Port web"], web: true }],
    [
      "waits for the next start",
      "",
      "[Settings]\nLogging = false\n",
      { keys: ["Settings.Logging process"], needProcess: ["Settings.Logging"] }
    ],
    [
      "restarts the workers of its section",
      "7878",
      "7879",
      { keys: ["Radarr-Movies.URI worker"], sections: ["Radarr-Movies"] }
    ],
    [
      "reaches the qBittorrent sections too",
      'APIKey = "abcdef0123456789"',
      'APIKey = "abcdef0123456789"\nCategory = "x"',
      { keys: ["Radarr-Movies.Category worker"], sections: ["Radarr-Movies", "qBit", "qBit-two"] }
    ],
    ["is told of a secret without showing it", '"one"', '"two"', { keys: ["qBit.Password worker"], sections: ["qBit"] }]
  ] as const) {
    it(`${name}: ${expected.keys.join(", ")}`, () => {
      const changed = before === "" ? base + after : base.replace(before, after)
      assert.deepStrictEqual(summary(base, changed) as unknown, { ...nothing, ...expected })
      assert.notMatch(JSON.stringify(compare(base, changed)), /"(one|two)"/)
    })
  }

  it("tells sections that came and went", () => {
    assert.deepStrictEqual(summary(base, `${base}[qBit-three]\nHost = "c"\n`), {
      ...nothing,
      keys: ["qBit-three worker"],
      sections: ["qBit-three"]
    })
    assert.deepStrictEqual(compare(base, base.replace(radarr("Sonarr-TV"), "")).changes, [
      { key: "Sonarr-TV", section: "Sonarr-TV", kind: "removed", effect: "worker" }
    ])
    assert.sameMembers(
      [...compare(base, base.replace(radarr("Sonarr-TV"), "")).sections],
      ["Sonarr-TV", "qBit", "qBit-two"]
    )
  })

  it("looks into lists, tables and rows", () => {
    const rows = (ratio: number) => `${base}[[qBit.Trackers]]\nURI = "t"\nMaxUploadRatio = ${ratio}\n`
    assert.deepStrictEqual(summary(rows(1), rows(1)).keys, [])
    assert.deepStrictEqual(summary(rows(1), rows(2)).keys, ["qBit.Trackers live"])
    assert.deepStrictEqual(summary(base, rows(2)).keys, ["qBit.Trackers live"])
    const urls = (items: string) => `[Settings]\nPingURLS = [${items}]\n`
    assert.deepStrictEqual(summary(urls("'a'"), urls("'a', 'b'")).keys, ["Settings.PingURLS live"])
  })

  it("includes the modes of the environment", () => {
    assert.isTrue(compare(base, base, { QBITRR_OVERRIDES_SEARCH_ONLY: "1" }).allWorkers)
  })

  it("is nothing between a config and itself, and the same keys both ways", () => {
    const config = fc
      .record({ loop: fc.nat(3), ratio: fc.nat(3), dry: fc.boolean(), two: fc.boolean() })
      .map(({ loop, ratio, dry, two }) =>
        [
          `[Settings]\nLoopSleepTimer = ${loop}\nDryRun = ${dry}\n[qBit]\nHost = "a"\n`,
          `[[qBit.Trackers]]\nURI = "t"\nMaxUploadRatio = ${ratio}\n${two ? radarr() : ""}`
        ].join("")
      )
    fc.assert(
      fc.property(config, config, (a, b) => {
        assert.isEmpty(compare(a, a).changes)
        const keys = (from: string, to: string) => compare(from, to).changes.map(({ key }) => key)
        assert.sameMembers(keys(a, b), keys(b, a))
      }),
      { numRuns: 50 }
    )
  })
})
