import * as Effect from "effect/Effect"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import type { ApplyContext } from "../torrents/apply/ApplyContext.ts"
import type { Facts, Need } from "../torrents/Rule.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { TrackerReadings } from "../torrents/TrackerReadings.ts"
import type { UnknownMessages } from "../torrents/trackers/UnknownMessages.ts"

/** What was read for some torrents; one that could not be read is left out and asked for again later. */
export type Answers = ReadonlyMap<TorrentId, Partial<Facts>>

/** Reads one kind of fact for several torrents. Never fails. */
export type Reader = (context: ApplyContext, torrents: ReadonlyArray<Torrent>) => Effect.Effect<Answers>

/** How the facts that cost something are read. A manager that leaves one out never has it, so its rules do nothing. */
export type Readers = Readonly<Partial<Record<Need, Reader>>>

/** Torrents for which a fact is read in one pass; the others follow in the next one. */
export const perPass: Readonly<Record<Need, number>> = { files: 50, trackers: 500, formats: 20, playable: 50 }

/** One request per torrent, `concurrency` at a time. */
const each =
  (
    concurrency: number,
    read: (context: ApplyContext, torrent: Torrent) => Effect.Effect<Partial<Facts> | undefined>
  ): Reader =>
  (context, torrents) =>
    Effect.map(
      Effect.forEach(
        torrents,
        (torrent) => Effect.map(read(context, torrent), (facts) => [torrent.id, facts] as const),
        {
          concurrency
        }
      ),
      (read) => new Map(read.flatMap(([id, facts]) => (facts === undefined ? [] : [[id, facts] as const])))
    )

/** The file list. An empty one belongs to a torrent whose metadata is not there yet. */
export const filesReader: Reader = each(6, (context, torrent) => {
  const client = context.qbittorrent(torrent.instance)
  if (client === undefined) return Effect.succeed(undefined)
  return client.files(torrent.hash).pipe(
    Effect.map((files) => (files.length === 0 ? undefined : { files })),
    Effect.catchAll((error) =>
      Effect.as(Effect.logDebug(`The file list of ${torrent.name} cannot be read: ${error.message}`), undefined)
    )
  )
})

/** How the trackers answer, in one request per qBittorrent where it can do that. Messages nobody knows are counted. */
export const trackersReader =
  (readings: TrackerReadings["Type"], unknown: UnknownMessages["Type"]): Reader =>
  (context, torrents) =>
    Effect.gen(function* () {
      for (const instance of new Set(torrents.map((torrent) => torrent.instance))) {
        const client = context.qbittorrent(instance)
        if (client === undefined) continue
        yield* readings.refresh(
          client,
          torrents.filter((torrent) => torrent.instance === instance)
        )
      }
      const answers = new Map<TorrentId, Partial<Facts>>()
      for (const torrent of torrents) {
        const trackers = readings.get(torrent.id)
        if (trackers === undefined) continue
        answers.set(torrent.id, { trackers })
        yield* unknown.noteReading(trackers, context.rulesFor(torrent).trackers)
      }
      return answers
    })

/** Custom-format scores around a download from the Arr that owns it; unknown while one of its rows does not say what it is for. */
export const formatsReader: Reader = each(4, (context, torrent) =>
  Effect.gen(function* () {
    const arr = yield* context.arr(context.section)
    const queue = arr === undefined ? undefined : yield* arr.snapshot
    const rows = queue?.byHash.get(torrent.hash) ?? []
    const media = rows.flatMap((row) => (row.media === undefined ? [] : [row.media]))
    if (arr === undefined || media.length === 0 || media.length < rows.length) return undefined
    return yield* arr.client.formats(...media).pipe(
      Effect.map((formats) => ({ formats })),
      Effect.catchAll((error) =>
        Effect.as(Effect.logDebug(`The scores of ${torrent.name} cannot be read: ${error.message}`), undefined)
      )
    )
  })
)
