import type { LibraryContainer, LibraryItem, QualityProfile } from "../../clients/arr/library/LibraryItem.ts"
import { assessor } from "../../search/assess.ts"
import { isLack, lackOf, lacks } from "../../search/lack.ts"
import { markBook } from "../../search/markBook.ts"
import type { PlanInput } from "../../search/plan.ts"
import { requestedBy } from "../../search/requested.ts"
import { type Skip, skips } from "../../search/Skip.ts"
import type { IndexedContainer } from "../../store/search/LibraryIndex.ts"
import type { Lack, SearchReason } from "../../store/search/SearchReason.ts"

/** One thing of the library, and how it stands with it. */
export interface Thing {
  readonly item: LibraryItem
  readonly profile: QualityProfile | undefined
  /** For what it may be searched for now, or why it may not. */
  readonly verdict: SearchReason | Skip
  /** What it lacks that is searched for, though it may have to wait. */
  readonly lack: Lack | Extract<Skip, "complete" | "switched off" | "no upgrades allowed">
  readonly isRequested: boolean
}

/** How many things there are, of one shelf or of all. */
export interface Counts {
  readonly things: number
  /** With a file. */
  readonly available: number
  readonly monitored: number
  /** Monitored, without a file. */
  readonly missing: number
  /** With a file that meets its quality. */
  readonly qualityMet: number
  readonly requested: number
}

/** A movie, series, artist or author with what is in it. */
export interface Shelf {
  readonly container: LibraryContainer
  readonly profile: QualityProfile | undefined
  readonly year: number | undefined
  readonly things: ReadonlyArray<Thing>
  readonly counts: Counts
}

const isSkip = (verdict: SearchReason | Skip): verdict is Skip => skips.some((skip) => skip === verdict)

/** What ends by itself. */
const waits: ReadonlySet<Skip> = new Set([
  "not aired",
  "not available",
  "in the queue",
  "cooling down",
  "searched in this cycle"
] as const)

/** Why a thing is passed over; undefined when it is searched for. */
export const skipOf = ({ verdict }: Thing): Skip | undefined => (isSkip(verdict) ? verdict : undefined)

/** For what a thing is searched for, now or when its time comes; undefined when it is not. */
export const reasonOf = ({ lack, verdict }: Thing): SearchReason | undefined => {
  if (!isSkip(verdict)) return verdict
  return waits.has(verdict) && isLack(lack) ? lack : undefined
}

/** Whether a thing is monitored and not there. */
export const isMissing = ({ item }: Thing): boolean => item.monitored && item.file === undefined

export const isQualityMet = ({ item }: Thing): boolean => item.file !== undefined && item.file.cutoffUnmet === false

/** Whether the file of a thing lacks this; what is not told counts as "no". */
export const wants = ({ item, profile }: Thing, lack: Lack): boolean => lacks(item, profile, lack) === true

const count = (things: ReadonlyArray<Thing>, holds: (thing: Thing) => boolean): number => things.filter(holds).length

export const countsOf = (things: ReadonlyArray<Thing>): Counts => ({
  things: things.length,
  available: count(things, ({ item }) => item.file !== undefined),
  monitored: count(things, ({ item }) => item.monitored),
  missing: count(things, isMissing),
  qualityMet: count(things, isQualityMet),
  requested: count(things, ({ isRequested }) => isRequested)
})

/** The counts of several shelves together. */
export const sumOf = (all: Iterable<Counts>): Counts => {
  const sum = { things: 0, available: 0, monitored: 0, missing: 0, qualityMet: 0, requested: 0 }
  for (const one of all) {
    sum.things += one.things
    sum.available += one.available
    sum.monitored += one.monitored
    sum.missing += one.missing
    sum.qualityMet += one.qualityMet
    sum.requested += one.requested
  }
  return sum
}

/** Looks at one container after the other, as the plan of searches does. Pure. */
export const shelver = (input: Omit<PlanInput, "items">): ((indexed: IndexedContainer) => Shelf) => {
  const { assess } = assessor({ ...input, items: [] }, markBook(input.marks))
  const isRequested = requestedBy(input.requests)
  const profileOf = (id: number | undefined) => (id === undefined ? undefined : input.profiles.get(id))
  return ({ container, items }) => {
    const things = items.map((item): Thing => {
      const profile = profileOf(item.profileId)
      const lack = lackOf(item, profile, input.settings)
      return { item, profile, verdict: assess(item), lack, isRequested: isRequested(item) }
    })
    const years = items.flatMap(({ year }) => (year === undefined ? [] : [year]))
    return {
      container,
      profile: profileOf(container.profileId),
      year: years.length === 0 ? undefined : years.reduce((a, b) => Math.min(a, b)),
      things,
      counts: countsOf(things)
    }
  }
}
