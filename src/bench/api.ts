import { Agent, request } from "node:http"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { BenchFailed, type Figure, type Measure } from "./Measure.ts"
import { usageOf } from "./ProcessUsage.ts"
import * as TheScene from "./scene.ts"
import { median, percentile, rounded } from "./statistics.ts"

/** One request over a connection that is kept, as the page makes it: milliseconds until its last byte, and the answer. */
const once = (agent: Agent, url: string, token: string) =>
  Effect.async<{ readonly took: number; readonly text: string }, BenchFailed>((resume) => {
    const begun = performance.now()
    const call = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      const pieces: Array<Buffer> = []
      response.on("data", (piece: Buffer) => pieces.push(piece))
      response.on("end", () =>
        resume(
          response.statusCode === 200
            ? Effect.succeed({ took: performance.now() - begun, text: Buffer.concat(pieces).toString() })
            : Effect.fail(new BenchFailed({ message: `${url} answers ${response.statusCode}` }))
        )
      )
    })
    call.on("error", (error) => resume(Effect.fail(new BenchFailed({ message: `${url}: ${error.message}` }))))
    call.end()
  })

interface Asked {
  readonly path: string
  /** Milliseconds. Absent: looked at, not promised. */
  readonly budget?: number
  readonly reference?: string
}

/** The first is the shape in which the reference was measured. */
const scenes: ReadonlyArray<{ readonly torrents: number; readonly asked: ReadonlyArray<Asked> }> = [
  {
    torrents: 1_000,
    asked: [
      { path: "/api/processes", budget: 5, reference: "205 (median)" },
      { path: "/api/torrents", budget: 20, reference: "239 (median)" }
    ]
  },
  {
    torrents: 10_000,
    asked: [
      { path: "/api/torrents", budget: 20 },
      { path: "/api/torrents?q=release&sort=ratio&order=desc&offset=500", budget: 20 },
      { path: "/api/torrents?attention=true" },
      { path: "/api/torrents?limit=100&offset=9900" },
      { path: "/api/processes" }
    ]
  }
]

/** Requests of each kind before any is measured. */
const warmUp = 600

/** One daemon, and what it is asked; over real HTTP, one request after the other, while it is otherwise at rest. */
const measured = ({ asked, torrents }: (typeof scenes)[number], quick: boolean) =>
  Effect.scoped(
    Effect.gen(function* () {
      const scene = yield* TheScene.begin({ idle: torrents, mixed: "seeding", fake: false })
      yield* scene.daemon.healthyAt
      const { url } = scene.daemon
      const token = yield* scene.daemon.token
      yield* TheScene.settled(scene, 10_000)
      const agent = yield* Effect.acquireRelease(
        Effect.sync(() => new Agent({ keepAlive: true, maxSockets: 1 })),
        (held) => Effect.sync(() => held.destroy())
      )
      // On a busy machine the first picture of qBittorrent takes its time.
      yield* once(agent, `${url}/api/torrents?limit=1&offset=${torrents - 1}`, token).pipe(
        Effect.repeat({
          until: ({ text }) => !text.includes('"torrents":[]'),
          schedule: Schedule.spaced("500 millis")
        }),
        Effect.timeoutFail({
          duration: "60 seconds",
          onTimeout: () => new BenchFailed({ message: `The daemon does not show all of ${torrents} torrents` })
        })
      )
      // What comes with the first picture is over.
      yield* Effect.sleep("5 seconds")
      // A daemon that has just begun runs code that is not compiled yet, and its answers take up to twice as long.
      yield* Effect.forEach(
        Array.from({ length: asked.length * warmUp }, (_, nth) => asked[nth % asked.length]),
        (one) => once(agent, url + (one?.path ?? ""), token)
      )
      const times = quick ? 200 : 1_000
      return yield* Effect.forEach(asked, ({ budget, path, reference }) =>
        Effect.gen(function* () {
          const took: Array<number> = []
          let size = 0
          const before = yield* usageOf(scene.daemon.pid)
          for (let nth = 0; nth < times; nth++) {
            const answer = yield* once(agent, url + path, token)
            took.push(answer.took)
            size = answer.text.length
          }
          const used = ((yield* usageOf(scene.daemon.pid)).cpu - before.cpu) * 1_000
          const figure: Figure = {
            name: `GET ${path}, ${torrents.toLocaleString("en")} torrents, p99`,
            figure: rounded(percentile(took, 0.99)),
            unit: "ms",
            ...(budget === undefined ? {} : { budget }),
            ...(reference === undefined ? {} : { reference }),
            detail: `p50 ${rounded(median(took))} ms, most ${rounded(Math.max(...took))} ms, CPU of the daemon ${rounded(used / times)} ms each, ${times} requests of ${size} bytes`
          }
          return figure
        })
      )
    })
  )

/** What the page asks most. */
export const api: Measure = {
  name: "api",
  run: ({ quick }) =>
    Effect.map(
      Effect.forEach(scenes, (scene) => measured(scene, quick)),
      (figures) => figures.flat()
    )
}
