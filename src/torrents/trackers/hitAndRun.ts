import type { TorrentMemory } from "../../store/TorrentMemory.ts"
import type { RuleInput } from "../Rule.ts"
import { minutes, percent } from "../words.ts"
import { classify } from "./classify.ts"
import { freshReading } from "./freshReading.ts"
import { bestRule, matchedRules, ruleFor } from "./matching.ts"
import type { HitAndRun, TrackerRule } from "./TrackerRule.ts"
import type { TrackerStatus } from "./TrackerStatus.ts"

/** Whether a torrent may be deleted as far as its trackers' seeding obligations go. */
export type Gate =
  /** `forgotten`: something is owed, but nobody is left to claim it. */
  | { readonly _tag: "Allow"; readonly forgotten?: true }
  | { readonly _tag: "Deny"; readonly reason: string }
  /** The answer depends on what its trackers say. */
  | { readonly _tag: "AskTrackers" }

const allow: Gate = { _tag: "Allow" }

/** What the torrent still owes, as a sentence; undefined when nothing (engine §2.12.4 step 4, §10.2). `seedingTime` in milliseconds. */
export const owed = (
  terms: HitAndRun,
  torrent: {
    readonly progress: number | undefined
    readonly ratio: number | undefined
    readonly seedingTime: number | undefined
  }
): string | undefined => {
  if (terms.mode === "disabled") return undefined
  const { progress, ratio, seedingTime } = torrent
  if (progress === undefined) return "its progress is not known"
  if (progress < terms.minProgress) return undefined
  if (progress < 1) {
    if (terms.partialRatio <= 0 || (ratio !== undefined && ratio >= terms.partialRatio)) return undefined
    return `at ${percent(progress)} it owes ratio ${terms.partialRatio}, it has ${ratio?.toFixed(2) ?? "an unknown one"}`
  }
  const conditions: Array<{ readonly met: boolean; readonly text: string }> = []
  if (terms.minRatio > 0) {
    conditions.push({
      met: ratio !== undefined && ratio >= terms.minRatio,
      text: `ratio ${ratio?.toFixed(2) ?? "unknown"} of ${terms.minRatio}`
    })
  }
  if (terms.minSeedingTime > 0) {
    conditions.push({
      met: seedingTime !== undefined && seedingTime - terms.buffer >= terms.minSeedingTime,
      text: `seeded ${seedingTime === undefined ? "an unknown time" : minutes(seedingTime)} of ${minutes(terms.minSeedingTime + terms.buffer)}`
    })
  }
  if (conditions.length === 0) return undefined
  const done = terms.mode === "and" ? conditions.every(({ met }) => met) : conditions.some(({ met }) => met)
  return done
    ? undefined
    : conditions
        .filter(({ met }) => !met)
        .map(({ text }) => text)
        .join(terms.mode === "and" ? " and " : " or ")
}

const isOn = (terms: HitAndRun): boolean => terms.mode !== "disabled"

/**
 * Whether all that may claim something have forgotten the torrent (engine §2.12.4 step 2). The announce URLs of one row
 * are one tracker: one that says so is enough as long as none of them works. Without any claimant nobody has.
 */
const isForgotten = (
  rules: ReadonlyArray<TrackerRule>,
  section: HitAndRun,
  trackers: ReadonlyArray<TrackerStatus>
): boolean => {
  const claimants = new Map<string, { works: boolean; gone: boolean }>()
  for (const { host, message, state } of trackers) {
    const rule = ruleFor(rules, host)
    if (!isOn(section) && (rule === undefined || !isOn(rule.hitAndRun))) continue
    const key = rule?.host ?? host
    const claimant = claimants.get(key) ?? { works: false, gone: false }
    if (state === "working") claimant.works = true
    else if (classify(message, rule?.messages) === "gone") claimant.gone = true
    claimants.set(key, claimant)
  }
  return claimants.size > 0 && [...claimants.values()].every(({ gone, works }) => gone && !works)
}

/**
 * The hit-and-run gate before a removal (engine §2.12.4). The terms are those of the best row, else of the section.
 * Fails closed: while its trackers are not known and somebody may be owed something, it denies. Who no longer knows the
 * torrent is owed nothing.
 */
export const hitAndRunGate = ({ facts, now, rules, torrent }: Omit<RuleInput, "memory">): Gate => {
  const section = rules.seeding.hitAndRun
  if (!isOn(section) && !rules.trackers.some((rule) => isOn(rule.hitAndRun) && !rule.removeIfExists)) return allow
  if (matchedRules(rules.trackers, torrent, true) === undefined) {
    return { _tag: "Deny", reason: "hit-and-run protection: its trackers are not known" }
  }
  const best = bestRule(rules.trackers, torrent)
  const terms = best !== undefined && isOn(best.hitAndRun) ? best.hitAndRun : section
  const seedingTime = torrent.seedingTime === undefined ? undefined : torrent.seedingTime * 1000
  const debt = owed(terms, { progress: torrent.progress, ratio: torrent.ratio, seedingTime })
  if (debt === undefined) return allow
  const reading = freshReading(facts.trackers, now)
  if (reading === undefined) return { _tag: "AskTrackers" }
  return isForgotten(rules.trackers, section, reading.trackers)
    ? { _tag: "Allow", forgotten: true }
    : { _tag: "Deny", reason: `hit-and-run protection: ${debt}` }
}

/**
 * Keeps `forgottenSince`: the first of the readings in which all that may claim seeding say that they do not know the
 * torrent. A tracker in trouble says so too, of all its torrents, and remembers them later.
 */
export const observeForgotten = ({ facts, memory, now, rules }: RuleInput): TorrentMemory => {
  const { forgottenSince, ...rest } = memory
  const reading = freshReading(facts.trackers, now)
  if (reading === undefined) return memory
  const claims = isOn(rules.seeding.hitAndRun) || rules.trackers.some((rule) => isOn(rule.hitAndRun))
  if (claims && isForgotten(rules.trackers, rules.seeding.hitAndRun, reading.trackers)) {
    return forgottenSince === undefined ? { ...memory, forgottenSince: reading.at } : memory
  }
  return forgottenSince === undefined ? memory : rest
}
