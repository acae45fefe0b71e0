import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import type { ImportEntry } from "./ImportEntry.ts"

/** Import ledger. `put` returns only when the row is on disk. */
export interface ImportLedgerService {
  readonly get: (section: string, id: TorrentId) => ImportEntry | undefined
  readonly put: (entry: ImportEntry) => Effect.Effect<void>
  readonly forget: (section: string, id: TorrentId) => Effect.Effect<void>
}

export class ImportLedger extends Context.Tag("qbitrr/store/ImportLedger")<ImportLedger, ImportLedgerService>() {}
