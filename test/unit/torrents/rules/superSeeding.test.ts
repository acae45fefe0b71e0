import { assert, describe, it } from "vitest"
import { superSeeding } from "../../../../src/torrents/rules/superSeeding.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import { complete, input, rules, torrent, trackerRule } from "../samples.ts"
import { settles } from "./carryOut.ts"

const wanted = rules({ trackers: [trackerRule({ superSeed: true })] })
const actions = (change: Partial<Torrent>, set = wanted) =>
  superSeeding.judge(input({ rules: set, torrent: complete(change) }))?.actions

describe("super seeding", () => {
  it("is switched on for complete torrents of a tracker that asks for it, and settles", () => {
    for (const state of ["uploading", "stalledUP", "queuedUP", "forcedUP"] as const) {
      assert.deepStrictEqual(actions({ state }), [{ _tag: "SuperSeed" }])
    }
    assert.isTrue(settles(superSeeding, input({ rules: wanted, torrent: complete() })).superSeeding)
  })

  it("is never switched off", () => assert.isUndefined(actions({ superSeeding: true }, rules())))

  it("is left alone where no row of its trackers asks for it", () => {
    assert.isUndefined(actions({}, rules()))
    assert.isUndefined(actions({ trackers: ["https://other.org/announce"] }))
    assert.isUndefined(actions({ trackers: undefined }))
  })

  it("is left alone on what is stopped or not complete", () => {
    assert.isUndefined(actions({ state: "stoppedUP" }))
    assert.isUndefined(actions({ amountLeft: 1 }))
    assert.isUndefined(actions({ amountLeft: undefined }))
    assert.isUndefined(superSeeding.judge(input({ rules: wanted, torrent: torrent() })))
  })
})
