import { memo } from "react"
import { Link, useLocation } from "wouter"
import type { TorrentView } from "../../../web/TorrentView.ts"
import { torrentAddress } from "../../parts/decisions.ts"
import { Icon } from "../../parts/Icon.tsx"
import { Status } from "../../parts/Status.tsx"
import { Ago } from "../../parts/Time.tsx"
import { bytes, percent, speed } from "../../parts/words.ts"
import { Checking } from "./Checking.tsx"
import { columns } from "./Heads.tsx"
import { stateWords } from "./torrentWords.ts"

const Why = ({ torrent }: { readonly torrent: TorrentView }) => {
  const { attention, lastDecision: last, section } = torrent
  if (attention !== null) {
    return (
      <span className="q-torrent-waits">
        <Icon name="warning" size={14} /> {attention}
      </span>
    )
  }
  if (last !== null) return <>{`${last.section} · ${last.rule}: ${last.reason}`}</>
  return <>{section === null ? "No section looks after it." : `${section} · nothing decided yet`}</>
}

/** One torrent of the list; an outline while its page of the list is under way. */
export const TorrentRow = memo((props: { readonly index: number; readonly torrent: TorrentView | undefined }) => {
  const { index, torrent } = props
  const [, navigate] = useLocation()
  if (torrent === undefined) {
    return (
      <tr aria-rowindex={index + 2} className="q-torrent" aria-busy="true">
        <td colSpan={columns.length} className="q-dim">
          …
        </td>
      </tr>
    )
  }
  const address = torrentAddress(torrent)
  const speeds = (torrent.dlspeed ?? 0) > 0 ? torrent.dlspeed : torrent.upspeed
  return (
    // The link in it is what the keyboard uses; a click beside it is a convenience.
    <tr aria-rowindex={index + 2} className="q-torrent" onClick={() => navigate(address)}>
      <th scope="row">
        <Link href={address} className="q-torrent-name" onClick={(event) => event.stopPropagation()}>
          {torrent.name}
        </Link>
        <div className="q-torrent-why">
          <Why torrent={torrent} />
        </div>
      </th>
      <td className="q-torrents-state">
        <Status {...stateWords(torrent.state)} />
        <Checking torrent={torrent} size={4} />
      </td>
      <td className="q-number q-torrents-progress">{torrent.progress === null ? "–" : percent(torrent.progress)}</td>
      <td className="q-number q-torrents-more">{speed(speeds ?? 0)}</td>
      <td className="q-number q-torrents-more">{torrent.size === null ? "–" : bytes(torrent.size)}</td>
      <td className="q-torrents-more">
        <Ago at={torrent.addedOn} />
      </td>
    </tr>
  )
})
TorrentRow.displayName = "TorrentRow"
