import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { NewRemoval, Removal } from "./Removal.ts"

/** Journal of removals. Every change returns only when it is on disk. */
export interface RemovalJournalService {
  /** Writes the intents in one transaction. */
  readonly open: (intents: ReadonlyArray<NewRemoval>) => Effect.Effect<ReadonlyArray<Removal>>
  readonly advance: (
    key: number,
    change: Partial<Pick<Removal, "step" | "lastError" | "media" | "section">>
  ) => Effect.Effect<Removal>
  /** Neither done nor cancelled, oldest first. */
  readonly pending: Effect.Effect<ReadonlyArray<Removal>>
}

export class RemovalJournal extends Context.Tag("qbitrr/store/RemovalJournal")<
  RemovalJournal,
  RemovalJournalService
>() {}
