import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ClientError } from "../../ClientError.ts"
import type { MediaRef } from "../MediaRef.ts"
import { type Endpoint, read } from "../request.ts"
import {
  dateIn,
  flagIn,
  idIn,
  isRow,
  nameIn,
  numberIn,
  type Row,
  required,
  rowIn,
  type Say,
  spokenDateIn,
  textIn,
  yearOf
} from "./fields.ts"
import { filesBy, together, untoldFile } from "./files.ts"
import type { LibraryAdapter } from "./LibraryAdapter.ts"
import type { LibraryContainer, LibraryFile, LibraryItem, Listing } from "./LibraryItem.ts"
import { eachOf, listingOf, type ReadRow } from "./listing.ts"
import { countsIn, sizeOnDisk } from "./statistics.ts"

/** In what albums of artists and books of authors differ; the rest Lidarr and Readarr have in common. */
export interface Works {
  readonly container: "artist" | "author"
  readonly ownerField: "artistId" | "authorId"
  /** What is searched for; also the name of its resource. */
  readonly work: "album" | "book"
  readonly workField: "albumId" | "bookId"
  /** Parameters beside the id of the owner. */
  readonly query: ReadonlyArray<readonly [string, string]>
  readonly filePath: "/trackfile" | "/bookfile"
  /** The statistic that counts files. */
  readonly fileCount: "trackFileCount" | "bookFileCount"
  /** The works that an owner's row names, with their dates. */
  readonly neighbours: readonly [next: string, last: string]
  readonly refOf: (ownerId: number, id: number) => MediaRef
  /** Whether nothing of the work is missing, by its statistics; undefined when they do not say. */
  readonly complete: (statistics: Row) => boolean | undefined
}

const neighbourIn = (row: Row, name: string): ReadonlyArray<unknown> => {
  const work = rowIn(row, name) ?? {}
  return [idIn(work, "id"), flagIn(work, "monitored"), textIn(work, "releaseDate")]
}

const ownerOf =
  (works: Works): LibraryAdapter["readContainer"] =>
  (row, id, say) => {
    const monitored = required(row, "monitored", "neither true nor false", flagIn(row, "monitored"), say)
    if (monitored === undefined) return undefined
    const title = nameIn(row) ?? `${works.container} ${id}`
    const profileId = idIn(row, "qualityProfileId")
    const neighbours = works.neighbours.map((name) => neighbourIn(row, name))
    return {
      id,
      title,
      monitored,
      profileId,
      hasFiles: sizeOnDisk(row, say) > 0,
      revision: JSON.stringify([monitored, title, profileId, countsIn(row), neighbours]),
      movie: undefined
    }
  }

/**
 * The files of a work that is complete. What the statistics leave open is decided by the files, and against searching:
 * a work of which nothing can be said but that it has files would be searched for without end.
 */
const fileIn = (works: Works, row: Row, told: ReadonlyArray<LibraryFile>, say: Say): LibraryFile | undefined => {
  const complete = works.complete(rowIn(row, "statistics") ?? {})
  const files = together(told)
  if (complete === false) return undefined
  if (complete === undefined && files !== undefined) {
    say("its statistics are missing, taken for complete, since it has files")
  }
  if (complete === true && files === undefined) say("it is complete, but none of its files is told")
  return files ?? (complete === true ? untoldFile(undefined) : undefined)
}

const readWork =
  (
    works: Works,
    owner: LibraryContainer,
    files: ReadonlyMap<number, ReadonlyArray<LibraryFile>>
  ): ReadRow<LibraryItem> =>
  (row, id, say) => {
    const monitored = required(row, "monitored", "neither true nor false", flagIn(row, "monitored"), say)
    const ownerId = idIn(row, works.ownerField) ?? owner.id
    if (ownerId !== owner.id) {
      say(`it belongs to ${works.container} ${ownerId} and not to ${works.container} ${owner.id} (${owner.title})`)
    }
    if (monitored === undefined || ownerId !== owner.id) return undefined
    const airsAt = spokenDateIn(row, "releaseDate", say)
    return {
      ref: works.refOf(ownerId, id),
      id,
      containerId: ownerId,
      title: nameIn(row) ?? `${works.work} ${id}`,
      containerTitle: owner.title,
      episodeNumber: undefined,
      year: yearOf(airsAt),
      airsAt,
      releases: undefined,
      monitored: monitored && owner.monitored,
      file: fileIn(works, row, files.get(id) ?? [], say),
      profileId: owner.profileId,
      tmdbId: undefined,
      tvdbId: undefined,
      imdbId: undefined,
      lastSearchedAt: dateIn(row, "lastSearchTime")
    }
  }

const toldFiles = (works: Works, row: unknown): boolean => {
  const statistics = isRow(row) ? rowIn(row, "statistics") : undefined
  return statistics !== undefined && (numberIn(statistics, works.fileCount) ?? 0) > 0
}

const worksOf = (
  works: Works,
  endpoint: Endpoint,
  owner: LibraryContainer
): Effect.Effect<Listing<LibraryItem>, ClientError> =>
  Effect.gen(function* () {
    const ownerQuery = [[works.ownerField, String(owner.id)]] as const
    const rows = yield* read(endpoint, `/${works.work}`, Schema.Array(Schema.Unknown), [...ownerQuery, ...works.query])
    const withFiles = owner.hasFiles || rows.some((row) => toldFiles(works, row))
    const files = withFiles ? yield* read(endpoint, works.filePath, Schema.Array(Schema.Unknown), ownerQuery) : []
    return listingOf(works.work, rows, readWork(works, owner, filesBy(works.workField, files)))
  })

/** An adapter of two requests for an owner at most, whatever it contains. */
export const adapterOf = (works: Works): LibraryAdapter => ({
  container: works.container,
  query: [],
  readContainer: ownerOf(works),
  portion: 1,
  itemsOf: (endpoint, containers) => eachOf(endpoint, containers, (owner) => worksOf(works, endpoint, owner)),
  containerIdOf: (event) => idIn(event, works.ownerField)
})
