import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type { LibraryItem, QualityProfile } from "../../../../src/clients/arr/library/LibraryItem.ts"
import { type IndexedContainer, LibraryIndex, type SyncMarks } from "../../../../src/store/search/LibraryIndex.ts"
import * as RecentSearches from "../../../../src/store/search/RecentSearches.ts"
import { type Search, SearchLog } from "../../../../src/store/search/SearchLog.ts"
import { profileSwitches, requests, searchMarks, wishes } from "../../../harness/search/memoryStores.ts"

/** What the real log keeps in memory, without the rest. */
const searchLog = Layer.sync(SearchLog, () => {
  const memory = RecentSearches.make()
  let keys = 0
  return {
    begin: (search) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        keys += 1
        const open = { state: "sending", commandId: undefined, message: undefined, endedAt: undefined } as const
        const begun: Search = { ...search, ...open, key: keys, grabs: [] }
        memory.set(begun)
        memory.forgetBefore(now - 7 * 24 * 3_600_000)
        return begun
      }),
    patch: (key, patch) => Effect.sync(() => void memory.change(key, patch)),
    changes: Stream.empty,
    open: memory.open,
    sentSince: memory.sentSince,
    recent: memory.recent,
    list: () => Effect.succeed({ searches: [], total: 0 }),
    yields: () => Effect.succeed([])
  }
})

interface Section {
  readonly containers: Map<number, IndexedContainer>
  readonly items: Map<number, LibraryItem>
  profiles: ReadonlyMap<number, QualityProfile>
  marks: SyncMarks
  revision: number
}

/** As the real index without its file. */
const libraryIndex = Layer.sync(LibraryIndex, () => {
  const sections = new Map<string, Section>()
  const of = (section: string): Section => {
    const known = sections.get(section)
    if (known !== undefined) return known
    const marks = { fullAt: undefined, listAt: undefined, historyAt: undefined }
    const made = { containers: new Map(), items: new Map(), profiles: new Map(), marks, revision: 0 }
    sections.set(section, made)
    return made
  }
  const drop = ({ containers, items }: Section, id: number): void => {
    for (const item of containers.get(id)?.items ?? []) items.delete(item.id)
    containers.delete(id)
  }
  const changed = (section: string, change: (found: Section) => void): Effect.Effect<void> =>
    Effect.sync(() => {
      const found = of(section)
      change(found)
      found.revision += 1
    })
  return {
    open: () => Effect.void,
    close: () => Effect.void,
    containers: (section) => of(section).containers,
    item: (section, id) => of(section).items.get(id),
    profiles: (section) => of(section).profiles,
    marks: (section) => of(section).marks,
    revision: (section) => of(section).revision,
    put: (section, added) =>
      changed(section, (found) => {
        for (const one of added) {
          drop(found, one.container.id)
          found.containers.set(one.container.id, one)
          for (const item of one.items) found.items.set(item.id, item)
        }
      }),
    remove: (section, ids) =>
      changed(section, (found) => {
        for (const id of ids) drop(found, id)
      }),
    setProfiles: (section, all) =>
      changed(section, (found) => {
        found.profiles = new Map(all.map((profile) => [profile.id, profile]))
      }),
    setMarks: (section, marks) =>
      Effect.sync(() => {
        of(section).marks = marks
      })
  }
})

/** The stores of searching without a disk, fast enough for a month. */
export const layer = Layer.mergeAll(searchLog, searchMarks, wishes, requests, libraryIndex, profileSwitches)
