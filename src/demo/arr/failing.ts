import type { ArrFacts } from "./ArrFacts.ts"
import { type ArrState, type Grab, type Order, without } from "./ArrState.ts"
import { enqueue } from "./commands.ts"
import { record } from "./history.ts"
import type { Media } from "./Media.ts"
import { rowsOf } from "./queue.ts"

/** The flags of `DELETE queue`, with the Arrs' defaults: **removeFromClient is true**. */
export interface RemovalFlags {
  readonly removeFromClient: boolean
  readonly blocklist: boolean
  readonly skipRedownload: boolean
  readonly changeCategory: boolean
}

export const flagsOf = (query: URLSearchParams): RemovalFlags => {
  const flag = (name: string, otherwise: boolean) => {
    const value = query.get(name)?.toLowerCase()
    return value === undefined ? otherwise : value === "true"
  }
  return {
    removeFromClient: flag("removeFromClient", true),
    blocklist: flag("blocklist", false),
    skipRedownload: flag("skipRedownload", false),
    changeCategory: flag("changeCategory", false)
  }
}

/** A step: the new state and what has to happen outside. */
export type Step = readonly [ArrState, ReadonlyArray<Order>]

/** The command an Arr gives itself after a failed download. */
const searchFor = (media: ReadonlyArray<Media>): readonly [string, Readonly<Record<string, unknown>>] | undefined => {
  const [first] = media
  switch (first?.kind) {
    case undefined:
      return undefined
    case "movie":
      return ["MoviesSearch", { movieIds: [first.movieId] }]
    case "episode":
      return ["EpisodeSearch", { episodeIds: media.flatMap((one) => (one.kind === "episode" ? [one.episodeId] : [])) }]
    case "album":
      return ["AlbumSearch", { albumIds: media.flatMap((one) => (one.kind === "album" ? [one.albumId] : [])) }]
    case "book":
      return ["BookSearch", { bookIds: media.flatMap((one) => (one.kind === "book" ? [one.bookId] : [])) }]
  }
}

/** Fails a grabbed download: history, blocklist, and a search unless it is not wanted. */
export const fail = (state: ArrState, grab: Grab, facts: ArrFacts, skipRedownload: boolean, now: number): Step => {
  const message = "Manually marked as failed"
  const told = record(state, grab, "failed", { message, downloadClient: "qBittorrent" }, now)
  const id = told.lastId + 1
  const listed: ArrState = {
    ...told,
    lastId: id,
    blocklist: [...told.blocklist, { id, at: now, hash: grab.hash, title: grab.title, media: grab.media, message }],
    closed: new Set(told.closed).add(grab.hash),
    tracked: without(told.tracked, grab.hash)
  }
  const search = skipRedownload || !listed.autoRedownloadFailed ? undefined : searchFor(grab.media)
  if (search === undefined) return [listed, []]
  const [command, next] = enqueue(listed, facts, search[0], search[1], "unspecified", now)
  return [next, [{ _tag: "Run", commandId: command.id }]]
}

const removeTracked = (state: ArrState, hash: string, facts: ArrFacts, flags: RemovalFlags, now: number): Step => {
  const tracked = state.tracked.get(hash)
  if (tracked === undefined) return [state, []]
  const taken: ReadonlyArray<Order> = flags.removeFromClient ? [{ _tag: "RemoveFromClient", hash }] : []
  const gone: ArrState = { ...state, tracked: without(state.tracked, hash) }
  const grab = state.grabs.get(hash)
  if (flags.blocklist && grab !== undefined) {
    const [next, more] = fail(gone, grab, facts, flags.skipRedownload, now)
    return [next, [...taken, ...more]]
  }
  if (flags.removeFromClient || flags.changeCategory || flags.blocklist) return [gone, taken]
  const ignored = grab === undefined ? gone : record(gone, grab, "ignored", { message: "Manually ignored" }, now)
  return [{ ...ignored, closed: new Set(ignored.closed).add(hash) }, taken]
}

/**
 * `DELETE queue/{id}` and `queue/bulk`: undefined (404) when one of the ids is unknown, before anything is removed.
 * Rows of the same download count once. A blocklist entry needs a grabbed history entry; without one nothing is
 * written, and the answer is 200 all the same.
 */
export const removeRows = (
  state: ArrState,
  ids: ReadonlyArray<number>,
  facts: ArrFacts,
  flags: RemovalFlags,
  now: number
): Step | undefined => {
  const owners = new Map<number, string>()
  for (const tracked of state.tracked.values()) {
    for (const row of rowsOf(tracked, facts, now)) owners.set(row.id, tracked.hash)
  }
  const explicit = new Set(state.rows.map(({ id }) => id))
  if (!ids.every((id) => owners.has(id) || explicit.has(id))) return undefined
  const hashes = new Set(ids.flatMap((id) => owners.get(id) ?? []))
  const start: Step = [{ ...state, rows: state.rows.filter(({ id }) => !ids.includes(id)) }, []]
  return [...hashes].reduce<Step>(([current, orders], hash) => {
    const [next, more] = removeTracked(current, hash, facts, flags, now)
    return [next, [...orders, ...more]]
  }, start)
}
