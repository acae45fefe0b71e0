import { useMemo } from "react"
import { Link } from "wouter"
import { useNow } from "../../live/clock.ts"
import { decisionLists, readiness, torrentLists } from "../../live/feeds.ts"
import { processList } from "../../live/processes.ts"
import { useResource } from "../../live/Resource.ts"
import { DecisionLine } from "../../parts/DecisionLine.tsx"
import { Empty } from "../../parts/Empty.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { Loaded, Waiting } from "../../parts/Loaded.tsx"
import { Page } from "../../parts/Page.tsx"
import { Charts } from "./Charts.tsx"
import { Dependencies } from "./Dependencies.tsx"
import { headline, waitingAddress } from "./headline.ts"
import { Managers } from "./Managers.tsx"
import "./overview.css"

const decisions = decisionLists.at("/api/decisions?limit=200")
const waiting = torrentLists.at("/api/torrents?attention=true&limit=1")

/** The first seconds after the hour change nothing; a minute is fine enough for sentences. */
const useMinute = (): number => {
  const now = useNow()
  return Math.floor(now / 60_000) * 60_000 + 60_000
}

const icons = { good: "ok", warn: "warning", bad: "error" } as const

/** Is everything all right? */
const OverviewPage = () => {
  const now = useMinute()
  const ready = useResource(readiness)
  const processes = useResource(processList)
  const recent = useResource(decisions)
  const stuck = useResource(waiting).data?.total ?? 0
  const isKnown = ready.data !== undefined && processes.data !== undefined && recent.data !== undefined
  const said = useMemo(
    () =>
      headline({
        processes: processes.data?.processes ?? [],
        dependencies: ready.data?.dependencies ?? [],
        decisions: recent.data?.decisions ?? [],
        stuck,
        now
      }),
    [processes.data, ready.data, recent.data, stuck, now]
  )
  const latest = recent.data?.decisions.slice(0, 8) ?? []
  return (
    <Page title="Overview">
      {isKnown ? (
        <p className="q-headline" data-tone={said.tone}>
          <Icon name={icons[said.tone]} size={26} />
          <span>
            {said.text}
            {said.waiting === undefined ? null : (
              <>
                {" "}
                <Link href={waitingAddress}>{said.waiting}</Link>
              </>
            )}
          </span>
        </p>
      ) : (
        <Waiting lines={1} />
      )}
      <div className="q-overview">
        <section className="q-card" aria-labelledby="managers">
          <h2 id="managers">
            <Link href="/processes">Processes</Link>
          </h2>
          <Loaded reading={processes} retry={processList.refresh} lines={4}>
            {(data) => <Managers processes={data.processes} />}
          </Loaded>
        </section>
        <section className="q-card" aria-labelledby="dependencies">
          <h2 id="dependencies">Dependencies</h2>
          <Loaded reading={ready} retry={readiness.refresh} lines={4}>
            {(data) => <Dependencies dependencies={data.dependencies} />}
          </Loaded>
        </section>
        <section className="q-card q-last" aria-labelledby="last">
          <h2 id="last">
            <Link href="/activity">Last actions</Link>
          </h2>
          <Loaded reading={recent} retry={decisions.refresh} lines={6}>
            {() =>
              latest.length === 0 ? (
                <Empty icon="activity" title="Nothing has been done yet">
                  What is imported, removed, tagged or stopped is told here, with its reason.
                </Empty>
              ) : (
                <ul className="q-plain">
                  {latest.map((decision) => (
                    <li key={`${decision.at} ${decision.hash} ${decision.action}`}>
                      <DecisionLine decision={decision} />
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </section>
        <Charts />
      </div>
    </Page>
  )
}

export default OverviewPage
