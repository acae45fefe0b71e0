import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import type { ClientError } from "../ClientError.ts"
import type { TrackerInfo } from "./trackers/wire.ts"
import type { Maindata, Records } from "./wire.ts"

/** How often `sync/maindata` is asked for everything (ms): as old free space, queueing and connection may be. */
const everythingEvery = 30_000

/** What a polled picture is put together from. */
export interface PolledSource {
  /** `sync/maindata?rid=0` */
  readonly everything: Effect.Effect<Maindata, ClientError>
  /** `torrents/info` */
  readonly torrents: Effect.Effect<Records, ClientError>
  readonly trackersOf: (
    hashes: ReadonlyArray<string>
  ) => Effect.Effect<ReadonlyMap<string, ReadonlyArray<TrackerInfo>>, ClientError>
}

/**
 * The picture for an API key, whose users share one session: a delta would go to one of them only. Asking for
 * everything is right for all of them, but costs the others their next delta, so that it is done rarely.
 */
export interface Polled {
  /** Always full; `rid` is 0. */
  readonly read: Effect.Effect<Maindata, ClientError>
  /** The trackers of this torrent were changed: ask for them with the next `read`. */
  readonly changed: (hash: string) => Effect.Effect<void>
}

type Urls = ReadonlyMap<string, ReadonlyArray<string>>

/** Announce URLs by hash from hashes by announce URL, or the other way round. */
const turned = (lists: Urls): Map<string, ReadonlyArray<string>> => {
  const after = new Map<string, Array<string>>()
  for (const [key, values] of lists) {
    for (const value of new Set(values)) {
      const known = after.get(value)
      if (known === undefined) after.set(value, [key])
      else known.push(key)
    }
  }
  return after
}

interface Known {
  readonly at: number
  readonly told: Maindata
  /** Announce URLs by hash, of every torrent whose trackers are known. */
  readonly urls: Urls
}

/**
 * Between two pictures of everything only torrents are asked for, and the trackers of those that came or were changed. A
 * torrent whose trackers cannot be learnt counts as unreadable: without them it would look as if it had none.
 */
export const make = (source: PolledSource): Effect.Effect<Polled> =>
  Effect.gen(function* () {
    const last = yield* Ref.make<Known | undefined>(undefined)
    const stale = yield* Ref.make<ReadonlySet<string>>(new Set())

    const readEverything = Effect.fnUntraced(function* (at: number) {
      const told = { ...(yield* source.everything), rid: 0, full: true }
      const byHash = turned(told.trackers ?? new Map())
      const hashes = told.trackers === undefined ? [] : [...told.torrents.keys()]
      yield* Ref.set(last, { at, told, urls: new Map(hashes.map((hash) => [hash, byHash.get(hash) ?? []])) })
      return told
    })

    const readTorrents = Effect.fnUntraced(function* (before: Known, doubted: ReadonlySet<string>) {
      const { readable, unreadable } = yield* source.torrents
      const urls = new Map<string, ReadonlyArray<string>>()
      const missing: Array<string> = []
      for (const hash of readable.keys()) {
        const known = doubted.has(hash) ? undefined : before.urls.get(hash)
        if (known === undefined) missing.push(hash)
        else urls.set(hash, known)
      }
      if (missing.length > 0) {
        for (const [hash, trackers] of yield* source.trackersOf(missing)) {
          const known = trackers.map(({ url }) => url)
          urls.set(hash, known)
        }
      }
      yield* Ref.set(last, { ...before, urls })
      const lost = missing.filter((hash) => !urls.has(hash))
      const torrents = lost.length === 0 ? readable : new Map([...readable].filter(([hash]) => urls.has(hash)))
      return { ...before.told, torrents, unreadable: [...unreadable, ...lost], trackers: turned(urls) }
    })

    const readWith = Effect.fnUntraced(function* (doubted: ReadonlySet<string>) {
      const now = yield* Clock.currentTimeMillis
      const before = yield* Ref.get(last)
      return before === undefined || now - before.at >= everythingEvery
        ? yield* readEverything(now)
        : yield* readTorrents(before, doubted)
    })

    return {
      read: Effect.flatMap(Ref.getAndSet(stale, new Set()), (doubted) =>
        Effect.onError(readWith(doubted), () => Ref.update(stale, (now) => new Set([...now, ...doubted])))
      ),
      changed: (hash) => Ref.update(stale, (now) => new Set(now).add(hash.toLowerCase()))
    }
  })
