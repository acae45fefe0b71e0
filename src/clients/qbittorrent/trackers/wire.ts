import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { hashOf } from "../wire.ts"

/** One tracker of one torrent. */
export interface TrackerInfo {
  readonly url: string
  /** 0 disabled, 1 not contacted, 2 working, 3 updating, 4 not working, from 5.2 also 5 tracker error, 6 unreachable. */
  readonly status: number
  readonly message: string
}

const Row = Schema.Struct({
  url: Schema.String,
  status: Schema.optionalWith(Schema.Number, { exact: true, nullable: true }),
  msg: Schema.optionalWith(Schema.String, { exact: true, nullable: true })
})

/** `torrents/trackers`. */
export const TrackersAnswer = Schema.Array(Row)

/** Rows as trackers. DHT, PeX and LSD come first in `torrents/trackers`, as `** [DHT] **` and so on; they are left out. */
export const trackersIn = (rows: Schema.Schema.Type<typeof TrackersAnswer>): ReadonlyArray<TrackerInfo> =>
  rows
    .filter(({ url }) => !url.startsWith("**"))
    .map(({ msg, status, url }) => ({ url, status: status ?? 1, message: msg ?? "" }))

const decode = Schema.decodeUnknownEither(Schema.Struct({ trackers: TrackersAnswer }))

/** Trackers by lower-case hash from `torrents/info?includeTrackers=true`; rows that do not tell them are left out. */
export const trackersByHash = (records: ReadonlyArray<unknown>): Map<string, ReadonlyArray<TrackerInfo>> => {
  const found = new Map<string, ReadonlyArray<TrackerInfo>>()
  for (const record of records) {
    const hash = hashOf(record)
    const decoded = decode(record)
    if (hash !== "" && Either.isRight(decoded)) found.set(hash, trackersIn(decoded.right.trackers))
  }
  return found
}
