import type { QueueRecord } from "../clients/arr/QueueRecord.ts"
import type { ImportEntry } from "../store/ImportEntry.ts"
import type { TorrentMemory } from "../store/TorrentMemory.ts"
import type { Action } from "./Action.ts"
import type { Torrent, TorrentFile } from "./Torrent.ts"
import type { TorrentRules } from "./TorrentRules.ts"
import type { TrackerReading } from "./trackers/TrackerStatus.ts"

/** Which Arr section the download belongs to, as far as the queues tell. */
export type Owner =
  | { readonly _tag: "Known"; readonly section: string; readonly category: string; readonly research: boolean }
  /** Every Arr answered and none has it. */
  | { readonly _tag: "None" }
  /** Some Arr does not answer, so nobody can tell. */
  | { readonly _tag: "Unknown"; readonly reason: string }

/** Facts that cost a request or a process: read when a rule asks for them. */
export type Need = "files" | "trackers" | "formats" | "playable"

/** Custom-format scores around one download. undefined = that side has none (no file yet, no minimum). */
export interface FormatScores {
  /** Of the file the Arr has; undefined when it has none. */
  readonly file: number | undefined
  /** `minFormatScore` of the quality profile. */
  readonly minimum: number | undefined
}

/** Whether the media files of a complete download can be played. `unknown`: cannot be told here, which is no fault. */
export type Playable =
  | { readonly _tag: "Playable" }
  | { readonly _tag: "Unknown"; readonly reason: string }
  /** Every media file was probed and refused; `example` is one of them with ffprobe's words. */
  | { readonly _tag: "Unplayable"; readonly example: string }

/** What a removal goes by; an outage freezes the removals of its kind. */
export type Evidence = "swarm" | "tracker" | "files"

/** Many torrents of one client or tracker turned bad together, so it is they that are ill (decisions, "Outage guard"). */
export interface Outage {
  readonly scope:
    | { readonly _tag: "Client"; readonly instance: string }
    | { readonly _tag: "Tracker"; readonly host: string }
  readonly evidence: Evidence
  /** A sentence with the numbers. */
  readonly reason: string
}

/** What is known around the torrent. `undefined` is "unknown", on which nothing destructive is decided. */
export interface Facts {
  /** Its qBittorrent answers. */
  readonly online: boolean
  /** It has a connection to the world; without one every torrent looks dead. */
  readonly connected: boolean
  readonly owner: Owner
  /** Rows of this download in its Arr's queue. */
  readonly queue: ReadonlyArray<QueueRecord> | undefined
  /** Read on demand, when a rule asks for it. */
  readonly files: ReadonlyArray<TorrentFile> | undefined
  readonly importEntry: ImportEntry | undefined
  /** Other qBittorrent instances that hold the same torrent for the same owner; absent = none. */
  readonly twins?: ReadonlyArray<string>
  /** How its trackers answered; read on demand. */
  readonly trackers: TrackerReading | undefined
  /** Read on demand. */
  readonly formats: FormatScores | undefined
  /** Read on demand. */
  readonly playable: Playable | undefined
  /** Of the torrent's client and of its trackers; empty while all is quiet. */
  readonly outages: ReadonlyArray<Outage>
}

/** Everything a rule may look at. `now` is epoch milliseconds. */
export interface RuleInput {
  readonly torrent: Torrent
  readonly facts: Facts
  readonly rules: TorrentRules
  readonly memory: TorrentMemory
  readonly now: number
  /** What could not be read just now: a rule that asks for it is passed over, so that the others have their turn. */
  readonly cannot?: ReadonlySet<Need>
}

/** What a matching rule says. */
export interface Verdict {
  readonly actions: ReadonlyArray<Action>
  /** A sentence with the numbers that decided. */
  readonly reason: string
  /** Memory after the actions have succeeded; unchanged when absent. */
  readonly memory?: TorrentMemory
  /** Epoch milliseconds at which the answer may change though nothing else does. */
  readonly again?: number
  /** The rule cannot say more before these facts are there. */
  readonly needs?: Need
}

/** One rule of torrent care. `undefined` = does not concern this torrent, ask the next. */
export interface Rule {
  readonly name: string
  /** One sentence for people. */
  readonly doc: string
  /** When it matches, nothing else is asked at all, upkeep neither. */
  readonly gate?: true
  readonly judge: (input: RuleInput) => Verdict | undefined
}

/** A rule that says: leave it alone, and ask no further rule. */
export const leave = (reason: string, again?: number): Verdict =>
  again === undefined ? { actions: [], reason } : { actions: [], reason, again }
