import * as Effect from "effect/Effect"
import type { ArrClient } from "../../clients/arr/ArrClient.ts"
import type { MediaRef } from "../../clients/arr/MediaRef.ts"
import { matchesCommand, search, searchCommands } from "../../clients/arr/mutations.ts"
import type { Removal } from "../../store/Removal.ts"
import { RemovalJournal } from "../../store/RemovalJournal.ts"
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
    const journal = yield* RemovalJournal
    yield* stillOurs
    yield* journal.advance(removal.key, { step: "searching" })
    yield* search(client, refs)
    yield* Effect.logDebug(`${removal.section} searches again for what ${removal.name} was to be`)
    return searched
  })
