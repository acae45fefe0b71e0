import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as TestClock from "effect/TestClock"
import type { QbittorrentClient } from "../../../../src/clients/qbittorrent/QbittorrentClient.ts"
import * as TorrentId from "../../../../src/clients/qbittorrent/TorrentId.ts"
import { layer as applyLayer } from "../../../../src/torrents/apply.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import { now as start } from "../samples.ts"
import { instances } from "./births.ts"
import { cap, makeEngine, workersOf } from "./Engine.ts"
import { Judge } from "./Judge.ts"
import { day, hour, type Model, stepTime } from "./Model.ts"
import { ModelArr } from "./ModelArr.ts"
import { liveOn } from "./people.ts"
import { qbittorrentOf } from "./qbittorrentStub.ts"
import { random } from "./random.ts"
import { heartbeat, makeStores } from "./stores.ts"
import { planTroubles } from "./troubles.ts"
import { World } from "./World.ts"

/** Share of the torrents that seed since long; the others have just been grabbed. */
const old = 0.93
/** What deserves to go is gone after this long at the latest, outages and seeding for its tracker included. */
const patience = 36 * hour

/** Torrents that are grabbed in one step: so many at least, and more to make good for those that went. */
const leastGrabs = 6
const mostGrabs = 30

/** Grabs new ones; should there be too many then, a person deletes some that are complete. */
const turnOver = (world: World, total: number): void => {
  const grabs = Math.max(leastGrabs, Math.min(mostGrabs, total - world.models.size))
  for (let grab = 0; grab < grabs; grab++) world.grab()
  for (let look = 0; look < 100 && world.models.size > total; look++) {
    const model = world.any()
    if (model?.torrent.progress === 1 && !model.torrent.tags.includes(Tags.ignored)) world.remove(model)
  }
}

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

const megabytes = (): number => {
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** Sizes of everything that is kept, at the end of one day. */
interface Weight {
  readonly day: number
  readonly torrents: number
  readonly kept: Readonly<Record<string, number>>
  readonly heap: number
}

/** `days` of `total` torrents; at least two, since what deserves to go is given some time. */
export const simulate = (seed: number, total: number, days: number) =>
  Effect.gen(function* () {
    const chance = random(seed)
    const steps = (days * day) / stepTime
    const troubles = new Map<string, number>()
    const cpu = process.cpuUsage()
    // The engine comes last, and is told of everything that happened before only once it is there.
    let engine: Effect.Effect.Success<ReturnType<typeof makeEngine>> | undefined
    const world: World = new World(chance, start, {
      changed: (model) => engine?.changed(model),
      added: (model) => {
        const { id, progress } = model.torrent
        if (progress !== 1) arrOf(model.home)?.grabbed(model)
        // What this daemon has imported long ago; without tags only its memory knows.
        else if (model.home === "tv") stores.memories.set(id, { marks: [Tags.imported], firstSeenAt: start })
        engine?.changed(model)
      },
      completed: (model) => arrOf(model.home)?.completed(model),
      reread: (model) => engine?.changed(model),
      removed: (model) => engine?.removed(model.torrent.id)
    })
    const hinted = (hash: string) => {
      for (const instance of instances) {
        const model = world.models.get(TorrentId.make(instance, hash))
        if (model !== undefined) engine?.changed(model)
      }
    }
    const radarr = new ModelArr(world, "Radarr-Movies", "radarr", hinted)
    const sonarr = new ModelArr(world, "Sonarr-TV", "sonarr", hinted)
    const arrs = [radarr, sonarr]
    const arrOf = (home: string) => (home === "radarr" ? radarr : home === "tv" ? sonarr : undefined)
    const judge = new Judge(world, arrs, cap)
    const stores = makeStores({ recorded: judge.recorded, opened: judge.opened, ended: judge.ended })
    const clients = new Map<string, QbittorrentClient>(
      instances.map((instance) => [instance, qbittorrentOf(world, instance, judge.overheard)])
    )
    const workers = workersOf(world, arrs, stores)
    const weights: Array<Weight> = []

    const week = Effect.gen(function* () {
      const running = yield* makeEngine(world, workers, clients, stores, judge)
      engine = running
      yield* TestClock.setTime(start + stepTime)
      world.populate(total, Math.round(total * old))
      planTroubles(world, arrs, (kind) => troubles.set(kind, (troubles.get(kind) ?? 0) + 1), days)
      let wereOnline = instances.map(() => true)
      for (let step = 1; step <= steps; step++) {
        world.step(start + step * stepTime)
        liveOn(world)
        turnOver(world, total)
        const areOnline = instances.map((instance) => world.clients.get(instance)?.isOnline === true)
        // The first picture after an outage.
        if (areOnline.some((isOnline, index) => isOnline && wereOnline[index] === false)) {
          for (const [index, instance] of instances.entries()) {
            if (wereOnline[index] !== false || areOnline[index] !== true) continue
            for (const model of world.models.values()) if (model.torrent.instance === instance) running.changed(model)
          }
        }
        wereOnline = areOnline
        const fiber = yield* Effect.fork(running.step)
        // Runs to its end or to its first sleep, before the clock moves on.
        yield* TestClock.adjust(stepTime)
        yield* Fiber.join(fiber)
        if (judge.violations.length > 0) return
        if ((step * stepTime) % day === 0) {
          weights.push({
            day: (step * stepTime) / day,
            torrents: world.models.size,
            kept: {
              memories: stores.memories.size,
              imports: stores.entries.size,
              removals: stores.pending.size,
              lingering: running.lingering.size,
              dirty: workers.reduce((sum, { watch }) => sum + watch.dirty.size, 0),
              due: workers.reduce((sum, { watch }) => sum + watch.due.size, 0),
              failures: workers.reduce((sum, { watch }) => sum + watch.failures.size, 0),
              arrs: radarr.size + sonarr.size
            },
            heap: megabytes()
          })
        }
      }
    })
    yield* week.pipe(
      Effect.provide(applyLayer.pipe(Layer.provideMerge(stores.layer), Layer.provideMerge(heartbeat))),
      Effect.provide(Logger.remove(Logger.defaultLogger))
    )
    const { system, user } = process.cpuUsage(cpu)
    const isImported = ({ torrent }: Model): boolean =>
      torrent.tags.includes(Tags.imported) ||
      stores.memories.get(torrent.id)?.marks?.includes(Tags.imported) === true ||
      arrs.some(({ section }) => stores.entries.get(`${section}\n${torrent.id}`)?.state === "imported")
    const leftBehind = judge.leftBehind(world.now - patience, isImported)
    return { judge, leftBehind, total, days, troubles, weights, seconds: (system + user) / 1e6 }
  })

export type Week = Effect.Effect.Success<ReturnType<typeof simulate>>

/** `SIMULATION_REPORT=1`: what happened in that time. */
const report = (seed: number, { days, judge, seconds, troubles, weights }: Week): string =>
  [
    `${days} days of seed ${seed}: ${judge.decisions} decisions, ${judge.removals} torrents deleted, ${seconds.toFixed(1)} s CPU`,
    ...[...judge.actions].sort(([a], [b]) => a.localeCompare(b)).map(([what, count]) => `  ${what}: ${count}`),
    ...[...troubles].map(([what, count]) => `  ${count} times ${what}`),
    ...weights.map(
      ({ day, heap, kept, torrents }) =>
        `  day ${day}: ${torrents} torrents, ${heap.toFixed(1)} MB, ${JSON.stringify(kept)}`
    )
  ].join("\n")

const assertFlat = (weights: ReadonlyArray<Weight>): void => {
  for (const { day, kept, torrents } of weights) {
    for (const [what, size] of Object.entries(kept)) {
      // An Arr keeps rows, history and what it was told of each download.
      assert.isAtMost(size, what === "arrs" ? torrents * 3 : torrents + 200, `${what} on day ${day}`)
    }
  }
  const [first] = weights
  for (const { day, heap } of weights) assert.isAtMost(heap, (first?.heap ?? 0) + 40, `heap in MB on day ${day}`)
}

/** What must hold of every such time. */
export const check = (seed: number, week: Week): void => {
  if (process.env["SIMULATION_REPORT"] === "1") process.stdout.write(`${report(seed, week)}\n`)
  assert.deepStrictEqual(week.judge.violations, [])
  assert.deepStrictEqual(week.leftBehind, [])
  assert.isAbove(week.judge.removals, ((week.total / 10) * week.days) / 7)
  assertFlat(week.weights)
}
