import { writeFileSync } from "node:fs"
import { resolve } from "node:path"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { version } from "../web/version.ts"
import { fork, nextMessage, parentGone } from "./children.ts"
import { BenchFailed, type BenchOptions, type Figure, type Measure } from "./Measure.ts"
import { machine } from "./machine.ts"
import { measures } from "./measures.ts"
import { heading, type Result, table } from "./report.ts"

/** The first argument of a process that measures one thing; then its name and the options of the command line. */
export const measureArgument = "--measure"

const resultFile = "bench-results.json"

/** What such a process answers. */
type Told = { readonly figures: ReadonlyArray<Figure> } | { readonly failure: string }

/** The process of one measure: answers its figures, or why there are none. */
export const measureHere = (measure: Measure, options: BenchOptions): Effect.Effect<void> =>
  Effect.scoped(measure.run(options)).pipe(
    Effect.map((figures): Told => ({ figures })),
    Effect.catchAll(({ message }) => Effect.succeed<Told>({ failure: message })),
    // A defect is told too, or the one who waits would only know that this process ended.
    Effect.catchAllDefect((defect) => Effect.succeed<Told>({ failure: String(defect) })),
    Effect.raceFirst(Effect.zipRight(parentGone, Effect.interrupt)),
    Effect.flatMap((told) => Effect.sync(() => void process.send?.(told, () => process.disconnect())))
  )

const measureInChild = (measure: Measure, options: BenchOptions): Effect.Effect<Result> =>
  Effect.scoped(
    Effect.gen(function* () {
      yield* Console.error(`measuring ${measure.name} …`)
      const begun = performance.now()
      const child = yield* fork([measureArgument, measure.name, ...(options.quick ? ["--quick"] : [])], ["--expose-gc"])
      const told = yield* nextMessage(child, "The process that measures").pipe(
        Effect.map((message) => message as Told),
        Effect.catchAll(({ message }) => Effect.succeed<Told>({ failure: message }))
      )
      const seconds = Math.round((performance.now() - begun) / 100) / 10
      return { measure: measure.name, seconds, figures: [], ...told }
    })
  )

/** Measures everything, or what is named; prints a table and writes `bench-results.json` here. */
export const run = (names: ReadonlyArray<string>, options: BenchOptions, args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const unknown = names.filter((name) => !measures.some((measure) => measure.name === name))
    if (unknown.length > 0) {
      const known = measures.map(({ name }) => name).join(", ")
      return yield* new BenchFailed({ message: `There is no measure ${unknown.join(", ")}. Known: ${known}.` })
    }
    const on = machine(args, version)
    const chosen = measures.filter(({ name }) => names.length === 0 || names.includes(name))
    const results = yield* Effect.forEach(chosen, (measure) => measureInChild(measure, options))
    yield* Console.log(`\n${heading(on)}\n\n${table(results, true)}\n`)
    const file = resolve(resultFile)
    yield* Effect.sync(() => writeFileSync(file, `${JSON.stringify({ machine: on, results }, undefined, 2)}\n`))
    yield* Console.log(`Written to ${file}`)
    const failed = results.filter(({ failure }) => failure !== undefined)
    if (failed.length > 0) {
      return yield* new BenchFailed({ message: `Not measured: ${failed.map(({ measure }) => measure).join(", ")}` })
    }
  })
