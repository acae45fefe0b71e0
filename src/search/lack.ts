import type { LibraryItem, QualityProfile } from "../clients/arr/library/LibraryItem.ts"
import type { Lack, SearchReason } from "../store/search/SearchReason.ts"
import type { SearchSettings } from "./SearchSettings.ts"
import type { Skip } from "./Skip.ts"

/** In the order in which one of them becomes the reason of a search. */
const inOrder = ["Missing", "CustomFormat", "Quality", "Upgrade"] as const satisfies ReadonlyArray<Lack>

const switches = {
  Missing: "missing",
  CustomFormat: "customFormat",
  Quality: "quality",
  Upgrade: "upgrade"
} as const satisfies Record<Lack, keyof SearchSettings>

/** Is it a reason that comes from the library alone? */
export const isLack = (word: SearchReason | Skip): word is Lack => Object.hasOwn(switches, word)

/** Whether either holds; undefined when what is told is not enough to say so. */
const either = (a: boolean | undefined, b: boolean | undefined): boolean | undefined =>
  a === true || b === true ? true : a === undefined || b === undefined ? undefined : false

/**
 * Whether a thing lacks this, whatever is switched on and whether or not its profile allows upgrades. Undefined when
 * its profile, its score or its quality is not told.
 */
export const lacks = (item: LibraryItem, profile: QualityProfile | undefined, lack: Lack): boolean | undefined => {
  const { file } = item
  if (file === undefined) return lack === "Missing"
  if (lack === "Missing") return false
  if (profile === undefined) return undefined
  switch (lack) {
    case "CustomFormat":
      return file.score === undefined ? undefined : file.score < profile.minFormatScore
    case "Quality":
      return file.cutoffUnmet
    case "Upgrade": {
      const { cutoffFormatScore: cutoff } = profile
      const below = file.score === undefined || cutoff === undefined ? undefined : file.score < cutoff
      return either(file.cutoffUnmet, below)
    }
  }
}

/**
 * For which of the things that it lacks it is searched for, or why for none. A file that meets everything is complete:
 * its Arr would refuse every release, so a search costs the indexers and brings nothing.
 */
export const lackOf = (
  item: LibraryItem,
  profile: QualityProfile | undefined,
  settings: SearchSettings
): Lack | Extract<Skip, "complete" | "switched off" | "no upgrades allowed"> => {
  let any = false
  for (const lack of inOrder) {
    if (lacks(item, profile, lack) !== true) continue
    any = true
    if (!settings[switches[lack]]) continue
    return lack === "Missing" || profile?.upgradeAllowed === true ? lack : "no upgrades allowed"
  }
  return any ? "switched off" : "complete"
}
