import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { Ffprobe } from "../clients/ffprobe/Ffprobe.ts"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import type { Playable } from "../torrents/Rule.ts"
import type { Torrent } from "../torrents/Torrent.ts"
import type { Reader } from "./readers.ts"

/** Probing takes up to half a minute for a file, so nobody waits for it: what is known is answered, the rest is begun. */
export interface Probing {
  readonly reader: Reader
  /** Hashes of downloads whose probe has ended. */
  readonly ended: Queue.Dequeue<ReadonlySet<string>>
}

/** What was probed: other content under the same hash is probed anew. */
const keyOf = (torrent: Torrent): string => `${torrent.contentPath}#${torrent.size ?? 0}#${torrent.completedAt ?? 0}`

/** Answers kept, of downloads that are imported within minutes. */
const remembered = 1_000

/** `localPathOf`: where this program sees the content of a torrent. Probes end with the scope. */
export const make = (
  localPathOf: Effect.Effect<(torrent: Torrent) => string>
): Effect.Effect<Probing, never, Ffprobe | Scope.Scope> =>
  Effect.gen(function* () {
    const ffprobe = yield* Ffprobe
    const scope = yield* Effect.scope
    const ended = yield* Queue.unbounded<ReadonlySet<string>>()
    const known = new Map<TorrentId, { readonly key: string; readonly playable: Playable | undefined }>()

    const keep = (id: TorrentId, key: string, playable: Playable | undefined): void => {
      known.delete(id)
      known.set(id, { key, playable })
      for (const oldest of known.keys()) {
        if (known.size <= remembered) break
        known.delete(oldest)
      }
    }

    const begin = (torrent: Torrent) =>
      Effect.gen(function* () {
        const path = (yield* localPathOf)(torrent)
        const playable = yield* ffprobe.playableOf(path)
        keep(torrent.id, keyOf(torrent), playable)
        yield* Queue.offer(ended, new Set([torrent.hash]))
      }).pipe(Effect.forkIn(scope))

    const reader: Reader = (_, torrents) =>
      Effect.gen(function* () {
        const answers = new Map<TorrentId, { readonly playable: Playable }>()
        for (const torrent of torrents) {
          const before = known.get(torrent.id)
          if (before?.key === keyOf(torrent)) {
            if (before.playable !== undefined) answers.set(torrent.id, { playable: before.playable })
            continue
          }
          keep(torrent.id, keyOf(torrent), undefined)
          yield* begin(torrent)
        }
        return answers
      })
    return { reader, ended }
  })
