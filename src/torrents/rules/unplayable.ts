import { hasMark } from "../marks.ts"
import type { Rule } from "../Rule.ts"
import { remove } from "../removals.ts"
import * as Tags from "../Tags.ts"
import { isComplete } from "../TorrentState.ts"

/**
 * Engine §2.17 with W-16: asked once, before the import begins. Only ffprobe's own refusal of every media file counts;
 * where nothing can be probed the import goes on as without `AutoDelete`.
 */
export const unplayable: Rule = {
  name: "unplayable",
  doc: "A complete download of which no media file can be played is removed before it is imported, blocklisted and searched for again.",
  judge: (input) => {
    const { facts, rules, torrent } = input
    if (!rules.validates || !rules.imports || !isComplete(torrent.state)) return undefined
    if (facts.importEntry !== undefined || hasMark(input, Tags.imported)) return undefined
    if (torrent.amountLeft !== 0 || torrent.contentPath === "") return undefined
    const { playable } = facts
    if (playable === undefined) return { actions: [], reason: "complete; not probed yet", needs: "playable" }
    if (playable._tag !== "Unplayable") return undefined
    return remove(input, {
      reason: `none of its media files can be played: ${playable.example}`,
      // The files themselves were read, whatever the network does.
      evidence: undefined,
      as: "failed"
    })
  }
}
