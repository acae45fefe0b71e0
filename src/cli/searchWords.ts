import type { Skip } from "../search/Skip.ts"

/** How `qbitrr search list` says why things are passed over: `300 recently searched, 112 unmonitored`. */
export const skipWords: Readonly<Record<Skip, string>> = {
  complete: "complete",
  unmonitored: "unmonitored",
  special: "specials",
  "not aired": "not aired yet",
  "not available": "not available yet",
  "switched off": "switched off in EntrySearch",
  "no upgrades allowed": "no upgrades allowed",
  "in the queue": "downloading",
  "cooling down": "recently searched",
  "searched in this cycle": "searched in this cycle"
}
