import { leave, type Rule } from "../Rule.ts"
import type { TorrentState } from "../TorrentState.ts"

const states: ReadonlySet<TorrentState> = new Set([
  "forcedDL",
  "queuedDL",
  "checkingDL",
  "checkingUP",
  "checkingResumeData",
  "allocating",
  "moving"
])

/** Engine §2.7 "untouchable". `forcedUP` is left out: a complete torrent is imported whether or not it seeds. */
export const untouchable: Rule = {
  name: "busy",
  doc: "A torrent that is queued, forced, checked or moved is left alone until that is over.",
  judge: ({ torrent }) => (states.has(torrent.state) ? leave(`left alone while it is ${torrent.state}`) : undefined)
}
