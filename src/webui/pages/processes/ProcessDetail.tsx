import { Text } from "@mantine/core"
import type { ExitView, ProcessView } from "../../../web/ProcessView.ts"
import { bornAt } from "../../live/processes.ts"
import type { IconName } from "../../parts/Icon.tsx"
import { Status, type Tone } from "../../parts/Status.tsx"
import { Ago, Lasting, Until } from "../../parts/Time.tsx"
import { duration } from "../../parts/words.ts"
import { InForce } from "./InForce.tsx"
import { LogTail } from "./LogTail.tsx"

const ends: Readonly<
  Record<ExitView["kind"], { readonly tone: Tone; readonly icon: IconName; readonly word: string }>
> = {
  interrupted: { tone: "idle", icon: "stopped", word: "stopped" },
  crashed: { tone: "bad", icon: "error", word: "crashed" },
  hung: { tone: "bad", icon: "waiting", word: "hung" },
  misconfigured: { tone: "warn", icon: "config", word: "misconfigured" }
}

/** How earlier lives ended, newest first. */
const DeathTally = ({ exits, name }: { readonly exits: ReadonlyArray<ExitView>; readonly name: string }) =>
  exits.length === 0 ? (
    <Text size="sm" c="dimmed">
      No life of {name} has ended yet.
    </Text>
  ) : (
    <table className="q-table q-tally">
      <caption className="q-hidden">How earlier lives of {name} ended</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">How</th>
          <th scope="col">Why</th>
          <th scope="col" className="q-number">
            Lived
          </th>
          <th scope="col" className="q-number">
            Life
          </th>
        </tr>
      </thead>
      <tbody>
        {exits
          .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
          .map((exit) => (
            <tr key={`${exit.life} ${exit.at}`}>
              <td>
                <Ago at={exit.at} />
              </td>
              <td>
                <Status {...ends[exit.kind]} /> {exit.drill ? <span className="q-chip">drill</span> : null}
              </td>
              <td>{exit.message}</td>
              <td className="q-number">{duration(exit.lived)}</td>
              <td className="q-number">{exit.life}</td>
            </tr>
          ))}
      </tbody>
    </table>
  )

/** The past of a process, what it writes, what it goes by, and what the row has no room for. */
export const ProcessDetail = ({ process: one, readAt }: { readonly process: ProcessView; readonly readAt: number }) => (
  <div className="q-detail">
    <dl className="q-facts">
      <dt>Life</dt>
      <dd>
        number {one.life}, running for <Lasting since={bornAt(one, readAt)} />
      </dd>
      <dt>Last restart</dt>
      <dd>
        <Ago at={one.last_restart} />
      </dd>
      {one.next_attempt_at === null ? null : (
        <>
          <dt>Next attempt</dt>
          <dd>
            <Until at={one.next_attempt_at} />
          </dd>
        </>
      )}
      <dt>Last beat</dt>
      <dd>
        <Ago at={one.last_beat} />
      </dd>
      <dt>Restart budget</dt>
      <dd>
        {one.restart_count} of {one.restart_limit} used within {duration(one.restart_window)}
      </dd>
      <dt>Category</dt>
      <dd>{one.category}</dd>
      {one.searchSummary === null ? null : (
        <>
          <dt>Searching</dt>
          <dd>
            {one.searchSummary} · <Ago at={one.searchTimestamp} />
          </dd>
        </>
      )}
      {one.reason === null ? null : (
        <>
          <dt>Reason</dt>
          <dd className="q-reason">{one.reason}</dd>
        </>
      )}
    </dl>
    <DeathTally exits={one.exits} name={one.name} />
    <LogTail process={one.name} />
    <InForce process={one.name} />
  </div>
)
