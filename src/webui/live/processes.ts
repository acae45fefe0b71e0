import type { ProcessView } from "../../web/ProcessView.ts"
import { serverNow } from "./clock.ts"
import { onEvent } from "./connection.ts"
import { request } from "./http.ts"
import { Resource } from "./Resource.ts"

interface ProcessList {
  readonly processes: ReadonlyArray<ProcessView>
}

/** All supervised processes. */
export const processList = new Resource<ProcessList>("/api/processes", [])

const isProcess = (data: unknown): data is ProcessView =>
  typeof data === "object" && data !== null && "name" in data && "state" in data && "exits" in data

onEvent("process", (data) => {
  if (!isProcess(data)) return
  const known = processList.get().data?.processes.some(({ name }) => name === data.name)
  // One that was never seen, or is gone, changes the list itself.
  if (known !== true) return processList.refresh()
  processList.update(({ processes }) => ({
    processes: processes.map((one) => (one.name === data.name ? data : one))
  }))
})

/** When its life began, epoch milliseconds of the daemon's clock; `readAt`: when the daemon told it, by this clock. */
export const bornAt = (one: ProcessView, readAt: number): number | undefined =>
  one.uptime === 0 && one.state !== "running" ? undefined : serverNow() - (Date.now() - readAt) - one.uptime * 1_000

/** What a person may ask of a process. */
export type Command = "restart" | "stop" | "start"

const follow = (): void => {
  processList.refresh()
  // A command is obeyed step by step; without pushed events the steps would be seen late.
  for (const wait of [700, 2_000]) window.setTimeout(processList.refresh, wait)
}

export const command = async (name: string, what: Command): Promise<void> => {
  follow()
  await request("POST", `/api/processes/${encodeURIComponent(name)}/${what}`)
  follow()
}

export const restartAll = async (): Promise<ReadonlyArray<string>> => {
  follow()
  const { restarted } = await request<{ readonly restarted: ReadonlyArray<string> }>(
    "POST",
    "/api/processes/restart_all"
  )
  follow()
  return restarted
}
