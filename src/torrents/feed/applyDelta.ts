import type { Connection, Maindata, TorrentFields } from "../../clients/qbittorrent/wire.ts"
import { isSame, isSameForRules, normalise } from "../normalise.ts"
import type { Torrent } from "../Torrent.ts"
import { type Announces, announcesAfter } from "./announces.ts"

/** Everything one qBittorrent told so far. Never changed, only replaced. */
export interface Picture {
  readonly instance: string
  /** Merged, by lower-case hash, as told. */
  readonly fields: ReadonlyMap<string, TorrentFields>
  /** The same, normalised. A torrent that did not change keeps its object; when none did, the map is kept too. */
  readonly torrents: ReadonlyMap<string, Torrent>
  /** Hashes whose last record could not be read. Those among `torrents` have the state `unknown`. */
  readonly unreadable: ReadonlySet<string>
  readonly connection: Connection
  /** Announce URLs by hash; undefined while they are not known. */
  readonly announces: Announces | undefined
  readonly freeSpace: number | undefined
  readonly queueing: boolean
}

/** What one answer changed. */
export interface Applied {
  readonly picture: Picture
  /** Hashes on which a rule may decide differently now, new ones included. */
  readonly changed: ReadonlySet<string>
  readonly removed: ReadonlySet<string>
  /** A record was lost on the way, so that only the full picture can tell the truth about it. */
  readonly incomplete: boolean
}

export const empty = (instance: string): Picture => ({
  instance,
  fields: new Map(),
  torrents: new Map(),
  unreadable: new Set(),
  connection: "unknown",
  announces: undefined,
  freeSpace: undefined,
  queueing: false
})

/** A new torrent comes complete; a part of one that nobody knows is no torrent. */
const isComplete = (fields: TorrentFields): boolean => fields.name !== undefined && fields.state !== undefined

const none: ReadonlyArray<string> = []

/**
 * Applies one answer of `sync/maindata` (api/qbittorrent-webapi.md §5): a full update replaces everything, a delta is
 * merged. Pure. An unreadable record never removes a torrent: it stays, with the state `unknown`.
 */
export const applyDelta = (before: Picture, data: Maindata): Applied => {
  const fields = new Map(data.full ? [] : before.fields)
  const torrents = new Map(data.full ? [] : before.torrents)
  const unreadable = new Set(data.full ? [] : before.unreadable)
  const changed = new Set<string>()
  const { announces, changed: reannounced } = announcesAfter(before.announces, data)
  let incomplete = false
  let touched = false

  const put = (hash: string, next: TorrentFields) => {
    const old = before.torrents.get(hash)
    const torrent = normalise(
      before.instance,
      hash,
      next,
      announces?.get(hash) ?? (announces === undefined ? undefined : none)
    )
    fields.set(hash, next)
    if (old !== undefined && isSame(old, torrent)) {
      torrents.set(hash, old)
      return
    }
    touched = true
    torrents.set(hash, torrent)
    if (old === undefined || !isSameForRules(old, torrent)) changed.add(hash)
  }

  const doubt = (hash: string) => {
    if (!data.full && !unreadable.has(hash)) incomplete = true
    unreadable.add(hash)
    const old = before.fields.get(hash)
    if (old !== undefined) put(hash, { ...old, state: "unknown" })
  }

  for (const [hash, told] of data.torrents) {
    const old = data.full ? undefined : before.fields.get(hash)
    if (old === undefined && !isComplete(told)) {
      doubt(hash)
    } else {
      // A part does not make good for a record that could not be read, only a complete one does.
      if (isComplete(told)) unreadable.delete(hash)
      put(hash, unreadable.has(hash) ? { ...old, ...told, state: "unknown" } : { ...old, ...told })
    }
  }
  for (const hash of data.unreadable) doubt(hash)
  // A tracker came or went without any other change. Whether they are known at all concerns every torrent.
  const suspects = (announces === undefined) === (before.announces === undefined) ? reannounced : torrents.keys()
  for (const hash of suspects) {
    const told = fields.get(hash)
    if (told !== undefined && !data.torrents.has(hash)) put(hash, told)
  }
  for (const hash of data.removed) {
    fields.delete(hash)
    torrents.delete(hash)
    unreadable.delete(hash)
    changed.delete(hash)
  }

  const removed = new Set<string>()
  const candidates = data.full ? before.torrents.keys() : data.removed
  for (const hash of candidates) if (before.torrents.has(hash) && !torrents.has(hash)) removed.add(hash)

  return {
    picture: {
      instance: before.instance,
      fields,
      torrents: touched || removed.size > 0 ? torrents : before.torrents,
      unreadable,
      connection: data.connection ?? (data.full ? "unknown" : before.connection),
      announces,
      freeSpace: data.freeSpace ?? (data.full ? undefined : before.freeSpace),
      queueing: data.queueing ?? (data.full ? false : before.queueing)
    },
    changed,
    removed,
    incomplete
  }
}
