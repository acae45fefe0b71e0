import * as Effect from "effect/Effect"
import type { ArrClient } from "../../clients/arr/ArrClient.ts"
import type { MediaRef } from "../../clients/arr/MediaRef.ts"
import { markFailed, removeFromQueue } from "../../clients/arr/mutations.ts"
import type { QueueRecord } from "../../clients/arr/QueueRecord.ts"
import * as TorrentId from "../../clients/qbittorrent/TorrentId.ts"
import type { Removal } from "../../store/Removal.ts"
import { RemovalJournal } from "../../store/RemovalJournal.ts"
import type { ApplyContext } from "./ApplyContext.ts"
import { stillOurs } from "./stillOurs.ts"

/** The Arr knows; or it has to wait. */
export type Reported =
  | { readonly _tag: "Reported"; readonly media: ReadonlyArray<MediaRef>; readonly searchNeeded: boolean }
  | { readonly _tag: "Waiting"; readonly reason: string }

const mediaOf = (rows: ReadonlyArray<{ readonly media: MediaRef | undefined }>): ReadonlyArray<MediaRef> =>
  rows.flatMap((row) => (row.media === undefined ? [] : [row.media]))

/**
 * The rows of one download. The Arr handles all rows of a download with the first delete; what is still listed after
 * that is deleted too. A row that is gone meanwhile is no error. Returns whether any was accepted.
 */
const removeRows = (client: ArrClient, hash: string, rows: ReadonlyArray<QueueRecord>, skipRedownload: boolean) =>
  Effect.gen(function* () {
    let accepted = false
    let left = rows
    for (let round = 0; left.length > 0 && round < rows.length; round++) {
      const row = left[0]
      if (row === undefined) break
      yield* stillOurs
      const found = yield* removeFromQueue(client, row.id, {
        removeFromClient: false,
        blocklist: true,
        skipRedownload
      }).pipe(
        Effect.as(true),
        Effect.catchTag("NotFound", () => Effect.succeed(false))
      )
      if (!found) left = left.slice(1)
      else {
        accepted = true
        left = (yield* client.queue).byHash.get(hash) ?? []
      }
    }
    return accepted
  })

/**
 * Tells the owning Arr that the download failed: out of its queue and onto its blocklist. When its queue has forgotten
 * the download already, the grab in its history is marked as failed instead; then the Arr's own "redownload failed"
 * decides about the search, and we search only when it does not.
 */
export const report = (context: ApplyContext, removal: Removal, resumed: boolean) =>
  Effect.gen(function* () {
    const nothing: Reported = { _tag: "Reported", media: removal.media, searchNeeded: false }
    if (removal.section === undefined || !removal.blocklist) return nothing
    const arr = yield* context.arr(removal.section)
    if (arr === undefined) {
      const waiting: Reported = { _tag: "Waiting", reason: `${removal.section} is not ready` }
      return waiting
    }
    const { client } = arr
    const hash = TorrentId.hashOf(removal.torrent)
    const searchNeeded = removal.research

    if (resumed) {
      const events = yield* client.history(hash)
      if (events.some((event) => event.type === "failed" && event.at >= removal.createdAt - 1_000)) {
        const media =
          removal.media.length > 0 ? removal.media : mediaOf(events.filter((event) => event.type === "grabbed"))
        const done: Reported = { _tag: "Reported", media, searchNeeded }
        return done
      }
    }

    const rows = (yield* client.queue).byHash.get(hash) ?? []
    if (rows.length > 0 && (yield* removeRows(client, hash, rows, removal.research))) {
      yield* arr.refresh
      yield* Effect.logDebug(`${removal.name} is removed and blocklisted in ${removal.section}`)
      const media = mediaOf(rows)
      const done: Reported = { _tag: "Reported", media: media.length > 0 ? media : removal.media, searchNeeded }
      return done
    }

    const grabs = (yield* client.history(hash)).filter((event) => event.type === "grabbed")
    const grab = grabs[0]
    if (grab === undefined) {
      yield* Effect.logInfo(`${removal.section} never grabbed ${removal.name}: nothing to blocklist there`)
      const done: Reported = {
        _tag: "Reported",
        media: removal.media,
        searchNeeded: searchNeeded && removal.media.length > 0
      }
      return done
    }
    const searchesItself = yield* client.redownloadsFailed
    const journal = yield* RemovalJournal
    // Written first: after a crash in between, nobody could tell any more who was to search.
    if (searchesItself) yield* journal.advance(removal.key, { research: false })
    yield* stillOurs
    yield* markFailed(client, grab.id)
    yield* Effect.logDebug(`${removal.name} is marked as failed in the history of ${removal.section}`)
    const media = removal.media.length > 0 ? removal.media : mediaOf(grabs)
    const done: Reported = { _tag: "Reported", media, searchNeeded: searchNeeded && !searchesItself }
    return done
  })
