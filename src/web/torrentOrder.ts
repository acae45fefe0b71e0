import type { LastDecision } from "../store/LastDecisions.ts"
import type { Torrent } from "../torrents/Torrent.ts"

/** What torrents can be sorted by. */
export const torrentSorts = ["name", "added", "progress", "size", "state", "ratio", "lastDecision"] as const
export type TorrentSort = (typeof torrentSorts)[number]

type Key = string | number | undefined
type LastOf = (torrent: Torrent) => LastDecision | undefined

const keys: Readonly<Record<TorrentSort, (torrent: Torrent, lastOf: LastOf) => Key>> = {
  name: ({ name }) => name,
  added: ({ addedAt }) => addedAt,
  progress: ({ progress }) => progress,
  size: ({ size }) => size,
  state: ({ state }) => state,
  ratio: ({ ratio }) => ratio,
  lastDecision: (torrent, lastOf) => lastOf(torrent)?.at
}

/** By name, so that pages do not overlap. */
const byName = (a: Torrent, b: Torrent): number =>
  a.name === b.name ? (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) : a.name < b.name ? -1 : 1

/** What is not known comes last, whichever way round. */
const compare = (a: Key, b: Key, sign: number): number => {
  if (a === b) return 0
  if (a === undefined) return 1
  if (b === undefined) return -1
  return (a < b ? -1 : 1) * sign
}

/** The order that a request asks for; equal ones by name. */
export const torrentOrder = (sort: TorrentSort, isDescending: boolean, lastOf: LastOf) => {
  const keyOf = keys[sort]
  const sign = isDescending ? -1 : 1
  return (a: Torrent, b: Torrent): number => compare(keyOf(a, lastOf), keyOf(b, lastOf), sign) || byName(a, b)
}
