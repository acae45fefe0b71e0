import type { ArrClient, ArrCommand } from "./ArrClient.ts"
import { adapters } from "./adapters.ts"
import type { MediaRef } from "./MediaRef.ts"
import type { SearchTarget } from "./SearchTarget.ts"

/** A command that is to be sent: its name, and what goes with it. */
export interface PlannedCommand {
  readonly name: string
  readonly body: Readonly<Record<string, string | number | ReadonlyArray<number>>>
}

/** What to scan, and for which download. */
export interface ScanRequest {
  /** As the Arr sees it. */
  readonly path: string
  readonly hash: string
  readonly importMode: "Auto" | "Move" | "Copy"
}

/** A known download is imported with the match of its grab only if its id is spelled as the Arr does: in upper case. */
export const plannedScan = (client: Pick<ArrClient, "kind">, request: ScanRequest): PlannedCommand => ({
  name: adapters[client.kind].scanCommand,
  body: { path: request.path, downloadClientId: request.hash.toUpperCase(), importMode: request.importMode }
})

const distinct = (values: ReadonlyArray<number>): ReadonlyArray<number> => [...new Set(values)]

const withIds = (name: string, field: string, values: ReadonlyArray<number>): ReadonlyArray<PlannedCommand> =>
  values.length === 0 ? [] : [{ name, body: { [field]: distinct(values) } }]

const episodeSearch = (refs: ReadonlyArray<Extract<MediaRef, { kind: "episode" }>>): ReadonlyArray<PlannedCommand> => {
  const first = refs[0]
  const episodeIds = distinct(refs.map((ref) => ref.episodeId))
  const oneSeason =
    first !== undefined &&
    refs.every((ref) => ref.seriesId === first.seriesId && ref.seasonNumber === first.seasonNumber)
  return oneSeason && episodeIds.length > 1
    ? [{ name: "SeasonSearch", body: { seriesId: first.seriesId, seasonNumber: first.seasonNumber } }]
    : withIds("EpisodeSearch", "episodeIds", episodeIds)
}

/**
 * The searches for what a download was to be, as few commands as possible: an Arr works on two at a time, and searches
 * hold up imports. Several episodes of one season were a pack, so the season is searched for as a whole. Pure.
 */
export const searchCommands = (refs: ReadonlyArray<MediaRef>): ReadonlyArray<PlannedCommand> => [
  ...withIds(
    "MoviesSearch",
    "movieIds",
    refs.flatMap((ref) => (ref.kind === "movie" ? [ref.movieId] : []))
  ),
  ...episodeSearch(refs.flatMap((ref) => (ref.kind === "episode" ? [ref] : []))),
  ...withIds(
    "AlbumSearch",
    "albumIds",
    refs.flatMap((ref) => (ref.kind === "album" ? [ref.albumId] : []))
  ),
  ...withIds(
    "BookSearch",
    "bookIds",
    refs.flatMap((ref) => (ref.kind === "book" ? [ref.bookId] : []))
  )
]

/** The one command that looks for this and for nothing else. Pure. */
export const plannedSearch = (target: SearchTarget): PlannedCommand => {
  switch (target.kind) {
    case "movie":
      return { name: "MoviesSearch", body: { movieIds: [target.movieId] } }
    case "episode":
      return { name: "EpisodeSearch", body: { episodeIds: [target.episodeId] } }
    case "season":
      return { name: "SeasonSearch", body: { seriesId: target.seriesId, seasonNumber: target.seasonNumber } }
    case "series":
      return { name: "SeriesSearch", body: { seriesId: target.seriesId } }
    case "album":
      return { name: "AlbumSearch", body: { albumIds: [target.albumId] } }
    case "book":
      return { name: "BookSearch", body: { bookIds: [target.bookId] } }
  }
}

const sameIds = (planned: ReadonlyArray<number>, sent: unknown): boolean =>
  Array.isArray(sent) && new Set(sent).size === planned.length && planned.every((id) => sent.includes(id))

const sameText = (planned: string, sent: unknown): boolean =>
  typeof sent === "string" && sent.toLowerCase() === planned.toLowerCase()

/**
 * Whether a command in the Arr's list is the planned one: same name, same ids in any order. A scan is recognised by
 * its download alone, since a path may be spelled in several ways. Pure.
 */
export const matchesCommand = (command: ArrCommand, planned: PlannedCommand): boolean => {
  if (!sameText(planned.name, command.name)) return false
  const { downloadClientId } = planned.body
  if (typeof downloadClientId === "string") return sameText(downloadClientId, command.body["downloadClientId"])
  return Object.entries(planned.body).every(([field, value]) => {
    const sent = command.body[field]
    if (typeof value === "number") return value === sent
    return typeof value === "string" ? sameText(value, sent) : sameIds(value, sent)
  })
}
