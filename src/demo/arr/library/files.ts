import { type ArrFacts, languagesOf, qualityOf } from "../ArrFacts.ts"
import type { Media } from "../Media.ts"
import { type Fields, fileSize } from "./common.ts"
import { fileIdsOf, type LibraryItem } from "./LibraryItem.ts"

const video = {
  audioBitrate: 384_000,
  audioChannels: 5.1,
  audioCodec: "AC3",
  audioLanguages: "eng",
  audioStreamCount: 1,
  videoBitDepth: 8,
  videoBitrate: 0,
  videoCodec: "x264",
  videoFps: 23.976,
  videoDynamicRange: "",
  videoDynamicRangeType: "",
  resolution: "1920x1080",
  runTime: "1:40:00",
  scanType: "Progressive",
  subtitles: "eng"
}

const ownersOf = (media: Media, name: string): Fields => {
  const shared = { sceneName: name, releaseGroup: "SIM", indexerFlags: 0 }
  switch (media.kind) {
    case "movie":
      return {
        movieId: media.movieId,
        relativePath: `${media.movieId}.mkv`,
        ...shared,
        edition: "",
        mediaInfo: video,
        originalFilePath: `${name}/${name}.mkv`
      }
    case "episode":
      return {
        seriesId: media.seriesId,
        seasonNumber: media.seasonNumber,
        relativePath: `${media.episodeId}.mkv`,
        ...shared,
        releaseType: "singleEpisode",
        mediaInfo: video
      }
    case "album":
      return { artistId: media.artistId, albumId: media.albumId, ...shared, qualityWeight: 1 }
    case "book":
      return { authorId: media.authorId, bookId: media.bookId, indexerFlags: 0, qualityWeight: 1 }
  }
}

/** One file on the wire, as `moviefile` and its like tell it. Readarr has no custom formats. */
const resourceOf = (item: LibraryItem, id: number, facts: ArrFacts): Fields => ({
  ...ownersOf(item.media, `${item.title}.1080p.WEB-DL-SIM`),
  path: `/library/${item.title}/${id}`,
  size: fileSize,
  dateAdded: "2024-01-01T00:00:00Z",
  quality: qualityOf(facts),
  ...languagesOf(facts),
  ...(facts.appName === "Readarr"
    ? {}
    : {
        customFormats: item.fileScore === 0 ? [] : [{ id: 1, name: "Simulated" }],
        customFormatScore: item.fileScore
      }),
  qualityCutoffNotMet: item.cutoffNotMet,
  id
})

/** All files of a thing. */
export const fileResources = (item: LibraryItem, facts: ArrFacts): ReadonlyArray<Fields> =>
  fileIdsOf(item).map((id) => resourceOf(item, id, facts))

/** The file inside a movie: Radarr does not work its score out there. */
export const embeddedFile = (item: LibraryItem, facts: ArrFacts): Fields | undefined => {
  const [file] = fileResources(item, facts)
  return file === undefined ? undefined : { ...file, customFormats: undefined, customFormatScore: 0 }
}
