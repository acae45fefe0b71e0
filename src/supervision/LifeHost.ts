import type * as Clock from "effect/Clock"
import type { Life } from "./Life.ts"
import type { Watchdog } from "./Watchdog.ts"

/** What a life reports to and lives on. */
export interface LifeHost {
  readonly clock: Clock.Clock
  readonly watchdog: Watchdog
  /** Whether this is the life the supervisor counts on. */
  readonly isCurrent: (life: Life) => boolean
  /** Something that shows in the status has changed. */
  readonly changed: (life: Life) => void
  /** It ended, was sentenced, or something else asks for a decision. */
  readonly wake: () => void
}
