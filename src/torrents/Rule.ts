import type { QueueRecord } from "../clients/arr/QueueRecord.ts"
import type { ImportEntry } from "../store/ImportEntry.ts"
import type { TorrentMemory } from "../store/TorrentMemory.ts"
import type { Action } from "./Action.ts"
import type { Torrent, TorrentFile } from "./Torrent.ts"
import type { TorrentRules } from "./TorrentRules.ts"

/** Which Arr section the download belongs to, as far as the queues tell. */
export type Owner =
  | { readonly _tag: "Known"; readonly section: string; readonly category: string; readonly research: boolean }
  /** Every Arr answered and none has it. */
  | { readonly _tag: "None" }
  /** Some Arr does not answer, so nobody can tell. */
  | { readonly _tag: "Unknown"; readonly reason: string }

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
}

/** Everything a rule may look at. `now` is epoch milliseconds. */
export interface RuleInput {
  readonly torrent: Torrent
  readonly facts: Facts
  readonly rules: TorrentRules
  readonly memory: TorrentMemory
  readonly now: number
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
  readonly needs?: "files"
}

/** One rule of torrent care. `undefined` = does not concern this torrent, ask the next. */
export interface Rule {
  readonly name: string
  /** One sentence for people. */
  readonly doc: string
  readonly judge: (input: RuleInput) => Verdict | undefined
}

/** Why a removal for failure must wait although its rule matches; `undefined` when all that it needs is known. */
export const whyNotRemove = ({ facts, rules, torrent }: RuleInput): string | undefined => {
  if (!facts.connected) return `${torrent.instance} has no connection to the internet, so everything looks dead`
  return facts.queue === undefined ? `${rules.section} does not answer, so nothing is removed` : undefined
}

/** A rule that says: leave it alone, and ask no further rule. */
export const leave = (reason: string, again?: number): Verdict =>
  again === undefined ? { actions: [], reason } : { actions: [], reason, again }
