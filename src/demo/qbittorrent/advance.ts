import type { Dialect } from "./Dialect.ts"
import { isComplete, isStopped, type State, sizeOf, type Torrent } from "./Torrent.ts"

const seconds = (now: number): number => Math.floor(now / 1000)

/** What a running torrent does when nothing is special about it. */
const resting = (torrent: Torrent): State =>
  isComplete(torrent) ? "stalledUP" : torrent.hasMetadata ? "stalledDL" : "metaDL"

const downloaded = (torrent: Torrent, from: number, start: number, length: number, now: number): Torrent => {
  const share = length <= 0 ? 1 : Math.min(1, Math.max(0, (now - start) / (length * 1000)))
  const progress = from + (1 - from) * share
  if (progress < 1) {
    const dlspeed = Math.round((sizeOf(torrent) * (1 - from)) / length)
    const eta = Math.ceil((length * 1000 - (now - start)) / 1000)
    return {
      ...torrent,
      progress,
      dlspeed,
      eta,
      state: torrent.forceStart ? "forcedDL" : "downloading",
      lastActivity: seconds(now),
      seeds: 3,
      availability: 3.5,
      seenComplete: seconds(now)
    }
  }
  const done = seconds(start + length * 1000)
  return {
    ...torrent,
    progress: 1,
    dlspeed: 0,
    eta: 8_640_000,
    state: torrent.forceStart ? "forcedUP" : "stalledUP",
    completionOn: done,
    lastActivity: done,
    availability: -1,
    job: undefined
  }
}

/** Where the torrent stands at `now` (epoch milliseconds): progress of a download, end of a check. */
export const advance = (torrent: Torrent, now: number): Torrent => {
  const { job } = torrent
  if (job === undefined) return torrent
  if (job._tag === "Download") {
    return isStopped(torrent) ? torrent : downloaded(torrent, job.from, job.start, job.seconds, now)
  }
  return now < job.until ? torrent : { ...torrent, state: job.then, progress: job.progress, job: undefined }
}

/** `startDownload`: from where it is to complete in `length` seconds. */
export const startDownload = (torrent: Torrent, length: number, now: number): Torrent =>
  advance(
    {
      ...torrent,
      state: "downloading",
      job: { _tag: "Download", from: torrent.progress, start: now, seconds: length }
    },
    now
  )

/** `stop`/`pause`. A download stands still and goes on from there after a start. */
export const stop = (torrent: Torrent): Torrent =>
  torrent.state === "error" || torrent.state === "missingFiles"
    ? torrent
    : { ...torrent, state: isComplete(torrent) ? "stoppedUP" : "stoppedDL", dlspeed: 0, upspeed: 0, eta: 8_640_000 }

/** `start`/`resume`; clears an error. */
export const start = (torrent: Torrent, now: number): Torrent => {
  if (!isStopped(torrent) && torrent.state !== "error") return torrent
  const awake: Torrent = { ...torrent, state: resting(torrent), forceStart: false }
  if (torrent.job?._tag !== "Download") return awake
  const { from, seconds: length } = torrent.job
  const left = from >= 1 ? 0 : (length * (1 - torrent.progress)) / (1 - from)
  return startDownload(awake, left, now)
}

/**
 * `recheck`: checking for `length` seconds, then back. No effect without metadata. On a torrent whose files are gone,
 * 5.x begins the download anew and 4.5 keeps `missingFiles` (api notes §7).
 */
export const recheck = (torrent: Torrent, dialect: Dialect, length: number, now: number): Torrent => {
  if (!torrent.hasMetadata) return torrent
  const missing = torrent.state === "missingFiles"
  const then: State = missing
    ? dialect.five
      ? "stalledDL"
      : "missingFiles"
    : isStopped(torrent)
      ? torrent.state
      : resting(torrent)
  return {
    ...torrent,
    state: isComplete(torrent) ? "checkingUP" : "checkingDL",
    dlspeed: 0,
    upspeed: 0,
    job: { _tag: "Check", until: now + length * 1000, then, progress: missing ? 0 : torrent.progress }
  }
}
