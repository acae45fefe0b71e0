import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { trackerLabels } from "../../../../src/torrents/rules/trackerLabels.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import { input, rules, torrent, trackerRule } from "../samples.ts"
import { settles } from "./carryOut.ts"

const here = trackerRule({ addTags: ["hd", "private"] })
const there = trackerRule({ host: "other.org", addTags: ["public", "hd"] })
const pool = new Set(["hd", "private", "public"])
const set = rules({ trackers: [here, there], trackerTags: pool })
const judge = (change: Partial<Torrent>, on = set) =>
  trackerLabels.judge(input({ rules: on, torrent: torrent(change) }))

describe("tracker labels", () => {
  it("are those of all rows whose tracker it has", () => {
    assert.deepStrictEqual(judge({})?.actions, [{ _tag: "AddTags", tags: ["hd", "private"] }])
    const both = ["https://tracker.example/announce", "https://eu.other.org/announce"]
    assert.deepStrictEqual(judge({ trackers: both })?.actions, [{ _tag: "AddTags", tags: ["hd", "private", "public"] }])
  })

  it("go when no tracker asks for them any more, in the same turn", () => {
    const verdict = judge({ tags: ["public", "hd"] })
    assert.deepStrictEqual(verdict?.actions, [
      { _tag: "AddTags", tags: ["private"] },
      { _tag: "RemoveTags", tags: ["public"] }
    ])
    assert.strictEqual(verdict?.reason, "its trackers ask for private; no tracker of it asks for public")
  })

  it("of a person are never taken away", () =>
    assert.isUndefined(judge({ tags: ["hd", "private", "mine", Tags.imported] })))

  it("are left alone while the trackers are not known", () =>
    assert.isUndefined(judge({ tags: ["public"], trackers: undefined })))

  it("go from a torrent without trackers", () =>
    assert.deepStrictEqual(judge({ tags: ["hd"], trackers: [] })?.actions, [{ _tag: "RemoveTags", tags: ["hd"] }]))

  it("are left alone in the special categories, whose rules know no tracker", () =>
    assert.isUndefined(judge({ tags: ["hd", "private"] }, rules({ kind: "special", trackerTags: pool }))))

  it("of a row to be removed are not wanted", () => {
    const removed = rules({ trackers: [{ ...here, removeIfExists: true }], trackerTags: pool })
    assert.deepStrictEqual(judge({ tags: ["hd"] }, removed)?.actions, [{ _tag: "RemoveTags", tags: ["hd"] }])
  })

  it("never are our own marks", () => {
    const odd = rules({ trackers: [trackerRule({ addTags: [Tags.imported] })], trackerTags: new Set(Tags.marks) })
    assert.isUndefined(judge({}, odd))
    assert.isUndefined(judge({ trackers: [], tags: [Tags.imported] }, odd))
  })

  it("settle after one turn and never touch a tag that no row names", () => {
    const tag = fc.constantFrom("a", "b", "c", "mine", Tags.imported, Tags.allowedSeeding)
    const tags = fc.uniqueArray(tag)
    const hosts = fc.subarray(["https://tracker.example/announce", "https://other.org/announce"])
    fc.assert(
      fc.property(tags, tags, tags, tags, hosts, (one, two, inPool, current, trackers) => {
        const rows = [trackerRule({ addTags: one }), trackerRule({ host: "other.org", addTags: two })]
        const named = new Set([...one, ...two, ...inPool])
        const after = settles(
          trackerLabels,
          input({
            rules: rules({ trackers: rows, trackerTags: named }),
            torrent: torrent({ tags: current, trackers })
          })
        )
        for (const kept of current.filter((tag) => !named.has(tag) || Tags.marks.has(tag))) {
          assert.include(after.tags, kept)
        }
      })
    )
  })
})
