import type { MediaRef } from "./MediaRef.ts"
import type { WireIds } from "./wire.ts"

/** In what one of the four programs differs from the others, as far as this daemon is concerned. */
export interface ArrAdapter {
  /** `appName` of `system/status`. */
  readonly appName: string
  /** `/api/v3` or `/api/v1`. */
  readonly apiPath: string
  readonly refKind: MediaRef["kind"]
  /** Asks `queue` for rows the program could not match too; they are hidden otherwise. */
  readonly includeUnknown: string
  /** Include flags without which rows of `queue` and `history` do not say what they are for. */
  readonly include: ReadonlyArray<readonly [string, string]>
  /** What a row is for; undefined when it does not say all of it. */
  readonly mediaOf: (row: WireIds) => MediaRef | undefined
  /** Command that imports a folder. */
  readonly scanCommand: string
}
