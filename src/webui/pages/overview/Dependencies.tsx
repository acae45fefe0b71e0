import { Link } from "wouter"
import type { DependencyView } from "../../../web/Readiness.ts"
import { Empty } from "../../parts/Empty.tsx"
import { DependencyState } from "../../parts/Status.tsx"
import { Ago, Until } from "../../parts/Time.tsx"

const kinds: Readonly<Record<DependencyView["kind"], string>> = {
  qbittorrent: "qBittorrent",
  arr: "Arr",
  database: "database"
}

/** Everything that is needed from outside, and whether it answers. */
export const Dependencies = ({ dependencies }: { readonly dependencies: ReadonlyArray<DependencyView> }) =>
  dependencies.length === 0 ? (
    <Empty icon="offline" title="Nothing to ask yet">
      qBittorrent and the Arrs are set in the <Link href="/config">config</Link>.
    </Empty>
  ) : (
    <ul className="q-plain q-lines">
      {dependencies.map((one) => (
        <li key={`${one.kind} ${one.name}`}>
          <span>
            <span className="q-line-name">{one.name}</span> <span className="q-small q-dim">{kinds[one.kind]}</span>
            {one.reason === null ? null : <div className="q-small q-dim">{one.reason}</div>}
          </span>
          <span className="q-line-state">
            <DependencyState state={one.state} />
            <span className="q-small q-dim">
              {one.next_attempt_at === null || one.state === "up" ? (
                <Ago at={one.since} />
              ) : (
                <>
                  asked again <Until at={one.next_attempt_at} />
                </>
              )}
            </span>
          </span>
        </li>
      ))}
    </ul>
  )
