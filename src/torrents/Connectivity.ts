import { connect } from "node:net"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type { Connection } from "../clients/qbittorrent/wire.ts"
import { hostOf } from "./trackers/TrackerHost.ts"

/**
 * Whether this machine has a connection to the internet (engine §0.4.7), one answer for the whole process. Only for
 * clients that cannot tell by themselves.
 */
export interface ConnectivityService {
  /** `hosts`: `PingURLS`, names or addresses. True when one of them answers; false without any. Never fails. */
  readonly check: (hosts: ReadonlyArray<string>) => Effect.Effect<boolean>
}

export class Connectivity extends Context.Tag("qbitrr/torrents/Connectivity")<Connectivity, ConnectivityService>() {}

/**
 * Whether a qBittorrent is connected. Its own word is final: one that says `disconnected` (its VPN is down, say) is not
 * connected though this machine may be. `pinged`: the answer of `check`, undefined when nobody asked.
 */
export const isConnected = (connection: Connection, pinged: boolean | undefined): boolean =>
  connection === "connected" || connection === "firewalled" || (connection === "unknown" && pinged === true)

/** Whether one host can be reached. Never fails. */
export type Probe = (host: string) => Effect.Effect<boolean>

/** A good answer is used for this long; a bad one is soon asked anew. Milliseconds. */
export const goodFor = 60_000
export const badFor = 15_000

/** How long one host has time to answer. */
const patience = "5 seconds"

const opens = (host: string, port: number): Effect.Effect<void, Error> =>
  Effect.async((resume) => {
    const socket = connect({ host, port })
    socket.once("connect", () => {
      socket.destroy()
      resume(Effect.void)
    })
    // Stays on: an error after the end must not become an uncaught one.
    socket.on("error", (error) => resume(Effect.fail(error)))
    return Effect.sync(() => socket.destroy())
  })

/** Resolves the name and opens a TCP connection to one of the ports. */
export const probeOn =
  (ports: ReadonlyArray<number>): Probe =>
  (host) =>
    Effect.raceAll(ports.map((port) => opens(host, port))).pipe(
      Effect.as(true),
      Effect.orElseSucceed(() => false)
    )

/** `PingURLS` holds names, but people put URLs and ports there. */
const nameOf = (text: string): string => hostOf(text).replace(/^\[(.*)\]$/, "$1")

/** With a probe of one's own, for tests. */
export const make = (probe: Probe): Effect.Effect<ConnectivityService> =>
  Effect.gen(function* () {
    // One at a time: who had to wait finds the answer of the one before.
    const turn = yield* Effect.makeSemaphore(1)
    let known: { readonly connected: boolean; readonly at: number } | undefined

    const remembered = (now: number): boolean | undefined => {
      if (known === undefined) return undefined
      const age = now - known.at
      // A clock that was set back must not keep an old answer.
      return age >= 0 && age < (known.connected ? goodFor : badFor) ? known.connected : undefined
    }

    const ask = (hosts: ReadonlyArray<string>) =>
      Effect.gen(function* () {
        const names = [...new Set(hosts.map(nameOf).filter((name) => name !== ""))]
        for (const name of yield* Random.shuffle(names)) {
          const answers = yield* probe(name).pipe(
            Effect.timeoutTo({ duration: patience, onSuccess: (is) => is, onTimeout: () => false })
          )
          if (answers) return true
        }
        return false
      })

    return {
      check: (hosts) =>
        turn.withPermits(1)(
          Effect.gen(function* () {
            const before = remembered(yield* Clock.currentTimeMillis)
            if (before !== undefined) return before
            const connected = yield* ask(hosts)
            known = { connected, at: yield* Clock.currentTimeMillis }
            return connected
          })
        )
    }
  })

export const layer: Layer.Layer<Connectivity> = Layer.effect(Connectivity, make(probeOn([443, 80])))
