import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ClientError } from "../ClientError.ts"
import type { FormatScores } from "./ArrClient.ts"
import { adapters } from "./adapters.ts"
import type { MediaRef } from "./MediaRef.ts"
import { type Endpoint, read } from "./request.ts"
import { EpisodeAnswer, FileAnswer, idOf, ProfileAnswer, ProfiledAnswer } from "./wire.ts"

type File = typeof FileAnswer.Type

/** The files of one thing that a download is for, and who says which profile holds for it. */
interface Wanted {
  readonly files: ReadonlyArray<File>
  /** Path below the API path. */
  readonly owner: string
}

/** On which nobody decides anything. */
const nothing: FormatScores = { file: undefined, minimum: undefined }

/** Ids in one request: more would make an address that proxies refuse. */
const mostIds = 100

const filesOf = (endpoint: Endpoint, path: string, field: string, ids: ReadonlyArray<number>) =>
  read(
    endpoint,
    path,
    Schema.Array(FileAnswer),
    ids.map((id) => [field, String(id)] as const)
  )

const chunks = (ids: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<number>> =>
  ids.length <= mostIds ? [ids] : [ids.slice(0, mostIds), ...chunks(ids.slice(mostIds))]

/** Episodes of a pack in two requests rather than two each. An episode that is not listed any more has no files known. */
const readEpisodes = (endpoint: Endpoint, refs: ReadonlyArray<Extract<MediaRef, { kind: "episode" }>>) =>
  Effect.gen(function* () {
    const episodes = new Map<number, number | undefined>()
    for (const ids of chunks([...new Set(refs.map((ref) => ref.episodeId))])) {
      const query = ids.map((id) => ["episodeIds", String(id)] as const)
      const answer = yield* read(endpoint, "/episode", Schema.Array(EpisodeAnswer), query)
      for (const { episodeFileId, id } of answer) episodes.set(id, idOf(episodeFileId))
    }
    if (refs.some((ref) => !episodes.has(ref.episodeId))) return undefined
    const files = new Map<number, File>()
    const fileIds = [...new Set([...episodes.values()].filter((id) => id !== undefined))]
    for (const ids of fileIds.length === 0 ? [] : chunks(fileIds)) {
      for (const file of yield* filesOf(endpoint, "/episodefile", "episodeFileIds", ids)) files.set(file.id, file)
    }
    return refs.map((ref): Wanted => {
      const id = episodes.get(ref.episodeId)
      const file = id === undefined ? undefined : files.get(id)
      const unread: ReadonlyArray<File> = id === undefined ? [] : [{ id }]
      return { files: file === undefined ? unread : [file], owner: `/series/${ref.seriesId}` }
    })
  })

const readOne = (endpoint: Endpoint, ref: Exclude<MediaRef, { kind: "episode" }>) => {
  switch (ref.kind) {
    case "movie":
      return Effect.map(
        filesOf(endpoint, "/moviefile", "movieId", [ref.movieId]),
        (files): Wanted => ({ files, owner: `/movie/${ref.movieId}` })
      )
    case "album":
      return Effect.map(
        filesOf(endpoint, "/trackfile", "albumId", [ref.albumId]),
        (files): Wanted => ({ files, owner: `/artist/${ref.artistId}` })
      )
    case "book":
      return Effect.map(
        filesOf(endpoint, "/bookfile", "bookId", [ref.bookId]),
        (files): Wanted => ({ files, owner: `/author/${ref.authorId}` })
      )
  }
}

const readMinimum = (endpoint: Endpoint, owner: string) =>
  Effect.gen(function* () {
    const profile = idOf((yield* read(endpoint, owner, ProfiledAnswer)).qualityProfileId)
    if (profile === undefined) return undefined
    return (yield* read(endpoint, `/qualityprofile/${profile}`, ProfileAnswer)).minFormatScore ?? undefined
  })

/**
 * Files and minimums of everything a download is for as one pair of scores, such that a download below the pair is
 * below every part of it. Where the parts differ too much for one pair, or a score is not told, nothing is known. Pure.
 */
export const formatScoresOf = (
  wanted: ReadonlyArray<Pick<Wanted, "files">>,
  minimums: ReadonlyArray<number | undefined>
): FormatScores => {
  const files = wanted.flatMap((one) => one.files)
  const scores = files.flatMap(({ customFormatScore }) => (customFormatScore == null ? [] : [customFormatScore]))
  const some = files.length > 0
  if (wanted.length === 0 || scores.length < files.length) return nothing
  if (some && wanted.some((one) => one.files.length === 0)) return nothing
  const known = minimums.flatMap((minimum) => (minimum === undefined ? [] : [minimum]))
  return {
    file: some ? Math.min(...scores) : undefined,
    minimum: known.length === minimums.length && known.length > 0 ? Math.min(...known) : undefined
  }
}

/** Scores around one download (engine §2.14; arr-api §6 "Where the score is"): of its files, and of their profiles. */
export const readFormats = (
  endpoint: Endpoint,
  refs: ReadonlyArray<MediaRef>
): Effect.Effect<FormatScores, ClientError> =>
  Effect.gen(function* () {
    const { refKind } = adapters[endpoint.kind]
    if (refs.length === 0 || refs.some((ref) => ref.kind !== refKind)) return nothing
    const episodes = refs.flatMap((ref) => (ref.kind === "episode" ? [ref] : []))
    const others = refs.flatMap((ref) => (ref.kind === "episode" ? [] : [ref]))
    const wanted =
      episodes.length > 0
        ? yield* readEpisodes(endpoint, episodes)
        : yield* Effect.forEach(others, (ref) => readOne(endpoint, ref))
    if (wanted === undefined) return nothing
    const owners = [...new Set(wanted.map((one) => one.owner))]
    return formatScoresOf(wanted, yield* Effect.forEach(owners, (owner) => readMinimum(endpoint, owner)))
  }).pipe(
    // Deleted from the Arr since its queue was read: nothing is known of it, and nothing has to be tried again.
    Effect.catchTag("NotFound", () => Effect.succeed(nothing))
  )
