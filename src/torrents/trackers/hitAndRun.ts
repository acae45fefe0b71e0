import type { RuleInput } from "../Rule.ts"
import { minutes, percent } from "../words.ts"
import { classify } from "./classify.ts"
import { bestRule, matchedRules, ruleFor } from "./matching.ts"
import type { HitAndRun } from "./TrackerRule.ts"

/** Whether a torrent may be deleted as far as its trackers' seeding obligations go. */
export type Gate =
  | { readonly _tag: "Allow" }
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
    if (ratio !== undefined && ratio >= terms.partialRatio) return undefined
    return `it is at ${percent(progress)} and its ratio ${ratio?.toFixed(2) ?? "is unknown and"} is below ${terms.partialRatio}`
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
        .join(terms.mode === "and" ? " and " : ", ")
}

/**
 * The hit-and-run gate before a removal (engine §2.12.4). Fails closed: while its trackers are not known and somebody
 * may be owed something, it denies. A tracker that no longer knows the torrent is owed nothing.
 */
export const hitAndRunGate = ({ facts, rules, torrent }: RuleInput): Gate => {
  const section = rules.seeding.hitAndRun
  const demanding = rules.trackers.filter((rule) => rule.hitAndRun.mode !== "disabled" && !rule.removeIfExists)
  if (demanding.length === 0 && section.mode === "disabled") return allow
  const matched = matchedRules(rules.trackers, torrent, true)
  if (matched === undefined) return { _tag: "Deny", reason: "hit-and-run protection: its trackers are not known" }
  const best = bestRule(rules.trackers, torrent)
  const terms = best !== undefined && best.hitAndRun.mode !== "disabled" ? best.hitAndRun : section
  const seedingTime = torrent.seedingTime === undefined ? undefined : torrent.seedingTime * 1000
  const debt = owed(terms, { progress: torrent.progress, ratio: torrent.ratio, seedingTime })
  if (debt === undefined) return allow
  if (facts.trackers === undefined) return { _tag: "AskTrackers" }
  const forgotten = facts.trackers.trackers.some(({ host, message, state }) => {
    const rule = ruleFor(rules.trackers, host)
    const demands =
      rule === undefined ? section.mode !== "disabled" : (rule === best ? terms : rule.hitAndRun).mode !== "disabled"
    return demands && state !== "working" && classify(message, rule?.messages) === "gone"
  })
  return forgotten ? allow : { _tag: "Deny", reason: `hit-and-run protection: ${debt}` }
}
