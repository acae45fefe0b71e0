import type { LibraryItem } from "../clients/arr/library/LibraryItem.ts"
import type { SearchTarget } from "../clients/arr/SearchTarget.ts"
import type { SearchReason } from "../store/search/SearchReason.ts"
import type { Wish } from "../store/search/Wishes.ts"
import type { Gathering } from "./Gathering.ts"
import { refId } from "./grouping.ts"
import type { MarkBook } from "./markBook.ts"
import type { PlanInput } from "./plan.ts"
import type { Skip } from "./Skip.ts"

/** A thing of the library that a wish is about, and how it stands without it. */
export interface Known {
  readonly item: LibraryItem
  readonly verdict: SearchReason | Skip
}

/** What the library has of the things that are wished for. */
export interface WishBook {
  readonly see: (item: LibraryItem, verdict: SearchReason | Skip) => void
  readonly of: (target: SearchTarget) => ReadonlyArray<Known>
}

export const wishBook = (wishes: ReadonlyArray<Wish>): WishBook => {
  const things = new Map<number, Array<Known>>()
  const series = new Map<number, Array<Known>>()
  for (const { target } of wishes) {
    if (target.kind === "series" || target.kind === "season") series.set(target.seriesId, [])
    else things.set(refId(target), [])
  }
  return {
    see: (item, verdict) => {
      if (wishes.length === 0) return
      things.get(item.id)?.push({ item, verdict })
      if (item.ref.kind === "episode") series.get(item.ref.seriesId)?.push({ item, verdict })
    },
    of: (target) => {
      if (target.kind === "series") return series.get(target.seriesId) ?? []
      if (target.kind !== "season") {
        return (things.get(refId(target)) ?? []).filter(({ item }) => item.ref.kind === target.kind)
      }
      return (series.get(target.seriesId) ?? []).filter(
        ({ item }) => item.ref.kind === "episode" && item.ref.seasonNumber === target.seasonNumber
      )
    }
  }
}

const isWide = ({ kind }: SearchTarget): boolean => kind === "series" || kind === "season"

/** What a wide search finds nothing for. */
const beside: ReadonlySet<string> = new Set<Skip>([
  "complete",
  "unmonitored",
  "special",
  "not aired",
  "not available",
  "no upgrades allowed"
])

/** A person asked: it is searched for as it is, monitored or not, aired or not, in the queue or not. */
const manual = (known: ReadonlyArray<Known>, target: SearchTarget): ReadonlyArray<Known> =>
  isWide(target) ? known.filter(({ item, verdict }) => item.monitored && !beside.has(verdict)) : known

/** Whether a removed download still is to be replaced: `wait` while another search or download may do so. */
const replacement = (
  known: ReadonlyArray<Known>,
  { target, askedAt }: Wish,
  { settings, queued }: PlanInput,
  book: MarkBook,
  gathering: Gathering
): ReadonlyArray<Known> | "obsolete" | "wait" => {
  const unmonitored = settings.unmonitored && !isWide(target)
  const missing = known.filter(({ item }) => item.file === undefined && (item.monitored || unmonitored))
  const open = missing.filter(({ item }) => (book.lastAt(item.id) ?? Number.NEGATIVE_INFINITY) <= askedAt)
  if (open.length === 0) return "obsolete"
  const free = open.filter(
    ({ item, verdict }) =>
      !queued.has(item.id) && !gathering.claims(item.id) && verdict !== "Today" && verdict !== "Request"
  )
  return free.length === 0 ? "wait" : free
}

/** What wishes come to. */
export interface Granted {
  /** What they take from the rest of the plan. */
  readonly taken: ReadonlyArray<Known>
  /** Keys of wishes that no longer apply. */
  readonly obsolete: ReadonlyArray<number>
}

/**
 * Turns wishes into searches, those of people first.
 *
 * A `Replacement` lets today's releases and requests go first: once one of these searched for its thing, it no longer
 * applies. What the library does not have (yet) is searched for as wished.
 */
export const grant = (input: PlanInput, known: WishBook, book: MarkBook, gathering: Gathering): Granted => {
  const taken: Array<Known> = []
  const obsolete: Array<number> = []
  const wishes = [...input.wishes].sort((a, b) => a.askedAt - b.askedAt || a.key - b.key)
  const send = (wish: Wish, parts: ReadonlyArray<Known>): void => {
    const free = parts.filter(({ item }) => !gathering.claims(item.id))
    taken.push(...free)
    gathering.add({
      reason: wish.reason,
      target: wish.target,
      parts: free.map(({ item }) => ({ item, reason: wish.reason })),
      wish
    })
  }
  for (const wish of wishes) {
    if (wish.reason !== "Manual") continue
    if (gathering.has(wish.target)) obsolete.push(wish.key)
    else send(wish, manual(known.of(wish.target), wish.target))
  }
  for (const wish of wishes) {
    if (wish.reason !== "Replacement") continue
    const items = known.of(wish.target)
    const answer = gathering.has(wish.target)
      ? "obsolete"
      : items.length === 0
        ? items
        : replacement(items, wish, input, book, gathering)
    if (answer === "obsolete") obsolete.push(wish.key)
    else if (answer !== "wait") send(wish, answer)
  }
  return { taken, obsolete }
}
