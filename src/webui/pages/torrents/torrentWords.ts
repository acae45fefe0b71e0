import type { IconName } from "../../parts/Icon.tsx"
import type { Tone } from "../../parts/Status.tsx"

/** How a state of qBittorrent 5 is shown. */
export interface StateWords {
  readonly word: string
  readonly icon: IconName
  readonly tone: Tone
}

const words: Readonly<Record<string, StateWords>> = {
  downloading: { word: "downloading", icon: "torrents", tone: "busy" },
  forcedDL: { word: "downloading, forced", icon: "torrents", tone: "busy" },
  metaDL: { word: "fetching metadata", icon: "waiting", tone: "busy" },
  forcedMetaDL: { word: "fetching metadata", icon: "waiting", tone: "busy" },
  stalledDL: { word: "stalled", icon: "warning", tone: "warn" },
  stoppedDL: { word: "stopped", icon: "paused", tone: "idle" },
  queuedDL: { word: "queued", icon: "waiting", tone: "idle" },
  checkingDL: { word: "checking", icon: "restart", tone: "busy" },
  allocating: { word: "allocating", icon: "waiting", tone: "busy" },
  uploading: { word: "seeding", icon: "up", tone: "good" },
  forcedUP: { word: "seeding, forced", icon: "up", tone: "good" },
  stalledUP: { word: "seeding, idle", icon: "ok", tone: "good" },
  stoppedUP: { word: "complete, stopped", icon: "paused", tone: "idle" },
  queuedUP: { word: "complete, queued", icon: "waiting", tone: "idle" },
  checkingUP: { word: "checking", icon: "restart", tone: "busy" },
  checkingResumeData: { word: "checking", icon: "restart", tone: "busy" },
  moving: { word: "moving", icon: "restart", tone: "busy" },
  error: { word: "error", icon: "error", tone: "bad" },
  missingFiles: { word: "files missing", icon: "error", tone: "bad" },
  unknown: { word: "unknown", icon: "help", tone: "warn" }
}

/** The words of a state; one that we do not know is shown as it is. */
export const stateWords = (state: string): StateWords => words[state] ?? { word: state, icon: "help", tone: "idle" }

/** For the filter: state and words. */
export const states: ReadonlyArray<{ readonly value: string; readonly label: string }> = Object.entries(words).map(
  ([value, { word }]) => ({ value, label: `${word} (${value})` })
)

/** qBittorrent reads what is on the disk, and tells in place of the progress how far it is. */
export const isChecking = (state: string): boolean => state.startsWith("checking")
