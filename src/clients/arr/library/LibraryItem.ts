import type { MediaRef } from "../MediaRef.ts"

/** When a movie can be had at all (engine §3.4.5). Times are epoch milliseconds. */
export interface ReleaseDates {
  /** `minimumAvailability` in the words of Radarr: `announced`, `inCinemas`, `released`, … */
  readonly minimum: string
  readonly inCinemas: number | undefined
  readonly digital: number | undefined
  readonly physical: number | undefined
}

/** The file (or the files) that the Arr has of a thing. */
export interface LibraryFile {
  /** Of the newest file: another id means that the file was replaced. */
  readonly id: number
  /** The lowest custom format score; undefined when it is not told. */
  readonly score: number | undefined
  /** `qualityCutoffNotMet` of any of them; undefined when it is not told. */
  readonly cutoffUnmet: boolean | undefined
}

/** One movie, episode, album or book of a library. Times are epoch milliseconds. */
export interface LibraryItem {
  readonly ref: MediaRef
  /** The Arr's id of the thing itself; unique within a section. */
  readonly id: number
  /** The series, artist or author; a movie is its own. */
  readonly containerId: number
  readonly title: string
  /** Title of the series, name of the artist or author; "" for a movie. */
  readonly containerTitle: string
  /** Number of the episode in its season. */
  readonly episodeNumber: number | undefined
  /** Of the movie as told, or of `airsAt` in UTC; undefined for none and for 0. */
  readonly year: number | undefined
  /** `airDateUtc` or `releaseDate`; undefined when it is not known. A movie has `releases` instead. */
  readonly airsAt: number | undefined
  readonly releases: ReleaseDates | undefined
  /** The thing, its season and its series, artist or author are monitored. */
  readonly monitored: boolean
  /** Complete: an album of which tracks are missing has none. */
  readonly file: LibraryFile | undefined
  /** Quality profile of the movie, series, artist or author; undefined when it is not told. */
  readonly profileId: number | undefined
  /** Of the movie or series; undefined for none and for 0. */
  readonly tmdbId: number | undefined
  readonly tvdbId: number | undefined
  readonly imdbId: string | undefined
  /** When the Arr itself searched for it last. */
  readonly lastSearchedAt: number | undefined
}

/** A series, artist or author; a movie is its own. */
export interface LibraryContainer {
  readonly id: number
  readonly title: string
  readonly monitored: boolean
  readonly profileId: number | undefined
  /** Bytes on disk are more than 0. */
  readonly hasFiles: boolean
  /**
   * Everything its row in the list tells that may change what there is to search for below it. Equal to what was read
   * before: what it contains need not be read again.
   */
  readonly revision: string
  /** Radarr: the movie itself, without the score of its file. */
  readonly movie: LibraryItem | undefined
}

/** A quality profile as far as it decides what is wanted. */
export interface QualityProfile {
  readonly id: number
  readonly name: string
  readonly upgradeAllowed: boolean
  readonly minFormatScore: number
  /** Undefined when it is not told. */
  readonly cutoffFormatScore: number | undefined
}

/**
 * Something wrong with a row. A row that cannot be read is skipped, but not gone; one of which only a part cannot be read
 * is among the rows as well.
 */
export interface OddRow {
  /** Undefined when not even that can be read. */
  readonly id: number | undefined
  /** What it is and what is wrong with it, for one log line: `episode 12 (The Title): airDateUtc is no date: "soon"`. */
  readonly problem: string
}

/** Rows of one answer that can be read, and what is wrong with these and with the others. */
export interface Listing<A> {
  readonly rows: ReadonlyArray<A>
  readonly odd: ReadonlyArray<OddRow>
}
