import { assert, describe, it } from "vitest"
import { type Action, describe as words } from "../../../src/torrents/Action.ts"
import { decide } from "../../../src/torrents/decide.ts"
import type { RuleInput } from "../../../src/torrents/Rule.ts"
import * as Tags from "../../../src/torrents/Tags.ts"
import type { Torrent } from "../../../src/torrents/Torrent.ts"
import { fromWire } from "../../../src/torrents/TorrentState.ts"
import { complete, facts, files, input, minute, now, row, rules, seeding, torrent, videoFilter } from "./samples.ts"

/** Engine §2.24: what the reference did, what we do, and why where it differs. States are qBittorrent's own words. */
interface Row {
  readonly state: string
  readonly torrent?: Partial<Torrent>
  readonly first: Cell
  readonly after: Cell
}
interface Cell {
  readonly reference: string
  readonly ours: string
  readonly because?: string
}

const same = (effect: string): Cell => ({ reference: effect, ours: effect })
const differs = (reference: string, ours: string, because: string): Cell => ({ reference, ours, because })

const nothing = same("nothing")
const filter = same("deselect 1 file")
const failed = "remove (with files, blocklist, search again)"
const tag = `add tag ${Tags.allowedStalled}`

const stopped = (word: string): Row => ({
  state: word,
  first:
    word === "pausedDL"
      ? filter
      : differs("start", "deselect 1 file", "both vocabularies are one; its files are chosen, but it is not started"),
  after: differs("start", "nothing", "a person's stop is never undone (W-4, check 13)")
})

const incomplete: ReadonlyArray<Row> = [
  { state: "downloading", first: filter, after: nothing },
  {
    state: "stalledDL",
    torrent: { lastActivityAt: now - 10_000 },
    first: differs(`${tag}; deselect 1 file`, "deselect 1 file", "one thing in a pass, the tag in the next"),
    after: differs("nothing", tag, "the tag that the reference set at first sight")
  },
  {
    state: "stalledDL",
    torrent: { lastActivityAt: now - 162 * minute },
    first: differs(failed, "deselect 1 file", "its files are looked at first"),
    after: same(failed)
  },
  { state: "metaDL", first: same(failed), after: same(failed) },
  { state: "forcedMetaDL", first: same(failed), after: same(failed) },
  stopped("pausedDL"),
  stopped("stoppedDL"),
  ...["queuedDL", "forcedDL", "checkingDL", "checkingUP", "checkingResumeData", "allocating", "moving"].map(
    (state): Row => ({ state, first: nothing, after: nothing })
  ),
  {
    state: "error",
    first: same("recheck"),
    after: differs("nothing", "recheck", "an error is rechecked at any time (W-22)")
  },
  {
    state: "missingFiles",
    first: differs("remove (with files)", "remove (keep files)", "what may only be unmounted is not deleted"),
    after: differs("remove (with files)", "remove (keep files)", "what may only be unmounted is not deleted")
  },
  { state: "unknown", first: nothing, after: nothing },
  { state: "someNewState", first: nothing, after: nothing }
]

interface CompleteRow {
  readonly state: string
  readonly never: Cell
  readonly met: Cell
  readonly imported: Cell
  readonly ignored: Cell
}

const importsFirst = (reference: string): Cell =>
  differs(reference, "import (ask)", "nothing is removed for its seeding before it is imported (W-10)")
const handsOff = (reference: string): Cell => differs(reference, "nothing", "tag I is hands off (check 14)")
const importsAnyway = (reference: string): Cell =>
  differs(reference, "import (ask)", "complete is imported, seeding or not (W-9)")
const removed = same("remove (with files)")
const stoppedUp = (word: string): CompleteRow => ({
  state: word,
  never: importsAnyway("start"),
  met: importsFirst(word === "pausedUP" ? "remove (with files)" : "start"),
  imported: word === "pausedUP" ? removed : differs("start", "remove (with files)", "both vocabularies are one (W-4)"),
  ignored: nothing
})

const seeded: ReadonlyArray<CompleteRow> = [
  ...["uploading", "stalledUP"].map(
    (state): CompleteRow => ({
      state,
      never: importsAnyway("nothing"),
      met: importsFirst("remove (with files)"),
      imported: removed,
      ignored: handsOff("import (ask)")
    })
  ),
  {
    state: "queuedUP",
    never: importsAnyway("nothing"),
    met: importsFirst("remove (with files)"),
    imported: removed,
    ignored: handsOff("stop")
  },
  stoppedUp("pausedUP"),
  stoppedUp("stoppedUP"),
  {
    state: "forcedUP",
    never: importsAnyway("nothing"),
    met: importsAnyway("nothing"),
    imported: nothing,
    ignored: nothing
  }
]

/** The tag that only tells people where a torrent stands is no deed. */
const isDeed = (action: Action): boolean =>
  (action._tag !== "AddTags" && action._tag !== "RemoveTags") || action.tags.some((one) => one !== Tags.allowedSeeding)

const deed = (given: RuleInput): string => {
  const decision = decide(given)
  assert.isUndefined(decision.needs)
  assert.isNotEmpty(decision.reason)
  return decision.actions.filter(isDeed).map(words).join("; ") || "nothing"
}

const title = (state: string, column: string, { because, ours }: Cell): string =>
  `check 12: ${state}, ${column}: ${ours}${because === undefined ? "" : `, for ${because}`}`

const filtered = rules({ fileFilter: videoFilter })
const list = files("M/ok.mkv", "M/x.nfo")

/** What is remembered of a torrent whose files were looked at, all being well. */
const afterFilter = decide(
  input({ rules: filtered, facts: facts({ files: files("M/ok.mkv") }), memory: { firstSeenAt: 1 } })
).memory

describe("state table, incomplete (engine 2.24)", () => {
  for (const { after, first, state, torrent: change } of incomplete) {
    const given = torrent({ state: fromWire(state), ...change })
    const idle =
      change?.lastActivityAt === undefined ? "" : ` idle ${Math.round((now - change.lastActivityAt) / 1000)} s`
    it(title(`${state}${idle}`, "at first sight", first), () => {
      assert.strictEqual(
        deed(input({ torrent: given, rules: filtered, facts: facts({ files: list }), memory: {} })),
        first.ours
      )
    })
    it(title(`${state}${idle}`, "after the file filter", after), () => {
      assert.strictEqual(deed(input({ torrent: given, rules: filtered, memory: afterFilter })), after.ours)
    })
  }
})

describe("state table, complete: ratio 3, seeded for 2 h (engine 2.24)", () => {
  const waiting = facts({ queue: [row({ status: "completed", trackedState: "importPending" })] })
  const limits = rules({ seeding: seeding({ removeMode: 3, maxRatio: 2, maxSeedingTime: 60 * minute }) })
  const done = (state: string, tags: ReadonlyArray<string> = []) =>
    complete({ state: fromWire(state), ratio: 3, seedingTime: 7200, completedAt: now - 120 * minute, tags })

  for (const { ignored, imported, met, never, state } of seeded) {
    it(title(state, "RemoveTorrent -1", never), () => {
      assert.strictEqual(deed(input({ torrent: done(state), facts: waiting })), never.ours)
    })
    it(title(state, "RemoveTorrent 3, limits met", met), () => {
      assert.strictEqual(deed(input({ torrent: done(state), facts: waiting, rules: limits })), met.ours)
    })
    it(title(state, "RemoveTorrent 3, limits met, imported", imported), () => {
      const given = input({ torrent: done(state, [Tags.imported]), facts: facts({ queue: [] }), rules: limits })
      assert.strictEqual(deed(given), imported.ours)
    })
    it(title(state, "RemoveTorrent 3, limits met, tag I", ignored), () => {
      const given = input({ torrent: done(state, [Tags.ignored, Tags.imported]), facts: waiting, rules: limits })
      assert.strictEqual(deed(given), ignored.ours)
      assert.isEmpty(decide(given).actions)
    })
  }
})

describe("the table itself", () => {
  const cells = [
    ...incomplete.flatMap(({ after, first }) => [first, after]),
    ...seeded.flatMap(({ ignored, imported, met, never }) => [never, met, imported, ignored])
  ]
  it("says why wherever we differ from the reference", () => {
    for (const { because, ours, reference } of cells) assert.strictEqual(because !== undefined, ours !== reference)
  })
  it("paused and stopped are one", () => {
    assert.strictEqual(fromWire("pausedDL"), fromWire("stoppedDL"))
    assert.strictEqual(fromWire("pausedUP"), fromWire("stoppedUP"))
  })
  it("check 13: nothing is started or stopped for its state alone", () => {
    for (const { ours } of cells) assert.notMatch(ours, /^(start|stop)/)
  })
})
