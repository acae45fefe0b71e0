import type { TorrentMemory } from "../../store/TorrentMemory.ts"
import { leave, type Rule } from "../Rule.ts"
import * as Tags from "../Tags.ts"
import type { Torrent } from "../Torrent.ts"

/** The tag is in the picture this long after it was asked for, or a person has taken it away. Milliseconds. */
const settle = 60_000

/** Forgets the end of a tag that is gone, so that a tag set by hand later has none. */
export const observeIgnored = (memory: TorrentMemory, torrent: Torrent, now: number): TorrentMemory => {
  const { ignoredFor, ...rest } = memory
  if (ignoredFor === undefined || torrent.tags.includes(Tags.ignored)) return memory
  return now < ignoredFor.askedAt + settle ? memory : rest
}

/**
 * Tag `qBitrr-ignored`: first gate of every path (decisions, "Safety first"). `apply` asks it once more. Only the end
 * that a person has set themself takes the tag away, with `Tagless` too: it is theirs, not a mark of ours.
 */
export const ignored: Rule = {
  name: "ignored",
  doc: "A torrent tagged qBitrr-ignored is never touched; when it was asked for over the API for some hours, the tag goes at their end.",
  gate: true,
  judge: ({ memory, now, torrent }) => {
    if (!torrent.tags.includes(Tags.ignored)) return undefined
    const { ignoredFor, ...rest } = memory
    if (ignoredFor === undefined) return leave(`tagged ${Tags.ignored}: hands off`)
    const end = new Date(ignoredFor.until).toISOString()
    if (now < ignoredFor.until) return leave(`tagged ${Tags.ignored} until ${end}: hands off`, ignoredFor.until)
    return {
      actions: [{ _tag: "RemoveTags", tags: [Tags.ignored] }],
      reason: `was to be ignored until ${end}`,
      memory: rest
    }
  }
}
