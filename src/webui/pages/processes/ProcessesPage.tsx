import { Button } from "@mantine/core"
import type { ProcessView } from "../../../web/ProcessView.ts"
import { processList, restartAll } from "../../live/processes.ts"
import { useResource } from "../../live/Resource.ts"
import { confirm } from "../../parts/confirm.tsx"
import { Empty } from "../../parts/Empty.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Page } from "../../parts/Page.tsx"
import { report } from "../../parts/toasts.tsx"
import { useFilters } from "../../parts/useFilters.ts"
import { count, listed } from "../../parts/words.ts"
import { ProcessRow } from "./ProcessRow.tsx"
import "./processes.css"

const order: ReadonlyArray<ProcessView["state"]> = [
  "failed",
  "restarting",
  "degraded",
  "starting",
  "stopping",
  "stopped",
  "running"
]

/** `1 failed, 2 restarting and 7 running`; the worst comes first. */
const summary = (processes: ReadonlyArray<ProcessView>): string =>
  listed(
    order.flatMap((state) => {
      const those = processes.filter((one) => one.state === state).length
      return those === 0 ? [] : [`${those} ${state}`]
    })
  )

const askRestartAll = async (names: ReadonlyArray<string>): Promise<void> => {
  const yes = await confirm({
    title: `Restart all ${names.length} processes?`,
    consequence: (
      <>
        {listed(names)} are interrupted in their current work, one after the other, and begin again with a fresh restart
        budget. What was stopped by hand starts, too. Downloads in qBittorrent go on.
      </>
    ),
    action: "Restart all"
  })
  if (yes) await report(`All ${count(names.length, "process", "processes")} have been restarted.`, restartAll)
}

/** Which manager does what, and who crashed. One row at a time is open; the address says which. */
const ProcessesPage = () => {
  const reading = useResource(processList)
  const filters = useFilters()
  const open = filters.get("open")
  const processes = reading.data?.processes ?? []
  return (
    <Page
      title="Processes"
      about={reading.data === undefined ? "Everything that works for you, and how it fares." : summary(processes)}
      actions={
        <Button
          variant="default"
          h={44}
          leftSection={<Icon name="restart" />}
          disabled={processes.length === 0}
          onClick={() => void askRestartAll(processes.map(({ name }) => name))}
        >
          Restart all
        </Button>
      }
    >
      <Loaded reading={reading} retry={processList.refresh}>
        {(data) =>
          data.processes.length === 0 ? (
            <Empty icon="processes" title="No process is set up">
              Processes come from the sections of the config: one for each qBittorrent and each Arr.
            </Empty>
          ) : (
            <div className="q-tablebox">
              <table className="q-table q-processes">
                <thead>
                  <tr>
                    <th scope="col" className="q-col-process">
                      Process
                    </th>
                    <th scope="col">State</th>
                    <th scope="col" className="q-restarts q-number q-col-restarts">
                      Restarts
                    </th>
                    <th scope="col" className="q-wide q-number q-col-uptime">
                      Uptime
                    </th>
                    <th scope="col" className="q-wide q-col-time">
                      Last restart
                    </th>
                    <th scope="col" className="q-wide q-col-next">
                      Next attempt
                    </th>
                    <th scope="col" className="q-wide q-col-time">
                      Last beat
                    </th>
                    <th scope="col" className="q-col-actions">
                      <span className="q-hidden">Actions</span>
                    </th>
                  </tr>
                </thead>
                {data.processes.map((one) => (
                  <ProcessRow
                    key={one.name}
                    process={one}
                    readAt={reading.at}
                    isOpen={open === one.name}
                    toggle={() => filters.set("open", open === one.name ? "" : one.name)}
                  />
                ))}
              </table>
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

export default ProcessesPage
