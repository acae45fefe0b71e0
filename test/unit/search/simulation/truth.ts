import type { Lack } from "../../../../src/store/search/SearchReason.ts"
import { profiles } from "./births.ts"
import { seasonOf, type Thing } from "./Thing.ts"

/** Whether a thing lacks this, whatever its profile says of upgrades. Written anew, not taken from what is judged. */
export const doesLack = ({ file, owner }: Thing, lack: Lack): boolean => {
  if (file === undefined) return lack === "Missing"
  const profile = profiles.find(({ id }) => id === owner.profileId)
  if (profile === undefined) throw new Error(`there is no profile ${owner.profileId}`)
  const score = file.score ?? 0
  if (lack === "CustomFormat") return score < profile.minFormatScore
  if (lack === "Quality") return file.cutoffUnmet === true
  return lack === "Upgrade" && (file.cutoffUnmet === true || score < (profile.cutoffFormatScore ?? 0))
}

const lacks: ReadonlyArray<Lack> = ["Missing", "CustomFormat", "Quality", "Upgrade"]

/** What it is searched for when everything that can be searched for is; undefined: not, or not yet. */
export const lackOf = (thing: Thing, now: number): Lack | undefined => {
  if (!thing.monitored || thing.isGone || thing.airsAt > now || seasonOf(thing) === 0) return undefined
  const lack = lacks.find((one) => doesLack(thing, one))
  if (lack === undefined || lack === "Missing") return lack
  return profiles.find(({ id }) => id === thing.owner.profileId)?.upgradeAllowed === true ? lack : undefined
}

export { lacks }
