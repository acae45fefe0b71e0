import type { ReactNode } from "react"
import type { DecisionView, TorrentDetail } from "../../../web/TorrentView.ts"
import { OutcomeChip } from "../../parts/DecisionLine.tsx"
import { deedOf, deeds } from "../../parts/decisions.ts"
import { Icon, type IconName } from "../../parts/Icon.tsx"
import type { Tone } from "../../parts/Status.tsx"
import { Ago } from "../../parts/Time.tsx"
import { Facts } from "./Facts.tsx"

interface Station {
  readonly key: string
  readonly at: string
  readonly icon: IconName
  readonly tone: Tone
  readonly title: string
  readonly more?: ReactNode
}

const ofTorrent = (torrent: TorrentDetail | undefined): ReadonlyArray<Station> => [
  ...(torrent?.addedOn == null
    ? []
    : [{ key: "added", at: torrent.addedOn, icon: "torrents", tone: "busy", title: "added" } as const]),
  ...(torrent?.completionOn == null
    ? []
    : [{ key: "complete", at: torrent.completionOn, icon: "ok", tone: "good", title: "complete" } as const])
]

const ofDecision = (decision: DecisionView, index: number): Station => {
  const deed = deedOf(decision)
  return {
    key: `${decision.at} ${index}`,
    at: decision.at,
    ...deeds[deed],
    title: decision.action,
    more: (
      <>
        <OutcomeChip decision={decision} />
        <div className="q-small q-dim">
          {decision.section} · {decision.rule}: {decision.reason}
        </div>
        <Facts facts={decision.facts} />
      </>
    )
  }
}

/** Everything that happened to a torrent, newest first. */
export const LifeLine = (props: {
  readonly torrent: TorrentDetail | undefined
  readonly decisions: ReadonlyArray<DecisionView>
}) => {
  const stations = [...ofTorrent(props.torrent), ...props.decisions.map(ofDecision)].toSorted(
    (a, b) => Date.parse(b.at) - Date.parse(a.at)
  )
  if (stations.length === 0) return <p className="q-small q-dim">Nothing was done about it.</p>
  return (
    <ol className="q-plain q-life">
      {stations.map(({ at, icon, key, more, title, tone }) => (
        <li key={key}>
          <span className="q-status q-life-mark" data-tone={tone}>
            <Icon name={icon} />
          </span>
          <div className="q-life-head">
            <strong>{title}</strong>
            <span className="q-dim">
              <Ago at={at} />
            </span>
          </div>
          {more}
        </li>
      ))}
    </ol>
  )
}
