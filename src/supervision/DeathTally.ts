import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { WorkerExit } from "./WorkerStatus.ts"

/** Exits remembered per worker. */
export const tallySize = 100

/** A tally with one more exit: oldest first, the oldest forgotten beyond {@link tallySize}. */
export const withExit = (exits: ReadonlyArray<WorkerExit>, exit: WorkerExit): ReadonlyArray<WorkerExit> =>
  [...exits, exit].slice(-tallySize)

/** Where exits are kept beyond this process. The store provides a lasting one; alone, memory is enough. */
export interface DeathTallyService {
  /** The newest exits of a worker, oldest first, at most 100. */
  readonly load: (worker: string) => Effect.Effect<ReadonlyArray<WorkerExit>>
  readonly append: (exit: WorkerExit) => Effect.Effect<void>
}

export class DeathTally extends Context.Tag("qbitrr/supervision/DeathTally")<DeathTally, DeathTallyService>() {}

/** A tally that ends with the process; a worker that is removed and comes back finds its exits again. */
export const layerMemory: Layer.Layer<DeathTally> = Layer.sync(DeathTally, () => {
  const tallies = new Map<string, ReadonlyArray<WorkerExit>>()
  const load = (worker: string) => tallies.get(worker) ?? []
  return {
    load: (worker) => Effect.sync(() => load(worker)),
    append: (exit) =>
      Effect.sync(() => {
        tallies.set(exit.worker, withExit(load(exit.worker), exit))
      })
  }
})
