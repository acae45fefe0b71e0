import { api } from "./api.ts"
import { atRest } from "./atRest.ts"
import { decidePass } from "./decidePass.ts"
import { idleWorkers } from "./idleWorkers.ts"
import { importLatency } from "./importLatency.ts"
import { librarySync } from "./librarySync.ts"
import type { Measure } from "./Measure.ts"
import { openPages } from "./openPages.ts"
import { restartLatency } from "./restartLatency.ts"
import { shutDown } from "./shutDown.ts"
import { startUp } from "./startUp.ts"
import { upkeepAtRest } from "./upkeepAtRest.ts"

/** Everything `npm run bench` measures, in this order. */
export const measures: ReadonlyArray<Measure> = [
  restartLatency,
  idleWorkers(1_000),
  idleWorkers(10_000),
  decidePass,
  startUp,
  shutDown,
  importLatency,
  atRest,
  upkeepAtRest,
  librarySync,
  api,
  openPages
]
