import type { DecisionView, LastDecisionView, TorrentDetail } from "../../../web/TorrentView.ts"
import { deedOf } from "../../parts/decisions.ts"
import { Ago, Until } from "../../parts/Time.tsx"
import { Facts } from "./Facts.tsx"

/** The last word about a torrent, and when there will be another one. */
export const Next = (props: {
  readonly torrent: TorrentDetail | undefined
  readonly last: LastDecisionView | null
  readonly decisions: ReadonlyArray<DecisionView>
}) => {
  const { decisions, last, torrent } = props
  if (torrent === undefined) {
    const end = decisions.find((one) => deedOf(one) === "removed") ?? decisions[0]
    if (end === undefined) return <p className="q-next">It is gone; nothing that we did is known.</p>
    return (
      <>
        <p className="q-next">
          <strong>
            {end.rule}: {end.reason}
          </strong>
        </p>
        <p className="q-small q-dim">
          {end.action} · {end.result} · <Ago at={end.at} />
        </p>
        <Facts facts={end.facts} />
      </>
    )
  }
  if (last === null) {
    return (
      <p className="q-next">
        {torrent.section === null
          ? "No section looks after it: its category belongs to none. It is left alone."
          : `${torrent.section} has not looked at it yet.`}
      </p>
    )
  }
  return (
    <>
      <p className="q-next">
        <strong>{last.rule}:</strong> {last.reason}
      </p>
      <p className="q-small q-dim">
        {last.section} decided so <Ago at={last.at} />.{" "}
        {last.again === null ? (
          "It is looked at again as soon as something about it changes."
        ) : (
          <>
            It is looked at again <Until at={last.again} due="now" />, or as soon as something about it changes.
          </>
        )}
        {torrent.online ? null : " Its qBittorrent does not answer at the moment: this is the last picture of it."}
      </p>
      <Facts facts={torrent.lastFacts} />
    </>
  )
}
