import type { MediaRequest } from "../../store/search/Requests.ts"
import type { RequestKind } from "./endpoint.ts"
import { idOf, imdbIdOf, recordOf, recordsIn, seasonNumbers, timeOf } from "./reading.ts"

/** What a section wants of an Overseerr, Jellyseerr or Seerr. */
export interface OverseerrWanted {
  readonly kind: RequestKind
  /** The 4K requests, and only those. */
  readonly is4k: boolean
  /** Only approved requests; otherwise also those that wait for approval. */
  readonly approvedOnly: boolean
}

const requestStatuses = ["PENDING", "APPROVED", "DECLINED", "FAILED", "COMPLETED"] as const

/** 6 is deleted for Overseerr and blocklisted for Seerr, where 7 is deleted; none of them is to be searched. */
const mediaStatuses = [
  "UNKNOWN",
  "PENDING",
  "PROCESSING",
  "PARTIALLY_AVAILABLE",
  "AVAILABLE",
  "BLOCKLISTED",
  "DELETED"
] as const

/** Numbers count from 1; words come as `PARTIALLY_AVAILABLE` or `Partially Available` (engine §3.7). */
const wordIn = (words: ReadonlyArray<string>, value: unknown): string | undefined => {
  const number = idOf(value)
  if (number !== undefined) return words[number - 1] ?? String(number)
  return typeof value === "string" ? value.trim().toUpperCase().replace(/\W+/g, "_") : undefined
}

export const requestStatusOf = (value: unknown): string | undefined => wordIn(requestStatuses, value)
export const mediaStatusOf = (value: unknown): string | undefined => wordIn(mediaStatuses, value)

const closed: ReadonlySet<string> = new Set(["DECLINED", "FAILED", "COMPLETED"])
const searchable: ReadonlySet<string> = new Set(["PROCESSING", "PARTIALLY_AVAILABLE"])
const done: ReadonlySet<string> = new Set(["AVAILABLE", "BLOCKLISTED", "BLACKLISTED", "DELETED"])

/** Whether the states of request and media leave something to search for (engine §3.7, steps 3 and 4). */
const isOpen = (request: string, media: string, approvedOnly: boolean): boolean =>
  approvedOnly ? request === "APPROVED" && searchable.has(media) : !closed.has(request) && !done.has(media)

/** Seasons still asked for: undefined = all, because none is named; empty = every one was declined. */
const seasonsOf = (value: unknown): ReadonlyArray<number> | undefined => {
  const seasons = recordsIn(value)
  return seasons === undefined || seasons.length === 0
    ? undefined
    : seasonNumbers(
        seasons.flatMap((one) => (requestStatusOf(one["status"]) === "DECLINED" ? [] : [one["seasonNumber"]]))
      )
}

/**
 * One row of `GET /api/v1/request` in our words. `elsewhere`: readable, but not for this section or nothing to search
 * for any more; `odd`: it does not say what an answer has to say. The title is not in it.
 */
export const requestOfRow = (row: unknown, wanted: OverseerrWanted): MediaRequest | "elsewhere" | "odd" => {
  const request = recordOf(row)
  const media = recordOf(request?.["media"])
  if (request === undefined || media === undefined) return "odd"
  const id = idOf(request["id"])
  const type = request["type"] ?? media["mediaType"]
  const status = requestStatusOf(request["status"])
  if (id === undefined || typeof type !== "string" || status === undefined) return "odd"
  const is4k = request["is4k"] === true
  if (type.toLowerCase() !== wanted.kind || is4k !== wanted.is4k) return "elsewhere"
  const mediaStatus = mediaStatusOf(is4k ? media["status4k"] : media["status"]) ?? "UNKNOWN"
  if (!isOpen(status, mediaStatus, wanted.approvedOnly)) return "elsewhere"
  const ids = {
    tmdbId: idOf(media["tmdbId"]),
    tvdbId: idOf(media["tvdbId"]),
    imdbId: imdbIdOf(media["imdbId"])
  }
  if (Object.values(ids).every((one) => one === undefined)) return "odd"
  const seasons = wanted.kind === "tv" ? seasonsOf(request["seasons"]) : undefined
  if (seasons?.length === 0) return "elsewhere"
  return {
    id: `overseerr:${id}`,
    source: "overseerr",
    title: undefined,
    ...ids,
    seasons,
    requestedAt: timeOf(request["createdAt"])
  }
}
