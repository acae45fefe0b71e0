import { hasMark } from "../marks.ts"
import type { Rule, RuleInput } from "../Rule.ts"
import * as Tags from "../Tags.ts"
import { isComplete, isIncomplete } from "../TorrentState.ts"
import { isDone, limitsOf, reached } from "../trackers/limits.ts"
import { isUnresolved } from "../trackers/matching.ts"

/** Why it may not, or not yet, go on seeding; undefined when it may. */
const against = (input: RuleInput): string | undefined => {
  const { memory, now, rules, torrent } = input
  if (isIncomplete(torrent.state) || torrent.amountLeft !== 0) return "it is not complete"
  if (memory.stoppedBy !== undefined || hasMark(input, Tags.freeSpacePaused)) return "it was stopped to save space"
  const sofar = reached({ memory, now, torrent }, limitsOf(rules, torrent))
  // Without removal either limit is the end of what was asked for.
  const { removeMode } = rules.seeding
  return isDone(removeMode === -1 ? 3 : removeMode, sofar) ? "its seeding limits are met" : undefined
}

/**
 * `qBitrr-allowed_seeding`, for people only (engine §2.12.3, W-23): on complete torrents within their limits, never on
 * downloads. Nothing is marked where the config says nothing about seeding.
 */
export const seedingMark: Rule = {
  name: "seeding mark",
  doc: "A complete torrent within its seeding limits is tagged qBitrr-allowed_seeding; the tag goes when they are met.",
  judge: (input) => {
    const { rules, torrent } = input
    if (isUnresolved(rules, torrent) || torrent.amountLeft === undefined) return undefined
    if (torrent.state === "forcedUP" || torrent.superSeeding) return undefined
    // Checked, moved or unknown: what it was is not over yet.
    if (!isComplete(torrent.state) && !isIncomplete(torrent.state)) return undefined
    const limits = limitsOf(rules, torrent)
    if (rules.seeding.removeMode === -1 && limits.ratio === undefined && limits.seedingTime === undefined)
      return undefined
    const reason = against(input)
    const marked = hasMark(input, Tags.allowedSeeding)
    if (marked === (reason === undefined)) return undefined
    return {
      actions: [{ _tag: reason === undefined ? "AddTags" : "RemoveTags", tags: [Tags.allowedSeeding] }],
      reason: reason ?? "complete and within its seeding limits",
      // With Tagless no tag changes in the client, which would have been the wake-up for whoever is next.
      ...(rules.tagless ? { again: input.now } : {})
    }
  }
}
