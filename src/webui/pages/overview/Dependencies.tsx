import { Tooltip } from "@mantine/core"
import { Link } from "wouter"
import type { DependencyView } from "../../../web/Readiness.ts"
import { Empty } from "../../parts/Empty.tsx"
import { DependencyState } from "../../parts/Status.tsx"
import { Ago, Lasting, Until } from "../../parts/Time.tsx"

const kinds: Readonly<Record<DependencyView["kind"], string>> = {
  qbittorrent: "qBittorrent",
  arr: "Arr",
  requests: "requests",
  database: "database"
}

/** How fast it answers; the middle of the last answers, since a single one says little. */
const Latency = ({ latency }: { readonly latency: DependencyView["latency"] }) =>
  latency === null ? null : (
    <Tooltip label={`Median of the last 20 answers; the last one took ${latency.last_ms} ms`}>
      <span className="q-latency">{latency.median_ms} ms</span>
    </Tooltip>
  )

/** Why it does not answer, since when, and when it is asked again. */
const Away = ({ one }: { readonly one: DependencyView }) => (
  <div className="q-small q-dim q-away">
    away for <Lasting since={Date.parse(one.since)} />
    {one.next_attempt_at === null ? null : (
      <>
        , asked again <Until at={one.next_attempt_at} />
      </>
    )}
    {one.reason === null ? null : <div className="q-why">{one.reason}</div>}
  </div>
)

/** Everything that is needed from outside, whether it answers and how fast. */
export const Dependencies = ({ dependencies }: { readonly dependencies: ReadonlyArray<DependencyView> }) =>
  dependencies.length === 0 ? (
    <Empty icon="offline" title="Nothing to ask yet">
      qBittorrent and the Arrs are set in the <Link href="/config">config</Link>.
    </Empty>
  ) : (
    <ul className="q-plain q-lines">
      {dependencies.map((one) => (
        <li key={`${one.kind} ${one.name}`} data-dependency={one.name}>
          <span>
            <span className="q-line-name">{one.name}</span>{" "}
            {one.kind === "requests" ? null : <span className="q-small q-dim">{kinds[one.kind]}</span>}
          </span>
          <span className="q-line-state">
            <DependencyState state={one.state} />
            {one.state === "down" ? null : (
              <span className="q-small q-dim">
                {one.latency === null ? <Ago at={one.since} /> : <Latency latency={one.latency} />}
              </span>
            )}
          </span>
          {one.state === "down" ? <Away one={one} /> : null}
        </li>
      ))}
    </ul>
  )
