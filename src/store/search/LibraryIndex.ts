import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { LibraryContainer, LibraryItem, QualityProfile } from "../../clients/arr/library/LibraryItem.ts"
import { fromCause } from "../StoreFailure.ts"
import { WriteBehind } from "../WriteBehind.ts"
import { make as makeSection, never, type OpenSection } from "./OpenSection.ts"

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
  /**
   * Loads a section from the database unless it is in memory; the rest needs that. A container that cannot be read is
   * left out, with a warning, and `fullAt` is undefined then. Dies of `StoreFailure` when the database cannot be read.
   */
  readonly open: (section: string) => Effect.Effect<void>
  /** Out of memory; nothing is deleted, and what waits to be written still is. */
  readonly close: (section: string) => Effect.Effect<void>
  /** By container id; empty for a section that is not open. */
  readonly containers: (section: string) => ReadonlyMap<number, IndexedContainer>
  readonly item: (section: string, itemId: number) => LibraryItem | undefined
  readonly profiles: (section: string) => ReadonlyMap<number, QualityProfile>
  readonly marks: (section: string) => SyncMarks
  /** Grows with every change of containers, items or profiles of the section. */
  readonly revision: (section: string) => number
  /** Replaces these containers and what was in them. Changes memory at once; dies when the section is not open, as all below. */
  readonly put: (section: string, containers: ReadonlyArray<IndexedContainer>) => Effect.Effect<void>
  readonly remove: (section: string, containerIds: ReadonlyArray<number>) => Effect.Effect<void>
  readonly setProfiles: (section: string, profiles: ReadonlyArray<QualityProfile>) => Effect.Effect<void>
  readonly setMarks: (section: string, marks: SyncMarks) => Effect.Effect<void>
}

export class LibraryIndex extends Context.Tag("qbitrr/store/LibraryIndex")<LibraryIndex, LibraryIndexService>() {}

const noContainers: ReadonlyMap<number, IndexedContainer> = new Map()
const noProfiles: ReadonlyMap<number, QualityProfile> = new Map()

/** Nothing is read at start: sections are when they are opened. */
export const layer: Layer.Layer<LibraryIndex, never, SqlClient.SqlClient | WriteBehind> = Layer.effect(
  LibraryIndex,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const writer = yield* WriteBehind
    const sections = new Map<string, OpenSection>()
    /** Outlives the section: a revision that was seen never comes again with other content. */
    const revisions = new Map<string, number>()
    const opening = yield* Effect.makeSemaphore(1)

    const grow = (section: string) => revisions.set(section, (revisions.get(section) ?? 0) + 1)

    const change = (section: string, run: (open: OpenSection) => Effect.Effect<void>) =>
      Effect.suspend(() => {
        const open = sections.get(section)
        return open === undefined ? Effect.dieMessage(`the library of ${section} is not open`) : run(open)
      })

    return LibraryIndex.of({
      open: (section) =>
        Effect.gen(function* () {
          if (sections.has(section)) return
          // What an earlier `close` left in the queue.
          yield* writer.flush
          const open = makeSection(sql, writer, section)
          yield* open.load.pipe(Effect.catchAllCause((cause) => Effect.die(fromCause(cause))))
          sections.set(section, open)
          grow(section)
        }).pipe(opening.withPermits(1)),
      close: (section) => Effect.sync(() => void sections.delete(section)),
      containers: (section) => sections.get(section)?.containers ?? noContainers,
      item: (section, itemId) => sections.get(section)?.items.get(itemId),
      profiles: (section) => sections.get(section)?.profiles() ?? noProfiles,
      marks: (section) => sections.get(section)?.marks() ?? never,
      revision: (section) => revisions.get(section) ?? 0,
      put: (section, containers) =>
        change(section, (open) => {
          if (containers.length === 0) return Effect.void
          grow(section)
          return open.put(containers)
        }),
      remove: (section, containerIds) =>
        change(section, (open) => {
          const known = containerIds.filter((id) => open.containers.has(id))
          if (known.length === 0) return Effect.void
          grow(section)
          return open.remove(known)
        }),
      setProfiles: (section, profiles) =>
        change(section, (open) => {
          grow(section)
          return open.setProfiles(profiles)
        }),
      setMarks: (section, marks) => change(section, (open) => open.setMarks(marks))
    })
  })
)
