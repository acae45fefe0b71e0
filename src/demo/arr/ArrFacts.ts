/** The four programs. */
export type ArrKind = "radarr" | "sonarr" | "lidarr" | "readarr"

/** What a history entry is about, in one word for all four. */
export type HistoryWord = "grabbed" | "imported" | "fileImported" | "failed" | "ignored" | "deleted"

/** What differs between the four programs (api notes §3, §4, §8). */
export interface ArrFacts {
  readonly appName: string
  readonly version: string
  readonly apiPath: "/api/v3" | "/api/v1"
  readonly includeUnknown: string
  /** Name on the wire and number in the `eventType` filter. */
  readonly events: Readonly<Record<HistoryWord, readonly [string, number]>>
  /** What stands in `trackedDownloadState` for an import that needs a person. */
  readonly blocked: "importBlocked" | "importFailed"
  readonly quality: Readonly<Record<string, unknown>>
  /** Radarr and Sonarr rows carry languages. */
  readonly languages: boolean
  /** What stands in front of `Scan`, `Search` and in their id lists. */
  readonly scan: string
  /** Search command to the member of its body with the ids. */
  readonly searches: Readonly<Record<string, string>>
  /** Names of searches without a target and other commands that only pass time here. */
  readonly others: ReadonlyArray<string>
}

const webdl = { id: 3, name: "WEBDL-1080p", resolution: 1080 }
const folderEvents = {
  grabbed: ["grabbed", 1],
  imported: ["downloadFolderImported", 3],
  fileImported: ["downloadFolderImported", 3],
  failed: ["downloadFailed", 4]
} as const

const radarr: ArrFacts = {
  appName: "Radarr",
  version: "6.0.4.10291",
  apiPath: "/api/v3",
  includeUnknown: "includeUnknownMovieItems",
  events: { ...folderEvents, ignored: ["downloadIgnored", 9], deleted: ["movieFileDeleted", 6] },
  blocked: "importBlocked",
  quality: { ...webdl, source: "webdl", modifier: "none" },
  languages: true,
  scan: "DownloadedMoviesScan",
  searches: { MoviesSearch: "movieIds" },
  others: ["RssSync", "RefreshMovie", "RescanMovie", "MissingMoviesSearch", "CutoffUnmetMoviesSearch"]
}

const sonarr: ArrFacts = {
  appName: "Sonarr",
  version: "4.0.16.2944",
  apiPath: "/api/v3",
  includeUnknown: "includeUnknownSeriesItems",
  events: { ...folderEvents, ignored: ["downloadIgnored", 7], deleted: ["episodeFileDeleted", 5] },
  blocked: "importBlocked",
  quality: { ...webdl, source: "web" },
  languages: true,
  scan: "DownloadedEpisodesScan",
  searches: { EpisodeSearch: "episodeIds", SeasonSearch: "seriesId", SeriesSearch: "seriesId" },
  others: ["RssSync", "RefreshSeries", "RescanSeries", "MissingEpisodeSearch", "CutoffUnmetEpisodeSearch"]
}

const lidarr: ArrFacts = {
  appName: "Lidarr",
  version: "2.14.5.4836",
  apiPath: "/api/v1",
  includeUnknown: "includeUnknownArtistItems",
  events: {
    grabbed: ["grabbed", 1],
    imported: ["downloadImported", 8],
    fileImported: ["trackFileImported", 3],
    failed: ["downloadFailed", 4],
    ignored: ["downloadIgnored", 10],
    deleted: ["trackFileDeleted", 5]
  },
  blocked: "importBlocked",
  quality: { id: 6, name: "FLAC" },
  languages: false,
  scan: "DownloadedAlbumsScan",
  searches: { AlbumSearch: "albumIds", ArtistSearch: "artistId" },
  others: ["RssSync", "RefreshArtist", "RefreshAlbum", "RescanFolders", "MissingAlbumSearch", "CutoffUnmetAlbumSearch"]
}

const readarr: ArrFacts = {
  appName: "Readarr",
  version: "0.4.18.2805",
  apiPath: "/api/v1",
  includeUnknown: "includeUnknownAuthorItems",
  events: { ...lidarr.events, fileImported: ["bookFileImported", 3], deleted: ["bookFileDeleted", 5] },
  blocked: "importFailed",
  quality: { id: 3, name: "EPUB" },
  languages: false,
  scan: "DownloadedBooksScan",
  searches: { BookSearch: "bookIds", AuthorSearch: "authorId" },
  others: ["RssSync", "RefreshAuthor", "RefreshBook", "RescanFolders", "MissingBookSearch", "CutoffUnmetBookSearch"]
}

const byKind: Readonly<Record<ArrKind, ArrFacts>> = { radarr, sonarr, lidarr, readarr }

export const factsOf = (kind: ArrKind): ArrFacts => byKind[kind]

/** The quality of everything here, with its revision. */
export const qualityOf = (facts: ArrFacts) => ({
  quality: facts.quality,
  revision: { version: 1, real: 0, isRepack: false }
})

/** `languages` of a row, only where the program has them. */
export const languagesOf = (facts: ArrFacts) => (facts.languages ? { languages: [{ id: 1, name: "English" }] } : {})
