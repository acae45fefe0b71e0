import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ArrClient } from "../../clients/arr/ArrClient.ts"
import { trulyMissing } from "../../clients/arr/library/gone.ts"
import type { MediaRef } from "../../clients/arr/MediaRef.ts"
import { matchesCommand, search, searchCommands } from "../../clients/arr/mutations.ts"
import type { SearchTarget } from "../../clients/arr/SearchTarget.ts"
import { loggedSearch } from "../../search/apply/loggedSearch.ts"
import { hour, hourlyOf } from "../../search/hourly.ts"
import { itemIdOf } from "../../search/queueFacts.ts"
import { Searches } from "../../search/Searches.ts"
import type { Removal } from "../../store/Removal.ts"
import { RemovalJournal } from "../../store/RemovalJournal.ts"
import { SearchLog } from "../../store/search/SearchLog.ts"
import type { SearchMarks } from "../../store/search/SearchMarks.ts"
import { Wishes } from "../../store/search/Wishes.ts"
import type { ApplyContext } from "./ApplyContext.ts"
import { stillOurs } from "./stillOurs.ts"

/** What searching again reads and writes besides the journal. */
export type SearchServices = Searches | SearchLog | SearchMarks | Wishes

/** Done, with or without a search; or it has to wait. */
export type Searched =
  | { readonly _tag: "Searched"; readonly sent: boolean }
  | { readonly _tag: "Waiting"; readonly reason: string }

const notSearched: Searched = { _tag: "Searched", sent: false }
const searched: Searched = { _tag: "Searched", sent: true }

/** Arrs search for whatever they are told to, so "monitored" is ours to check (arr-api §4). Gone items are dropped. */
const wanted = (client: ArrClient, refs: ReadonlyArray<MediaRef>) =>
  Effect.filter(
    refs,
    (ref) =>
      trulyMissing(client, client.media(ref)).pipe(
        Effect.map((state) => state.monitored),
        Effect.catchTag("NotFound", () => Effect.succeed(false))
      ),
    { concurrency: 4 }
  )

/** Clocks of two machines differ; a finished command stays listed for minutes. Milliseconds. */
const clockSlack = 30_000

const keyOf = (ref: MediaRef): string => JSON.stringify(ref)

/** Media that a search command sent after `since` has reached already, seen by the Arr's own "last searched" time. */
const searchedSince = (client: ArrClient, refs: ReadonlyArray<MediaRef>, since: number) =>
  Effect.map(
    Effect.forEach(refs, (ref) => Effect.catchTag(client.media(ref), "NotFound", () => Effect.succeed(undefined))),
    (states) => states.every((state) => state === undefined || (state.lastSearchedAt ?? 0) >= since)
  )

/** What to search for, as the log of searches and wishes know it: several episodes of a season are the season. Pure. */
export const targetsOf = (refs: ReadonlyArray<MediaRef>): ReadonlyArray<SearchTarget> => {
  const seasons = new Map<string, SearchTarget>()
  const others: Array<SearchTarget> = []
  for (const ref of refs) {
    if (ref.kind !== "episode") {
      others.push(ref)
      continue
    }
    const { seasonNumber, seriesId } = ref
    const key = `${seriesId}:${seasonNumber}`
    seasons.set(key, seasons.has(key) ? { kind: "season", seriesId, seasonNumber } : ref)
  }
  return [...seasons.values(), ...others]
}

/** Why no search may be sent now; undefined when one may. Removals count for `SearchesPerHour` as all searches do. */
const spent = (context: ApplyContext, section: string, now: number) =>
  Effect.map(SearchLog, (log) => {
    const sentTimes = log.sentSince(section, now - hour)
    const perHour = context.searchesPerHour(section)
    const { openAt, used } = hourlyOf({ perHour, indexers: "all up", sentTimes, now, prior: true })
    return openAt !== undefined && openAt <= now
      ? undefined
      : `${used} of ${perHour} searches an hour are spent in ${section}`
  })

/** Whether the section searches by itself: then a search that has to wait is left to it. */
const searchesItself = (section: string) =>
  Effect.flatMap(Searches, (searches) => Effect.map(searches.all, (all) => all.has(section)))

/** Leaves the search to the section's own searching, which sends it as soon as it may. */
const leave = (section: string, name: string, refs: ReadonlyArray<MediaRef>, askedAt: number) =>
  Effect.gen(function* () {
    const wishes = yield* Wishes
    for (const target of targetsOf(refs)) {
      yield* wishes.add({ section, reason: "Replacement", target, title: name, askedAt })
    }
  })

/** Sends the search; the log of searches knows it from its intent on. */
const sendLogged = (client: ArrClient, section: string, name: string, refs: ReadonlyArray<MediaRef>) =>
  Effect.gen(function* () {
    const [target] = targetsOf(refs)
    if (target === undefined) return
    const items = refs.map(itemIdOf)
    const marks = items.map((itemId) => ({ itemId, reason: "Missing" as const }))
    const post = Effect.flatMap(search(client, refs), ([command]) =>
      command === undefined ? Effect.dieMessage("no command for a search") : Effect.succeed(command)
    )
    yield* loggedSearch(
      { section, reason: "Replacement", target, items, title: name, marks, answered: Effect.void },
      post
    )
  })

/**
 * Searches for what the removed download was for, within `SearchesPerHour`: what is over it is left to the section's own
 * searching, or waits in the journal where nobody else searches. The intent is written first; after a crash between
 * intent and answer the Arr's command list and its "last searched" times tell whether the search was sent, so it is not
 * sent twice.
 */
export const searchAgain = (context: ApplyContext, removal: Removal) =>
  Effect.gen(function* () {
    const { name, section } = removal
    if (section === undefined || !removal.research) return notSearched
    if (context.searchesPerHour(section) <= 0) {
      yield* Effect.logInfo(`${name} is not searched for again: SearchesPerHour of ${section} is 0`)
      return notSearched
    }
    const now = yield* Clock.currentTimeMillis
    const isBegun = removal.step === "searching"
    const reason = isBegun ? undefined : yield* spent(context, section, now)
    // Before anything is asked: this may be looked at every few seconds for an hour.
    if (reason !== undefined && !(yield* searchesItself(section))) {
      const waiting: Searched = { _tag: "Waiting", reason: `${reason}; searched for again when there is one` }
      return waiting
    }
    const arr = yield* context.arr(section)
    if (arr === undefined) {
      const waiting: Searched = { _tag: "Waiting", reason: `${section} is not ready` }
      return waiting
    }
    const { client } = arr
    const distinct = [...new Map(removal.media.map((ref) => [keyOf(ref), ref])).values()]
    const refs = yield* wanted(client, distinct)
    if (refs.length === 0) {
      yield* Effect.logInfo(`Nothing to search again for ${name}: not in ${section} or not monitored`)
      return notSearched
    }
    if (reason !== undefined) {
      yield* leave(section, name, refs, now)
      yield* Effect.logInfo(`${name} is searched for again later: ${reason}`)
      return notSearched
    }
    if (isBegun) {
      const planned = searchCommands(refs)
      const commands = yield* client.commands
      const ours = commands.filter(
        ({ queuedAt }) => queuedAt === undefined || queuedAt >= removal.createdAt - clockSlack
      )
      const sent = planned.every((plan) => ours.some((command) => matchesCommand(command, plan)))
      if (sent || (yield* searchedSince(client, refs, removal.createdAt))) return searched
    }
    const journal = yield* RemovalJournal
    yield* stillOurs
    yield* journal.advance(removal.key, { step: "searching" })
    yield* sendLogged(client, section, name, refs)
    yield* Effect.logDebug(`${section} searches again for what ${name} was to be`)
    return searched
  })
