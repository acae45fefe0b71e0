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

/** Every torrent of a client loses its files at once, and has them again when the disk is back. */
const unmount = (world: World, instance: string, lasts: number): void => {
  const hidden = [...world.models.values()].filter(
    ({ isStopped, torrent }) =>
      torrent.instance === instance && !isStopped && torrent.state !== "metaDL" && torrent.state !== "missingFiles"
  )
  for (const model of hidden) world.update(model, { state: "missingFiles" })
  world.later(lasts, () => {
    for (const model of hidden) {
      if (world.models.has(model.torrent.id) && !model.isLost && model.torrent.state === "missingFiles") {
        world.resume(model)
      }
    }
  })
}

/** Spreads the outages of a week over it, by chance. */
export const planTroubles = (world: World, arrs: ReadonlyArray<Reachable>, count: Count): void => {
  const { random } = world
  const some = (times: number, kind: string, what: () => void) => {
    // None before the engine has seen the first hours, none that is not over at the end.
    for (let index = 0; index < times; index++) {
      world.later(random.between(2 * hour, 6.5 * day), () => {
        count(kind)
        what()
      })
    }
  }
  const client = () => world.clients.get(random.pick(...instances))

  some(6, "the VPN of a client is down, which it does not notice", () => {
    const chosen = client()
    if (chosen === undefined || chosen.isMute) return
    chosen.isMute = true
    world.later(random.between(0.5, 5) * hour, () => {
      chosen.isMute = false
    })
  })
  some(6, "a client has no connection, and says so", () => {
    const chosen = client()
    if (chosen === undefined || chosen.connection !== "connected") return
    chosen.connection = "disconnected"
    world.later(random.between(0.5, 5) * hour, () => {
      chosen.connection = "connected"
    })
  })
  some(10, "a qBittorrent is away", () => {
    const chosen = client()
    if (chosen === undefined || !chosen.isOnline) return
    chosen.isOnline = false
    world.later(random.between(5, 90) * minute, () => {
      chosen.isOnline = true
    })
  })
  some(2, "a disk is not mounted", () => unmount(world, random.pick(...instances), random.between(0.5, 3) * hour))
  some(12, "an Arr is away", () => {
    const chosen = arrs[Math.floor(random.next() * arrs.length)]
    if (chosen === undefined) return
    chosen.isOnline = false
    world.later(random.between(5, 120) * minute, () => {
      chosen.isOnline = true
    })
  })
  const kinds: ReadonlyArray<HostTrouble> = ["silent", "swarm", "amnesia"]
  for (const kind of kinds) {
    some(4, `a tracker is out of order: ${kind}`, () => {
      const host = random.pick(...hosts)
      if (world.troubles.has(host)) return
      world.troubles.set(host, kind)
      world.later(random.between(1, 8) * hour, () => world.troubles.delete(host))
    })
  }
}
