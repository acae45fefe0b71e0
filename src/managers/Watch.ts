import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"

/** What a loop has to look at next: torrents that changed, and torrents whose answer changes with time. */
export interface Watch {
  /** Everything is to be looked at. */
  all: boolean
  readonly dirty: Set<TorrentId>
  /** Epoch milliseconds at which a torrent is due. */
  readonly due: Map<TorrentId, number>
  /** Actions that failed: not before `until` (epoch milliseconds) again. */
  readonly failures: Map<TorrentId, { readonly count: number; readonly until: number }>
}

export const make = (): Watch => ({ all: true, dirty: new Set(), due: new Map(), failures: new Map() })

/** Takes what is to be looked at now and clears it. `undefined` = everything. */
export const take = (watch: Watch, now: number): ReadonlySet<TorrentId> | undefined => {
  if (watch.all) {
    watch.all = false
    watch.dirty.clear()
    return undefined
  }
  const ids = new Set(watch.dirty)
  for (const [id, at] of watch.due) {
    if (at <= now) ids.add(id)
  }
  watch.dirty.clear()
  return ids
}

/** Milliseconds until the next torrent is due, at most `longest`. */
export const sleepFor = (watch: Watch, now: number, longest: number): number => {
  if (watch.all || watch.dirty.size > 0) return 0
  let next = now + longest
  for (const at of watch.due.values()) if (at < next) next = at
  return Math.max(0, next - now)
}

export const forget = (watch: Watch, id: TorrentId): void => {
  watch.dirty.delete(id)
  watch.due.delete(id)
  watch.failures.delete(id)
}

/** Doubles from 10 s to 10 min with each failure in a row. Milliseconds. */
export const noteFailure = (watch: Watch, id: TorrentId, now: number): number => {
  const count = (watch.failures.get(id)?.count ?? 0) + 1
  const until = now + Math.min(600_000, 10_000 * 2 ** (count - 1))
  watch.failures.set(id, { count, until })
  return until
}
