import * as Tags from "../Tags.ts"
import type { Torrent } from "../Torrent.ts"
import { matchedRules } from "../trackers/matching.ts"
import type { TrackerRule } from "../trackers/TrackerRule.ts"

/** Priority of a torrent that no rule speaks of. */
export const noPriority = -100

const highest = (rules: ReadonlyArray<TrackerRule>): number =>
  rules.reduce((best, { priority }) => Math.max(best, priority), noPriority)

/**
 * Priority of a torrent in the queue (engine §2.22.1, §10.7): that of the best rule whose tracker it has, or of the best
 * rule that names one of its labels in `AddTags`, whichever is higher; -100 when none does. Trackers that are still to be
 * added or about to be removed do not count. `undefined` while its trackers are not known.
 */
export const priorityOf = (torrent: Torrent, rules: ReadonlyArray<TrackerRule>): number | undefined => {
  const matched = matchedRules(rules, torrent, false)
  if (matched === undefined) return undefined
  const labelled = rules.filter(
    (rule) => !rule.removeIfExists && rule.addTags.some((tag) => torrent.tags.includes(tag))
  )
  return Math.max(highest(matched), highest(labelled))
}

const compare = <A extends number | string>(a: A, b: A): number => (a < b ? -1 : a > b ? 1 : 0)

/** Whether it has a place in the queue that we may change: unfinished, queueing on, not ignored. */
const isQueued = ({ queuePosition, tags }: Torrent): boolean =>
  queuePosition !== undefined && !tags.includes(Tags.ignored)

/** The queue as it is: by position. */
export const currentOrder = (torrents: ReadonlyArray<Torrent>): ReadonlyArray<Torrent> =>
  torrents
    .filter(isQueued)
    .sort((a, b) => compare(a.queuePosition ?? 0, b.queuePosition ?? 0) || compare(a.hash, b.hash))

/**
 * The queue as it should be: priority descending, newest first, then name and hash. Finished torrents have no position,
 * so seeding cannot be ordered; one whose trackers are not known stays out, since its priority is not known either.
 */
export const desiredOrder = (
  torrents: ReadonlyArray<Torrent>,
  rulesOf: (torrent: Torrent) => ReadonlyArray<TrackerRule>
): ReadonlyArray<Torrent> =>
  torrents
    .filter(isQueued)
    .flatMap((torrent) => {
      const priority = priorityOf(torrent, rulesOf(torrent))
      return priority === undefined ? [] : [{ torrent, priority }]
    })
    .sort(
      (a, b) =>
        compare(b.priority, a.priority) ||
        compare(b.torrent.addedAt ?? 0, a.torrent.addedAt ?? 0) ||
        compare(a.torrent.name, b.torrent.name) ||
        compare(a.torrent.hash, b.torrent.hash)
    )
    .map(({ torrent }) => torrent)

/**
 * The fewest torrents to send to the top, in this order, that make `desired` of `current`. The longest end of the desired
 * order whose torrents already follow each other stays; the rest goes to the top one by one, the last of them first. None
 * when the order is right, so a second pass has nothing to do.
 */
export const moves = (current: ReadonlyArray<Torrent>, desired: ReadonlyArray<Torrent>): ReadonlyArray<Torrent> => {
  const places = new Map(current.map(({ id }, place) => [id, place]))
  let stays = desired.length
  let before = Number.POSITIVE_INFINITY
  for (; stays > 0; stays--) {
    const torrent = desired[stays - 1]
    const place = torrent === undefined ? undefined : places.get(torrent.id)
    if (place === undefined || place >= before) break
    before = place
  }
  return desired.slice(0, stays).reverse()
}
