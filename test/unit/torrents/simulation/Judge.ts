import type { TorrentId } from "../../../../src/clients/qbittorrent/TorrentId.ts"
import { hashOf } from "../../../../src/clients/qbittorrent/TorrentId.ts"
import type { DecisionRow } from "../../../../src/store/DecisionLog.ts"
import type { Removal } from "../../../../src/store/Removal.ts"
import type { Decision } from "../../../../src/torrents/decide.ts"
import type { RuleInput } from "../../../../src/torrents/Rule.ts"
import { ruleList } from "../../../../src/torrents/rules/RuleList.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import { hostOf } from "../../../../src/torrents/trackers/TrackerHost.ts"
import { groundOf } from "./grounds.ts"
import { privateHost } from "./hosts.ts"
import { hour, isHealthy, type Model } from "./Model.ts"
import type { ModelArr, Told } from "./ModelArr.ts"
import { rulesFor, terms } from "./sections.ts"
import { seedEvery, type World } from "./World.ts"

const seconds = 1000

/** Whether the private tracker would count its removal as a hit and run. */
export const owes = ({ isGone, torrent }: Model): boolean => {
  const { progress = 0, ratio = 0, seedingTime = 0, trackers = [] } = torrent
  if (isGone || !trackers.some((url) => hostOf(url) === privateHost) || progress < terms.minProgress) return false
  if (progress < 1) return ratio < terms.partialRatio
  return ratio < terms.minRatio || seedingTime * seconds < terms.minSeedingTime
}

/** Why the truth does not bear out what this rule claims; undefined when it does. */
const lie = (rule: string, model: Model): string | undefined => {
  const { as, evidence, gated } = groundOf(rule)
  if (gated && owes(model)) return "it still owes seeding"
  if (evidence === "swarm") return isHealthy(model) ? "it would have gone on" : undefined
  if (evidence === "tracker") return model.isGone ? undefined : "its tracker has it"
  if (evidence === "files") return model.isLost ? undefined : "its files are there"
  if (rule === "failed category") return model.isFailed ? undefined : "nobody moved it there"
  if (rule === "all files excluded") return model.fate === "unwanted" ? undefined : "it holds what is wanted"
  if (rule === "queue message") return model.isRefused ? undefined : "its Arr would import it"
  if (as === "failed") return `nothing of the kind happens in this model`
  // Seeded enough; what was seen in stalledUP counts, so qBittorrent's own count may be short of it.
  const { maxRatio, maxSeedingTime, removeMode } = rulesFor(model.torrent).seeding
  const ratio = maxRatio !== undefined && (model.torrent.ratio ?? 0) >= maxRatio
  const seeded = (model.torrent.seedingTime ?? 0) * seconds + seedEvery + hour
  const time = maxSeedingTime !== undefined && seeded >= maxSeedingTime
  const done = removeMode === 2 ? time : removeMode === 3 ? ratio || time : removeMode === 4 ? ratio && time : ratio
  return done ? undefined : "it has not seeded enough"
}

/** Watches the engine from outside and knows the truth. What must not be is kept in `violations`. */
export class Judge {
  readonly violations: Array<string> = []
  readonly actions = new Map<string, number>()
  readonly #world: World
  readonly #arrs: ReadonlyArray<ModelArr>
  readonly #cap: number
  /** Removals under way, with what the Arrs knew of the download before. */
  readonly #before = new Map<number, ReadonlyArray<Told>>()
  readonly #unrecorded = new Set<TorrentId>()
  #opened = 0
  decisions = 0
  removals = 0

  constructor(world: World, arrs: ReadonlyArray<ModelArr>, cap: number) {
    this.#world = world
    this.#arrs = arrs
    this.#cap = cap
  }

  /** A decision and what it saw. */
  readonly noted = ({ facts, torrent }: RuleInput, decision: Decision): void => {
    this.decisions += 1
    if (decision.actions.length === 0) return
    for (const action of decision.actions) {
      const key = `${decision.rule}: ${action._tag}`
      this.actions.set(key, (this.actions.get(key) ?? 0) + 1)
    }
    if (!facts.online) this.#accuse(`${decision.rule} acts on ${torrent.name} while ${torrent.instance} is away`)
    if (torrent.tags.includes(Tags.ignored)) this.#accuse(`${decision.rule} acts on ${torrent.name}, which is ignored`)
  }

  /** A command arrives at a client. */
  readonly overheard = (path: string, model: Model): void => {
    if (model.torrent.tags.includes(Tags.ignored)) this.#accuse(`${path} for ${model.torrent.name}, which is ignored`)
    if (!path.endsWith("/delete")) return
    this.removals += 1
    if (this.#before.size === 0) this.#accuse(`${model.torrent.name} is deleted without an intent`)
  }

  readonly opened = (removal: Removal): void => {
    this.#unrecorded.add(removal.torrent)
    this.#before.set(removal.key, this.#told(removal.torrent))
    if (removal.reason.trim() === "") this.#accuse(`${removal.name} is removed without a reason`)
    const model = this.#world.models.get(removal.torrent)
    const objection = model === undefined ? "it is not there" : this.#objection(removal, model)
    if (objection !== undefined) {
      this.#accuse(
        `${removal.rule} ${removal.keepsTorrent ? "replaces" : "removes"} ${removal.name} (${JSON.stringify(model?.fate)} on ${model?.host}, ${model?.torrent.id}), but ${objection}: ${removal.reason}`
      )
    }
    if (removal.keepsTorrent) return
    this.#opened += 1
    if (this.#opened > this.#cap) this.#accuse(`more than ${this.#cap} removals in one pass: ${removal.name}`)
  }

  readonly ended = (removal: Removal): void => {
    const before = this.#before.get(removal.key)
    this.#before.delete(removal.key)
    if (before === undefined || removal.step === "cancelled") return
    const after = this.#told(removal.torrent)
    for (const [index, { section }] of this.#arrs.entries()) {
      const wanted = removal.blocklist && removal.section === section ? 1 : 0
      const failures = (after[index]?.failures ?? 0) - (before[index]?.failures ?? 0)
      const searches = (after[index]?.searches ?? 0) - (before[index]?.searches ?? 0)
      if (failures !== wanted) {
        this.#accuse(
          `${section} was told ${failures} times, not ${wanted}, that ${removal.name} failed (${removal.rule})`
        )
      }
      if (searches !== wanted) {
        this.#accuse(
          `${removal.name} was searched for ${searches} times, not ${wanted}, by ${section} (${removal.rule})`
        )
      }
    }
  }

  readonly recorded = (row: DecisionRow): void => {
    this.#unrecorded.delete(row.torrent)
  }

  /** Before each pass of a section. */
  beginPass(): void {
    this.#opened = 0
  }

  /** After each pass of a section. */
  endPass(): void {
    for (const id of this.#unrecorded) this.#accuse(`the removal of ${id} is not in the decision log`)
    this.#unrecorded.clear()
  }

  /** What should have been removed before `since`, and nothing excuses that it is still there. */
  leftBehind(since: number, isImported: (model: Model) => boolean): ReadonlyArray<string> {
    const registered = new Set(ruleList.map(({ name }) => name))
    return [...this.#world.models.values()].flatMap((model) => {
      const { broken, condemnedAt, fate, isFailed, isGone, isLost, isStopped, torrent } = model
      if (condemnedAt === undefined || condemnedAt > since) return []
      if (torrent.tags.includes(Tags.ignored) || isStopped || broken !== "no" || torrent.category === "recheck")
        return []
      const rules = rulesFor(torrent)
      // What is complete and not imported is not judged by its trackers.
      const known = torrent.progress !== 1 || rules.kind !== "arr" || isImported(model)
      const away = isLost || isFailed || (isGone && known && registered.has("unregistered"))
      if (!away) {
        if (rules.kind !== "arr" || owes(model) || isGone) return []
        if (fate === "crawls" && rules.keepSlow) return []
        // Complete before anybody could look at its files.
        if (fate === "unwanted" && torrent.progress === 1) return []
        if (fate === "dies" && (torrent.progress ?? 0) > rules.maximumDeletable) return []
      }
      return [`${torrent.name} (${fate}, ${torrent.state}, ${torrent.category}, ${model.host}, gone ${isGone})`]
    })
  }

  /** A replacement may come early (`ReSearchStalled`), but not because of an outage. */
  #objection(removal: Removal, model: Model): string | undefined {
    if (!removal.keepsTorrent) return lie(removal.rule, model)
    return isHealthy(model) && !this.#world.hasSwarm(model) ? "its swarm is cut off" : undefined
  }

  #told(id: TorrentId): ReadonlyArray<Told> {
    return this.#arrs.map(({ told }) => ({ failures: 0, searches: 0, searchedAt: undefined, ...told.get(hashOf(id)) }))
  }

  #accuse(what: string): void {
    if (this.violations.length < 50) {
      this.violations.push(`${new Date(this.#world.now).toISOString()} ${what}`)
    }
  }
}
