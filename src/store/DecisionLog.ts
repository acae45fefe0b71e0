import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"

/** One decision that acted, with the facts it saw and what came of it. `at` is epoch milliseconds. */
export interface DecisionRow {
  readonly at: number
  readonly section: string
  readonly torrent: TorrentId
  readonly name: string
  readonly rule: string
  readonly reason: string
  /** What was to be done, e.g. `remove (blocklist, search)`. */
  readonly action: string
  /** The facts the rule looked at, JSON-able. */
  readonly facts: Readonly<Record<string, unknown>>
  /** `done`, `dry run`, `deferred: …`, `failed: …`, `ignored`. */
  readonly result: string
}

/** Append-only log of decisions, written behind, kept for 90 days. */
export interface DecisionLogService {
  readonly record: (row: DecisionRow) => Effect.Effect<void>
  /** Newest first. */
  readonly recent: (filter: {
    readonly torrent?: TorrentId
    readonly limit: number
  }) => Effect.Effect<ReadonlyArray<DecisionRow>>
}

export class DecisionLog extends Context.Tag("qbitrr/store/DecisionLog")<DecisionLog, DecisionLogService>() {}
