import type { TorrentMemory } from "../store/TorrentMemory.ts"
import type { Action } from "./Action.ts"
import type { RuleInput } from "./Rule.ts"
import { ruleList } from "./rules/RuleList.ts"

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
  readonly needs: "files" | undefined
}

/** Notes what every pass has to remember whatever the rules say: first sight, and the last ordinary category (W-1). */
const observe = ({ torrent, rules, memory, now }: RuleInput): TorrentMemory => {
  const special = torrent.category === rules.failedCategory || torrent.category === rules.recheckCategory
  const category = special ? memory.previousCategory : torrent.category
  if (memory.firstSeenAt !== undefined && memory.previousCategory === category) return memory
  return {
    ...memory,
    firstSeenAt: memory.firstSeenAt ?? now,
    ...(category === undefined || category === "" ? {} : { previousCategory: category })
  }
}

/** Pure and total: first matching rule wins; the same input always gives the same answer. */
export const decide = (input: RuleInput): Decision => {
  const observed = observe(input)
  const seen = observed === input.memory ? input : { ...input, memory: observed }
  for (const rule of ruleList) {
    const verdict = rule.judge(seen)
    if (verdict !== undefined) {
      return {
        rule: rule.name,
        reason: verdict.reason,
        actions: verdict.actions,
        observed,
        memory: verdict.memory ?? observed,
        again: verdict.again,
        needs: verdict.needs
      }
    }
  }
  return {
    rule: "nothing to do",
    reason: `no rule concerns a torrent that is ${input.torrent.state}`,
    actions: [],
    observed,
    memory: observed,
    again: undefined,
    needs: undefined
  }
}
