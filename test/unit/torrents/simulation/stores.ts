import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type { TorrentId } from "../../../../src/clients/qbittorrent/TorrentId.ts"
import * as Searches from "../../../../src/search/Searches.ts"
import { DecisionLog, type DecisionRow } from "../../../../src/store/DecisionLog.ts"
import type { ImportEntry } from "../../../../src/store/ImportEntry.ts"
import { ImportLedger } from "../../../../src/store/ImportLedger.ts"
import type { Removal } from "../../../../src/store/Removal.ts"
import { RemovalJournal } from "../../../../src/store/RemovalJournal.ts"
import type { SearchLog } from "../../../../src/store/search/SearchLog.ts"
import type { SearchMarks } from "../../../../src/store/search/SearchMarks.ts"
import type { Wishes } from "../../../../src/store/search/Wishes.ts"
import { TorrentMemories } from "../../../../src/store/TorrentMemories.ts"
import { empty, type TorrentMemory } from "../../../../src/store/TorrentMemory.ts"
import { Heartbeat } from "../../../../src/supervision/Heartbeat.ts"
import * as memoryStores from "../../../harness/search/memoryStores.ts"

/** What the stores of a test hold, to look at. */
export interface Stores {
  readonly memories: Map<TorrentId, TorrentMemory>
  readonly entries: Map<string, ImportEntry>
  /** Removals that are neither done nor cancelled. */
  readonly pending: Map<number, Removal>
  readonly layer: Layer.Layer<
    DecisionLog | ImportLedger | RemovalJournal | Searches.Searches | SearchLog | SearchMarks | TorrentMemories | Wishes
  >
}

/** Told of what is written and not kept. */
export interface Listeners {
  readonly recorded?: (row: DecisionRow) => void
  readonly opened?: (removal: Removal) => void
  readonly ended?: (removal: Removal) => void
}

/** Everything in plain maps: as the real stores without their file. */
export const makeStores = (listeners: Listeners = {}): Stores => {
  const memories = new Map<TorrentId, TorrentMemory>()
  const entries = new Map<string, ImportEntry>()
  const pending = new Map<number, Removal>()
  let keys = 0
  const keyOf = (section: string, id: TorrentId): string => `${section}\n${id}`

  const layer = Layer.mergeAll(
    memoryStores.searchLog,
    memoryStores.searchMarks,
    memoryStores.wishes,
    Searches.layer,
    Layer.succeed(DecisionLog, {
      record: (row) => Effect.sync(() => listeners.recorded?.(row)),
      recent: () => Effect.succeed([]),
      changes: Stream.empty
    }),
    Layer.succeed(TorrentMemories, {
      get: (id) => memories.get(id) ?? empty,
      set: (id, memory) => Effect.sync(() => void memories.set(id, memory)),
      forget: (id) => Effect.sync(() => void memories.delete(id))
    }),
    Layer.succeed(ImportLedger, {
      get: (section, id) => entries.get(keyOf(section, id)),
      put: (entry) => Effect.sync(() => void entries.set(keyOf(entry.section, entry.id), entry)),
      forget: (section, id) => Effect.sync(() => void entries.delete(keyOf(section, id)))
    }),
    Layer.succeed(RemovalJournal, {
      open: (intents) =>
        Effect.map(Clock.currentTimeMillis, (now) =>
          intents.map((intent) => {
            keys += 1
            const removal: Removal = { ...intent, key: keys, updatedAt: now, lastError: undefined }
            pending.set(removal.key, removal)
            listeners.opened?.(removal)
            return removal
          })
        ),
      advance: (key, change) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const known = pending.get(key)
          if (known === undefined) return Effect.dieMessage(`there is no removal ${key} that goes on`)
          const removal: Removal = { ...known, ...change, updatedAt: now }
          if (removal.step === "done" || removal.step === "cancelled") {
            pending.delete(key)
            listeners.ended?.(removal)
          } else pending.set(key, removal)
          return Effect.succeed(removal)
        }),
      pending: Effect.sync(() => [...pending.values()])
    })
  )
  return { memories, entries, pending, layer }
}

/** A life that nobody watches. */
export const heartbeat: Layer.Layer<Heartbeat> = Layer.succeed(Heartbeat, {
  worker: "test",
  life: 1,
  ready: Effect.void,
  beat: () => Effect.void,
  extend: () => Effect.void,
  release: () => Effect.void,
  degrade: () => Effect.void,
  recover: () => Effect.void,
  isCurrent: Effect.succeed(true)
})
