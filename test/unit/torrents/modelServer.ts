import type { Maindata, TorrentFields } from "../../../src/clients/qbittorrent/wire.ts"

type Key = keyof TorrentFields

/**
 * The server side of `sync/maindata` as 4.6 and later do it (§5.4): one buffer of changed fields per session, emptied
 * with every answer whether or not it arrives, and overwritten by the next change of the same torrent. An answer that
 * gets lost is therefore lost for good.
 */
export class ModelServer {
  readonly torrents = new Map<string, TorrentFields>()
  /** Told with full answers only. */
  freeSpace = 1_000
  readonly #dirty = new Map<string, Set<Key>>()
  readonly #removed = new Set<string>()
  readonly #trackers = new Map<string, ReadonlySet<string>>()
  readonly #dirtyTrackers = new Set<string>()
  #rid = 0

  set(hash: string, fields: TorrentFields): void {
    const known = this.torrents.get(hash)
    const keys = this.#dirty.get(hash) ?? new Set<Key>()
    for (const key of allKeys(fields)) keys.add(key)
    this.torrents.set(hash, { ...known, ...fields })
    this.#dirty.set(hash, keys)
    this.#removed.delete(hash)
  }

  /** Announce URLs of a torrent, sorted. */
  announces(hash: string): ReadonlyArray<string> {
    return [...(this.#trackers.get(hash) ?? [])].sort()
  }

  /** Replaces the announce URLs of a torrent that is there. */
  announce(hash: string, urls: ReadonlyArray<string>): void {
    if (!this.torrents.has(hash)) return
    for (const url of [...this.announces(hash), ...urls]) this.#dirtyTrackers.add(url)
    this.#trackers.set(hash, new Set(urls))
  }

  remove(hash: string): void {
    this.announce(hash, [])
    if (!this.torrents.delete(hash)) return
    this.#dirty.delete(hash)
    this.#removed.add(hash)
  }

  /** The rid of the newest answer. */
  get answered(): number {
    return this.#rid
  }

  /** Forgets its sessions, as a restart does. */
  restart(): void {
    this.#rid = 0
  }

  answer(rid: number): Maindata {
    const full = rid <= 0 || rid !== this.#rid
    const torrents = new Map<string, TorrentFields>()
    if (full) {
      for (const [hash, fields] of this.torrents) torrents.set(hash, fields)
    } else {
      for (const [hash, keys] of this.#dirty) {
        const fields = this.torrents.get(hash) ?? {}
        torrents.set(hash, Object.fromEntries(Object.entries(fields).filter(([key]) => keys.has(key as Key))))
      }
    }
    const removed = full ? [] : [...this.#removed]
    const users = new Map<string, Array<string>>()
    for (const hash of this.torrents.keys()) {
      for (const url of this.announces(hash)) users.set(url, [...(users.get(url) ?? []), hash])
    }
    const told = full ? [...users.keys()] : [...this.#dirtyTrackers]
    this.#dirtyTrackers.clear()
    this.#dirty.clear()
    this.#removed.clear()
    this.#rid = (this.#rid % 1_000_000) + 1
    return {
      rid: this.#rid,
      full,
      torrents,
      removed,
      unreadable: [],
      connection: full ? "connected" : undefined,
      trackers: new Map(told.flatMap((url) => (users.has(url) ? [[url, users.get(url) ?? []] as const] : []))),
      trackersRemoved: told.filter((url) => !users.has(url)),
      freeSpace: full ? this.freeSpace : undefined,
      queueing: full ? false : undefined
    }
  }
}

const allKeys = (fields: TorrentFields): ReadonlyArray<Key> => Object.keys(fields) as ReadonlyArray<Key>
