import type { HistoryView, ThroughputView } from "../../web/status/overviewViews.ts"
import { onEvent } from "./connection.ts"
import { request } from "./http.ts"
import { Resource } from "./Resource.ts"

/** Download and upload speed of the last hour. No event tells it: see `moreThroughput`. */
export const throughput = new Resource<ThroughputView>("/api/throughput", [])

/** How often new samples are asked for while somebody looks, milliseconds. */
export const throughputEvery = 15_000

/** Samples that are shown: an hour. */
const shown = 360

/** Asks for those samples only that are not there yet. */
export const moreThroughput = (): void => {
  const last = throughput.get().data?.samples.at(-1)?.at
  if (last === undefined) {
    throughput.refresh()
    return
  }
  void request<ThroughputView>("GET", `/api/throughput?since=${encodeURIComponent(last)}`).then(
    ({ samples }) => {
      if (samples.length === 0) return
      throughput.update((before) => {
        // A reading of everything may have come in between.
        const known = before.samples.at(-1)?.at ?? ""
        return { ...before, samples: [...before.samples, ...samples.filter(({ at }) => at > known)].slice(-shown) }
      })
    },
    // An outage is told by whoever keeps the connection.
    () => undefined
  )
}

/** Imports, removals and searches hour by hour, as the stores have them. */
export const history = new Resource<HistoryView>("/api/history", [])

/** How long changes are gathered before the history is read anew, milliseconds: it is read from the database. */
const gather = 5_000

let timer: number | undefined

const soon = (): void => {
  if (timer !== undefined || !history.isWatched()) return
  timer = window.setTimeout(() => {
    timer = undefined
    if (history.isWatched() && !document.hidden) history.refresh()
  }, gather)
}

onEvent("decision", soon)
onEvent("search", soon)
