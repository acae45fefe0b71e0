import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { AnswerTimes } from "../clients/AnswerTimes.ts"
import type { Config } from "../config/Config.ts"
import { diff } from "../config/ConfigDiff.ts"
import { ConfigService } from "../config/ConfigService.ts"
import { Dependencies } from "../supervision/Dependencies.ts"
import { Supervisor } from "../supervision/Supervisor.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { type PlannedWorker, type WorkerServices, workersOf } from "./workersOf.ts"

/** What a new config means for the workers that run. */
export interface Reconciliation {
  /** Names of workers whose section left the config. */
  readonly remove: ReadonlyArray<string>
  /** New ones, and those whose config changed: started anew with a fresh budget. */
  readonly start: ReadonlyArray<PlannedWorker>
}

/** Pure: two configs to the least that has to be restarted, by the reload effect of each changed key. */
export const reconcile = (before: Config, after: Config): Reconciliation => {
  const old = new Set(workersOf(before).map(({ worker }) => worker.name))
  const wanted = workersOf(after)
  const names = new Set(wanted.map(({ worker }) => worker.name))
  const { allWorkers, sections } = diff(before, after)
  return {
    remove: [...old].filter((name) => !names.has(name)),
    start: wanted.filter(({ section, worker }) => allWorkers || !old.has(worker.name) || sections.has(section))
  }
}

/** Starts the workers the config asks for and keeps them in step with it. The supervisor stops them. */
export const layer: Layer.Layer<never, never, Supervisor | WorkerServices> = Layer.scopedDiscard(
  Effect.gen(function* () {
    const configs = yield* ConfigService
    const supervisor = yield* Supervisor
    const feeds = yield* TorrentFeeds
    const dependencies = yield* Dependencies
    let running = yield* configs.current

    const times = { note: dependencies.answered }
    const start = (planned: ReadonlyArray<PlannedWorker>) =>
      Effect.forEach(
        planned,
        ({ worker }) => supervisor.start({ ...worker, run: Effect.provideService(worker.run, AnswerTimes, times) }),
        { discard: true }
      )

    const follow = (config: Config) =>
      Effect.gen(function* () {
        const { remove, start: again } = reconcile(running, config)
        for (const name of remove) {
          yield* Effect.ignore(supervisor.remove(name))
          yield* dependencies.forget(name)
          yield* feeds.forget(name)
        }
        running = config
        yield* start(again)
      }).pipe(
        Effect.catchTag("ShuttingDown", () => Effect.void),
        Effect.catchAllDefect((defect) => Effect.logError("A changed config was not put into force", defect))
      )

    const planned = workersOf(running)
    if (planned.length === 0) {
      yield* Effect.logWarning(
        "Nothing to do: the config has no enabled [qBit] section. Edit it; the change is noticed by itself."
      )
    }
    yield* start(planned).pipe(Effect.catchTag("ShuttingDown", () => Effect.void))
    yield* Effect.forkScoped(Stream.runForEach(configs.changes, follow))
  })
)
