import type { TorrentActionOrder } from "../../../web/TorrentActionsApi.ts"
import type { TorrentDetail } from "../../../web/TorrentView.ts"
import { isChecking } from "./torrentWords.ts"

/** What can be asked for one torrent. */
export type TorrentAction = TorrentActionOrder["action"]

const ignoredTag = "qBitrr-ignored"
const importedTag = "qBitrr-imported"

/** A person has said "hands off". */
export const isIgnored = ({ tags }: TorrentDetail): boolean => tags.includes(ignoredTag)

/** How long a torrent can be left alone; hours, or until somebody takes it back. */
export const times: ReadonlyArray<{ readonly hours: number | undefined; readonly label: string }> = [
  { hours: 1, label: "For 1 hour" },
  { hours: 6, label: "For 6 hours" },
  { hours: 24, label: "For 1 day" },
  { hours: 168, label: "For 7 days" },
  { hours: 720, label: "For 30 days" },
  { hours: undefined, label: "Until I take it back" }
]

/** Why something cannot be asked for now, as far as the picture of the torrent tells; the daemon has the last word. */
export const hindrance = (torrent: TorrentDetail, action: TorrentAction): string | undefined => {
  if (!torrent.online) return `${torrent.instance} does not answer, so that nothing can be done there now.`
  if (torrent.section === null) {
    return torrent.category === ""
      ? "It has no category, so that no section looks after it, and it is not touched."
      : `Its category ${torrent.category} belongs to no section, so that it is not touched.`
  }
  if (action === "ignore" || action === "unignore") return undefined
  if (isIgnored(torrent)) return "It is ignored: end that first."
  if (action === "recheck") {
    if (isChecking(torrent.state)) return "It is being rechecked."
    if (/metaDL$/i.test(torrent.state)) return "Its list of files is not there yet, so that there is nothing to check."
  }
  if (action === "import") {
    if (torrent.tags.includes(importedTag)) return "It is imported already."
    if (torrent.amountLeft !== 0) return "It is not complete yet."
  }
  return undefined
}
