import type { TorrentMemory } from "../../store/TorrentMemory.ts"
import { hasMark } from "../marks.ts"
import { leave, type Rule, type RuleInput, type Verdict } from "../Rule.ts"
import { remove } from "../removals.ts"
import * as Tags from "../Tags.ts"
import type { TorrentState } from "../TorrentState.ts"
import { isComplete } from "../TorrentState.ts"
import { anonymous, classify } from "../trackers/classify.ts"
import { freshReading } from "../trackers/freshReading.ts"
import { ruleFor } from "../trackers/matching.ts"
import type { TrackerRule } from "../trackers/TrackerRule.ts"
import type { TrackerReading } from "../trackers/TrackerStatus.ts"
import { minutes } from "../words.ts"

/** A torrent younger than this is left alone: trackers learn late of new ones. Milliseconds. */
export const minimumAge = 3_600_000

/**
 * How long all trackers must agree, from one reading to another, milliseconds. A tracker is asked about each torrent only
 * once in 30 to 60 minutes, so that trouble of its own shows in all its torrents no sooner than that.
 */
export const agreeFor = 3_600_000

/** The reading a removal is decided on is no older than this. Milliseconds. */
export const newestWithin = 300_000

/** States in which a torrent announces itself, so that what its trackers say is news. */
const announcing: ReadonlySet<TorrentState> = new Set([
  "downloading",
  "stalledDL",
  "metaDL",
  "forcedMetaDL",
  "uploading",
  "stalledUP",
  "forcedUP"
])

/** Whether every tracker that is not switched off has refused the torrent for good, and at least one has. */
export const isDisowned = (reading: TrackerReading, trackers: ReadonlyArray<TrackerRule>): boolean => {
  const asked = reading.trackers.filter(({ state }) => state !== "disabled")
  return (
    asked.length > 0 &&
    asked.every(({ state }) => state === "notWorking" || state === "error") &&
    asked.every(({ host, message }) => classify(message, ruleFor(trackers, host)?.messages) === "gone")
  )
}

/**
 * Keeps `goneSince`, the time of the first of the readings in which all trackers agree that the torrent is gone. The
 * outage guard goes by it. With `RemoveUnregistered` off it is forgotten; a torrent that does not announce keeps it.
 */
export const observeGone = ({ facts, memory, now, rules, torrent }: RuleInput): TorrentMemory => {
  const { goneSince, ...rest } = memory
  if (!rules.removeUnregistered) return goneSince === undefined ? memory : rest
  const reading = freshReading(facts.trackers, now)
  if (reading === undefined || !announcing.has(torrent.state)) return memory
  if (!isDisowned(reading, rules.trackers)) return goneSince === undefined ? memory : rest
  return goneSince !== undefined && goneSince <= reading.at ? memory : { ...memory, goneSince: reading.at }
}

/** Imports are judged as `completed` does: an entry from before it was added is of another download. */
const isImported = (input: RuleInput): boolean => {
  const { facts, torrent } = input
  const entry = facts.importEntry
  return (
    hasMark(input, Tags.imported) ||
    (entry?.state === "imported" && torrent.addedAt !== undefined && entry.since >= torrent.addedAt)
  )
}

/** Whether it is not to be judged at all. */
const spared = (input: RuleInput): boolean => {
  const { now, rules, torrent } = input
  if (!rules.removeUnregistered || !announcing.has(torrent.state)) return true
  // Without the list of its trackers an outage of one of them could not be told.
  if (torrent.trackers === undefined || torrent.trackers.length === 0) return true
  if (torrent.addedAt === undefined || now - torrent.addedAt < minimumAge) return true
  return isComplete(torrent.state) && rules.kind === "arr" && !isImported(input)
}

const ask = (reason: string): Verdict => ({ actions: [], reason, needs: "trackers" })

/**
 * Not now. The other rules have their turn meanwhile: a torrent may wait here for long and still be stalled, filtered or
 * done seeding. Only what has to be remembered is said first.
 */
const wait = ({ memory, now }: RuleInput, observed: TorrentMemory, reason: string): Verdict | undefined =>
  observed === memory ? undefined : { ...leave(reason, now), memory: observed }

/** What the trackers said, fit to be shown. */
const wordsOf = ({ trackers }: TrackerReading): string =>
  [
    ...new Set(
      trackers
        .filter(({ state }) => state !== "disabled")
        .map(({ host, message }) => `${host}: "${anonymous(message)}"`)
    )
  ].join(", ")

/**
 * Peers.md §A, §3.1 and §3.6; off unless `RemoveUnregistered`. Every tracker has to agree over `agreeFor` and once more at
 * the end; the connection, the outage guard and strikes are asked in `remove`. A complete download that its Arr has not
 * imported is kept, and so is one that still gets data.
 */
export const unregistered: Rule = {
  name: "unregistered",
  doc: "With RemoveUnregistered, a torrent that all its trackers have disowned for an hour is removed.",
  judge: (input) => {
    if (spared(input)) return undefined
    const { facts, now, torrent } = input
    const reading = freshReading(facts.trackers, now)
    if (reading === undefined) return ask("how its trackers answer has to be read")
    const memory = observeGone(input)
    const since = memory.goneSince
    if (since === undefined) return wait(input, memory, "its trackers do not all say any more that it is gone")
    const reason = `its trackers say that it is gone, for ${minutes(Math.max(0, now - since))} (${wordsOf(reading)})`
    const due = since + agreeFor
    if (now < due) return wait(input, memory, `${reason}; they must do so for ${minutes(agreeFor)}`)
    if (reading.at < due) return ask(`${reason}; they are asked once more`)
    const complete = isComplete(torrent.state)
    if (!complete && torrent.downloadSpeed !== 0) return wait(input, memory, `${reason}, but it may still get data`)
    const verdict = remove(
      { ...input, memory },
      { reason, evidence: "tracker", as: complete ? "done" : "failed", gated: false, strikes: true }
    )
    if (verdict.actions.length === 0 && verdict.memory === undefined) return wait(input, memory, verdict.reason)
    return now - reading.at > newestWithin ? ask(`${reason}; they are asked once more`) : verdict
  }
}
