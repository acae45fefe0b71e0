import { hashOf } from "../http/identity.ts"

/** States in the words of 5.x; a 4.x stand-in answers `pausedDL` for `stoppedDL`. */
export type State =
  | "error"
  | "missingFiles"
  | "uploading"
  | "stalledUP"
  | "stoppedUP"
  | "queuedUP"
  | "checkingUP"
  | "forcedUP"
  | "downloading"
  | "metaDL"
  | "forcedMetaDL"
  | "stalledDL"
  | "stoppedDL"
  | "queuedDL"
  | "checkingDL"
  | "checkingResumeData"
  | "forcedDL"
  | "moving"
  | "unknown"

export interface TorrentFile {
  /** Path inside the torrent, root folder included, with `/`. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** 0 skip, 1 normal, 6 high, 7 highest. */
  readonly priority: number
}

export interface Tracker {
  readonly url: string
  /** 0 disabled, 1 not contacted, 2 working, 3 updating, 4 not working; 5 and 6 only from 5.2 on. */
  readonly status: number
  readonly msg: string
}

/** Something that goes on by itself. Times are epoch milliseconds. */
export type Job =
  | { readonly _tag: "Download"; readonly from: number; readonly start: number; readonly seconds: number }
  | { readonly _tag: "Check"; readonly until: number; readonly then: State; readonly progress: number }

/** A torrent of the stand-in. Dates are epoch **seconds** as on the wire, sizes bytes, speeds bytes per second. */
export interface Torrent {
  readonly hash: string
  readonly name: string
  readonly category: string
  readonly tags: ReadonlyArray<string>
  readonly state: State
  /** 0 to 1. */
  readonly progress: number
  readonly files: ReadonlyArray<TorrentFile>
  readonly trackers: ReadonlyArray<Tracker>
  readonly savePath: string
  readonly addedOn: number
  readonly completionOn: number | undefined
  readonly lastActivity: number
  readonly seenComplete: number | undefined
  /** Of the swarm; -1 as qBittorrent tells it when it does not count. */
  readonly availability: number
  readonly dlspeed: number
  readonly upspeed: number
  readonly uploaded: number
  /** Seconds; 8640000 is unknown. */
  readonly eta: number
  readonly seeds: number
  readonly leechs: number
  readonly private: boolean
  readonly hasMetadata: boolean
  readonly forceStart: boolean
  readonly autoTmm: boolean
  /** -2 default, -1 none. */
  readonly ratioLimit: number
  /** Minutes; -2 default, -1 none. */
  readonly seedingTimeLimit: number
  /** Minutes; 5.x only. */
  readonly inactiveSeedingTimeLimit: number
  /** 5.2 only. */
  readonly shareLimitAction: string
  /** Bytes per second; 0 is none. */
  readonly dlLimit: number
  readonly upLimit: number
  readonly superSeeding: boolean
  /** Set instead of what the dates would give, in seconds. */
  readonly seedingTime: number | undefined
  readonly timeActive: number | undefined
  readonly job: Job | undefined
}

/** What a story or a test says about a new torrent; everything but the name has a sensible default. */
export type TorrentSpec = { readonly name: string } & Partial<Omit<Torrent, "job" | "files">> & {
    /** Default: one video file of `size` in a folder with the name of the torrent. */
    readonly files?: ReadonlyArray<{ readonly name: string; readonly size: number; readonly priority?: number }>
    /** Bytes of the default file; 1 GiB when left out. */
    readonly size?: number
    /** Begins to download at once and is complete after this many seconds. */
    readonly downloadSeconds?: number
  }

/** What can be changed later. */
export type TorrentPatch = Partial<Omit<Torrent, "hash" | "job">>

const finished = (state: State): boolean => /UP$|^uploading$/.test(state)

/** States in which nothing goes on until somebody starts the torrent. */
export const isStopped = (torrent: Torrent): boolean => torrent.state === "stoppedDL" || torrent.state === "stoppedUP"

export const isComplete = (torrent: Torrent): boolean => torrent.hasMetadata && torrent.progress >= 1

/** Wanted bytes (`size`) or, with `all`, every byte (`total_size`). */
export const sizeOf = (torrent: Torrent, all = false): number =>
  torrent.files.filter((file) => all || file.priority > 0).reduce((sum, file) => sum + file.size, 0)

/**
 * A torrent from its spec. The hash comes from `seed` and the name, so that the same story has the same hashes each time.
 * @param now epoch milliseconds
 */
export const makeTorrent = (spec: TorrentSpec, seed: string, defaultSavePath: string, now: number): Torrent => {
  const { files, size = 1024 ** 3, downloadSeconds, ...given } = spec
  const seconds = Math.floor(now / 1000)
  const state = given.state ?? (downloadSeconds === undefined ? "stalledDL" : "downloading")
  const progress = given.progress ?? (finished(state) ? 1 : 0)
  const addedOn = given.addedOn ?? seconds
  const hasMetadata = given.hasMetadata ?? !/metaDL/i.test(state)
  const named = files ?? [{ name: `${spec.name}/${spec.name}.mkv`, size }]
  return {
    category: "",
    tags: [],
    trackers: [{ url: "https://tracker.example/announce", status: 2, msg: "" }],
    savePath: defaultSavePath,
    seenComplete: undefined,
    availability: progress >= 1 ? -1 : state === "downloading" ? 1 : 0,
    dlspeed: 0,
    upspeed: state === "uploading" ? 250_000 : 0,
    uploaded: 0,
    eta: 8_640_000,
    seeds: 0,
    leechs: 0,
    private: false,
    forceStart: /^forced/.test(state),
    autoTmm: false,
    ratioLimit: -2,
    seedingTimeLimit: -2,
    inactiveSeedingTimeLimit: -2,
    shareLimitAction: "Default",
    dlLimit: 0,
    upLimit: 0,
    superSeeding: false,
    seedingTime: undefined,
    timeActive: undefined,
    ...given,
    hash: (given.hash ?? hashOf(seed, spec.name)).toLowerCase(),
    state,
    progress,
    addedOn,
    hasMetadata,
    files: hasMetadata ? named.map((file) => ({ priority: 1, ...file })) : [],
    completionOn: given.completionOn ?? (progress >= 1 ? addedOn : undefined),
    lastActivity: given.lastActivity ?? addedOn,
    job:
      downloadSeconds === undefined
        ? undefined
        : { _tag: "Download", from: progress, start: now, seconds: downloadSeconds }
  }
}

/**
 * A torrent after a patch. A given state or progress ends what goes on by itself; a finished state without a progress
 * means complete, since no client ever shows the one without the other.
 * @param now epoch milliseconds
 */
export const patched = (torrent: Torrent, patch: TorrentPatch, now: number): Torrent => {
  const progress = patch.progress ?? (patch.state !== undefined && finished(patch.state) ? 1 : torrent.progress)
  const halted = patch.state !== undefined || patch.progress !== undefined
  const completionOn = progress >= 1 ? (torrent.completionOn ?? Math.floor(now / 1000)) : torrent.completionOn
  return { ...torrent, completionOn, ...patch, progress, job: halted ? undefined : torrent.job }
}
