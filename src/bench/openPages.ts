import { Agent, type IncomingMessage, request } from "node:http"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { BenchFailed, type Figure, type Measure } from "./Measure.ts"
import { listed, naming, sum } from "./naming.ts"
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

/** Requests of one kind in a span; 0 when there were none. */
const timesOf = (seen: Observed, who: string, kind: string): number =>
  seen.kinds.find(([name]) => name === who)?.[1].find(([name]) => name === kind)?.[1] ?? 0

/**
 * What was asked more often with clients than without, in spans of the same length before and after them. What is asked every
 * few seconds may fall once more into one span than into another, so of each kind of request one more than in the fuller of
 * the two spans without clients does not count.
 */
const extra = (without: ReadonlyArray<Observed>, during: Observed): ReadonlyArray<readonly [string, number]> =>
  during.kinds
    .flatMap(([who, kinds]) =>
      kinds.map(([kind, times]) => {
        const usual = Math.max(...without.map((seen) => timesOf(seen, who, kind)))
        return [`${who} ${kind}`, times - usual - 1] as const
      })
    )
    .filter(([, more]) => more > 0)

/** On a busy machine the first files are still being read long after the last torrent was changed. */
const quiet = (scene: TheScene.Scene) =>
  Effect.gen(function* () {
    for (let nth = 0; nth < 20; nth++) {
      const seen = yield* observe(scene, 10)
      if (sum(naming(seen.paths)) === 0) return
    }
    return yield* new BenchFailed({ message: "The daemon still reads about its torrents after 200 s" })
  })

const all = (seen: Observed): string => seen.kinds.map(([who, kinds]) => `${who} ${sum(kinds)}`).join(", ")

/** What open pages cost: a daemon of which one torrent downloads, alone, then with 50 streams of events, then alone again. */
export const openPages: Measure = {
  name: "events",
  run: ({ quick }) =>
    Effect.gen(function* () {
      const scene = yield* TheScene.begin({ idle: torrents, fake: false })
      yield* TheScene.settled(scene)
      const seconds = quick ? 20 : 120
      yield* scene.servers.ask("download", { arr: "radarr", name: "One.Download.2024", seconds: 36_000 })
      yield* quiet(scene)
      const before = yield* observe(scene, seconds)
      const token = yield* scene.daemon.token
      const { during, ended, told } = yield* Effect.scoped(
        Effect.gen(function* () {
          const agent = yield* Effect.acquireRelease(
            Effect.sync(() => new Agent({ keepAlive: true, maxSockets: clients })),
            (held) => Effect.sync(() => held.destroy())
          )
          const open = yield* Effect.forEach(Array.from({ length: clients }), (_, nth) =>
            listen(agent, `${scene.daemon.url}/api/events${nth % 5 === 0 ? "?logs=Main.log" : ""}`, token)
          )
          const seen = yield* observe(scene, seconds)
          return { during: seen, told: open.map((one) => one.told()), ended: open.some((one) => one.ended()) }
        })
      )
      // A page that hears nothing costs nothing.
      if (ended || Math.min(...told) < seconds / 4) {
        return yield* new BenchFailed({
          message: `Not all ${clients} clients were told what happens: ${told.join(", ")} events`
        })
      }
      const after = yield* observe(scene, seconds)
      const more = extra([before, after], during)
      const usual = (before.cpu + after.cpu) / 2
      const figures: ReadonlyArray<Figure> = [
        {
          name: `extra requests by ${clients} streams of events`,
          figure: sum(more),
          unit: `in ${seconds} s`,
          budget: 0,
          detail: `${listed(more)}. Of each kind of request, those beyond one more than in ${seconds} s before and after. Before: ${all(before)}; with: ${all(during)}; after: ${all(after)}; ${Math.min(...told)} to ${Math.max(...told)} events to each client`
        },
        {
          name: `CPU added by ${clients} streams of events`,
          figure: rounded(during.cpu - usual),
          unit: "s a minute",
          detail: `${rounded(before.cpu)} s a minute before, ${rounded(during.cpu)} with, ${rounded(after.cpu)} after; one torrent downloads`
        },
        {
          name: `RSS added by ${clients} streams of events`,
          figure: rounded(during.usage.rss - before.usage.rss),
          unit: "MiB",
          detail: `${rounded(before.usage.rss)} MiB before, ${rounded(during.usage.rss)} after ${seconds} s of them, ${rounded(after.usage.rss)} ${seconds} s later`
        }
      ]
      return figures
    })
}
