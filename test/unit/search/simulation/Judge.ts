import type { Sending } from "../../../../src/search/apply/sendSearch.ts"
import { coolDown } from "../../../../src/search/coolDown.ts"
import type { SearchSettings } from "../../../../src/search/SearchSettings.ts"
import { isPrior, type Lack, type SearchReason } from "../../../../src/store/search/SearchReason.ts"
import type { Library } from "./Library.ts"
import { hour, minute, type Thing } from "./Thing.ts"
import { doesLack, lackOf, lacks } from "./truth.ts"

/** Searches for one thing for one reason that arrived, since it began to lack this. */
interface Count {
  readonly times: number
  readonly at: number
  /** Number of the cycle. */
  readonly cycle: number
}

interface Known {
  /** For what it may be searched for at this moment, but for cool-downs. */
  reason: Lack | undefined
  /** Since when without a break. */
  since: number
  /** When a search for it was sent last, whether or not that arrived. */
  triedAt: number
  readonly counts: Map<SearchReason, Count>
}

/** What an Arr works on. */
export interface Busy {
  /** Searches. */
  readonly active: number
  /** When it worked on a search for something of this owner last, epoch milliseconds. */
  readonly busyAt: (owner: number) => number
}

/** The first searches of a day's episode are over by then. */
const todays = 28 * hour

/** What changed so short a time ago nobody can know. */
const news = 90_000

const ranks: ReadonlyArray<SearchReason> = lacks

const isAsked = (reason: SearchReason): boolean => reason === "Request" || reason === "Replacement"

/** After a restart of either side everything is read first. */
const settling = 3 * minute

/** How old a plan may be. */
const planLag = 70 * minute

/** Watches the searches of one section from the side of its Arr, and knows the truth. What must not be is kept. */
export class Judge {
  readonly violations: Array<string> = []
  readonly byReason = new Map<SearchReason, number>()
  readonly searched = new Set<number>()
  /** Of the first search for a reason, milliseconds. */
  longestWait = 0
  cycles = 0
  /** After a restart of the daemon or of the Arr. */
  settledAt = 0
  readonly #known = new Map<number, Known>()
  readonly #never = new Map<Lack, Set<Thing>>(lacks.map((lack) => [lack, new Set()]))
  readonly #settings: SearchSettings
  #library: Library | undefined
  #arr: Busy | undefined
  #times: Array<number> = []
  #sending: Sending | undefined
  #postedAt = Number.NEGATIVE_INFINITY
  #cycle = 0
  #cycleAt = Number.NEGATIVE_INFINITY

  constructor(settings: SearchSettings) {
    this.#settings = settings
  }

  /** Whom to watch. */
  watch(library: Library, arr: Busy): void {
    this.#library = library
    this.#arr = arr
    for (const thing of library.things.values()) this.touch(thing)
  }

  get #now(): number {
    return this.#library?.time.now ?? 0
  }

  /** Something of this thing changed. */
  readonly touch = (thing: Thing): void => {
    if (this.#library === undefined) return
    const now = this.#now
    let known = this.#known.get(thing.id)
    if (thing.isGone) {
      if (known?.reason !== undefined) this.#never.get(known.reason)?.delete(thing)
      this.#known.delete(thing.id)
      return
    }
    if (known === undefined) {
      known = { reason: undefined, since: now, triedAt: Number.NEGATIVE_INFINITY, counts: new Map() }
      this.#known.set(thing.id, known)
      if (thing.airsAt + todays > now) {
        this.#library.time.at(thing.airsAt, () => this.touch(thing))
        this.#library.time.at(thing.airsAt + todays, () => this.touch(thing))
      }
    }
    for (const lack of lacks) if (!doesLack(thing, lack)) known.counts.delete(lack)
    if (thing.file !== undefined) for (const reason of ["Today", "Request"] as const) known.counts.delete(reason)
    const reason = this.#eligible(thing)
    if (reason === known.reason) return
    if (known.reason !== undefined) this.#never.get(known.reason)?.delete(thing)
    known.reason = reason
    known.since = now
    if (reason !== undefined && !known.counts.has(reason)) this.#never.get(reason)?.add(thing)
  }

  #eligible(thing: Thing): Lack | undefined {
    const lack = lackOf(thing, this.#now)
    if (lack === undefined || thing.downloads > 0) return undefined
    const isTodays = lack === "Missing" && thing.ref.kind === "episode" && this.#now < thing.airsAt + todays
    return isTodays ? undefined : lack
  }

  /** A cycle is over, the next begins. */
  readonly cycleBegins = (number: number): void => {
    const now = this.#now
    if (number > 1) {
      this.cycles += 1
      for (const [id, { counts, reason, since, triedAt }] of this.#known) {
        // Of what was sent a moment ago it may not be known yet whether it arrived.
        if (reason === undefined || since > this.#cycleAt || triedAt > now - 10 * minute) continue
        if ((counts.get(reason)?.cycle ?? 0) !== this.#cycle) {
          this.#accuse(`cycle ${this.#cycle} ends without a search for ${id} (${reason})`)
        }
      }
    }
    this.#cycle = number
    this.#cycleAt = now
  }

  /** A search is decided. */
  readonly sending = (sending: Sending): void => {
    this.#sending = sending
    if (sending.reason === "Manual") return
    const library = this.#library
    const now = this.#now
    if (library === undefined) return
    const isSettled = now >= this.settledAt + settling
    for (const { itemId, reason } of sending.marks) {
      const thing = library.things.get(itemId)
      if (thing === undefined) {
        if (isSettled && now - this.settledAt > hour) this.#goneFor(itemId)
        continue
      }
      if (thing.downloads > 0) this.#accuse(`${itemId} is searched for (${reason}) while it is in the queue`)
      if (isSettled && thing.changedAt < now - news) this.#truth(thing, reason)
      // Whoever asked for it waits for nothing that was searched for before.
      if (reason === sending.reason || !isAsked(sending.reason)) this.#pace(thing, reason)
    }
    this.#order(sending)
  }

  /** It is on its way to the Arr. */
  readonly posted = (): void => {
    this.#postedAt = this.#now
    for (const { itemId } of this.#sending?.marks ?? []) {
      const known = this.#known.get(itemId)
      if (known !== undefined) known.triedAt = this.#now
    }
  }

  /** The Arr takes it. What never arrived costs no indexer anything, and counts for nothing. */
  readonly arrived = (): void => {
    this.#count()
    this.#budget()
  }

  #budget(): void {
    const sending = this.#sending
    const library = this.#library
    if (sending === undefined || library === undefined) throw new Error("a search that nobody decided")
    const now = this.#postedAt
    const { delay, limit, perHour } = this.#settings
    this.#times = this.#times.filter((at) => at > now - hour)
    if (this.#times.length >= perHour) this.#accuse(`more than ${perHour} searches in 60 minutes`)
    const { indexers, indexersSince } = library
    if (indexers === "all down" && indexersSince < now - 6 * minute)
      this.#accuse("a search while all indexers are down")
    const half = Math.max(1, Math.floor(perHour / 2))
    if (indexers === "some down" && indexersSince < now - hour - 6 * minute && this.#times.length >= half) {
      this.#accuse(`more than ${half} searches in 60 minutes while some indexers are down`)
    }
    const most = isPrior(sending.reason) ? limit + 2 : limit
    const active = this.#arr?.active ?? 0
    if (active > most) this.#accuse(`${active} searches run with one for ${sending.reason}`)
    const last = this.#times.at(-1) ?? Number.NEGATIVE_INFINITY
    if (!isPrior(sending.reason) && now - last < delay) {
      this.#accuse(`only ${now - last} ms between two searches (${sending.reason})`)
    }
    this.#times.push(now)
    this.byReason.set(sending.reason, (this.byReason.get(sending.reason) ?? 0) + 1)
  }

  #count(): void {
    const now = this.#now
    for (const { itemId, reason } of this.#sending?.marks ?? []) {
      const known = this.#known.get(itemId)
      const thing = this.#library?.things.get(itemId)
      this.searched.add(itemId)
      if (known === undefined || thing === undefined) continue
      const lack = lacks.find((one) => one === reason)
      if (lack !== undefined && this.#never.get(lack)?.delete(thing)) {
        this.longestWait = Math.max(this.longestWait, now - known.since)
      }
      known.counts.set(reason, { times: (known.counts.get(reason)?.times ?? 0) + 1, at: now, cycle: this.#cycle })
    }
  }

  #goneFor(itemId: number): void {
    this.#accuse(`${itemId} is searched for and not in the library`)
  }

  #truth(thing: Thing, reason: SearchReason): void {
    const lack = lackOf(thing, this.#now)
    const isMissing = reason === "Today" || reason === "Request"
    // What was grabbed before it aired, or a special, is replaced as well.
    const isTrue =
      reason === "Replacement" ? thing.monitored && thing.file === undefined : lack === (isMissing ? "Missing" : reason)
    if (!isTrue) this.#accuse(`${thing.id} is searched for (${reason}), but wanted for ${lack}`)
  }

  /** Cool-downs and cycles. The Arr took it a little after it was sent, and the clock was once set back. */
  #pace(thing: Thing, reason: SearchReason): void {
    const known = this.#known.get(thing.id)
    const before = known?.counts.get(reason)
    if (before === undefined) return
    const passed = this.#now - before.at
    const least = (reason === "Today" ? 4 * hour : coolDown(before.times)) - 2 * minute
    if (passed < least) {
      this.#accuse(
        `${thing.id} is searched for (${reason}) for the ${before.times + 1}. time after ${Math.round(passed / minute)} min`
      )
    }
    const isLack = lacks.some((lack) => lack === reason)
    if (isLack && before.cycle === this.#cycle) this.#accuse(`${thing.id} twice in cycle ${this.#cycle} (${reason})`)
  }

  /** What was never searched for comes before what was, better reasons before worse ones, newer years before older. */
  #order({ marks, reason, items }: Sending): void {
    const rank = ranks.indexOf(reason)
    if (rank < 0) return
    const since = this.#now - planLag
    for (const lack of lacks.slice(0, rank)) {
      for (const thing of this.#never.get(lack) ?? []) {
        if (this.#since(thing) < since && since > this.settledAt) this.#accuse(`${reason} before ${thing.id} (${lack})`)
      }
    }
    const isSecond = marks.some((mark) => mark.reason === reason && this.#known.get(mark.itemId)?.counts.has(reason))
    const lack = lacks[rank]
    if (lack === undefined) return
    if (isSecond) {
      for (const thing of this.#never.get(lack) ?? []) {
        if (this.#since(thing) < Math.min(since, this.#cycleAt)) {
          this.#accuse(`${items.join(", ")} again before ${thing.id} once (${reason})`)
        }
      }
    }
    if (!this.#settings.byYear) return
    const year = Math.max(...items.map((id) => this.#library?.things.get(id)?.year ?? 0))
    for (const thing of this.#never.get(lack) ?? []) {
      if (thing.year > year && this.#since(thing) < since) {
        this.#accuse(`${items.join(", ")} of ${year} before ${thing.id} of ${thing.year} (${reason})`)
      }
    }
  }

  /** Since when nothing speaks against a search for it. */
  #since(thing: Thing): number {
    const known = this.#known.get(thing.id)
    if (known === undefined) return Number.POSITIVE_INFINITY
    // The same season may be searched for another reason for hours: nobody asks for it again meanwhile.
    const busyAt = thing.ref.kind === "episode" ? this.#arr?.busyAt(thing.owner.id) : undefined
    return Math.max(known.since, known.triedAt, busyAt ?? Number.NEGATIVE_INFINITY)
  }

  #accuse(what: string): void {
    if (this.violations.length < 20) this.violations.push(`${new Date(this.#now).toISOString()} ${what}`)
  }
}
