/** How a tracker answers one torrent. `error`: it refused · `unreachable`: no answer; up to qBittorrent 5.1 both are `notWorking`. */
export type TrackerState =
  | "disabled"
  | "notContacted"
  | "working"
  | "updating"
  | "notWorking"
  | "error"
  | "unreachable"
  | "unknown"

/** One tracker of one torrent as qBittorrent reports it (`torrents/trackers`); DHT, PeX and LSD are left out. */
export interface TrackerStatus {
  /** Holds the passkey: never log it, log `host`. */
  readonly url: string
  /** Lower-case host name. */
  readonly host: string
  readonly state: TrackerState
  /** What it answered; "" when nothing. */
  readonly message: string
}

/** All trackers of one torrent at one moment. `at` is epoch milliseconds. */
export interface TrackerReading {
  readonly at: number
  readonly trackers: ReadonlyArray<TrackerStatus>
}
