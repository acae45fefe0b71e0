import * as Effect from "effect/Effect"
import { since } from "./naming.ts"
import { usageOf } from "./ProcessUsage.ts"
import type { Scene } from "./scene.ts"
import { arrs } from "./servers/protocol.ts"

/** Requests and CPU seconds of the daemon in so many seconds, per minute. */
export const observe = ({ daemon, servers }: Scene, seconds: number) =>
  Effect.gen(function* () {
    const used = yield* usageOf(daemon.pid)
    const before = yield* servers.ask("counts", undefined)
    const begun = performance.now()
    yield* Effect.sleep(seconds * 1000)
    const after = yield* servers.ask("counts", undefined)
    const minutes = (performance.now() - begun) / 60_000
    const usage = yield* usageOf(daemon.pid)
    return {
      usage,
      cpu: (usage.cpu - used.cpu) / minutes,
      qbittorrent: (after.qbittorrent - before.qbittorrent) / minutes,
      arrs: arrs.map((arr) => (after.arrs[arr] - before.arrs[arr]) / minutes),
      paths: since(before.paths, after.paths),
      /** What each of them was asked, by the kind of request. */
      kinds: [
        ["qBittorrent", since(before.paths, after.paths)] as const,
        ...arrs.map((arr) => [arr, since(before.arrPaths[arr], after.arrPaths[arr])] as const)
      ],
      sonarr: since(before.sonarr, after.sonarr),
      pathsSinceStart: since({}, after.paths)
    }
  })

/** What was seen. */
export type Observed = Effect.Effect.Success<ReturnType<typeof observe>>
