import { assert, describe, it } from "vitest"
import { describe as words } from "../../../../src/torrents/Action.ts"
import { decide } from "../../../../src/torrents/decide.ts"
import { missingFiles } from "../../../../src/torrents/rules/missingFiles.ts"
import { facts, hitAndRun, input, rules, torrent, trackerRule } from "../samples.ts"

const gone = torrent({ state: "missingFiles" })

describe("missing files", () => {
  it("check 26: out of the client, nothing deleted, nothing blocklisted, nothing searched", () => {
    const decision = decide(input({ torrent: gone }))
    assert.strictEqual(decision.rule, "missing files")
    assert.deepStrictEqual(decision.actions, [
      { _tag: "Remove", deleteFiles: false, blocklist: false, research: false, section: undefined }
    ])
  })

  it("check 26: whether its Arr answers or not, for the Arr is not told", () => {
    assert.lengthOf(missingFiles.judge(input({ torrent: gone, facts: facts({ queue: undefined }) }))?.actions ?? [], 1)
  })

  it("no hit-and-run gate: what is not there cannot be seeded", () => {
    const owing = rules({ trackers: [trackerRule({ hitAndRun: hitAndRun({ mode: "and", minSeedingTime: 1e9 }) })] })
    assert.deepStrictEqual((missingFiles.judge(input({ torrent: gone, rules: owing }))?.actions ?? []).map(words), [
      "remove (keep files)"
    ])
  })

  it("kept while many torrents of the client lost their files at once: the disk is away", () => {
    const ill = facts({
      outages: [{ scope: { _tag: "Client", instance: "qBit" }, evidence: "files", reason: "40 % of qBit miss files" }]
    })
    const verdict = missingFiles.judge(input({ torrent: gone, facts: ill }))
    assert.deepStrictEqual(verdict?.actions, [])
    assert.include(verdict?.reason ?? "", "40 %")
  })

  it("the same outage of another client holds nothing back", () => {
    const ill = facts({
      outages: [{ scope: { _tag: "Client", instance: "other" }, evidence: "files", reason: "40 % of other" }]
    })
    assert.lengthOf(missingFiles.judge(input({ torrent: gone, facts: ill }))?.actions ?? [], 1)
  })

  it("concerns no other state, an error neither", () => {
    for (const state of ["error", "downloading", "stalledUP", "unknown"] as const) {
      assert.isUndefined(missingFiles.judge(input({ torrent: torrent({ state }) })))
    }
  })
})
