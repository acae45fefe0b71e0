import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ArrClient } from "../../clients/arr/ArrClient.ts"
import type { MediaRef } from "../../clients/arr/MediaRef.ts"
import { matchesCommand, search, searchCommands } from "../../clients/arr/mutations.ts"
import type { SearchTarget } from "../../clients/arr/SearchTarget.ts"
import { hour, hourlyOf } from "../../search/hourly.ts"
import { itemIdOf } from "../../search/queueFacts.ts"
import type { Removal } from "../../store/Removal.ts"
import { RemovalJournal } from "../../store/RemovalJournal.ts"
import { SearchLog } from "../../store/search/SearchLog.ts"
import { SearchMarks } from "../../store/search/SearchMarks.ts"
import type { ApplyContext } from "./ApplyContext.ts"
import { stillOurs } from "./stillOurs.ts"

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
      client.media(ref).pipe(
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

/** What the search looks for, as the log of searches knows it: a pack is its season. */
const targetOf = (first: MediaRef, refs: ReadonlyArray<MediaRef>): SearchTarget =>
  first.kind === "episode" && refs.length > 1
    ? { kind: "season", seriesId: first.seriesId, seasonNumber: first.seasonNumber }
    : first

/** Undefined when a search may be sent now; else why it has to wait. Removals count for `SearchesPerHour` as all searches do. */
const waitsFor = (context: ApplyContext, section: string, now: number) =>
  Effect.map(SearchLog, (log) => {
    const sentTimes = log.sentSince(section, now - hour)
    const perHour = context.searchesPerHour(section)
    const { openAt, used } = hourlyOf({ perHour, indexers: "all up", sentTimes, now, prior: true })
    if (openAt !== undefined && openAt <= now) return undefined
    return `${used} of ${perHour} searches an hour are spent in ${section}; searched for again when there is one`
  })

/** Sends the search; the log of searches knows it from its intent on. */
const sendLogged = (client: ArrClient, section: string, name: string, refs: ReadonlyArray<MediaRef>, now: number) =>
  Effect.gen(function* () {
    const log = yield* SearchLog
    const marks = yield* SearchMarks
    const [first] = refs
    if (first === undefined) return
    const items = refs.map(itemIdOf)
    const logged = yield* Effect.uninterruptible(
      Effect.zipLeft(
        log.begin({ section, reason: "Replacement", target: targetOf(first, refs), items, title: name, sentAt: now }),
        marks.note(
          section,
          items.map((itemId) => ({ itemId, reason: "Missing" as const })),
          now
        )
      )
    )
    const [command] = yield* search(client, refs)
    if (command !== undefined) yield* log.patch(logged.key, { state: "running", commandId: command.id })
  })

/**
 * Searches for what the removed download was for. The intent is written first; after a crash between intent and
 * answer the Arr's command list and its "last searched" times tell whether the search was sent, so it is not sent twice.
 */
export const searchAgain = (context: ApplyContext, removal: Removal) =>
  Effect.gen(function* () {
    if (removal.section === undefined || !removal.research) return notSearched
    const arr = yield* context.arr(removal.section)
    if (arr === undefined) {
      const waiting: Searched = { _tag: "Waiting", reason: `${removal.section} is not ready` }
      return waiting
    }
    const { client } = arr
    const distinct = [...new Map(removal.media.map((ref) => [keyOf(ref), ref])).values()]
    const refs = yield* wanted(client, distinct)
    if (refs.length === 0) {
      yield* Effect.logInfo(`Nothing to search again for ${removal.name}: not in ${removal.section} or not monitored`)
      return notSearched
    }
    if (removal.step === "searching") {
      const planned = searchCommands(refs)
      const commands = yield* client.commands
      const ours = commands.filter(
        ({ queuedAt }) => queuedAt === undefined || queuedAt >= removal.createdAt - clockSlack
      )
      const sent = planned.every((plan) => ours.some((command) => matchesCommand(command, plan)))
      if (sent || (yield* searchedSince(client, refs, removal.createdAt))) return searched
    }
    if (context.searchesPerHour(removal.section) <= 0) {
      yield* Effect.logInfo(`${removal.name} is not searched for again: SearchesPerHour of ${removal.section} is 0`)
      return notSearched
    }
    const now = yield* Clock.currentTimeMillis
    const reason = yield* waitsFor(context, removal.section, now)
    if (reason !== undefined) {
      const waiting: Searched = { _tag: "Waiting", reason }
      return waiting
    }
    const journal = yield* RemovalJournal
    yield* stillOurs
    yield* journal.advance(removal.key, { step: "searching" })
    yield* sendLogged(client, removal.section, removal.name, refs, now)
    yield* Effect.logDebug(`${removal.section} searches again for what ${removal.name} was to be`)
    return searched
  })
