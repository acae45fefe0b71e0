import { instances } from "./births.ts"
import { type HostTrouble, hosts } from "./hosts.ts"
import { day, hour, minute } from "./Model.ts"
import type { World } from "./World.ts"

/** How many outages of each kind there were. */
export type Count = (kind: string) => void

/** One Arr of the model, as far as it can be away. */
export interface Reachable {
  isOnline: boolean
}

/** Every torrent of a client loses its files at once; the answer gives them back. */
const unmount = (world: World, instance: string): (() => void) => {
  const hidden = [...world.models.values()].filter(
    ({ isStopped, torrent }) =>
      torrent.instance === instance && !isStopped && torrent.state !== "metaDL" && torrent.state !== "missingFiles"
  )
  for (const model of hidden) world.update(model, { state: "missingFiles" })
  return () => {
    for (const model of hidden) {
      if (world.models.has(model.torrent.id) && !model.isLost && model.torrent.state === "missingFiles") {
        world.resume(model)
      }
    }
  }
}

/** With fewer that move nobody could tell an outage from a few dead ones (decisions, "Outage guard": at least 5). */
const fewest = 10

/** Spreads outages over `days`, by chance; `times` are those of a week. */
export const planTroubles = (world: World, arrs: ReadonlyArray<Reachable>, count: Count, days: number): void => {
  const { random } = world
  const some = (times: number, kind: string, what: () => boolean) => {
    // None before the engine has seen the first hours, none that is not over at the end.
    for (let index = 0; index < Math.ceil((times * days) / 7); index++) {
      world.later(random.between(2 * hour, (days - 0.5) * day), () => {
        if (what()) count(kind)
      })
    }
  }
  const client = () => world.clients.get(random.pick(...instances))
  // One trouble at a time for each client: with nothing left that moves, nobody could tell the second one.
  const ill = new Set<string>()
  const trouble = (times: number, kind: string, begin: (instance: string, lasts: number) => () => void) =>
    some(times, kind, () => {
      const instance = random.pick(...instances)
      const lasts = random.between(0.5, 5) * hour
      if (ill.has(instance) || world.countMoving(({ torrent }) => torrent.instance === instance) < fewest) return false
      ill.add(instance)
      const end = begin(instance, lasts)
      world.later(lasts, end)
      // Until its last torrents have found back.
      world.later(lasts + hour, () => ill.delete(instance))
      return true
    })

  trouble(6, "the VPN of a client is down, which it does not notice", (instance) => {
    const chosen = world.clients.get(instance)
    if (chosen !== undefined) chosen.isMute = true
    return () => {
      if (chosen !== undefined) chosen.isMute = false
    }
  })
  trouble(6, "a client has no connection, and says so", (instance) => {
    const chosen = world.clients.get(instance)
    if (chosen !== undefined) chosen.connection = "disconnected"
    return () => {
      if (chosen !== undefined) chosen.connection = "connected"
    }
  })
  trouble(2, "a disk is not mounted", (instance) => unmount(world, instance))
  some(10, "a qBittorrent is away", () => {
    const chosen = client()
    if (chosen === undefined || !chosen.isOnline) return false
    chosen.isOnline = false
    world.later(random.between(5, 90) * minute, () => {
      chosen.isOnline = true
    })
    return true
  })
  some(12, "an Arr is away", () => {
    const chosen = arrs[Math.floor(random.next() * arrs.length)]
    if (chosen === undefined) return false
    chosen.isOnline = false
    world.later(random.between(5, 120) * minute, () => {
      chosen.isOnline = true
    })
    return true
  })
  const kinds: ReadonlyArray<HostTrouble> = ["silent", "swarm", "amnesia"]
  for (const kind of kinds) {
    some(4, `a tracker is out of order: ${kind}`, () => {
      const host = random.pick(...hosts)
      if (world.troubles.has(host) || world.countMoving((model) => model.host === host) < fewest) return false
      world.trouble(host, kind)
      world.later(random.between(1, 5.5) * hour, () => world.trouble(host, undefined))
      return true
    })
  }
}
