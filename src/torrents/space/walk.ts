import * as Tags from "../Tags.ts"
import type { Torrent } from "../Torrent.ts"
import { isComplete, type TorrentState } from "../TorrentState.ts"
import { bytes } from "./bytes.ts"

/** A torrent with what is known of who stopped it. */
export interface Candidate {
  readonly torrent: Torrent
  /** An Arr section or a managed category looks after it; what belongs to nobody is never stopped. */
  readonly managed: boolean
  /** It carries our mark, or the memory says that we stopped it. */
  readonly marked: boolean
  /** Epoch milliseconds at which we stopped it; undefined when only the mark says so (older versions). */
  readonly stoppedAt: number | undefined
}

/** The disk as it is and as it has to stay, bytes. */
export interface Room {
  readonly free: number
  /** `FreeSpace` */
  readonly threshold: number
}

export interface WalkInput {
  readonly candidates: ReadonlyArray<Candidate>
  /** undefined = the guard is off: whatever it stopped runs again. */
  readonly room: Room | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

/** What is to be done with one torrent. */
export interface Want {
  readonly torrent: Torrent
  /** `unmark`: it runs or is complete although it carries our mark, so a person started it. */
  readonly want: "stop" | "start" | "unmark"
  /** A sentence with the numbers. */
  readonly reason: string
}

export interface Walked {
  readonly wants: ReadonlyArray<Want>
  /** They run, but what they still need is not known, so they are left alone and count nothing. */
  readonly unknown: ReadonlyArray<Torrent>
}

/**
 * Who was just stopped stays so for this long: qBittorrent measures its disk every 30 s, so at least one measurement was
 * made since. Milliseconds.
 */
export const leastRest = 60_000

/** A picture of qBittorrent may lag behind our stop for this long. Milliseconds. */
export const lag = 10_000

/** Resuming needs 5 % of `FreeSpace` more room than pausing (decisions, "Free space"). Bytes. */
export const resumeMargin = (threshold: number): number => 0.05 * threshold

const stoppable: ReadonlySet<TorrentState> = new Set(["downloading", "stalledDL", "queuedDL", "metaDL"])
const forced: ReadonlySet<TorrentState> = new Set(["forcedDL", "forcedMetaDL"])

/** Bytes it will still write. Before its metadata is there nobody knows, and qBittorrent says 0. */
const needOf = ({ amountLeft, totalSize }: Torrent): number | undefined =>
  amountLeft === undefined || (amountLeft === 0 && (totalSize ?? 0) <= 0) ? undefined : amountLeft

const compare = <A extends number | string>(a: A, b: A): number => (a < b ? -1 : a > b ? 1 : 0)

/** Queue position first, then those without one by age, name and hash. */
export const byQueue = (a: Torrent, b: Torrent): number =>
  compare(a.queuePosition ?? Number.POSITIVE_INFINITY, b.queuePosition ?? Number.POSITIVE_INFINITY) ||
  compare(a.addedAt ?? Number.POSITIVE_INFINITY, b.addedAt ?? Number.POSITIVE_INFINITY) ||
  compare(a.name, b.name) ||
  compare(a.hash, b.hash)

/** One torrent's turn: what is wanted of it, and what it takes of the room. */
interface Turn {
  readonly want?: Want
  readonly takes: number
  readonly unknown?: true
}

const nothing: Turn = { takes: 0 }

/** What holds for every turn of one walk. `disk` says it in words. */
interface Round {
  readonly room: Room | undefined
  readonly disk: string
  readonly now: number
}

/** A stopped torrent of ours: does it fit again, with a margin? */
const startTurn = ({ stoppedAt, torrent }: Candidate, { disk, now, room }: Round, left: number): Turn => {
  const need = needOf(torrent)
  if (room === undefined) {
    return { takes: 0, want: { torrent, want: "start", reason: `it was stopped for lack of space, but ${disk}` } }
  }
  const margin = resumeMargin(room.threshold)
  if (need === undefined || left - need - margin <= 0) return nothing
  if (stoppedAt !== undefined && now - stoppedAt < leastRest) return nothing
  const reason = `${bytes(need)} left, of ${bytes(left)} that may be used (${disk}, resuming needs ${bytes(margin)} more)`
  return { takes: need, want: { torrent, want: "start", reason } }
}

const turnOf = (candidate: Candidate, round: Round, left: number): Turn => {
  const { managed, marked, stoppedAt, torrent } = candidate
  const { state } = torrent
  const runs = stoppable.has(state) || forced.has(state)
  const need = needOf(torrent)
  const counted: Turn = !runs ? nothing : need === undefined ? { takes: 0, unknown: true } : { takes: need }

  if (torrent.tags.includes(Tags.ignored) || !(managed || marked)) return counted
  if (state === "stoppedDL") return marked ? startTurn(candidate, round, left) : nothing
  if (state === "stoppedUP" && marked) {
    const reason = "it was stopped for lack of space and needs none any more"
    return { takes: 0, want: { torrent, want: "start", reason } }
  }
  // While it is checked or moved nobody can tell whether it is stopped.
  if (!runs && !isComplete(state)) return nothing

  // Without somebody who looks after its category it is not ours to stop, whatever it needs.
  if (stoppable.has(state) && managed && need !== undefined && need > 0 && left - need <= 0) {
    const reason = `${bytes(need)} left, but only ${bytes(Math.max(0, left))} may be used (${round.disk})`
    return { takes: 0, want: { torrent, want: "stop", reason } }
  }
  if (!marked || (stoppedAt !== undefined && round.now - stoppedAt < lag)) return counted
  const reason = `it was stopped for lack of space, but is ${state}: somebody started it`
  return { ...counted, want: { torrent, want: "unmark", reason } }
}

/**
 * Walks the downloads in queue order and hands out the room above `FreeSpace` (engine §2.22.2, §10.5). What does not fit
 * is stopped and takes nothing, so a smaller one behind it may run; what we stopped starts when there is 5 % more room
 * than it needs. Never started: what a person stopped. Never stopped: what is forced, ignored, of unknown size, or of a
 * category that nobody looks after; but what it still needs is taken off the room. Pure.
 */
export const walk = (input: WalkInput): Walked => {
  const wants: Array<Want> = []
  const unknown: Array<Torrent> = []
  const { now, room } = input
  let left = room === undefined ? Number.POSITIVE_INFINITY : room.free - room.threshold
  const disk =
    room === undefined ? "FreeSpace is off" : `${bytes(room.free)} free, FreeSpace = ${bytes(room.threshold)}`
  for (const candidate of [...input.candidates].sort((a, b) => byQueue(a.torrent, b.torrent))) {
    const turn = turnOf(candidate, { room, disk, now }, left)
    left -= turn.takes
    if (turn.want !== undefined) wants.push(turn.want)
    if (turn.unknown === true) unknown.push(candidate.torrent)
  }
  return { wants, unknown }
}
