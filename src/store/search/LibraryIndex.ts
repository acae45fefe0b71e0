import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { LibraryContainer, LibraryItem, QualityProfile } from "../../clients/arr/library/LibraryItem.ts"

/** A series, artist, author or movie with everything that is in it. */
export interface IndexedContainer {
  readonly container: LibraryContainer
  readonly items: ReadonlyArray<LibraryItem>
  /** When its items were read, epoch milliseconds. */
  readonly readAt: number
}

/** How far the index of a section has come. Epoch milliseconds; undefined = never. */
export interface SyncMarks {
  /** The last time everything was read. */
  readonly fullAt: number | undefined
  /** The last time the list of containers was read. */
  readonly listAt: number | undefined
  /** Events of the history up to here are worked in. */
  readonly historyAt: number | undefined
}

/**
 * The library of each Arr section, whole in memory while it is open, in the database for the next start. What is not
 * in the database yet after a crash is read again: `SyncMarks` are written after what they vouch for.
 */
export interface LibraryIndexService {
  /** Loads a section from the database unless it is in memory; the rest needs that. */
  readonly open: (section: string) => Effect.Effect<void>
  /** Out of memory; nothing is deleted. */
  readonly close: (section: string) => Effect.Effect<void>
  /** By container id; empty for a section that is not open. */
  readonly containers: (section: string) => ReadonlyMap<number, IndexedContainer>
  readonly item: (section: string, itemId: number) => LibraryItem | undefined
  readonly profiles: (section: string) => ReadonlyMap<number, QualityProfile>
  readonly marks: (section: string) => SyncMarks
  /** Grows with every change of containers, items or profiles of the section. */
  readonly revision: (section: string) => number
  /** Replaces these containers and what was in them. */
  readonly put: (section: string, containers: ReadonlyArray<IndexedContainer>) => Effect.Effect<void>
  readonly remove: (section: string, containerIds: ReadonlyArray<number>) => Effect.Effect<void>
  readonly setProfiles: (section: string, profiles: ReadonlyArray<QualityProfile>) => Effect.Effect<void>
  readonly setMarks: (section: string, marks: SyncMarks) => Effect.Effect<void>
}

export class LibraryIndex extends Context.Tag("qbitrr/store/LibraryIndex")<LibraryIndex, LibraryIndexService>() {}
