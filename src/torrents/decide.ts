import type { TorrentMemory } from "../store/TorrentMemory.ts"
import type { Action } from "./Action.ts"
import { observeMarks, settleMarks } from "./marks.ts"
import { observeBroken } from "./OutageGuard.ts"
import type { Need, Rule, RuleInput, Verdict } from "./Rule.ts"
import { observeErrored } from "./rules/errored.ts"
import { observeIgnored } from "./rules/ignored.ts"
import { ruleList, upkeepList } from "./rules/RuleList.ts"
import { observeSlow } from "./rules/slow.ts"
import { observeSeeding } from "./rules/stalledUpClock.ts"
import { observeGone } from "./rules/unregistered.ts"
import { observeForgotten } from "./trackers/hitAndRun.ts"

/** What is to be done with one torrent, and why. */
export interface Decision {
  readonly rule: string
  readonly reason: string
  readonly actions: ReadonlyArray<Action>
  /** To be stored at once: what was observed. */
  readonly observed: TorrentMemory
  /** To be stored when all actions succeeded. */
  readonly memory: TorrentMemory
  readonly again: number | undefined
  readonly needs: Need | undefined
}

/** Clocks that run on or end whatever a rule says. */
const clocks = (input: RuleInput): TorrentMemory => {
  const { now, rules, torrent } = input
  const tagged = observeMarks(observeIgnored(input.memory, torrent, now), torrent, rules.tagless)
  const seeding = observeSeeding(tagged, torrent, rules, now)
  const quick = observeSlow(observeErrored(seeding, torrent, now), torrent)
  const gone = observeGone({ ...input, memory: observeBroken(quick, torrent, now) })
  return observeForgotten({ ...input, memory: gone })
}

/** Notes what every pass has to remember whatever the rules say: first sight, the last ordinary category (W-1), our marks. */
const observe = (input: RuleInput): TorrentMemory => {
  const { now, rules, torrent } = input
  const marked = clocks(input)
  const special = torrent.category === rules.failedCategory || torrent.category === rules.recheckCategory
  const category = special ? marked.previousCategory : torrent.category
  if (marked.firstSeenAt !== undefined && marked.previousCategory === category) return marked
  return {
    ...marked,
    firstSeenAt: marked.firstSeenAt ?? now,
    ...(category === undefined || category === "" ? {} : { previousCategory: category })
  }
}

/** The sooner of two times to look again. */
const sooner = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)

const decisionOf = (input: RuleInput, rule: string, verdict: Verdict): Decision => {
  const settled = settleMarks(input, verdict.actions, verdict.memory ?? input.memory)
  return {
    rule,
    reason: verdict.reason,
    actions: settled.actions,
    observed: input.memory,
    memory: settled.memory,
    // With `Tagless` a mark is remembered at once, and the next rule need not wait for the next look.
    again: settled.actions.length === 0 && verdict.actions.length > 0 ? input.now : verdict.again,
    needs: verdict.needs
  }
}

const judge = (rules: ReadonlyArray<Rule>, input: RuleInput): { rule: Rule; verdict: Verdict } | undefined => {
  for (const rule of rules) {
    const verdict = rule.judge(input)
    if (verdict === undefined || (verdict.needs !== undefined && input.cannot?.has(verdict.needs) === true)) continue
    return { rule, verdict }
  }
  return undefined
}

const idle = (input: RuleInput): Decision =>
  decisionOf(input, "nothing to do", {
    actions: [],
    reason: `no rule concerns a torrent that is ${input.torrent.state}`
  })

/**
 * Pure and total: the first matching rule of care wins; when it leaves the torrent as it is, the first upkeep rule that
 * wants something (limits, trackers, labels) has its turn. The same input always gives the same answer.
 */
export const decide = (input: RuleInput): Decision => {
  const observed = observe(input)
  const seen = observed === input.memory ? input : { ...input, memory: observed }
  const first = judge(ruleList, seen)
  const care = first === undefined ? idle(seen) : decisionOf(seen, first.rule.name, first.verdict)
  if (care.actions.length > 0 || care.needs !== undefined || first?.rule.gate === true) return care
  const next = judge(upkeepList, care.memory === seen.memory ? seen : { ...seen, memory: care.memory })
  if (next === undefined) return care
  const upkeep = decisionOf({ ...seen, memory: care.memory }, next.rule.name, next.verdict)
  // What only waits is no news next to what the rule of care said.
  const quiet = upkeep.actions.length === 0 && upkeep.needs === undefined
  return {
    ...(quiet ? care : upkeep),
    observed: care.memory,
    memory: upkeep.memory,
    again: sooner(care.again, upkeep.again)
  }
}
