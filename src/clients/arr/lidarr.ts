import type { ArrAdapter } from "./ArrAdapter.ts"
import { idOf } from "./wire.ts"

/** Music; one row per album of a download. */
export const lidarr: ArrAdapter = {
  appName: "Lidarr",
  apiPath: "/api/v1",
  refKind: "album",
  includeUnknown: "includeUnknownArtistItems",
  include: [],
  mediaOf: (row) => {
    const artistId = idOf(row.artistId)
    const albumId = idOf(row.albumId)
    return artistId === undefined || albumId === undefined ? undefined : { kind: "album", artistId, albumId }
  },
  scanCommand: "DownloadedAlbumsScan"
}
