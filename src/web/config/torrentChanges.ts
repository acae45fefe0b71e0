import type { Config } from "../../config/Config.ts"
import { type Limits, limitsOf } from "../../managers/contexts.ts"
import { type ActionKind, byKind, differing, type Side } from "../../managers/replay.ts"
import { arrRulesFor, categoryRulesFor, ownersOf } from "../../managers/rulesOf.ts"
import type { TorrentMemory } from "../../store/TorrentMemory.ts"
import { type Decision, decide } from "../../torrents/decide.ts"
import type { Facts, Need, Outage } from "../../torrents/Rule.ts"
import type { Torrent } from "../../torrents/Torrent.ts"
import type { TorrentRules } from "../../torrents/TorrentRules.ts"

/** Who looks after a torrent by a config, with the rules and limits that hold for it. */
interface Care {
  readonly section: string
  readonly kind: "arr" | "category"
  readonly rules: TorrentRules
  /** Nothing is done, only recorded. */
  readonly dryRun: boolean
  readonly limits: Limits
}

/** What is known of a torrent without asking anybody. `section` looks after it. */
export type FactsOf = (torrent: Torrent, section: string, kind: Care["kind"]) => Facts

/** Everything a decision on a torrent needs beside the rules. */
export interface Sight {
  /** Epoch milliseconds. */
  readonly now: number
  readonly memoryOf: (id: Torrent["id"]) => TorrentMemory
  readonly factsOf: FactsOf
  /** Outages of an instance and its trackers, as the guard of that percentage sees them. */
  readonly outagesOf: (instance: string, percent: number) => ReadonlyArray<Outage>
}

/** A torrent that would be treated otherwise. */
export interface TorrentChange {
  readonly torrent: Torrent
  /** What would be done otherwise: now and not before, before and not now, or in another way. Empty: only by whom. */
  readonly kinds: ReadonlyArray<ActionKind>
  readonly more: ReadonlyArray<ActionKind>
  readonly less: ReadonlyArray<ActionKind>
  readonly sectionBefore: string | undefined
  readonly sectionAfter: string | undefined
  readonly before: Side
  readonly after: Side
}

/** The care for torrents by one config. Rules are built once for each section and instance. */
const careOf = (config: Config): ((torrent: Torrent) => Care | undefined) => {
  const ownerOf = ownersOf(config)
  const rulesOf = new Map<string, (torrent: Torrent) => TorrentRules>()
  const limits = new Map<string, Limits>()
  return (torrent) => {
    const qbit = config.qBit[torrent.instance]
    const owner = ownerOf(torrent)?.owner
    if (owner === undefined || qbit === undefined || qbit.Disabled || config.overrides.searchOnly) return undefined
    const kind = owner._tag === "Arr" ? "arr" : "category"
    const section = owner._tag === "Arr" ? owner.section : torrent.instance
    const rules = rulesOf.get(section) ?? (kind === "arr" ? arrRulesFor : categoryRulesFor)(config, section)
    rulesOf.set(section, rules)
    const own = limits.get(section) ?? limitsOf(config, section)
    limits.set(section, own)
    return { section, kind, rules: rules(torrent), dryRun: own.dryRun || qbit.DryRun === true, limits: own }
  }
}

/** Facts that a decision may ask for one after the other. */
const mostNeeds = 4

interface Outcome {
  readonly section: string | undefined
  readonly side: Side
  readonly actions: ReadonlyMap<ActionKind, string>
  /** What rules asked for that nobody knows without asking, and whether the Arr has not told its queue; "": nothing. */
  readonly untold: string
}

const nobody: Outcome = {
  section: undefined,
  side: { rule: "", reason: "no section looks after it", actions: "" },
  actions: new Map(),
  untold: ""
}

const decided = (
  torrent: Torrent,
  care: Care,
  sight: Sight
): Pick<Outcome, "untold"> & { readonly decision: Decision } => {
  const cannot = new Set<Need>()
  let facts = sight.factsOf(torrent, care.section, care.kind)
  const look = () =>
    decide({ torrent, facts, rules: care.rules, memory: sight.memoryOf(torrent.id), now: sight.now, cannot })
  let decision = look()
  for (let n = 0; n < mostNeeds && decision.needs !== undefined; n++) {
    cannot.add(decision.needs)
    decision = look()
  }
  if (decision.actions.some(({ _tag }) => _tag === "Remove" || _tag === "Replace")) {
    const outages = sight.outagesOf(torrent.instance, care.limits.outagePercent)
    if (outages.length > 0) {
      facts = { ...facts, outages }
      decision = look()
    }
  }
  const silent = care.kind === "arr" && facts.queue === undefined ? ["queue"] : []
  return { decision, untold: [...cannot, ...silent].join() }
}

const outcomeOf = (torrent: Torrent, care: Care | undefined, sight: Sight): Outcome => {
  if (care === undefined) return nobody
  const { decision, untold } = decided(torrent, care, sight)
  const actions = care.dryRun ? new Map<ActionKind, string>() : byKind(decision.actions)
  const would = care.dryRun && decision.actions.length > 0 ? "dry run: " : ""
  return {
    section: care.section,
    side: { rule: decision.rule, reason: would + decision.reason, actions: [...actions.values()].join("; ") },
    actions,
    untold
  }
}

/** One config with what its managers would see. */
export interface ConfigSight {
  readonly config: Config
  readonly sight: Sight
}

/** Decides on torrents with two configs, one at a time, so that the caller can rest in between. Pure but for what is seen. */
export const comparer = (before: ConfigSight, after: ConfigSight) => {
  const careBefore = careOf(before.config)
  const careAfter = careOf(after.config)
  return (torrent: Torrent): { readonly change: TorrentChange | undefined; readonly untold: boolean } => {
    const old = outcomeOf(torrent, careBefore(torrent), before.sight)
    const now = outcomeOf(torrent, careAfter(torrent), after.sight)
    const kinds = differing(old.actions, now.actions)
    const untold = old.untold !== now.untold
    if (kinds.length === 0 && old.section === now.section) return { change: undefined, untold }
    return {
      untold,
      change: {
        torrent,
        kinds,
        more: kinds.filter((kind) => !old.actions.has(kind)),
        less: kinds.filter((kind) => !now.actions.has(kind)),
        sectionBefore: old.section,
        sectionAfter: now.section,
        before: old.side,
        after: now.side
      }
    }
  }
}
