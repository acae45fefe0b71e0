import * as Effect from "effect/Effect"
import type { Figure, Measure } from "./Measure.ts"
import { listed } from "./naming.ts"
import { type Observed, observe } from "./observe.ts"
import { usageOf } from "./ProcessUsage.ts"
import { inputOf, planning } from "./planPass.ts"
import * as TheScene from "./scene.ts"
import { arrs, type LibrarySpec } from "./servers/protocol.ts"
import { median, rounded, listed as values } from "./statistics.ts"

const series = 500
const episodes = 20_000
const torrents = 1_000

const library: LibrarySpec = { series, episodes, missingOf20: 1, latency: 20, push: true }

/** Requests to Sonarr that do not grow with its library: status, profiles, list, history, queue, health, the hub. */
const constant = 30

/** One search, and then the hourly limit holds: so it rests with a thousand things to search for. */
const onlyOne = { searchesPerHour: 1 } as const

/** From the start of the daemon until the library is read; requests to Sonarr by then. */
const firstSync = ({ daemon, servers }: TheScene.Scene) =>
  Effect.gen(function* () {
    const at = yield* daemon.saidAt("its library is read (500 entries", 180)
    const { arrs: requests, sonarr } = yield* servers.ask("counts", undefined)
    const paths = Object.entries(sonarr).toSorted(([, a], [, b]) => b - a)
    return {
      seconds: (at - daemon.spawnedAt) / 1000,
      requests: requests.sonarr,
      paths,
      usage: yield* usageOf(daemon.pid)
    }
  })

const ofSonarr = ({ arrs: all }: Observed): number => all[arrs.indexOf("sonarr")] ?? Number.NaN

const asked = (what: string, seen: Observed, seconds: number, budget?: number, reference?: string): Figure => ({
  name: `requests to Sonarr, ${what}`,
  figure: rounded(ofSonarr(seen)),
  unit: "a minute",
  ...(budget === undefined ? {} : { budget }),
  ...(reference === undefined ? {} : { reference }),
  detail: `in ${seconds} s: ${listed(seen.sonarr)}`
})

const planFigure = (rounds: number): Figure => {
  const cpu = planning(inputOf(episodes, series, Date.now()), rounds)
  return {
    name: "one plan over 20,000 episodes",
    figure: rounded(median(cpu)),
    unit: "ms CPU",
    detail: `median of ${rounds}: ${values(
      cpu.toSorted((a, b) => a - b),
      "ms"
    )}. 1,000 missing, half of them searched for`
  }
}

/** With push: the first sync, the memory that a library takes, a minute of rest, a minute with searches. */
const pushed = (seconds: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const scene = yield* TheScene.begin({ idle: torrents, fake: false, library }, onlyOne)
      const first = yield* firstSync(scene)
      yield* TheScene.settled(scene)
      // What the one search still asks for.
      yield* Effect.sleep("30 seconds")
      const idle = yield* observe(scene, seconds)
      return [
        {
          name: "first sync of 20,000 episodes in 500 series, 20 ms latency",
          figure: rounded(first.seconds),
          unit: "s",
          budget: 40,
          detail: `from the start of the process, beside 1,000 torrents that are handled for the first time; ${rounded(first.usage.cpu)} s of CPU by then`
        },
        {
          name: "– requests to Sonarr by then",
          figure: first.requests,
          unit: "",
          budget: 2 * series + constant,
          reference: "one per episode",
          detail: listed(first.paths)
        },
        asked("idle with push", idle, seconds, 6, "about 1,100"),
        {
          name: "RSS, 3 managers, 1,000 torrents, 20,000 episodes",
          figure: rounded(idle.usage.rss),
          unit: "MiB",
          budget: 120,
          detail: `at rest; ${rounded(first.usage.rss)} MiB when the library was read; most since the start ${rounded(idle.usage.peak ?? Number.NaN)} MiB`
        },
        {
          name: "CPU, the same, idle",
          figure: rounded(idle.cpu),
          unit: "s a minute",
          detail: `in ${seconds} s`
        }
      ]
    })
  )

/** Without push: a minute of rest. */
const polled = (seconds: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const scene = yield* TheScene.begin({ idle: 0, fake: false, library: { ...library, push: false } }, onlyOne)
      yield* firstSync(scene)
      yield* Effect.sleep("30 seconds")
      return [asked("idle without push", yield* observe(scene, seconds), seconds, 6, "about 1,100")]
    })
  )

/** With push and nothing changed in the config: a search every 30 seconds. */
const searching = (seconds: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const scene = yield* TheScene.begin({ idle: 0, fake: false, library })
      yield* firstSync(scene)
      return [asked("while it searches", yield* observe(scene, seconds), seconds)]
    })
  )

/** A library of 20,000 episodes beside the daemon: read for the first time, at rest, and while it is searched. */
export const librarySync: Measure = {
  name: "library",
  run: ({ quick }) =>
    Effect.gen(function* () {
      const seconds = quick ? 20 : 60
      return [
        ...(yield* pushed(seconds)),
        ...(yield* polled(seconds)),
        ...(yield* searching(seconds)),
        planFigure(quick ? 10 : 20)
      ]
    })
}
