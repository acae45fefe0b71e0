import type { TorrentMemory } from "../store/TorrentMemory.ts"
import type { Action } from "./Action.ts"
import { type Evidence, leave, type RuleInput, type Verdict } from "./Rule.ts"
import { hitAndRunGate } from "./trackers/hitAndRun.ts"
import { hostsOf } from "./trackers/matching.ts"

/** A torrent found bad counts one strike in this time, however often it is looked at. Milliseconds. */
export const strikeEvery = 300_000

/** What a rule that wants to remove has to say. */
export interface Removal {
  /** A sentence with the numbers that decided. */
  readonly reason: string
  /** What it goes by: an outage of that kind holds it back. `undefined`: on the torrent itself only, which no outage explains. */
  readonly evidence: Evidence | undefined
  /** `failed`: blocklist and search again · `done`: its time is over. */
  readonly as: "failed" | "done"
  readonly deleteFiles?: boolean
  /** Counts strikes when `MaxStrikes` is on: for what may pass by itself. */
  readonly strikes?: boolean
  /** Whether the hit-and-run gate is asked; true unless given. */
  readonly gated?: boolean
}

/** The outage that holds back a removal on this evidence. */
export const outageOf = ({ facts, torrent }: RuleInput, evidence: Evidence) =>
  facts.outages.find(
    (outage) =>
      outage.evidence === evidence &&
      (outage.scope._tag === "Client"
        ? outage.scope.instance === torrent.instance
        : // While its trackers are not known, it may be any of them.
          (hostsOf(torrent)?.includes(outage.scope.host) ?? true))
  )

const action = ({ facts, memory, rules }: RuleInput, removal: Removal): Action => {
  // What was replaced already (`ReSearchStalled`) has failed once and for all.
  // While a twin goes on elsewhere, the Arr's download has not failed.
  const twin = (facts.twins ?? []).length > 0
  const failed = removal.as === "failed" && memory.replacedAt === undefined && !twin
  return {
    _tag: "Remove",
    deleteFiles: removal.deleteFiles ?? true,
    blocklist: failed && rules.kind === "arr",
    research: failed && rules.kind === "arr" && rules.research,
    section: failed && rules.kind === "arr" ? rules.section : undefined
  }
}

/** One more strike, unless the last is too fresh; progress since then begins the count anew. */
const strike = ({ memory, now, torrent }: RuleInput): NonNullable<TorrentMemory["strikes"]> => {
  const left = torrent.amountLeft ?? 0
  const before = memory.strikes
  if (before === undefined || left < before.left) return { count: 1, at: now, left }
  return now - before.at < strikeEvery ? before : { count: before.count + 1, at: now, left }
}

/** A tracker has to disown a torrent for this long before nothing is owed to it any more. Milliseconds. */
export const forgottenFor = 3_600_000

/** Why it may be the tracker that is in trouble rather than the torrent that is gone. */
const doubtOf = (input: RuleInput): string | undefined => {
  const { facts, memory } = input
  const outage = outageOf(input, "tracker")
  if (outage !== undefined) return outage.reason
  const read = facts.trackers?.at ?? 0
  return memory.forgottenSince !== undefined && read - memory.forgottenSince >= forgottenFor
    ? undefined
    : "its tracker has disowned it for less than an hour, and seeding is owed"
}

/**
 * The one way in which a rule asks for a removal. Everything that must be known and quiet is asked here, in order:
 * connection, the Arr's queue, outages, hit-and-run, strikes. Whatever is missing keeps the torrent.
 */
export const remove = (input: RuleInput, removal: Removal): Verdict => {
  const { facts, memory, now, rules, torrent } = input
  if (removal.evidence !== undefined && removal.evidence !== "files" && !facts.connected) {
    return leave(
      `${removal.reason}; but ${torrent.instance} has no connection to the internet, so everything looks dead`,
      now + rules.offlineRetry
    )
  }
  if (removal.as === "failed" && rules.kind === "arr" && facts.queue === undefined) {
    return leave(`${removal.reason}; but ${rules.section} does not answer, so nothing is removed`)
  }
  const outage = removal.evidence === undefined ? undefined : outageOf(input, removal.evidence)
  if (outage !== undefined) return leave(`${removal.reason}; but ${outage.reason}`, now + 60_000)
  if (removal.gated !== false) {
    const gate = hitAndRunGate(input)
    if (gate._tag === "AskTrackers") return { actions: [], reason: removal.reason, needs: "trackers" }
    if (gate._tag === "Deny") return leave(`${removal.reason}; but ${gate.reason}`, now + 300_000)
    const doubt = gate.forgotten === true ? doubtOf(input) : undefined
    if (doubt !== undefined) return leave(`${removal.reason}; but ${doubt}`, now + 300_000)
  }
  if (removal.strikes === true && rules.maxStrikes > 0) {
    const strikes = strike(input)
    if (strikes.count < rules.maxStrikes) {
      return {
        actions: [],
        reason: `${removal.reason}; strike ${strikes.count} of ${rules.maxStrikes}`,
        memory: { ...memory, strikes },
        again: strikes.at + strikeEvery
      }
    }
  }
  return { actions: [action(input, removal)], reason: removal.reason }
}
