import type { ImportEntry } from "../../store/ImportEntry.ts"
import { hasMark } from "../marks.ts"
import { leave, type Rule, type RuleInput, type Verdict } from "../Rule.ts"
import { remove } from "../removals.ts"
import * as Tags from "../Tags.ts"
import type { TorrentState } from "../TorrentState.ts"
import { isDone, type Limits, limitsOf, type Reached, reached } from "../trackers/limits.ts"
import { isUnresolved } from "../trackers/matching.ts"
import { minutes } from "../words.ts"
import { completed } from "./completed.ts"

/** Engine §2.7 "limit-check uploading". `forcedUP` is a person's wish to go on. */
const states: ReadonlySet<TorrentState> = new Set(["uploading", "stalledUP", "queuedUP", "stoppedUP"])

/** A download of an Arr that nobody waits for any more has to be complete for so long. Milliseconds. */
const settles = 3_600_000

/** The sooner of two times to look again. */
const sooner = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)

/** `ratio 1.20 of 2, seeded 3.0 h of 48.0 h`, as far as limits are set. */
const standing = ({ torrent }: RuleInput, limits: Limits): string =>
  [
    ...(limits.ratio === undefined ? [] : [`ratio ${torrent.ratio?.toFixed(2) ?? "unknown"} of ${limits.ratio}`]),
    ...(limits.seedingTime === undefined
      ? []
      : [
          `seeded ${torrent.seedingTime === undefined ? "an unknown time" : minutes(torrent.seedingTime * 1000)} of ${minutes(limits.seedingTime)}`
        ])
  ].join(", ")

const observed = ({ memory, now }: RuleInput, { seedingTime }: Limits): string =>
  seedingTime !== undefined && memory.stalledUpSince !== undefined && now - memory.stalledUpSince >= seedingTime
    ? `, seen in stalledUP for ${minutes(now - memory.stalledUpSince)}`
    : ""

/** The ledger's entry about this life of the torrent: one from before it was added is about an earlier one. */
const entryOf = ({ facts, torrent }: RuleInput): ImportEntry | undefined =>
  facts.importEntry !== undefined && torrent.addedAt !== undefined && facts.importEntry.since >= torrent.addedAt
    ? facts.importEntry
    : undefined

const isImported = (input: RuleInput): boolean => hasMark(input, Tags.imported) || entryOf(input)?.state === "imported"

/** Why an Arr's download has to stay although it has seeded enough; undefined when the Arr is done with it. */
const awaited = (input: RuleInput): { readonly reason: string; readonly again?: number } | undefined => {
  const { facts, now, rules, torrent } = input
  if (rules.kind !== "arr") return undefined
  if (facts.queue?.some((row) => row.trackedState === "importing"))
    return { reason: `${rules.section} is importing it` }
  if (isImported(input)) return undefined
  if (facts.queue === undefined) return { reason: `it is not imported, and ${rules.section} does not answer` }
  if (facts.queue.length > 0) return { reason: `it still waits in the queue of ${rules.section}` }
  if (torrent.addedAt === undefined || torrent.completedAt === undefined) {
    return { reason: "it is not imported, and since when it is there is not known" }
  }
  const entry = entryOf(input)
  if (entry !== undefined && entry.state !== "stuck") return { reason: "its import is under way" }
  const settled = torrent.completedAt + settles
  return now < settled ? { reason: "it is not imported and complete for less than an hour", again: settled } : undefined
}

/** Names of the limits without which this mode never removes anything. */
const missing = (mode: number, limits: Limits): string | undefined => {
  const lacks = {
    ratio: limits.ratio === undefined ? "MaxUploadRatio" : undefined,
    time: limits.seedingTime === undefined ? "MaxSeedingTime" : undefined
  }
  if (mode === 1) return lacks.ratio
  if (mode === 2) return lacks.time
  if (mode === 3)
    return lacks.ratio !== undefined && lacks.time !== undefined ? `${lacks.ratio} nor ${lacks.time}` : undefined
  return [lacks.ratio, lacks.time].filter((name) => name !== undefined).join(" nor ") || undefined
}

const judge = (input: RuleInput, limits: Limits, sofar: Reached): Verdict => {
  const { rules } = input
  const mode = rules.seeding.removeMode
  const lack = missing(mode, limits)
  if (lack !== undefined) return leave(`RemoveTorrent = ${mode} never removes it: no ${lack} is set for it`)
  const told = standing(input, limits)
  if (!isDone(mode, sofar)) return leave(`seeding: ${told}`, mode === 1 ? undefined : sofar.timeAt)
  const reason = `seeded enough: ${told}${observed(input, limits)} (RemoveTorrent = ${mode})`
  const waits = awaited(input)
  if (waits !== undefined) return leave(`${reason}; but ${waits.reason}`, waits.again)
  return remove(input, { reason, evidence: undefined, as: "done" })
}

/**
 * Engine §2.12, §2.8 row 2: what has seeded enough goes, and is never blocklisted (W-10). An Arr's download goes only
 * once it is imported, or when nobody waits for it. Stands before `completed`, which has the first word as long as it
 * has something to do.
 */
export const seedingDone: Rule = {
  name: "seeding done",
  doc: "A complete torrent that met its seeding limits (RemoveTorrent) is removed with its files, without a blocklist entry.",
  judge: (input) => {
    const { memory, now, rules, torrent } = input
    if (rules.seeding.removeMode === -1 || torrent.amountLeft !== 0 || !states.has(torrent.state)) return undefined
    if (torrent.superSeeding || memory.stoppedBy !== undefined || hasMark(input, Tags.freeSpacePaused)) return undefined
    const limits = limitsOf(rules, torrent)
    if (limits.superSeed) return undefined
    const verdict = isUnresolved(rules, torrent)
      ? leave("its trackers are not known, and so its seeding limits are not")
      : judge(input, limits, reached({ memory, now, torrent }, limits))
    if (verdict.actions.length > 0 && (rules.kind !== "arr" || isImported(input))) return verdict
    const next = completed.judge(input)
    if (next === undefined) return verdict
    if (next.actions.length > 0 || next.needs !== undefined) return undefined
    const again = sooner(verdict.again, next.again)
    return again === undefined ? verdict : { ...verdict, again }
  }
}
