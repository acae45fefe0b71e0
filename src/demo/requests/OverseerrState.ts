/** The numbers Overseerr, Jellyseerr and Seerr keep for the state of a request. */
export const requestStatus = { pending: 1, approved: 2, declined: 3, failed: 4, completed: 5 } as const

/** The numbers they keep for what is in the library. */
export const mediaStatus = {
  unknown: 1,
  pending: 2,
  processing: 3,
  partiallyAvailable: 4,
  available: 5,
  blocklisted: 6,
  deleted: 7
} as const

/** Somebody asked for something. */
export interface AskedFor {
  readonly id: number
  readonly type: "movie" | "tv"
  readonly tmdbId: number
  readonly tvdbId?: number
  readonly imdbId?: string
  readonly is4k?: boolean
  /** Default: approved. */
  readonly status?: keyof typeof requestStatus
  /** Of the ordinary or the 4K files, whichever was asked for. Default: processing. */
  readonly media?: keyof typeof mediaStatus
  /** Of a series. */
  readonly seasons?: ReadonlyArray<number>
  /** ISO 8601. */
  readonly createdAt?: string
}

/** What the catalogue knows of a movie or series. */
export interface Title {
  readonly type: "movie" | "tv"
  readonly tmdbId: number
  readonly title: string
  /** `YYYY-MM-DD`, or empty as TMDB has it for what has no date. */
  readonly released?: string
  readonly tvdbId?: number
  readonly imdbId?: string
}

/** One request as on the wire. */
export const rowOf = (asked: AskedFor): Readonly<Record<string, unknown>> => {
  const status = requestStatus[asked.status ?? "approved"]
  const media = mediaStatus[asked.media ?? "processing"]
  const is4k = asked.is4k ?? false
  const createdAt = asked.createdAt ?? "2026-01-02T03:04:05.000Z"
  return {
    id: asked.id,
    status,
    createdAt,
    updatedAt: createdAt,
    type: asked.type,
    is4k,
    serverId: null,
    profileId: null,
    rootFolder: null,
    languageProfileId: null,
    tags: null,
    isAutoRequest: false,
    media: {
      id: asked.id,
      mediaType: asked.type,
      tmdbId: asked.tmdbId,
      tvdbId: asked.tvdbId ?? null,
      imdbId: asked.imdbId ?? null,
      status: is4k ? mediaStatus.unknown : media,
      status4k: is4k ? media : mediaStatus.unknown,
      serviceId: 0,
      externalServiceId: null
    },
    seasons: (asked.seasons ?? []).map((seasonNumber, index) => ({
      id: asked.id * 100 + index,
      seasonNumber,
      status,
      createdAt
    })),
    requestedBy: { id: 1, displayName: "somebody", email: "somebody@example.org" },
    modifiedBy: null,
    seasonCount: asked.seasons?.length ?? 0
  }
}

/** A title as on the wire. */
export const detailsOf = (title: Title): Readonly<Record<string, unknown>> => ({
  id: title.tmdbId,
  externalIds: { imdbId: title.imdbId ?? null, tvdbId: title.tvdbId ?? null },
  ...(title.type === "movie"
    ? { title: title.title, originalTitle: title.title, releaseDate: title.released, imdbId: title.imdbId }
    : { name: title.title, originalName: title.title, firstAirDate: title.released })
})

/** Whether a filter of `GET request` lets a row through: by the states of the request, and for some by the media's. */
export const passes = (filter: string | null, row: Readonly<Record<string, unknown>>): boolean => {
  const status = row["status"]
  const media = typeof row["media"] === "object" && row["media"] !== null ? { ...row["media"] } : {}
  const held: unknown = Object.entries(media).find(
    ([name]) => name === (row["is4k"] === true ? "status4k" : "status")
  )?.[1]
  const absent = typeof held !== "number" || held < mediaStatus.available
  switch (filter) {
    case "approved":
      return status === requestStatus.approved
    case "processing":
      return status === requestStatus.approved && absent
    case "pending":
      return status === requestStatus.pending
    case "unavailable":
      return (status === requestStatus.pending || status === requestStatus.approved) && absent
    case "failed":
      return status === requestStatus.failed
    case "available":
      return held === mediaStatus.available
    default:
      return true
  }
}
