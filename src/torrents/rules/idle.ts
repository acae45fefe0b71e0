import type { Action } from "../Action.ts"
import { hasMark } from "../marks.ts"
import type { RuleInput, Verdict } from "../Rule.ts"
import { outageOf } from "../removals.ts"
import * as Tags from "../Tags.ts"
import type { Torrent } from "../Torrent.ts"
import type { TorrentRules } from "../TorrentRules.ts"

/** Since when nothing moved; undefined when that or the age is not known. Epoch milliseconds. */
export const idleSince = ({ addedAt, lastActivityAt }: Torrent): number | undefined =>
  addedAt === undefined || lastActivityAt === undefined ? undefined : Math.max(addedAt, lastActivityAt)

/** Beyond `MaximumDeletablePercentage`: only `MaximumETA` without activity can cost it (W-5). */
export const isProtected = (rules: TorrentRules, progress: number): boolean => progress > rules.maximumDeletable

/** Whether its replacement was asked for already, so that its removal fails nothing in the Arr. */
export const isReplaced = ({ memory }: RuleInput): boolean => memory.replacedAt !== undefined

/**
 * `ReSearchStalled`: the Arr gives the release up and searches, while the client goes on trying (check 17). Once, and
 * only for what the Arr surely lists; with all that must be known and quiet for a removal. What
 * `MaximumDeletablePercentage` protects is not given up either.
 */
const replacement = (input: RuleInput): Extract<Action, { readonly _tag: "Replace" }> | undefined => {
  const { facts, rules, torrent } = input
  return rules.kind === "arr" &&
    rules.replaceStalled &&
    !isReplaced(input) &&
    torrent.progress !== undefined &&
    !isProtected(rules, torrent.progress) &&
    facts.connected &&
    (facts.queue ?? []).length > 0 &&
    (facts.twins ?? []).length === 0 &&
    outageOf(input, "swarm") === undefined
    ? { _tag: "Replace", section: rules.section, research: rules.research }
    : undefined
}

/** What stalls is given up no sooner: a slow swarm pauses, and an outage has to show. Milliseconds. */
export const replaceAfter = 180_000

/**
 * Within the grace: its tag, once, and its replacement where that is wanted. `until`: when the grace ends · `since`: when
 * it began.
 */
export const grace = (input: RuleInput, reason: string, until: number | undefined, since: number): Verdict => {
  const { memory, now } = input
  const wanted = replacement(input)
  const ripe = since + replaceAfter
  const replace = now < ripe ? undefined : wanted
  const tag: ReadonlyArray<Action> = hasMark(input, Tags.allowedStalled)
    ? []
    : [{ _tag: "AddTags", tags: [Tags.allowedStalled] }]
  const again = wanted === undefined || now >= ripe ? until : Math.min(ripe, until ?? ripe)
  return {
    actions: replace === undefined ? tag : [...tag, replace],
    reason,
    ...(replace === undefined ? {} : { memory: { ...memory, replacedAt: now } }),
    ...(again === undefined ? {} : { again })
  }
}
