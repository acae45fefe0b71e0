import * as Effect from "effect/Effect"
import { BenchFailed, type Figure, type Measure } from "./Measure.ts"
import { listed, naming, sum } from "./naming.ts"
import { type Observed, observe } from "./observe.ts"
import * as TheScene from "./scene.ts"
import { arrs } from "./servers/protocol.ts"
import { rounded } from "./statistics.ts"

const torrents = 1_000

/** The figure that has to be zero: what grows with the number of torrents. */
export const namingFigure = (what: string, seen: Observed, seconds: number): Figure => ({
  name: `requests that name a torrent, ${what}`,
  figure: sum(naming(seen.paths)),
  unit: `in ${seconds} s`,
  budget: 0,
  detail: `${listed(naming(seen.paths))}; since the start: ${listed(naming(seen.pathsSinceStart))}`
})

/** What one qBittorrent and the busiest Arr were asked. */
export const requests = (
  what: string,
  seen: Observed,
  seconds: number,
  budgets: { readonly qbittorrent: number; readonly arr?: number },
  reference: { readonly qbittorrent?: string; readonly arr?: string }
): ReadonlyArray<Figure> => [
  {
    name: `requests to qBittorrent, ${what}`,
    figure: rounded(seen.qbittorrent),
    unit: "a minute",
    budget: budgets.qbittorrent,
    ...(reference.qbittorrent === undefined ? {} : { reference: reference.qbittorrent }),
    detail: `in ${seconds} s: ${listed(seen.paths)}`
  },
  {
    name: `requests to the busiest Arr, ${what}`,
    figure: rounded(Math.max(...seen.arrs)),
    unit: "a minute",
    ...(budgets.arr === undefined ? {} : { budget: budgets.arr }),
    ...(reference.arr === undefined ? {} : { reference: reference.arr }),
    detail: `${arrs.map((arr, index) => `${arr} ${rounded(seen.arrs[index] ?? Number.NaN)}`).join(", ")}; commands included`
  }
]

/** The daemon with 3 managers and 1,000 stalled torrents when nothing happens, and then while one torrent downloads. */
export const atRest: Measure = {
  name: "steady",
  run: ({ quick }) =>
    Effect.gen(function* () {
      const scene = yield* TheScene.begin({ idle: torrents, fake: false })
      const handledAt = yield* TheScene.settled(scene)
      const { count } = yield* scene.servers.ask("touches", undefined)
      if (count === 0) return yield* new BenchFailed({ message: "The daemon never touched a torrent" })
      const seconds = quick ? 20 : 60
      const idle = yield* observe(scene, seconds)
      const one = { arr: "radarr", name: "One.Download.2024", seconds: 3600 } as const
      yield* scene.servers.ask("download", one)
      yield* Effect.sleep("7 seconds")
      const shorter = seconds / 2
      const moving = yield* observe(scene, shorter)
      const { peak, rss } = idle.usage
      const footprint: ReadonlyArray<Figure> = [
        {
          name: "RSS, 3 managers, 1,000 torrents",
          figure: rounded(rss),
          unit: "MiB",
          budget: 120,
          reference: "793 (402 PSS), 10 processes",
          detail: `after ${seconds} idle s; ${rounded(moving.usage.rss)} MiB while one downloads. Depends on whether a collection fell into that time`
        },
        ...(peak === undefined
          ? []
          : [
              {
                name: "the same, most since the start",
                figure: rounded(peak),
                unit: "MiB",
                budget: 120,
                detail: "VmHWM: garbage of the first pass included"
              }
            ]),
        {
          name: "CPU, 3 managers, 1,000 torrents, idle",
          figure: rounded(idle.cpu),
          unit: "s a minute",
          reference: "14.7",
          detail: `${rounded(moving.cpu)} s a minute while one downloads`
        },
        {
          name: "start → each of 1,000 torrents handled once",
          figure: rounded((handledAt - scene.daemon.spawnedAt) / 1000),
          unit: "s",
          reference: "16.6",
          detail: `file lists read and judged, grace tags set: ${count} changing requests`
        }
      ]
      return [
        ...footprint,
        ...requests("idle", idle, seconds, { qbittorrent: 12, arr: 6 }, { qbittorrent: "10,566", arr: "36–1,250" }),
        namingFigure("idle", idle, seconds),
        ...requests("while one downloads", moving, shorter, { qbittorrent: 40 }, {})
      ]
    })
}
