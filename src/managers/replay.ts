import type { Config } from "../config/Config.ts"
import type { TorrentMemory } from "../store/TorrentMemory.ts"
import { type Action, describe } from "../torrents/Action.ts"
import { decide } from "../torrents/decide.ts"
import type { Need } from "../torrents/Rule.ts"
import * as Tags from "../torrents/Tags.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { TorrentRules } from "../torrents/TorrentRules.ts"
import type { Entry } from "./Entry.ts"
import { arrRulesFor, categoryRulesFor, ownersOf } from "./rulesOf.ts"

/** Kind of an action. */
export type ActionKind = Action["_tag"]

/** What was or would be decided. `actions` in words, "" for none of that kind. */
export interface Side {
  readonly rule: string
  readonly reason: string
  readonly actions: string
}

/** One torrent to which the other rules would do something else, at one time or at several in a row. */
export interface Difference {
  readonly id: Torrent["id"]
  readonly name: string
  readonly kind: ActionKind
  /** Epoch milliseconds of the first and the last entry. */
  readonly from: number
  readonly until: number
  readonly times: number
  /** At the first entry. */
  readonly before: Side
  readonly after: Side
}

/** What came of it. */
export interface Report {
  readonly entries: number
  readonly torrents: number
  /** Epoch milliseconds of the first and the last entry; undefined when there is none. */
  readonly from: number | undefined
  readonly until: number | undefined
  /** Oldest first. */
  readonly differences: ReadonlyArray<Difference>
  /** Torrents to which something of that kind was done, and would be. */
  readonly totals: ReadonlyMap<ActionKind, { readonly before: number; readonly after: number }>
  /** Torrents of which the other rules would have to know something that was not recorded. */
  readonly untold: ReadonlyMap<Need, number>
  /** Torrents that no section would look after any more, or another one. */
  readonly unowned: number
}

/** The rules of that section for the torrent; undefined when it would not look after it. */
export type RulesFor = (section: string, torrent: Torrent) => TorrentRules | undefined

/** Rules as a daemon with that config has them. */
export const rulesOfConfig = (config: Config): RulesFor => {
  const ownerOf = ownersOf(config)
  const built = new Map<string, (torrent: Torrent) => TorrentRules>()
  return (section, torrent) => {
    const owner = ownerOf(torrent)?.owner
    if (owner === undefined || config.qBit[torrent.instance] === undefined) return undefined
    if ((owner._tag === "Arr" ? owner.section : torrent.instance) !== section) return undefined
    const rules = built.get(section) ?? (owner._tag === "Arr" ? arrRulesFor : categoryRulesFor)(config, section)
    built.set(section, rules)
    return rules(torrent)
  }
}

/** Steps of an import depend on the Arr's answers, and our own marks follow from what is compared anyway. */
const counts = (action: Action): boolean =>
  action._tag !== "Import" &&
  !((action._tag === "AddTags" || action._tag === "RemoveTags") && action.tags.every((tag) => Tags.marks.has(tag)))

/** Actions that count when two decisions are compared, in words by their kind. */
export const byKind = (actions: ReadonlyArray<Action>): ReadonlyMap<ActionKind, string> => {
  const kinds = new Map<ActionKind, string>()
  for (const action of actions.filter(counts)) {
    const before = kinds.get(action._tag)
    kinds.set(action._tag, before === undefined ? describe(action) : `${before}; ${describe(action)}`)
  }
  return kinds
}

/** One of these on one side only explains every other difference. */
const decisive: ReadonlyArray<ActionKind> = ["Remove", "Replace"]

/** Kinds of actions in which two decisions differ; when one of them removes and the other does not, that alone. */
export const differing = (
  before: ReadonlyMap<ActionKind, string>,
  after: ReadonlyMap<ActionKind, string>
): ReadonlyArray<ActionKind> => {
  const kinds = [...new Set([...before.keys(), ...after.keys()])].filter((kind) => before.get(kind) !== after.get(kind))
  const first = kinds.find((kind) => decisive.includes(kind))
  return first === undefined ? kinds : [first]
}

/** What rules have seen for themselves since some time. Recorded as far as the rules of that time wanted to know. */
const observations = ({
  brokenSince,
  errored,
  goneSince,
  slowSince,
  stalledUpSince,
  strikes
}: TorrentMemory): TorrentMemory => ({
  ...(brokenSince === undefined ? {} : { brokenSince }),
  ...(errored === undefined ? {} : { errored }),
  ...(goneSince === undefined ? {} : { goneSince }),
  ...(slowSince === undefined ? {} : { slowSince }),
  ...(stalledUpSince === undefined ? {} : { stalledUpSince }),
  ...(strikes === undefined ? {} : { strikes })
})

/** What is known of one torrent while its entries go by. */
interface Course {
  /** What the other rules would have observed so far. */
  readonly memory: TorrentMemory
  /** Differences of its last entry, by kind. */
  readonly open: ReadonlyMap<ActionKind, { -readonly [K in keyof Difference]: Difference[K] }>
  /** The other rules would have removed it: what comes later would not have been. */
  readonly removed: boolean
}

const start: Course = { memory: {}, open: new Map(), removed: false }

/** Decides entries again, oldest first, one at a time. */
export interface Replayer {
  readonly see: (entry: Entry) => void
  readonly report: () => Report
}

const nobody = { rule: "", reason: "no section with that category looks after it" }

/**
 * Each entry is decided again by the other rules. Every entry stands for itself, but what rules observe over time is
 * carried from one entry of a torrent to the next. Pure but for its own memory, which holds one line per difference.
 */
export const makeReplayer = (rulesFor: RulesFor): Replayer => {
  const courses = new Map<Torrent["id"], Course>()
  const differences: Array<Difference> = []
  const totals = new Map<ActionKind, { before: Set<string>; after: Set<string> }>()
  const untold = new Map<Need, Set<string>>()
  const unowned = new Set<string>()
  let entries = 0
  let from: number | undefined
  let until: number | undefined

  const count = (side: "before" | "after", id: string, kinds: ReadonlyMap<ActionKind, string>): void => {
    for (const kind of kinds.keys()) {
      const total = totals.get(kind) ?? { before: new Set(), after: new Set() }
      total[side].add(id)
      totals.set(kind, total)
    }
  }

  const decideAgain = (entry: Entry, course: Course) => {
    const rules = rulesFor(entry.section, entry.torrent)
    if (rules === undefined) return undefined
    const memory = { ...course.memory, ...entry.memory }
    return decide({ torrent: entry.torrent, facts: entry.facts, rules, memory, now: entry.now })
  }

  const see = (entry: Entry): void => {
    const { id, name } = entry.torrent
    const course = courses.get(id) ?? start
    entries += 1
    from = Math.min(from ?? entry.now, entry.now)
    until = Math.max(until ?? entry.now, entry.now)
    courses.set(id, course)
    const before = byKind(entry.actions)
    count("before", id, before)

    const decision = decideAgain(entry, course)
    if (decision?.needs !== undefined) {
      untold.set(decision.needs, (untold.get(decision.needs) ?? new Set()).add(id))
      return
    }
    if (decision === undefined) unowned.add(id)
    const after = byKind(decision?.actions ?? [])
    if (!course.removed) count("after", id, after)

    const open = new Map<ActionKind, { -readonly [K in keyof Difference]: Difference[K] }>()
    for (const kind of differing(before, after)) {
      const known = course.open.get(kind)
      const sides = {
        before: { rule: entry.rule, reason: entry.reason, actions: before.get(kind) ?? "" },
        after: { ...(decision ?? nobody), actions: after.get(kind) ?? "" }
      }
      if (
        known !== undefined &&
        known.before.actions === sides.before.actions &&
        known.after.actions === sides.after.actions &&
        (known.after.actions === "" || known.after.rule === sides.after.rule)
      ) {
        known.times += 1
        known.until = entry.now
        open.set(kind, known)
      } else if (!course.removed) {
        const { reason, rule, actions } = sides.after
        const difference = { id, name, kind, from: entry.now, until: entry.now, times: 1, ...sides }
        difference.after = { rule, reason, actions }
        differences.push(difference)
        open.set(kind, difference)
      }
    }
    courses.set(id, {
      memory: observations((decision?.actions.length === 0 ? decision.memory : decision?.observed) ?? {}),
      open: course.removed && open.size === 0 ? course.open : open,
      removed: course.removed || (after.has("Remove") && !before.has("Remove"))
    })
  }

  return {
    see,
    report: () => ({
      entries,
      torrents: courses.size,
      from,
      until,
      differences: [...differences].sort((a, b) => a.from - b.from),
      totals: new Map(
        [...totals].map(([kind, { after, before }]) => [kind, { before: before.size, after: after.size }])
      ),
      untold: new Map([...untold].map(([need, ids]) => [need, ids.size])),
      unowned: unowned.size
    })
  }
}

/** `makeReplayer` over a list. */
export const replay = (entries: Iterable<Entry>, rulesFor: RulesFor): Report => {
  const replayer = makeReplayer(rulesFor)
  for (const entry of entries) replayer.see(entry)
  return replayer.report()
}
