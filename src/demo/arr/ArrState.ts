import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { HistoryWord } from "./ArrFacts.ts"
import type { Command } from "./commands.ts"
import type { Download } from "./Download.ts"
import * as Library from "./library/Library.ts"
import type { OddRows } from "./library/odd.ts"
import type { Media } from "./Media.ts"
import { type Profile, usualProfile } from "./profiles.ts"
import type { Outcomes } from "./searching.ts"
import { noSearches, type SearchLog } from "./searchLog.ts"

/** A release the Arr has sent to its client. Times in this file are epoch milliseconds. */
export interface Grab {
  readonly hash: string
  readonly title: string
  /** Several for a season pack. */
  readonly media: ReadonlyArray<Media>
}

export interface StatusMessage {
  readonly title: string
  readonly messages: ReadonlyArray<string>
}

/** Why an import does not happen, and what the queue calls that. */
export interface Complaint {
  /** `blocked` is the word for it of the program; older ones say `importPending`. */
  readonly state: "blocked" | "importPending"
  readonly messages: ReadonlyArray<StatusMessage>
}

/** A download the Arr follows, as it was at the last look at the client. */
export interface Tracked {
  readonly hash: string
  readonly title: string
  /** Empty when the Arr could not match it. */
  readonly media: ReadonlyArray<Media>
  readonly download: Download
  readonly state: "downloading" | "importPending" | "importing" | "blocked"
  readonly messages: ReadonlyArray<StatusMessage>
  /** Custom-format score of the release. */
  readonly formatScore: number
  readonly addedAt: number
}

export interface HistoryEntry {
  readonly id: number
  readonly at: number
  readonly word: HistoryWord
  /** Lower case; empty for what was no download. */
  readonly hash: string
  readonly media: Media
  readonly title: string
  readonly data: Readonly<Record<string, string>>
}

export interface BlocklistEntry {
  readonly id: number
  readonly at: number
  /** Lower case. */
  readonly hash: string
  readonly title: string
  readonly media: ReadonlyArray<Media>
  readonly message: string
}

/** One request that changes something, in order. */
export interface LoggedRequest {
  readonly at: number
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Parsed JSON; undefined without one. */
  readonly body: unknown
  readonly status: number
}

/** A PUT of a movie, series, artist or author. */
export interface Put {
  readonly at: number
  readonly path: string
  /** Parsed JSON; undefined without one. */
  readonly body: unknown
  /** What a GET of it answered just before; undefined when it was not there. */
  readonly before: unknown
  readonly status: number
}

/** A queue row given by a story or test as it goes over the wire, e.g. a pending one. */
export type ExplicitRow = Readonly<Record<string, unknown>> & { readonly id: number }

/** The whole stand-in: immutable, replaced on each change. */
export interface ArrState {
  readonly library: Library.Library
  /** What stands in the place of true rows. */
  readonly odd: OddRows
  readonly profiles: ReadonlyArray<Profile>
  /** Rows of `health` as on the wire. */
  readonly health: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly puts: ReadonlyArray<Put>
  /** By lower-case hash, as are the next five. */
  readonly grabs: ReadonlyMap<string, Grab>
  readonly tracked: ReadonlyMap<string, Tracked>
  /** Imported, failed or ignored: never tracked again. */
  readonly closed: ReadonlySet<string>
  /** Why an import needs a person. */
  readonly blocked: ReadonlyMap<string, Complaint>
  /** Custom-format score of a release; 0 for those that are not listed. */
  readonly formatScores: ReadonlyMap<string, number>
  readonly imports: ReadonlyMap<string, number>
  /** Hash to how many scan commands reached it. */
  readonly scans: ReadonlyMap<string, number>
  /** By `keyOf` of the target. */
  readonly searches: ReadonlyMap<string, number>
  readonly searchLog: SearchLog
  /** What searches come to, where it is not the usual. */
  readonly outcomes: Outcomes
  readonly rows: ReadonlyArray<ExplicitRow>
  readonly commands: ReadonlyArray<Command>
  readonly history: ReadonlyArray<HistoryEntry>
  readonly blocklist: ReadonlyArray<BlocklistEntry>
  readonly log: ReadonlyArray<LoggedRequest>
  /** By path. */
  readonly requests: HashMap.HashMap<string, number>
  readonly violations: ReadonlyArray<string>
  /** Of commands, history and the blocklist together. */
  readonly lastId: number
  readonly autoRedownloadFailed: boolean
  /** When this program was started. */
  readonly startedAt: number
  /** How long a finished command is listed, and how long it is found by its id: milliseconds. */
  readonly commandsListedFor: number
  readonly commandsKeptFor: number
  /** What `system/status` claims to be, when it is not the truth. */
  readonly appName: string | undefined
}

export const initial: ArrState = {
  library: Library.empty,
  odd: new Map(),
  profiles: [usualProfile],
  health: [],
  puts: [],
  grabs: new Map(),
  tracked: new Map(),
  closed: new Set(),
  blocked: new Map(),
  formatScores: new Map(),
  imports: new Map(),
  scans: new Map(),
  searches: new Map(),
  searchLog: noSearches,
  outcomes: new Map(),
  rows: [],
  commands: [],
  history: [],
  blocklist: [],
  log: [],
  requests: HashMap.empty(),
  violations: [],
  lastId: 0,
  autoRedownloadFailed: true,
  startedAt: 0,
  commandsListedFor: 300_000,
  commandsKeptFor: 86_400_000,
  appName: undefined
}

/** What has to happen outside the state after a step. */
export type Order =
  | { readonly _tag: "RemoveFromClient"; readonly hash: string }
  | { readonly _tag: "Run"; readonly commandId: number }

/** A counter one higher. */
export const counted = (counts: ReadonlyMap<string, number>, key: string): ReadonlyMap<string, number> =>
  new Map(counts).set(key, (counts.get(key) ?? 0) + 1)

/** One request more for a path. */
export const asked = (requests: ArrState["requests"], path: string): ArrState["requests"] =>
  HashMap.modifyAt(requests, path, (known) => Option.some(Option.getOrElse(known, () => 0) + 1))

/** A map without one key. */
export const without = <A>(map: ReadonlyMap<string, A>, key: string): ReadonlyMap<string, A> =>
  new Map([...map].filter(([other]) => other !== key))
