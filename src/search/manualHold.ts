import type * as DateTime from "effect/DateTime"
import { gateOf } from "./gate.ts"
import type { SearchSettings } from "./SearchSettings.ts"
import type { SearchStatus } from "./SearchStatus.ts"

/** What is known where a search by hand is asked for. Times are epoch milliseconds. */
export interface ManualFacts {
  readonly status: Pick<SearchStatus, "held" | "running">
  readonly settings: SearchSettings
  /** When searches were sent, at least those of the last `lookBackOf`. */
  readonly sentTimes: ReadonlyArray<number>
  readonly now: number
  readonly zone: DateTime.TimeZone
}

/**
 * What a search that a person asks for now may have to wait for, in words; undefined when nothing is known of. Not what
 * holds back the others: it waits for no window, no full queue and no longer than 2 seconds. How the Arr and its indexers
 * are is known from the last look only. Pure.
 */
export const manualHold = ({ now, sentTimes, settings, status, zone }: ManualFacts): string | undefined => {
  const { held, running } = status
  if (held?.why === "Arr away" || held?.why === "indexers down") return held.text
  const facts = { settings, now, running: running.length, sentTimes, queueSize: 0, indexers: "all up", zone } as const
  const gate = gateOf({ ...facts, reason: "Manual" })
  return gate._tag === "Open" || gate.why === "delay" ? undefined : gate.text
}
