import type { Maindata } from "../../clients/qbittorrent/wire.ts"

/** Announce URLs by hash, sorted; a torrent without any is not in it. */
export type Announces = ReadonlyMap<string, ReadonlyArray<string>>

/** Announce URLs after an answer. A list that did not change keeps its object; when none did, the map is kept too. */
export interface AnnouncesAfter {
  /** Undefined while they are not known. */
  readonly announces: Announces | undefined
  /** Hashes whose list changed. */
  readonly changed: ReadonlySet<string>
}

const nobody: ReadonlySet<string> = new Set()

/**
 * Applies the tracker sections of one answer, which tell the torrents of a tracker whole: only trackers that are named
 * are compared. Costs nothing when none is. Pure.
 */
export const announcesAfter = (before: Announces | undefined, data: Maindata): AnnouncesAfter => {
  const { full, removed, trackers, trackersRemoved } = data
  if (trackers === undefined) return { announces: undefined, changed: nobody }
  const old: Announces = before ?? new Map()
  const leaving = removed.filter((hash) => old.has(hash))
  if (!full && trackers.size === 0 && trackersRemoved.length === 0 && leaving.length === 0) {
    return { announces: old, changed: nobody }
  }

  /** Of each tracker that is told or gone: who had it, less those who still have it. */
  const losing = new Map<string, Set<string>>()
  if (!full) for (const url of [...trackers.keys(), ...trackersRemoved]) losing.set(url, new Set())
  for (const [hash, urls] of old) {
    for (const url of urls) {
      const holders = losing.get(url)
      if (holders !== undefined) holders.add(hash)
      else if (full) losing.set(url, new Set([hash]))
    }
  }

  const lists = new Map<string, Set<string>>()
  const listOf = (hash: string): Set<string> => {
    const list = lists.get(hash) ?? new Set(old.get(hash))
    lists.set(hash, list)
    return list
  }
  for (const [url, hashes] of trackers) {
    const holders = losing.get(url)
    for (const hash of hashes) if (holders?.delete(hash) !== true) listOf(hash).add(url)
  }
  for (const [url, holders] of losing) for (const hash of holders) listOf(hash).delete(url)
  if (lists.size === 0 && leaving.length === 0) return { announces: old, changed: nobody }

  const after = new Map(old)
  for (const [hash, list] of lists) {
    if (list.size === 0) after.delete(hash)
    else after.set(hash, [...list].sort())
  }
  for (const hash of leaving) after.delete(hash)
  return { announces: after, changed: new Set(lists.keys()) }
}
