import { leave, type Rule } from "../Rule.ts"
import type { TorrentState } from "../TorrentState.ts"

const isChecking = (state: TorrentState): boolean =>
  state === "checkingDL" || state === "checkingUP" || state === "checkingResumeData"

/** A small torrent is checked faster than its state can be seen (states are sampled every 1.5 s). */
const longestUnseenCheck = 10_000

/**
 * A person moved it to `RecheckCategory`: recheck once, wait for the end, put the previous category back (W-1).
 * Without a known previous category it goes to the section that owns the download, else it stays and says so.
 */
export const recheckCategory: Rule = {
  name: "recheck category",
  doc: "A torrent moved to RecheckCategory is rechecked once, then gets its previous category back.",
  judge: ({ facts, memory, now, rules, torrent }) => {
    if (torrent.category !== rules.recheckCategory) {
      if (memory.recheck === undefined) return undefined
      const { recheck: _, ...rest } = memory
      return { actions: [], reason: "its recheck is over", memory: rest, again: now }
    }
    const { recheck } = memory
    if (recheck === undefined) {
      return {
        actions: [{ _tag: "Recheck" }],
        reason: `moved to category ${rules.recheckCategory}`,
        memory: { ...memory, recheck: { requestedAt: now, sawChecking: false } },
        again: now + 1_000
      }
    }
    if (isChecking(torrent.state)) {
      return {
        actions: [],
        reason: "being rechecked",
        memory: recheck.sawChecking ? memory : { ...memory, recheck: { ...recheck, sawChecking: true } }
      }
    }
    const wait = recheck.requestedAt + longestUnseenCheck
    if (!recheck.sawChecking && now < wait) return leave("waiting for the recheck to begin", wait)
    const category = memory.previousCategory ?? (facts.owner._tag === "Known" ? facts.owner.category : undefined)
    if (category === undefined) {
      return leave("rechecked, but its previous category is not known: move it back by hand")
    }
    return { actions: [{ _tag: "SetCategory", category }], reason: `rechecked: back to category ${category}` }
  }
}
