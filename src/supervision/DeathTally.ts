import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { WorkerExit } from "./WorkerStatus.ts"

/** Where exits are kept beyond this process. The store provides a lasting one; alone, memory is enough. */
export interface DeathTallyService {
  /** The newest exits of a worker, oldest first, at most 100. */
  readonly load: (worker: string) => Effect.Effect<ReadonlyArray<WorkerExit>>
  readonly append: (exit: WorkerExit) => Effect.Effect<void>
}

export class DeathTally extends Context.Tag("qbitrr/supervision/DeathTally")<DeathTally, DeathTallyService>() {}
