import { numberIn, type Row } from "./fields.ts"
import { adapterOf } from "./works.ts"

/** An album has many tracks: a part of them is not the album. */
const complete = (statistics: Row): boolean | undefined => {
  const percent = numberIn(statistics, "percentOfTracks")
  const files = numberIn(statistics, "trackFileCount")
  const tracks = numberIn(statistics, "trackCount")
  if (percent !== undefined && percent >= 100) return true
  if (files !== undefined && tracks !== undefined) return tracks > 0 && files >= tracks
  return percent === undefined ? undefined : false
}

/** Lidarr. */
export const albums = adapterOf({
  container: "artist",
  ownerField: "artistId",
  work: "album",
  workField: "albumId",
  query: [["includeAllArtistAlbums", "true"]],
  filePath: "/trackfile",
  fileCount: "trackFileCount",
  neighbours: ["nextAlbum", "lastAlbum"],
  refOf: (artistId, albumId) => ({ kind: "album", artistId, albumId }),
  complete
})
