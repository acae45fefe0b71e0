import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ClientError } from "../ClientError.ts"
import { type Endpoint, type RequestKind, read } from "./endpoint.ts"
import { idOf, imdbIdOf, recordOf, titleOf } from "./reading.ts"

/** What `movie/{tmdb}` and `tv/{tmdb}` tell of a requested thing. */
export interface MediaDetails {
  readonly title: string | undefined
  /** `YYYY-MM-DD`; undefined when it is not known. */
  readonly released: string | undefined
  readonly tvdbId: number | undefined
  readonly imdbId: string | undefined
}

/** The last answer for each id, the oldest forgotten first. */
interface Kept {
  /** Undefined: it could not be looked up. */
  readonly details: MediaDetails | undefined
  /** Epoch milliseconds; afterwards it is asked again. */
  readonly until: number
}

const hour = 3_600_000

/** Dates of what is out do not move; those of what is to come do. Milliseconds. */
const keepReleased = 24 * hour
const keepUpcoming = 6 * hour
const keepFailure = hour / 6

/** Most ids remembered. */
const most = 5_000

/** So many failures in a row end the looking up of one round: whoever is behind the service is away. */
const patience = 3

/** Of one answer; pure. */
export const detailsOf = (kind: RequestKind, answer: unknown): MediaDetails => {
  const members = recordOf(answer) ?? {}
  const external = recordOf(members["externalIds"]) ?? {}
  const date = members[kind === "movie" ? "releaseDate" : "firstAirDate"]
  const day = typeof date === "string" ? date.slice(0, 10) : ""
  return {
    title: titleOf(members[kind === "movie" ? "title" : "name"]),
    released: /^\d{4}-\d\d-\d\d$/.test(day) ? day : undefined,
    tvdbId: idOf(external["tvdbId"]),
    imdbId: imdbIdOf(members["imdbId"]) ?? imdbIdOf(external["imdbId"])
  }
}

/** Today in UTC, as release dates are written. */
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10)

/** True when it is not out yet. What has no date counts as out (engine §3.7, step 5). */
export const isUpcoming = (details: MediaDetails | undefined, now: number): boolean =>
  details?.released !== undefined && details.released > dayOf(now)

/** Looks things up; undefined when that does not work now. */
export type LookUp = (tmdbId: number) => Effect.Effect<MediaDetails | undefined>

/**
 * Remembers what was looked up: bounded, and not for ever. Each value of the effect serves one round of questions and
 * stops asking after a few failures in a row, so that a catalogue that is away does not hold up the requests.
 */
export const lookUps = (endpoint: Endpoint, kind: RequestKind): Effect.Effect<LookUp> => {
  const memory = new Map<number, Kept>()
  const keep = (tmdbId: number, kept: Kept): void => {
    memory.delete(tmdbId)
    memory.set(tmdbId, kept)
    if (memory.size > most) for (const oldest of [...memory.keys()].slice(0, memory.size - most)) memory.delete(oldest)
  }
  const ask = (tmdbId: number): Effect.Effect<MediaDetails, ClientError> =>
    Effect.map(read(endpoint, `/api/v1/${kind}/${tmdbId}`, Schema.Unknown), (answer) => detailsOf(kind, answer))
  return Effect.sync(() => {
    let failures = 0
    return (tmdbId) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const kept = memory.get(tmdbId)
        if (kept !== undefined && kept.until > now) return kept.details
        if (failures >= patience) return kept?.details
        const details = yield* Effect.option(ask(tmdbId))
        if (details._tag === "None") {
          failures += 1
          keep(tmdbId, { details: kept?.details, until: now + keepFailure })
          return kept?.details
        }
        failures = 0
        const until = now + (isUpcoming(details.value, now) ? keepUpcoming : keepReleased)
        keep(tmdbId, { details: details.value, until })
        return details.value
      })
  })
}
