import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { LibraryItem } from "../../clients/arr/library/LibraryItem.ts"
import { availableFrom, yearStarts } from "../availability.ts"
import type { SearchSettings } from "../SearchSettings.ts"

/**
 * Whether a thing is to be searched for because it is not there: monitored (or `Unmonitored`), released, no special unless
 * asked for, and without a file. What is in the queue or cools down is missing all the same. Pure.
 */
export const isMissing = (settings: SearchSettings, now: number): ((item: LibraryItem) => boolean) => {
  const startOf = yearStarts()
  return (item) => {
    if (!settings.missing || item.file !== undefined) return false
    if (!item.monitored && !settings.unmonitored) return false
    if (item.ref.kind === "episode" && item.ref.seasonNumber === 0 && !settings.specials) return false
    if (item.ref.kind === "movie") return availableFrom(item.year, item.releases, startOf) <= now
    return item.airsAt !== undefined && item.airsAt <= now
  }
}

/** `isMissing` with the settings and the time of now. */
export const missingOf = (settings: Effect.Effect<SearchSettings>): Effect.Effect<(item: LibraryItem) => boolean> =>
  Effect.zipWith(settings, Clock.currentTimeMillis, (now, at) => isMissing(now, at))
