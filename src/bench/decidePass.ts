import * as Effect from "effect/Effect"
import { Recorder } from "../managers/Recorder.ts"
import { decide } from "../torrents/decide.ts"
import { outagesOf } from "../torrents/OutageGuard.ts"
import type { RuleInput } from "../torrents/Rule.ts"
import type { Figure, Measure } from "./Measure.ts"
import { section } from "./manyTorrents.ts"
import { cpu, make, type Stage, storeLayer } from "./passStage.ts"
import type { Ruleset } from "./rulesets.ts"
import { listed, median, rounded } from "./statistics.ts"

const total = 10_000
const changing = 100
const rounds = 20
const warmUps = 5

/** The same many times, without the first few, which the compiler has not seen yet. */
const repeated = <A, E>(one: (round: number) => Effect.Effect<A, E>): Effect.Effect<ReadonlyArray<A>, E> =>
  Effect.map(
    Effect.forEach(
      Array.from({ length: warmUps + rounds }, (_, index) => index),
      one
    ),
    (all) => all.slice(warmUps)
  )

const figure = (name: string, values: ReadonlyArray<number>, detail: string, budget?: number): Figure => ({
  name,
  figure: rounded(median(values)),
  unit: "ms CPU",
  ...(budget === undefined ? {} : { budget }),
  detail: `${detail}; median of ${rounds}, slowest ${listed([Math.max(...values)], "ms")}`
})

/** CPU milliseconds of something that is done at once. */
const timed = (act: () => void): Effect.Effect<number> =>
  Effect.sync(() => {
    const before = process.cpuUsage()
    act()
    return cpu(before)
  })

const decideAll = (inputs: ReadonlyArray<RuleInput>) => timed(() => void inputs.map(decide))

/** The passes of one section with these rules. */
const passes = (ruleset: Ruleset, { everything, inputs, some }: Stage) =>
  Effect.gen(function* () {
    const both = yield* repeated((round) => some(changing, round))
    const all = yield* repeated(() => everything)
    const seen = yield* inputs
    const alone = yield* repeated(() => decideAll(seen))
    const rule = new Set(seen.map((input) => decide(input).rule))
    return [
      figure(
        `pass, 10,000 torrents, 100 changed, ${ruleset}`,
        both.map(({ manager }) => manager),
        `the manager's own loop: wake, Watch.take, resolve, decide, record, due times; decided by ${[...rule].join(", ")}`,
        20
      ),
      figure(
        `pass, all 10,000 torrents, ${ruleset}`,
        all,
        "as every 5 minutes, or after an outage; files judged before"
      ),
      figure(`decide alone, 10,000 torrents, ${ruleset}`, alone, "no loop around it"),
      ...(ruleset === "defaults"
        ? [
            figure(
              "delta of 100 into a picture of 10,000",
              both.map(({ feed }) => feed),
              "the feed's share of the same change, JSON already decoded"
            ),
            figure(
              "decide alone, 100 torrents",
              yield* repeated(() => decideAll(seen.slice(0, changing))),
              "no loop around it"
            )
          ]
        : [])
    ]
  })

/** What is asked beside `decide`: the guard before a removal, and the recorder after every decision. */
const aside = ({ inputs, readings }: Stage) =>
  Effect.gen(function* () {
    const seen = yield* inputs
    const now = Date.now()
    const memories = new Map(seen.map(({ memory, torrent }) => [torrent.id, memory]))
    const guard = (ill: boolean) => {
      const torrents = seen.map(({ torrent }) => ({
        ...torrent,
        lastActivityAt: now - (ill && torrent.state === "downloading" ? 300_000 : 1_000),
        downloadSpeed: ill ? 0 : torrent.downloadSpeed
      }))
      const ask = { torrents, percent: 30, now, memories: (id: RuleInput["torrent"]["id"]) => memories.get(id) ?? {} }
      return repeated(() =>
        timed(() => {
          const found = outagesOf({ ...ask, readings: (id) => readings.get(id.slice(id.indexOf("/") + 1)) })
          if (found.length > 0 !== ill) throw new Error(`bench: ${found.length} outages`)
        })
      )
    }
    const recorder = yield* Recorder
    const decided = seen.map((input) => [input, decide(input)] as const)
    const noted = repeated(() =>
      timed(() => {
        for (const [input, decision] of decided) recorder.note(section, input, decision)
      })
    )
    return [
      figure(
        "outage guard over 10,000 torrents, quiet",
        yield* guard(false),
        "asked once a minute, and before removals"
      ),
      figure(
        "outage guard over 10,000 torrents, a client that stands still",
        yield* guard(true),
        "by client and tracker"
      ),
      figure("recorder's note of 10,000 decisions", yield* noted, "part of the passes above; nothing new to record")
    ]
  })

const rulesets: ReadonlyArray<Ruleset> = ["defaults", "tracker rules", "tracker messages"]

/** What the manager of a section with 10,000 torrents costs when everything, or 100 of them, has changed. */
export const decidePass: Measure = {
  name: "decide",
  run: () =>
    Effect.map(
      Effect.forEach(rulesets, (ruleset) =>
        Effect.scoped(
          Effect.gen(function* () {
            const stage = yield* make(ruleset, total)
            const measured = Effect.gen(function* () {
              yield* stage.started
              const figures = yield* passes(ruleset, stage)
              return ruleset === "tracker messages" ? [...figures, ...(yield* aside(stage))] : figures
            })
            // The loop ends only when it dies, and then there is nothing to measure.
            return yield* Effect.raceFirst(measured, stage.loop)
          })
        ).pipe(Effect.provide(storeLayer))
      ),
      (all) => all.flat()
    )
}
