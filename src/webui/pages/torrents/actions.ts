import type { TorrentActed, TorrentActionOrder } from "../../../web/TorrentActionsApi.ts"
import type { TorrentDetail } from "../../../web/TorrentView.ts"
import { torrentDecisions, torrentDetails } from "../../live/feeds.ts"
import { request } from "../../live/http.ts"

/** Asks the daemon, and reads anew what is known of the torrent; fails with the daemon's words. */
export const act = async (
  torrent: Pick<TorrentDetail, "instance" | "hash">,
  order: TorrentActionOrder
): Promise<typeof TorrentActed.Type> => {
  const path = `/api/torrents/${encodeURIComponent(torrent.instance)}/${torrent.hash}`
  const acted = await request<typeof TorrentActed.Type>("POST", `${path}/actions`, { body: order })
  torrentDetails.at(path).refresh()
  torrentDecisions.at(`${path}/decisions?limit=200`).refresh()
  return acted
}
