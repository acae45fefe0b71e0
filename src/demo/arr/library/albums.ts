import { idOf } from "../Media.ts"
import type { Container } from "./Container.ts"
import { clean, type Fields, fileSize, images, isOut, iso, percent, ratings, sum } from "./common.ts"
import type { Shelf } from "./Library.ts"
import { fileIdsOf, filesOf, type LibraryItem } from "./LibraryItem.ts"

/** As Lidarr counts: `trackCount` is those that are there, and those that are out and wanted. */
const counts = (albums: ReadonlyArray<LibraryItem>, now: number) => {
  const files = sum(albums, filesOf)
  const due = sum(albums, (one) => (one.monitored && isOut(one, now) ? one.tracks : filesOf(one)))
  return {
    trackFileCount: files,
    trackCount: due,
    totalTrackCount: sum(albums, ({ tracks }) => tracks),
    sizeOnDisk: files * fileSize,
    percentOfTracks: percent(files, due)
  }
}

const isMonitored = ({ container, items }: Shelf): boolean =>
  container.monitored ?? items.some(({ monitored }) => monitored)

const artist = (container: Container, monitored: boolean): Fields => {
  const path = container.path ?? `/library/${container.title}`
  return {
    status: container.status,
    ended: container.status === "ended",
    artistName: container.title,
    foreignArtistId: `artist-${container.id}`,
    tadbId: 0,
    discogsId: 0,
    overview: "",
    artistType: "Group",
    disambiguation: "",
    links: [],
    images: images(container.id),
    path,
    qualityProfileId: container.profileId,
    metadataProfileId: container.metadataProfileId,
    monitored,
    monitorNewItems: container.monitorNewItems,
    rootFolderPath: path.slice(0, path.lastIndexOf("/") + 1),
    genres: [],
    cleanName: clean(container.title),
    sortName: container.title.toLowerCase(),
    tags: container.tags,
    added: iso(container.addedAt),
    ratings,
    id: container.id
  }
}

/** `artist`, with statistics. */
export const artistResource = (shelf: Shelf, now: number): Fields => ({
  ...artist(shelf.container, isMonitored(shelf)),
  statistics: { albumCount: shelf.items.length, ...counts(shelf.items, now) }
})

/** `album`, with its artist as the real one has it inside: without that one's statistics. */
export const albumResource = (item: LibraryItem, shelf: Shelf, now: number): Fields => {
  const id = idOf(item.media)
  const media = [{ mediumNumber: 1, mediumName: "", mediumFormat: "CD" }]
  return {
    title: item.title,
    disambiguation: "",
    overview: "",
    artistId: shelf.container.id,
    foreignAlbumId: `album-${id}`,
    monitored: item.monitored,
    anyReleaseOk: true,
    profileId: shelf.container.profileId,
    duration: item.tracks * 180_000,
    albumType: "Album",
    secondaryTypes: [],
    mediumCount: 1,
    ratings,
    releaseDate: iso(item.airsAt),
    releases: [
      {
        id,
        albumId: id,
        foreignReleaseId: `release-${id}`,
        title: item.title,
        status: "Official",
        duration: item.tracks * 180_000,
        trackCount: item.tracks,
        media,
        mediumCount: 1,
        disambiguation: "",
        country: ["Worldwide"],
        label: [],
        format: "CD",
        monitored: true
      }
    ],
    genres: [],
    media,
    artist: artist(shelf.container, isMonitored(shelf)),
    images: images(id),
    links: [],
    lastSearchTime: iso(item.lastSearchedAt),
    statistics: counts([item], now),
    id
  }
}

/** Ids of tracks are never ids of albums. */
const trackId = (albumId: number, index: number): number => albumId * 1000 + index

/** The album of a track. */
export const albumOfTrack = (id: number): number => Math.floor(id / 1000)

/** All `track`s of an album. */
export const trackResources = (item: LibraryItem): ReadonlyArray<Fields> => {
  const albumId = idOf(item.media)
  const files = fileIdsOf(item)
  return Array.from({ length: item.tracks }, (_, index) => ({
    artistId: item.media.kind === "album" ? item.media.artistId : 0,
    foreignTrackId: `track-${trackId(albumId, index)}`,
    foreignRecordingId: `recording-${trackId(albumId, index)}`,
    trackFileId: files[index] ?? 0,
    albumId,
    explicit: false,
    absoluteTrackNumber: index + 1,
    trackNumber: String(index + 1),
    title: `${item.title}, ${index + 1}`,
    duration: 180_000,
    mediumNumber: 1,
    hasFile: files[index] !== undefined,
    ratings,
    id: trackId(albumId, index)
  }))
}
