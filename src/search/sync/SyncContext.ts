import * as Effect from "effect/Effect"
import type { LibraryEvent, LibraryReads } from "../../clients/arr/library/LibraryReads.ts"
import type { ClientError } from "../../clients/ClientError.ts"
import type { LibraryIndexService } from "../../store/search/LibraryIndex.ts"
import type { OddRows } from "./OddRows.ts"
import type { Failure, Troubles } from "./Troubles.ts"
import type { Work } from "./Work.ts"

/** What one Arr section needs to be kept in step. */
export interface LibrarySyncOptions {
  readonly section: string
  readonly reads: LibraryReads
  /**
   * Every batch of events of the history, oldest first, before what they name is read again. Events that were told
   * shortly before a restart are told again after it.
   */
  readonly events: (events: ReadonlyArray<LibraryEvent>) => Effect.Effect<void>
  /** Containers, items or profiles of the index changed. Often; it must return soon. */
  readonly changed: Effect.Effect<void>
  /** The Arr as a whole does not answer, at every failed attempt; undefined once when it does again. */
  readonly report: (error: ClientError | undefined) => Effect.Effect<void>
  /** Whether the reader of the log knows already that the Arr is away. Absent: nobody tells. */
  readonly isKnownAway?: Effect.Effect<boolean>
  /** The sync goes on: at least every 30 seconds while it waits, and after every answer. Absent: nobody listens. */
  readonly beat?: Effect.Effect<void>
}

/** What the steps of a sync share. */
export interface SyncContext {
  readonly options: LibrarySyncOptions
  readonly index: LibraryIndexService
  readonly work: Work
  readonly troubles: Troubles
  readonly odd: OddRows
}

/** No answer, or a refused key: no other question would be answered either. */
const isWhole = (error: ClientError): boolean =>
  error._tag === "AuthRejected" || (error._tag === "Transient" && error.kind === "connection")

/** Nobody answers, or only this question was answered badly? One small request tells. */
export const blame = (reads: LibraryReads, error: ClientError): Effect.Effect<Failure> =>
  isWhole(error)
    ? Effect.succeed({ error, whole: true })
    : Effect.match(reads.profiles, {
        onFailure: (other) => ({ error: other, whole: true }),
        onSuccess: () => ({ error, whole: false })
      })

/** Fails when the Arr as a whole does not answer: a bare "not found" may come from a proxy whose Arr is down. */
export const confirmThere = (reads: LibraryReads): Effect.Effect<void, Failure> =>
  Effect.mapError(reads.profiles, (error) => ({ error, whole: true })).pipe(Effect.asVoid)
