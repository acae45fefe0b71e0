import * as Tags from "../../../../src/torrents/Tags.ts"
import { hour, type Model } from "./Model.ts"
import type { World } from "./World.ts"

/** Some torrent for which this holds; people do not look long for one. */
const find = (world: World, fits: (model: Model) => boolean): Model | undefined => {
  for (let look = 0; look < 40; look++) {
    const model = world.any()
    if (model !== undefined && fits(model)) return model
  }
  return undefined
}

const isIgnored = ({ torrent }: Model): boolean => torrent.tags.includes(Tags.ignored)

const moves = ({ torrent }: Model): boolean => torrent.state === "downloading" || torrent.state === "stalledDL"

const isAtHome = (model: Model): boolean => model.torrent.category === model.home

/** What people, disks and trackers do to single torrents in one step. */
export const liveOn = (world: World): void => {
  const { random } = world
  const now = (share: number, fits: (model: Model) => boolean, what: (model: Model) => void) => {
    const model = random.chance(share) ? find(world, fits) : undefined
    if (model !== undefined && world.clients.get(model.torrent.instance)?.isOnline === true) what(model)
  }
  const calm = (model: Model): boolean => !isIgnored(model) && isAtHome(model) && model.broken === "no" && !model.isLost

  now(
    0.08,
    (model) => !isIgnored(model),
    (model) => world.update(model, { tags: [...model.torrent.tags, Tags.ignored] })
  )
  now(0.04, isIgnored, (model) =>
    world.update(model, { tags: model.torrent.tags.filter((tag) => tag !== Tags.ignored) })
  )
  now(
    0.05,
    (model) => calm(model) && moves(model),
    (model) => {
      model.isStopped = true
      world.update(model, { state: "stoppedDL", downloadSpeed: 0, eta: undefined })
      world.later(random.between(1, 12) * hour, () => {
        if (!world.models.has(model.torrent.id) || model.torrent.state !== "stoppedDL") return
        model.isStopped = false
        world.resume(model)
      })
    }
  )
  now(
    0.03,
    (model) => calm(model) && moves(model),
    (model) => {
      model.isFailed = true
      model.condemnedAt = world.now
      world.update(model, { category: "failed" })
    }
  )
  now(
    0.03,
    (model) => calm(model) && !model.isStopped && model.torrent.state !== "metaDL",
    (model) => world.update(model, { category: "recheck" })
  )
  now(
    0.05,
    (model) => calm(model) && !model.isStopped && model.torrent.state !== "metaDL",
    (model) => {
      model.broken = random.chance(0.7) ? "heals" : "for good"
      world.update(model, { state: "error", downloadSpeed: 0 })
    }
  )
  now(
    0.02,
    (model) => calm(model) && model.torrent.progress === 1,
    (model) => {
      model.isLost = true
      model.condemnedAt = world.now
      world.update(model, { state: "missingFiles" })
    }
  )
  now(
    0.1,
    (model) => calm(model) && model.torrent.progress === 1,
    (model) => world.disown(model)
  )
  // A person deletes one in the client.
  now(0.03, calm, (model) => world.remove(model))
}
