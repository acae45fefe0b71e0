import { Agent, type IncomingMessage, request } from "node:http"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { BenchFailed, type Figure, type Measure } from "./Measure.ts"
import { listed, sum } from "./naming.ts"
import { type Observed, observe } from "./observe.ts"
import * as TheScene from "./scene.ts"
import { rounded } from "./statistics.ts"

const torrents = 1_000
const clients = 50

/** One page that is open: what it was told so far. */
interface Client {
  readonly told: () => number
  readonly ended: () => boolean
}

const listen = (agent: Agent, url: string, token: string): Effect.Effect<Client, BenchFailed, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.async<{ readonly response: IncomingMessage; readonly close: () => void }, BenchFailed>((resume) => {
        const call = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) =>
          resume(
            response.statusCode === 200
              ? Effect.succeed({ response, close: () => call.destroy() })
              : Effect.fail(new BenchFailed({ message: `${url} answers ${response.statusCode}` }))
          )
        )
        call.on("error", (error) => resume(Effect.fail(new BenchFailed({ message: `${url}: ${error.message}` }))))
        call.end()
      }),
      ({ close }) => Effect.sync(close)
    ),
    ({ response }) => {
      let told = 0
      let ended = false
      response.on("data", (piece: Buffer) => {
        told += piece.toString().match(/^event: /gm)?.length ?? 0
      })
      response.on("close", () => {
        ended = true
      })
      return { told: () => told, ended: () => ended }
    }
  )

/**
 * What was asked more often with clients than without. What is asked every few seconds may fall once more into one of two
 * spans of the same length, so of each kind of request one more does not count, and two more count as one.
 */
const extra = (without: Observed, during: Observed): ReadonlyArray<readonly [string, number]> => {
  const usual = new Map(
    without.kinds.flatMap(([who, kinds]) => kinds.map(([kind, times]) => [`${who} ${kind}`, times]))
  )
  return during.kinds
    .flatMap(([who, kinds]) =>
      kinds.map(([kind, times]) => [`${who} ${kind}`, times - (usual.get(`${who} ${kind}`) ?? 0) - 1] as const)
    )
    .filter(([, more]) => more > 0)
}

const all = (seen: Observed): string => seen.kinds.map(([who, kinds]) => `${who} ${sum(kinds)}`).join(", ")

/** What open pages cost: a daemon of which one torrent downloads, first alone, then with 50 streams of events. */
export const openPages: Measure = {
  name: "events",
  run: ({ quick }) =>
    Effect.gen(function* () {
      const scene = yield* TheScene.begin({ idle: torrents, fake: false })
      yield* TheScene.settled(scene)
      const seconds = quick ? 20 : 120
      yield* scene.servers.ask("download", { arr: "radarr", name: "One.Download.2024", seconds: 36_000 })
      yield* Effect.sleep("15 seconds")
      const alone = yield* observe(scene, seconds)
      const token = yield* scene.daemon.token
      const agent = yield* Effect.acquireRelease(
        Effect.sync(() => new Agent({ keepAlive: true, maxSockets: clients })),
        (held) => Effect.sync(() => held.destroy())
      )
      const open = yield* Effect.forEach(Array.from({ length: clients }), (_, nth) =>
        listen(agent, `${scene.daemon.url}/api/events${nth % 5 === 0 ? "?logs=Main.log" : ""}`, token)
      )
      const during = yield* observe(scene, seconds)
      const told = open.map((one) => one.told())
      // A page that hears nothing costs nothing.
      if (open.some((one) => one.ended()) || Math.min(...told) < seconds / 4) {
        return yield* new BenchFailed({
          message: `Not all ${clients} clients were told what happens: ${told.join(", ")} events`
        })
      }
      const more = extra(alone, during)
      const figures: ReadonlyArray<Figure> = [
        {
          name: `extra requests by ${clients} streams of events`,
          figure: sum(more),
          unit: `in ${seconds} s`,
          budget: 0,
          detail: `${listed(more)}. Of each kind of request, those beyond one more than in ${seconds} s without clients. Without: ${all(alone)}; with: ${all(during)}; ${Math.min(...told)} to ${Math.max(...told)} events to each client`
        },
        {
          name: `CPU added by ${clients} streams of events`,
          figure: rounded(during.cpu - alone.cpu),
          unit: "s a minute",
          detail: `${rounded(alone.cpu)} s a minute without, ${rounded(during.cpu)} with; one torrent downloads`
        },
        {
          name: `RSS added by ${clients} streams of events`,
          figure: rounded(during.usage.rss - alone.usage.rss),
          unit: "MiB",
          detail: `${rounded(alone.usage.rss)} MiB before, ${rounded(during.usage.rss)} after ${seconds} s of them`
        }
      ]
      return figures
    })
}
