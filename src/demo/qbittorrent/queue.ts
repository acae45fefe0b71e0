import { text } from "../http/Exchange.ts"
import { done, hashesOf, type Mutation } from "./Mutation.ts"
import { isComplete } from "./Torrent.ts"
import type { World } from "./World.ts"

/** Whether downloads queue (`queueing_enabled`). */
export const isQueueing = (world: World): boolean => world.preferences["queueing_enabled"] === true

/** Incomplete torrents, first in the queue first: those that were moved, then the others in the order of adding. */
const order = (world: World): ReadonlyArray<string> =>
  [...new Set([...world.queue, ...world.torrents.keys()])].filter((hash) => {
    const torrent = world.torrents.get(hash)
    return torrent !== undefined && !isComplete(torrent)
  })

/** Place in the queue by hash, from 1, whether or not downloads queue (seen on 4.5.2 to 5.3.0). Complete torrents have none. */
export const placesOf = (world: World): ReadonlyMap<string, number> =>
  new Map(order(world).map((hash, index) => [hash, index + 1]))

/** Those named keep the order they have among each other. */
const moving = (
  move: (named: ReadonlySet<string>, queue: ReadonlyArray<string>) => ReadonlyArray<string>
): Mutation => ({
  required: ["hashes"],
  run: (form, world) =>
    isQueueing(world)
      ? [done, { ...world, queue: move(new Set(hashesOf(form, world)), order(world)) }]
      : [text(409, "Torrent queueing must be enabled"), world]
})

const swapped = (queue: ReadonlyArray<string>, named: ReadonlySet<string>): ReadonlyArray<string> => {
  const next = [...queue]
  for (let i = 1; i < next.length; i++) {
    const [before = "", here = ""] = next.slice(i - 1, i + 1)
    if (named.has(here) && !named.has(before)) next.splice(i - 1, 2, here, before)
  }
  return next
}

/** `torrents/topPrio` and the like; 409 without queueing. */
export const queueMutations: Readonly<Record<string, Mutation>> = {
  "torrents/topPrio": moving((named, queue) => [
    ...queue.filter((hash) => named.has(hash)),
    ...queue.filter((hash) => !named.has(hash))
  ]),
  "torrents/bottomPrio": moving((named, queue) => [
    ...queue.filter((hash) => !named.has(hash)),
    ...queue.filter((hash) => named.has(hash))
  ]),
  "torrents/increasePrio": moving((named, queue) => swapped(queue, named)),
  "torrents/decreasePrio": moving((named, queue) => [...swapped([...queue].reverse(), named)].reverse())
}
