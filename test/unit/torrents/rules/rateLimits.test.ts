import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { rateLimits } from "../../../../src/torrents/rules/rateLimits.ts"
import { complete, input, rules, seeding, torrent, trackerRule } from "../samples.ts"
import { settles } from "./carryOut.ts"

const limited = rules({ seeding: seeding({ downloadLimit: 512_000, uploadLimit: 102_400 }) })
const actions = (change: Parameters<typeof input>[0]) => rateLimits.judge(input(change))?.actions

describe("rate limits", () => {
  it("check 33: are written in bytes/s where they differ", () => {
    const verdict = rateLimits.judge(input({ rules: limited }))
    assert.deepStrictEqual(verdict?.actions, [{ _tag: "SetLimits", download: 512_000, upload: 102_400 }])
    assert.strictEqual(
      verdict?.reason,
      "download limit is none, wanted 500 KB/s, upload limit is none, wanted 100 KB/s"
    )
  })

  it("check 33: only the side that differs is written", () => {
    assert.deepStrictEqual(actions({ rules: limited, torrent: torrent({ downloadLimit: 512_000 }) }), [
      { _tag: "SetLimits", download: undefined, upload: 102_400 }
    ])
    assert.deepStrictEqual(actions({ rules: limited, torrent: torrent({ uploadLimit: 102_400 }) }), [
      { _tag: "SetLimits", download: 512_000, upload: undefined }
    ])
  })

  it("check 33: nothing is written when both are set already", () =>
    assert.isUndefined(actions({ rules: limited, torrent: torrent({ downloadLimit: 512_000, uploadLimit: 102_400 }) })))

  it("check 33: unset never takes away what a person set", () =>
    assert.isUndefined(actions({ torrent: torrent({ downloadLimit: 1, uploadLimit: 1 }) })))

  it("check 33: 0 of the tracker's row leaves alone what the section would set", () => {
    const row = trackerRule({ downloadLimit: 0, uploadLimit: 2048 })
    assert.deepStrictEqual(actions({ rules: rules({ ...limited, trackers: [row] }) }), [
      { _tag: "SetLimits", download: undefined, upload: 2048 }
    ])
  })

  it("are not written while it is not known what is set", () =>
    assert.isUndefined(
      actions({ rules: limited, torrent: torrent({ downloadLimit: undefined, uploadLimit: undefined }) })
    ))

  it("are not written while it is not known whose limits hold", () => {
    const unknown = torrent({ trackers: undefined })
    assert.isUndefined(actions({ rules: rules({ ...limited, trackers: [trackerRule()] }), torrent: unknown }))
    assert.isDefined(actions({ rules: limited, torrent: unknown }))
  })

  it("hold for complete torrents too", () => assert.isDefined(actions({ rules: limited, torrent: complete() })))

  it("settle after one write", () => {
    const limit = fc.option(fc.nat(10_000_000), { nil: undefined })
    fc.assert(
      fc.property(limit, limit, limit, limit, limit, limit, (download, upload, ofRow, other, current, now) => {
        const set = rules({
          seeding: seeding({ downloadLimit: download, uploadLimit: upload }),
          trackers: [trackerRule({ downloadLimit: ofRow, uploadLimit: other })]
        })
        settles(rateLimits, input({ rules: set, torrent: torrent({ downloadLimit: current, uploadLimit: now }) }))
      })
    )
  })
})
