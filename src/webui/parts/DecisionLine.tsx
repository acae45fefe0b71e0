import { Link } from "wouter"
import type { DecisionView } from "../../web/TorrentView.ts"
import { deedOf, deeds, deedWord, outcomeOf, torrentAddress } from "./decisions.ts"
import { Status } from "./Status.tsx"
import { Ago } from "./Time.tsx"
import "./decisions.css"

/** What became of a decision, when that is not simply "done". */
export const OutcomeChip = ({ decision }: { readonly decision: DecisionView }) => {
  const outcome = outcomeOf(decision)
  if (outcome === "done") return null
  return (
    <span className="q-chip" data-outcome={outcome}>
      {outcome === "dry run" ? "dry run, nothing was sent" : decision.result}
    </span>
  )
}

/** One decision that acted: what it did to which torrent, and why. */
export const DecisionLine = (props: { readonly decision: DecisionView; readonly withTime?: boolean }) => {
  const { decision } = props
  const deed = deedOf(decision)
  return (
    <div className="q-decision">
      <Status tone={deeds[deed].tone} icon={deeds[deed].icon} word={deedWord(decision)} />
      <div className="q-decision-text">
        <Link href={torrentAddress(decision)} className="q-decision-name">
          {decision.name}
        </Link>{" "}
        <OutcomeChip decision={decision} />
        <div className="q-small q-dim">
          {decision.section} · {decision.rule}: {decision.reason}
        </div>
      </div>
      {props.withTime === false ? null : (
        <span className="q-small q-dim">
          <Ago at={decision.at} />
        </span>
      )}
    </div>
  )
}
