import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Daemon from "./Daemon.ts"
import { BenchFailed } from "./Measure.ts"
import type { WorldSpec } from "./servers/protocol.ts"
import * as Servers from "./servers/Servers.ts"

/** A daemon at work among simulated servers, each in a process of its own. */
export interface Scene {
  readonly servers: Servers.Servers
  readonly daemon: Daemon.Daemon
}

/** A daemon is settled when it has changed no torrent for this long: more than its longest pause between two passes. */
const quietFor = 7_000
const patience = 120_000

/** Fresh servers, fresh data folder. Everything ends with the scope. */
export const begin = (
  world: WorldSpec,
  options: Omit<Daemon.DaemonOptions, "ports"> = {}
): Effect.Effect<Scene, BenchFailed, Scope.Scope> =>
  Effect.gen(function* () {
    const servers = yield* Servers.make(world)
    const daemon = yield* Daemon.start({ ...options, ports: servers.ports })
    return { servers, daemon }
  })

/** Waits until every torrent has been handled; answers when the last of them was. All in (epoch) milliseconds. */
export const settled = ({ daemon, servers }: Scene, quiet = quietFor): Effect.Effect<number, BenchFailed> =>
  Effect.gen(function* () {
    const healthyAt = yield* daemon.healthyAt
    while (true) {
      const { lastAt = healthyAt } = yield* servers.ask("touches", undefined)
      const now = Date.now()
      if (now - lastAt >= quiet) return lastAt
      if (now - daemon.spawnedAt > patience) {
        return yield* new BenchFailed({
          message: `The daemon is still busy with its torrents after ${patience / 1000} s`
        })
      }
      yield* Effect.sleep("250 millis")
    }
  })
