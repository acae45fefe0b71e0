import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import { parentGone } from "../children.ts"
import { BenchFailed } from "../Measure.ts"
import type { Answer, Ask, Counts, Questions, Ready, Touches, WorldSpec } from "./protocol.ts"
import * as World from "./world.ts"

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0)

/** `series/17` and `series/18` are both `series/{id}`. */
const byKind = (requests: ReadonlyMap<string, number>): Readonly<Record<string, number>> => {
  const kinds = new Map<string, number>()
  for (const [path, count] of requests) {
    const kind = path.replace(/^\/api\/v[13]\//, "").replace(/\/\d+$/, "/{id}")
    kinds.set(kind, (kinds.get(kind) ?? 0) + count)
  }
  return Object.fromEntries(kinds)
}

const counts = ({ qbittorrent, servers }: World.World): Effect.Effect<Counts> =>
  Effect.gen(function* () {
    const paths = yield* qbittorrent.requests
    const radarr = yield* servers.radarr.requests
    const sonarr = yield* servers.sonarr.requests
    const lidarr = yield* servers.lidarr.requests
    return {
      qbittorrent: sum(paths),
      arrs: { radarr: sum(radarr), sonarr: sum(sonarr), lidarr: sum(lidarr) },
      paths: Object.fromEntries(paths),
      arrPaths: { radarr: byKind(radarr), sonarr: byKind(sonarr), lidarr: byKind(lidarr) },
      sonarr: byKind(sonarr)
    }
  })

const touches = ({ qbittorrent }: World.World): Effect.Effect<Touches> =>
  Effect.map(qbittorrent.log, (log) => {
    const naming = log.filter(({ params }) => params["hashes"] !== undefined || params["hash"] !== undefined)
    return {
      count: naming.length,
      firstAt: naming[0]?.at,
      first: naming[0]?.endpoint,
      lastAt: naming.at(-1)?.at
    }
  })

const importing = /^(RefreshMonitoredDownloads|Downloaded\w+Scan)$/

const answerTo = (world: World.World, { ask, question }: Ask): Effect.Effect<Answer["answer"]> => {
  switch (question) {
    case "counts":
      return counts(world)
    case "touches":
      return touches(world)
    case "download":
      return Effect.gen(function* () {
        const { arr, name, seconds } = ask as Questions["download"]["ask"]
        const now = yield* Clock.currentTimeMillis
        const files = [World.fileOf(arr, name)]
        const hash = yield* world.qbittorrent.add({ name, category: arr, files })
        yield* world.servers[arr].grab({ hash, title: name, media: World.mediaOf(arr, now % 1_000_000_000) })
        const completesAt = (yield* Clock.currentTimeMillis) + seconds * 1000
        yield* world.qbittorrent.startDownload(hash, { seconds })
        return { completesAt, hash }
      })
    case "importCommand": {
      const { arr, since } = ask as Questions["importCommand"]["ask"]
      return Effect.map(world.servers[arr].log, (log) => {
        const found = log.find(({ at, body, path }) => {
          const name = typeof body === "object" && body !== null && "name" in body ? body.name : undefined
          return at >= since && path.endsWith("/command") && typeof name === "string" && importing.test(name)
        })
        return { at: found?.at }
      })
    }
  }
}

const tell = (message: Ready | Answer): void => void process.send?.(message)

/** The whole process: servers up, questions answered, until the process that measures is gone. */
export const serve = (spec: WorldSpec): Effect.Effect<void, BenchFailed> =>
  Effect.scoped(
    Effect.gen(function* () {
      const world = yield* Effect.mapError(World.make(spec), ({ message }) => new BenchFailed({ message }))
      const run = yield* FiberSet.makeRuntime<never, void, never>()
      process.on("message", (message) => {
        const asked = message as Ask
        run(Effect.map(answerTo(world, asked), (answer) => tell({ id: asked.id, answer })))
      })
      const { qbittorrent, servers } = world
      const { lidarr, radarr, sonarr } = servers
      tell({
        qbittorrent: qbittorrent.port,
        arrs: { radarr: radarr.port, sonarr: sonarr.port, lidarr: lidarr.port }
      })
      yield* parentGone
    })
  )
