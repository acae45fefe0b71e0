import type { TorrentMemory } from "../../store/TorrentMemory.ts"
import type { Action } from "../Action.ts"
import type { Decision } from "../decide.ts"
import { settleMarks } from "../marks.ts"
import * as Tags from "../Tags.ts"
import type { TorrentRules } from "../TorrentRules.ts"
import type { Want } from "./walk.ts"

/** Rule name of everything that is done for the sake of the disk. */
export const rule = "free space"

/** The memory of a torrent that we stop at `at` (epoch milliseconds). */
export const withStop = (memory: TorrentMemory, at: number): TorrentMemory => ({
  ...memory,
  stoppedBy: { reason: "free space", at }
})

const withoutStop = (memory: TorrentMemory): TorrentMemory => {
  const { stoppedBy: _, ...rest } = memory
  return rest
}

const mark = [Tags.freeSpacePaused]

/**
 * What `apply` has to do for one `Want`. The mark is there before the stop and goes after the start, so that whatever
 * comes between them leaves a stopped torrent known as ours. An `unmark` without a tag is a change of the memory only.
 */
export const decisionOf = (
  { reason, torrent, want }: Want,
  memory: TorrentMemory,
  rules: TorrentRules,
  now: number
): Decision => {
  const tagged = torrent.tags.includes(Tags.freeSpacePaused)
  const add: ReadonlyArray<Action> = tagged ? [] : [{ _tag: "AddTags", tags: mark }]
  const remove: ReadonlyArray<Action> = tagged || rules.tagless ? [{ _tag: "RemoveTags", tags: mark }] : []
  const wanted: ReadonlyArray<Action> =
    want === "stop" ? [...add, { _tag: "Stop" }] : want === "start" ? [{ _tag: "Start" }, ...remove] : remove
  const settled = settleMarks({ rules, torrent }, wanted, want === "stop" ? withStop(memory, now) : withoutStop(memory))
  return {
    rule,
    reason,
    actions: settled.actions,
    observed: memory,
    memory: settled.memory,
    again: undefined,
    needs: undefined
  }
}
