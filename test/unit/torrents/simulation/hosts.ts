import type { TrackerReading, TrackerStatus } from "../../../../src/torrents/trackers/TrackerStatus.ts"
import type { Model } from "./Model.ts"

/** The one that counts hits and runs. */
export const privateHost = "private.example"

export const publicHosts = [
  "alpha.example",
  "beta.example",
  "gamma.example",
  "delta.example",
  "epsilon.example",
  "zeta.example",
  "eta.example"
] as const

export const hosts = [privateHost, ...publicHosts] as const

/** How a tracker is out of order. */
export type HostTrouble =
  /** Does not answer; peers know each other still. */
  | "silent"
  /** Does not answer, and its downloads lose their peers. */
  | "swarm"
  /** Has lost its database, and says of everything that it is not registered. */
  | "amnesia"

const known = new Map<string, string>(hosts.map((host) => [`https://${host}/announce`, host]))

const hostOf = (url: string): string => known.get(url) ?? ""

/** How the tracker of one host answers one torrent. */
const answer = (model: Model, url: string, trouble: HostTrouble | undefined): TrackerStatus => {
  const host = hostOf(url)
  if (trouble === "amnesia") return { url, host, state: "notWorking", message: "Unregistered torrent" }
  if (trouble !== undefined) return { url, host, state: "notWorking", message: "timed out" }
  return model.isGone
    ? { url, host, state: "notWorking", message: "Torrent not registered with this tracker" }
    : { url, host, state: "working", message: "" }
}

/** How all its trackers answer it now. */
export const readingOf = (model: Model, troubles: ReadonlyMap<string, HostTrouble>, now: number): TrackerReading => ({
  at: now,
  trackers: (model.torrent.trackers ?? []).map((url) => answer(model, url, troubles.get(hostOf(url))))
})
