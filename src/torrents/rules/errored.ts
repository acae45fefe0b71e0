import type { TorrentMemory } from "../../store/TorrentMemory.ts"
import { leave, type Rule, type RuleInput, type Verdict } from "../Rule.ts"
import type { Torrent } from "../Torrent.ts"
import { isComplete, isIncomplete, type TorrentState } from "../TorrentState.ts"
import { minutes } from "../words.ts"

/** Wait after the first recheck, doubled after each further one up to `longest`. Milliseconds. */
const shortest = 300_000

const longest = 21_600_000

const checking: ReadonlySet<TorrentState> = new Set(["checkingDL", "checkingUP", "checkingResumeData"])

const waitAfter = (attempts: number): number => Math.min(shortest * 2 ** Math.max(attempts - 1, 0), longest)

/**
 * Forgets the errors of a torrent that works again. Not before the wait is over: with a full disk it works for seconds
 * between recheck and error, and the waits have to grow. For `decide`, in every pass.
 */
export const observeErrored = (memory: TorrentMemory, { state }: Torrent, now: number): TorrentMemory => {
  const { errored: before, ...rest } = memory
  const works = (isComplete(state) || isIncomplete(state)) && state !== "checkingDL"
  return before !== undefined && works && now >= before.nextAt ? rest : memory
}

/** A check that does not move for this long is stuck behind the error. Milliseconds. */
const standsFor = 60_000

/** The next try after one that did not help. Milliseconds. */
const startEvery = 600_000

/**
 * qBittorrent 4.5 leaves a torrent that had an error in its check for ever, until it is started; one that a person has
 * stopped meanwhile is checked to the end, so a check of ours that stands still belongs to one that was running.
 */
const checked = ({ memory, now, torrent }: RuleInput): Verdict | undefined => {
  const { errored: before } = memory
  if (before === undefined || !checking.has(torrent.state)) return undefined
  const progress = torrent.progress ?? 0
  const { standing } = before
  if (standing === undefined || standing.progress !== progress) {
    const memoryNow = { ...memory, errored: { ...before, standing: { since: now, progress } } }
    return { actions: [], reason: "being rechecked after an error", memory: memoryNow, again: now + standsFor }
  }
  const ripe = standing.since + standsFor
  if (now < ripe) return leave("being rechecked after an error", ripe)
  return {
    actions: [{ _tag: "Start" }],
    reason: `its recheck after an error has not moved for ${minutes(now - standing.since)}`,
    memory: { ...memory, errored: { ...before, standing: { since: now + startEvery - standsFor, progress } } },
    again: now + startEvery
  }
}

/** Engine §2.8 row 15, W-22. A full disk looks like this too, so an error never leads to a removal. */
export const errored: Rule = {
  name: "errored",
  doc: "A torrent with an error is rechecked, then again after 5 minutes and ever longer up to 6 hours; it is never removed for that.",
  judge: (input) => {
    const { memory, now, torrent } = input
    if (torrent.state !== "error") return checked(input)
    const before = memory.errored
    if (before !== undefined && now < before.nextAt) {
      const times = before.attempts === 1 ? "once" : `${before.attempts} times`
      return leave(
        `has an error, rechecked ${times}; next recheck in ${minutes(before.nextAt - now)}. Is the disk full or not writable?`,
        before.nextAt
      )
    }
    const attempts = (before?.attempts ?? 0) + 1
    const nextAt = now + waitAfter(attempts)
    return {
      actions: [{ _tag: "Recheck" }],
      reason: `qBittorrent reports an error (recheck ${attempts})`,
      memory: { ...memory, errored: { attempts, nextAt } },
      again: nextAt
    }
  }
}
