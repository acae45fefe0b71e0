import type { RequestKind } from "../../clients/requests/endpoint.ts"
import { idOf, imdbIdOf, seasonNumbers } from "../../clients/requests/reading.ts"
import type { MediaRequest } from "../../store/search/Requests.ts"

/** A request that came by itself. */
export interface WebhookRequest {
  readonly kind: RequestKind
  /** Undefined: it does not say, so any section may serve it. */
  readonly is4k: boolean | undefined
  /** False: it still waits for approval. */
  readonly approved: boolean
  /** Of source `webhook`. */
  readonly request: MediaRequest
}

/** What the body of a webhook is. */
export type WebhookReading = WebhookRequest | "test" | "not a request" | { readonly problem: string }

/** The members of an object in a body. */
export type Members = Readonly<Record<string, unknown>>

/** By which a library knows a movie or series; at least one of them is there. */
export type MediaIds = Pick<MediaRequest, "tmdbId" | "tvdbId" | "imdbId">

const expected =
  'expected the default JSON payload of an Overseerr, Jellyseerr or Seerr webhook, that of an Ombi webhook, or {"type": "movie" or "tv", "tmdbId", "tvdbId" or "imdbId": …, "seasons": [1, 2], "title": "…"}.'

/** Says what is missing, and what a body has to be. */
export const problem = (what: string): { readonly problem: string } => ({ problem: `${what}; ${expected}` })

/** `movie`, `tv`, and how else people and programs write them. */
export const kindOf = (value: unknown): RequestKind | undefined => {
  switch (typeof value === "string" ? value.trim().toLowerCase() : undefined) {
    case "movie":
    case "movies":
      return "movie"
    case "tv":
    case "tvshow":
    case "tv show":
    case "series":
    case "show":
      return "tv"
    default:
      return undefined
  }
}

/** `[1, 2]`, `"1, 2"` or `1`; undefined = all, because none is named. */
export const seasonsIn = (value: unknown): ReadonlyArray<number> | undefined => {
  const parts = Array.isArray(value) ? value : typeof value === "string" ? value.split(",") : [value]
  const seasons = seasonNumbers(parts)
  return seasons.length === 0 ? undefined : seasons
}

/** Undefined without any. */
export const mediaIdsIn = (members: Members): MediaIds | undefined => {
  const ids = {
    tmdbId: idOf(members["tmdbId"]),
    tvdbId: idOf(members["tvdbId"]),
    imdbId: imdbIdOf(members["imdbId"])
  }
  return Object.values(ids).every((id) => id === undefined) ? undefined : ids
}

/** Id of a request that has none of its own: the same thing asked for again replaces what was asked for before. */
export const idByMedia = (kind: RequestKind, { imdbId, tmdbId, tvdbId }: MediaIds): string => {
  if (tmdbId !== undefined) return `webhook:${kind}:tmdb:${tmdbId}`
  return tvdbId === undefined ? `webhook:${kind}:${imdbId}` : `webhook:${kind}:tvdb:${tvdbId}`
}
