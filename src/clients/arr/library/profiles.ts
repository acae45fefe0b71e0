import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ClientError } from "../../ClientError.ts"
import { type Endpoint, read } from "../request.ts"
import { flagIn, numberIn, required, textIn } from "./fields.ts"
import type { QualityProfile } from "./LibraryItem.ts"
import { listingOf, type ReadRow } from "./listing.ts"

/** A profile that does not tell whether it allows upgrades allows none: nothing is searched for on a guess. */
export const profileRow: ReadRow<QualityProfile> = (row, id, say) => ({
  id,
  name: required(row, "name", "no text", textIn(row, "name"), say) ?? `profile ${id}`,
  upgradeAllowed:
    required(row, "upgradeAllowed", "neither true nor false", flagIn(row, "upgradeAllowed"), say) ?? false,
  minFormatScore: numberIn(row, "minFormatScore") ?? 0,
  cutoffFormatScore: numberIn(row, "cutoffFormatScore")
})

/** All quality profiles; one warning for each that is odd. */
export const readProfiles = (endpoint: Endpoint): Effect.Effect<ReadonlyArray<QualityProfile>, ClientError> =>
  Effect.gen(function* () {
    const answer = yield* read(endpoint, "/qualityprofile", Schema.Array(Schema.Unknown))
    const { odd, rows } = listingOf("quality profile", answer, profileRow)
    for (const { problem } of odd) yield* Effect.logWarning(`${endpoint.name}: ${problem}`)
    return rows
  })
