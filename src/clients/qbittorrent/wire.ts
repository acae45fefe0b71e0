import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"

/** Missing or `null` (`download_path` of a category): both mean "not told". */
const told = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true, nullable: true })

// Torrents come by the ten thousand: `null` is taken out beforehand (`withoutNulls`), which makes decoding 6× faster.
const text = Schema.optionalWith(Schema.String, { exact: true })
const number = Schema.optionalWith(Schema.Number, { exact: true })
const flag = Schema.optionalWith(Schema.Boolean, { exact: true })

/**
 * The fields of `torrents/info` and `sync/maindata` that are read, in qBittorrent's own units (seconds, bytes).
 * Unknown fields are dropped. Source: api/qbittorrent-webapi.md §4.
 */
export const TorrentFields = Schema.Struct({
  name: text,
  state: text,
  category: text,
  tags: text,
  progress: number,
  amount_left: number,
  size: number,
  total_size: number,
  added_on: number,
  completion_on: number,
  last_activity: number,
  content_path: text,
  save_path: text,
  dlspeed: number,
  upspeed: number,
  eta: number,
  ratio: number,
  seeding_time: number,
  availability: number,
  force_start: flag,
  private: flag,
  tracker: text,
  dl_limit: number,
  up_limit: number,
  ratio_limit: number,
  seeding_time_limit: number,
  priority: number,
  super_seeding: flag
})
export interface TorrentFields extends Schema.Schema.Type<typeof TorrentFields> {}

/** One torrent as qBittorrent tells it. */
export interface TorrentInfo extends TorrentFields {
  /** Lower-case. */
  readonly hash: string
}

/** `server_state.connection_status`; `unknown` when not told. */
export type Connection = "connected" | "firewalled" | "disconnected" | "unknown"

/** One answer of `sync/maindata`, torrents decoded one by one. */
export interface Maindata {
  readonly rid: number
  /** Everything kept so far has to be dropped. */
  readonly full: boolean
  /** By lower-case hash; partial unless `full` or new. */
  readonly torrents: ReadonlyMap<string, TorrentFields>
  readonly removed: ReadonlyArray<string>
  /** Lower-case hashes of records that cannot be read. They exist, and that is all that is known. */
  readonly unreadable: ReadonlyArray<string>
  /** Undefined when this answer says nothing about it. */
  readonly connection: Connection | undefined
  /** Announce URL to the lower-case hashes that have it, whole lists; undefined when nothing is known of trackers. */
  readonly trackers: ReadonlyMap<string, ReadonlyArray<string>> | undefined
  readonly trackersRemoved: ReadonlyArray<string>
  /**
   * `free_space_on_disk` of the default save path, bytes; undefined when this answer says nothing about it. The first
   * answer of a session of 4.5 tells 0 (seen on 4.5.2, not on 5.1.0 and 5.3.0).
   */
  readonly freeSpace: number | undefined
  /** Whether downloads queue; undefined when this answer says nothing about it. */
  readonly queueing: boolean | undefined
}

/** Torrents of one answer: those that can be read, and the hashes of those that cannot. */
export interface Records {
  readonly readable: ReadonlyMap<string, TorrentFields>
  readonly unreadable: ReadonlyArray<string>
}

const decodeFields = Schema.decodeUnknownEither(TorrentFields)

/** `null` means "not told" (`private` before the metadata of a magnet is there). */
const withoutNulls = (record: unknown): unknown => {
  if (typeof record !== "object" || record === null) return record
  if (!Object.values(record).includes(null)) return record
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null))
}

/** Records decoded before other fibers get their turn: about 5 ms of work. */
const batch = 500

/** Reads each record by itself, so that one odd torrent never costs the batch. */
export const decodeRecords = (records: ReadonlyArray<readonly [string, unknown]>): Effect.Effect<Records> =>
  Effect.gen(function* () {
    const readable = new Map<string, TorrentFields>()
    const unreadable: Array<string> = []
    for (let from = 0; from < records.length; from += batch) {
      if (from > 0) yield* Effect.yieldNow()
      for (const [key, value] of records.slice(from, from + batch)) {
        const hash = key.toLowerCase()
        const decoded = decodeFields(withoutNulls(value))
        if (Either.isRight(decoded)) readable.set(hash, decoded.right)
        else unreadable.push(hash)
      }
    }
    return { readable, unreadable }
  })

/** The outside of `sync/maindata`; the torrents inside are read by `decodeRecords`. Empty sections may be absent. */
export const MaindataAnswer = Schema.Struct({
  rid: Schema.Number,
  full_update: told(Schema.Boolean),
  torrents: told(Schema.Record({ key: Schema.String, value: Schema.Unknown })),
  torrents_removed: told(Schema.Array(Schema.String)),
  trackers: told(Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) })),
  trackers_removed: told(Schema.Array(Schema.String)),
  server_state: told(
    Schema.Struct({
      connection_status: told(Schema.String),
      free_space_on_disk: told(Schema.Number),
      queueing: told(Schema.Boolean)
    })
  )
})

/** The outside of `torrents/info`. */
export const TorrentsAnswer = Schema.Array(Schema.Unknown)

/** `torrents/files`; `index` came with Web API 2.8.2 and is the position before. */
export const FilesAnswer = Schema.Array(
  Schema.Struct({
    index: told(Schema.Number),
    name: Schema.String,
    size: Schema.Number,
    progress: Schema.Number,
    priority: Schema.Number
  })
)

/** `torrents/categories`. */
export const CategoriesAnswer = Schema.Record({
  key: Schema.String,
  value: Schema.Struct({ savePath: told(Schema.String) })
})

/** `torrents/tags`. */
export const TagsAnswer = Schema.Array(Schema.String)

/** A word this version does not know counts as not told. */
export const connectionOf = (word: string | undefined): Connection =>
  word === "connected" || word === "firewalled" || word === "disconnected" ? word : "unknown"

export const maindataOf = (answer: Schema.Schema.Type<typeof MaindataAnswer>): Effect.Effect<Maindata> =>
  Effect.map(decodeRecords(Object.entries(answer.torrents ?? {})), ({ readable, unreadable }) => ({
    rid: answer.rid,
    full: answer.full_update === true,
    torrents: readable,
    removed: (answer.torrents_removed ?? []).map((hash) => hash.toLowerCase()),
    unreadable,
    connection:
      answer.server_state?.connection_status === undefined
        ? undefined
        : connectionOf(answer.server_state.connection_status),
    trackers: new Map(
      Object.entries(answer.trackers ?? {}).map(([url, hashes]) => [url, hashes.map((hash) => hash.toLowerCase())])
    ),
    trackersRemoved: answer.trackers_removed ?? [],
    freeSpace: answer.server_state?.free_space_on_disk,
    queueing: answer.server_state?.queueing
  }))

/** Lower-case; "" when the record has none. */
export const hashOf = (record: unknown): string =>
  typeof record === "object" && record !== null && "hash" in record && typeof record.hash === "string"
    ? record.hash.toLowerCase()
    : ""

/** Records of `torrents/info` by their hash; one without a hash is unreadable under the name "". */
export const recordsOf = (answer: ReadonlyArray<unknown>): Effect.Effect<Records> =>
  Effect.map(decodeRecords(answer.map((record) => [hashOf(record), record])), ({ readable, unreadable }) => {
    const named = new Map(readable)
    return named.delete("") ? { readable: named, unreadable: [...unreadable, ""] } : { readable, unreadable }
  })

/** States in which a torrent is stopped, both vocabularies. */
export const isStopped = (state: string): boolean =>
  state === "pausedDL" || state === "pausedUP" || state === "stoppedDL" || state === "stoppedUP"

/** States of a running hash check. */
export const isChecking = (state: string): boolean => state.startsWith("checking")

/** What hides whether a torrent is stopped (order of `TorrentImpl::updateState`, §4.1). */
export const hidesStop = (state: string): boolean =>
  isChecking(state) || state === "error" || state === "missingFiles" || state === "moving"
