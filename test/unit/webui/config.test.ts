import * as fc from "fast-check"
import { assert, beforeEach, describe, it } from "vitest"
import type { ConfigDocument } from "../../../src/web/config/ConfigViews.ts"
import {
  change,
  collisions,
  draft,
  editOf,
  forgetAll,
  rebase,
  removeSection,
  takeOut
} from "../../../src/webui/pages/config/draft.ts"
import { inputOf, textOf, valueOf } from "../../../src/webui/pages/config/inputs.ts"
import { excerpt, lineDiff } from "../../../src/webui/pages/config/lineDiff.ts"

const document = (revision: string, config: Readonly<Record<string, unknown>>): ConfigDocument => ({
  revision,
  file: "/config/config.toml",
  config,
  origins: {},
  unknown: {},
  warnings: [],
  problems: []
})

const base = document("1", {
  Settings: { LoopSleepTimer: 5, Tags: ["a"] },
  "Radarr-4K": { URI: "http://one", Torrent: { StalledDelay: 15 } }
})

const current = () => {
  const one = draft.get()
  if (one === undefined) throw new Error("nothing is changed")
  return one
}

describe("the draft of a config", () => {
  beforeEach(forgetAll)

  it("holds what differs from the file, by dotted key; what is as it was is no change", () => {
    change(base, "Radarr-4K", "Torrent.StalledDelay", 20)
    change(base, "Settings", "LoopSleepTimer", 6)
    assert.deepStrictEqual(editOf(current()), {
      revision: "1",
      changes: { "Radarr-4K.Torrent.StalledDelay": 20, "Settings.LoopSleepTimer": 6 }
    })
    change(base, "Settings", "LoopSleepTimer", 5)
    change(base, "Radarr-4K", "Torrent.StalledDelay", 15)
    assert.isUndefined(draft.get())
  })

  it("takes keys and sections out, and forgets what was changed in a section that goes", () => {
    takeOut(base, "Settings.LoopSleepTimer")
    change(base, "Radarr-4K", "URI", "http://two")
    removeSection(base, "Radarr-4K")
    assert.deepStrictEqual(current().changes, { "Settings.LoopSleepTimer": null, "Radarr-4K": null })
  })

  it("tells just those keys that two people have changed, and goes on with either word", () => {
    change(base, "Settings", "LoopSleepTimer", 6)
    change(base, "Settings", "Tags", ["b"])
    change(base, "Radarr-4K", "URI", "http://two")
    const theirs = document("2", { ...base.config, Settings: { LoopSleepTimer: 7, Tags: ["b"] } })
    const mine = current()
    assert.deepStrictEqual(collisions(mine, theirs), [
      { key: "Settings.LoopSleepTimer", before: 5, theirs: 7, mine: 6 }
    ])
    rebase(mine, theirs, true)
    assert.strictEqual(current().base.revision, "2")
    assert.strictEqual(current().changes["Settings.LoopSleepTimer"], 6)
    rebase(mine, theirs, false)
    assert.notProperty(current().changes, "Settings.LoopSleepTimer")
    assert.strictEqual(current().changes["Radarr-4K.URI"], "http://two")
  })
})

describe("the fields of the config", () => {
  it("read numbers where numbers may stand, and text where only text may", () => {
    assert.strictEqual(valueOf({ type: "duration" }, " 15 "), 15)
    assert.strictEqual(valueOf({ type: "duration" }, "2h"), "2h")
    assert.strictEqual(valueOf({ type: "text" }, "15"), "15")
    assert.deepStrictEqual(valueOf({ type: "list of text" }, "a\n\n b "), ["a", "b"])
    assert.deepStrictEqual(valueOf({ type: "list of whole number" }, "1\n2"), [1, 2])
    assert.strictEqual(textOf(["a", "b"]), "a\nb")
  })

  it("are of the kind that fits", () => {
    const kind = (type: string, choices: ReadonlyArray<string> | null = null, secret = false) =>
      inputOf({ type, choices, secret })
    assert.deepStrictEqual(
      [
        kind("yes or no"),
        kind("choice", ["a"]),
        kind("secret", null, true),
        kind("list of choice", ["a"]),
        kind("rows"),
        kind("duration")
      ],
      ["switch", "choice", "secret", "lines", "rows", "text"]
    )
  })
})

describe("what differs between two texts", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 }).map((lines) => lines.join("\n"))

  it("has both texts in it, in order", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after)
        const side = (kind: "old" | "new") =>
          lines
            .filter((line) => line.kind !== (kind === "old" ? "new" : "old"))
            .map((line) => line.text)
            .join("\n")
        assert.strictEqual(side("old"), before)
        assert.strictEqual(side("new"), after)
        if (before === after) assert.isTrue(lines.every(({ kind }) => kind === "same"))
      })
    )
  })

  it("shows a change with two lines around it", () => {
    const numbers = Array.from({ length: 20 }, (_, nth) => `line ${nth}`)
    const lines = excerpt(lineDiff(numbers.join("\n"), numbers.with(10, "other").join("\n")))
    assert.deepStrictEqual(
      lines.map((line) => (line === undefined ? "…" : `${line.kind} ${line.text}`)),
      ["same line 8", "same line 9", "old line 10", "new other", "same line 11", "same line 12", "…"]
    )
  })
})
