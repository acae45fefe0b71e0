import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import type { ClientError } from "../../ClientError.ts"
import { type Records, recordsOf } from "../wire.ts"
import { type TrackerInfo, trackersByHash } from "./wire.ts"

/** Trackers seldom change, and telling them makes the answer about half as large again (ms). */
const maxAge = 300_000

/** Torrents as polled, and the announce URLs of those that can be read. */
export interface Polled extends Records {
  /** Announce URL to lower-case hashes, as `sync/maindata` tells it. */
  readonly trackers: ReadonlyMap<string, ReadonlyArray<string>>
}

/** `torrents/info` with announce URLs, for an API key, which cannot use `sync/maindata`. */
export interface PolledTrackers {
  readonly read: Effect.Effect<Polled, ClientError>
  /** The trackers of this torrent were changed: ask for them with the next `read`. */
  readonly changed: (hash: string) => Effect.Effect<void>
}

export interface PolledSource {
  /** `torrents/info`, everything. */
  readonly torrents: (includeTrackers: boolean) => Effect.Effect<ReadonlyArray<unknown>, ClientError>
  readonly trackersOf: (
    hashes: ReadonlyArray<string>
  ) => Effect.Effect<ReadonlyMap<string, ReadonlyArray<TrackerInfo>>, ClientError>
}

type Urls = ReadonlyMap<string, ReadonlyArray<string>>

const urlsOf = (found: ReadonlyMap<string, ReadonlyArray<TrackerInfo>>): Urls =>
  new Map([...found].map(([hash, trackers]) => [hash, trackers.map(({ url }) => url)]))

const byUrl = (urls: Urls): ReadonlyMap<string, ReadonlyArray<string>> => {
  const hashes = new Map<string, Array<string>>()
  for (const [hash, list] of urls) {
    for (const url of new Set(list)) {
      const known = hashes.get(url)
      if (known === undefined) hashes.set(url, [hash])
      else known.push(hash)
    }
  }
  return hashes
}

/**
 * All trackers are asked for every five minutes; in between only those of torrents that came or were changed. A torrent
 * whose trackers cannot be learnt counts as unreadable: without them it would look as if it had none.
 */
export const make = (source: PolledSource): Effect.Effect<PolledTrackers> =>
  Effect.gen(function* () {
    const known = yield* Ref.make<{ readonly at: number; readonly urls: Urls } | undefined>(undefined)
    const stale = yield* Ref.make<ReadonlySet<string>>(new Set())

    const readWith = Effect.fnUntraced(function* (doubted: ReadonlySet<string>) {
      const now = yield* Clock.currentTimeMillis
      const before = yield* Ref.get(known)
      const everything = before === undefined || now - before.at >= maxAge
      const answer = yield* source.torrents(everything)
      const records = yield* recordsOf(answer)
      const learnt = everything ? urlsOf(trackersByHash(answer)) : before.urls
      const urls = new Map<string, ReadonlyArray<string>>()
      const missing: Array<string> = []
      for (const hash of records.readable.keys()) {
        const list = everything || !doubted.has(hash) ? learnt.get(hash) : undefined
        if (list === undefined) missing.push(hash)
        else urls.set(hash, list)
      }
      if (missing.length > 0) for (const [hash, list] of urlsOf(yield* source.trackersOf(missing))) urls.set(hash, list)
      yield* Ref.set(known, { at: everything ? now : before.at, urls })
      const lost = missing.filter((hash) => !urls.has(hash))
      const readable = new Map(records.readable)
      for (const hash of lost) readable.delete(hash)
      return { readable, unreadable: [...records.unreadable, ...lost], trackers: byUrl(urls) }
    })

    return {
      read: Effect.flatMap(Ref.getAndSet(stale, new Set()), (doubted) =>
        Effect.onError(readWith(doubted), () => Ref.update(stale, (now) => new Set([...now, ...doubted])))
      ),
      changed: (hash) => Ref.update(stale, (now) => new Set(now).add(hash.toLowerCase()))
    }
  })
