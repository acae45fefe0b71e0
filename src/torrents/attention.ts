import type { ImportEntry } from "../store/ImportEntry.ts"
import type { TorrentMemory } from "../store/TorrentMemory.ts"
import * as Tags from "./Tags.ts"
import type { Torrent } from "./Torrent.ts"

/** What is known of a torrent that somebody looks after. */
export interface AttentionInput {
  readonly torrent: Torrent
  readonly memory: TorrentMemory
  /** Of the Arr that owns it; looked up for what is not known to be imported only, so that thousands cost little. */
  readonly importEntry: () => ImportEntry | undefined
}

/**
 * Why a torrent waits for a person, as a sentence: what no rule mends by itself, or only tries again and again.
 * Undefined when it does not; what a person has set to be ignored waits for nobody. Pure.
 */
export const attentionOf = ({ importEntry, memory, torrent }: AttentionInput): string | undefined => {
  if (torrent.tags.includes(Tags.ignored)) return undefined
  if (torrent.state === "missingFiles") return "Its files are missing."
  if (torrent.state === "error") return "qBittorrent reports an error."
  if (memory.goneSince !== undefined) return "All its trackers say that they do not have it any more."
  if (torrent.tags.includes(Tags.imported) || memory.marks?.includes(Tags.imported) === true) return undefined
  const entry = importEntry()
  // A torrent that was removed and came back is another download.
  if (entry?.state !== "stuck" || entry.since < (torrent.addedAt ?? 0)) return undefined
  return `It is not imported: ${entry.reason ?? "no reason given"}.`
}
