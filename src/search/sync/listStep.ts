import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { QualityProfile } from "../../clients/arr/library/LibraryItem.ts"
import { monotonicMillis } from "../../supervision/Monotonic.ts"
import { type Comparison, compareList } from "./compareList.ts"
import { blame, confirmThere, type SyncContext } from "./SyncContext.ts"
import type { Failure } from "./Troubles.ts"
import { ageOf, atOnce, doubtFor, fullEvery } from "./timing.ts"
import { drop, plan, type Work } from "./Work.ts"

const isSame = (a: QualityProfile, b: QualityProfile | undefined): boolean =>
  b !== undefined &&
  a.name === b.name &&
  a.upgradeAllowed === b.upgradeAllowed &&
  a.minFormatScore === b.minFormatScore &&
  a.cutoffFormatScore === b.cutoffFormatScore

/** No Arr is without a profile: none at all is an answer that went wrong. */
const takeProfiles = (
  { index, options }: SyncContext,
  profiles: ReadonlyArray<QualityProfile>
): Effect.Effect<void> => {
  const known = index.profiles(options.section)
  if (profiles.length === 0) return Effect.void
  if (profiles.length === known.size && profiles.every((one) => isSame(one, known.get(one.id)))) return Effect.void
  return Effect.zipRight(index.setProfiles(options.section, profiles), options.changed)
}

/**
 * Which of the lost containers are believed to be gone. A list that lost too much is doubted until one that is read at
 * least a minute later agrees: a wrong answer must not forget everything.
 */
const believed = (work: Work, { doubtful, lost }: Comparison, now: number): ReadonlySet<number> => {
  if (!doubtful) {
    work.doubt = undefined
    return lost
  }
  const doubt = work.doubt
  if (doubt === undefined) work.doubt = { at: now, lost }
  if (doubt === undefined || now - doubt.at < doubtFor) return new Set()
  work.doubt = undefined
  return new Set([...lost].filter((id) => doubt.lost.has(id)))
}

/**
 * Reading everything counts what was read since it was due, so that a restart in the middle goes on where it was; but
 * nothing that is older than a day. Epoch milliseconds.
 */
const freshAfter = (fullAt: number | undefined, now: number): number =>
  Math.max(fullAt === undefined || fullAt > now ? 0 : fullAt + fullEvery, now - fullEvery)

/** Asked one by one when a row of the list does not tell whose it is; so many of one list. */
const mostAsked = 20

/** Those that the Arr does not know, asked for each alone. */
const confirmGone = (
  { options: { reads } }: SyncContext,
  ids: ReadonlySet<number>
): Effect.Effect<ReadonlyArray<number>, Failure> =>
  Effect.gen(function* () {
    const asked = [...ids].slice(0, mostAsked)
    const gone = yield* Effect.filter(
      asked,
      (id) =>
        Effect.match(reads.container(id), {
          onFailure: () => false,
          onSuccess: (container) => container === undefined
        }),
      { concurrency: 4 }
    )
    if (gone.length > 0) yield* confirmThere(reads)
    return gone
  })

/**
 * Reads profiles and containers: plans the reading of what is new or changed (everything that was not read for a day,
 * once a day), removes what is gone. A failed request changes nothing.
 */
export const listStep = (context: SyncContext): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const { index, odd, options, troubles, work } = context
    const { reads, section } = options
    const startedAt = yield* Clock.currentTimeMillis
    const wanted = work.listWanted
    // What is heard from here on wants another list.
    work.listWanted = undefined
    work.listing = true
    const [profiles, listing] = yield* Effect.all([reads.profiles, reads.containers]).pipe(
      Effect.catchAll((error) => Effect.flatMap(blame(reads, error), Effect.fail)),
      Effect.onError(() =>
        Effect.map(monotonicMillis, (now) => {
          if (wanted !== undefined) work.listWanted = atOnce(now)
        })
      ),
      Effect.ensuring(
        Effect.sync(() => {
          work.listing = false
        })
      )
    )
    const now = yield* monotonicMillis
    work.listReadAt = now
    yield* troubles.answered
    yield* odd.list(listing)
    yield* takeProfiles(context, profiles)

    const { fullAt } = index.marks(section)
    const fullAge = ageOf(work.full?.startedAt ?? fullAt, startedAt)
    if (fullAge === undefined || fullAge >= fullEvery)
      work.full = { startedAt, freshAfter: freshAfter(fullAt, startedAt) }
    const comparison = compareList(index.containers(section), listing, work.full?.freshAfter, startedAt)
    const { doubtful, listed, lost, nameless, unread } = comparison

    const told = believed(work, comparison, now)
    if (lost.size > 0 && told.size === 0) {
      yield* Effect.logWarning(
        `${section}: its list lost ${lost.size} of ${index.containers(section).size} entries; nothing is forgotten until it says so again`
      )
    }
    const gone = nameless ? yield* confirmGone(context, told) : [...told]
    if (gone.length > 0) {
      yield* index.remove(section, gone)
      yield* options.changed
    }

    const known = index.containers(section)
    const isGone = (id: number): boolean => !doubtful && !listed.has(id) && !known.has(id)
    for (const id of work.todo.keys()) if (isGone(id)) drop(work, id)
    const forced = [...work.forced].flatMap((id) => listed.get(id) ?? [])
    // One whose row cannot be read at present is read when it can.
    for (const id of work.forced) if (listed.has(id) || isGone(id)) work.forced.delete(id)
    plan(work, forced, { urgent: true, confirmed: false }, startedAt)
    plan(work, unread, { urgent: false, confirmed: false }, startedAt)
    if (work.full?.startedAt === startedAt) {
      work.batch = { startedAt, total: listed.size }
      yield* Effect.logDebug(`${section}: reads ${work.todo.size} of the ${listed.size} entries of its library`)
    }
    yield* index.setMarks(section, { ...index.marks(section), listAt: startedAt })
  })
