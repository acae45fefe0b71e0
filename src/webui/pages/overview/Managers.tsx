import { Link } from "wouter"
import type { ProcessView } from "../../../web/ProcessView.ts"
import { Empty } from "../../parts/Empty.tsx"
import { ProcessState } from "../../parts/Status.tsx"
import { Ago, Until } from "../../parts/Time.tsx"

/** Everything that works for somebody, in short. */
export const Managers = ({ processes }: { readonly processes: ReadonlyArray<ProcessView> }) =>
  processes.length === 0 ? (
    <Empty icon="processes" title="No process is set up">
      They come from the sections of the <Link href="/config">config</Link>: one for each qBittorrent and each Arr.
    </Empty>
  ) : (
    <ul className="q-plain q-lines">
      {processes.map((one) => (
        <li key={one.name}>
          <span className="q-line-name">{one.name}</span>
          <span className="q-line-state">
            <ProcessState state={one.state} />
            <span className="q-small q-dim">
              {one.next_attempt_at === null ? (
                <Ago at={one.since} />
              ) : (
                <>
                  again <Until at={one.next_attempt_at} />
                </>
              )}
            </span>
          </span>
        </li>
      ))}
    </ul>
  )
