import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { ProfileOwner } from "../../clients/arr/library/ProfileOwner.ts"

/** A movie, series, artist or author that has a temporary quality profile, or is about to. */
export interface ProfileSwitch {
  readonly section: string
  readonly owner: ProfileOwner
  readonly title: string
  /** The way back. Ids of quality profiles. */
  readonly mainProfile: number
  readonly tempProfile: number
  /** `switching`: written down, not known to have arrived. `temporary`: it has it. `restoring`: it is on its way back. */
  readonly step: "switching" | "temporary" | "restoring"
  /** Epoch milliseconds. */
  readonly switchedAt: number
}

/** The journal of temporary profiles: written before the Arr is asked, deleted when the way back is done. Durable when a call returns. */
export interface ProfileSwitchesService {
  /** From memory. */
  readonly of: (section: string) => ReadonlyArray<ProfileSwitch>
  /** Adds it, or replaces that of the same owner. */
  readonly put: (entry: ProfileSwitch) => Effect.Effect<void>
  readonly remove: (section: string, owner: ProfileOwner) => Effect.Effect<void>
}

export class ProfileSwitches extends Context.Tag("qbitrr/store/ProfileSwitches")<
  ProfileSwitches,
  ProfileSwitchesService
>() {}
