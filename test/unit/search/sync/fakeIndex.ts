import * as Effect from "effect/Effect"
import type { QualityProfile } from "../../../../src/clients/arr/library/LibraryItem.ts"
import type { IndexedContainer, LibraryIndexService, SyncMarks } from "../../../../src/store/search/LibraryIndex.ts"

/** A library index without a database, of one section; it survives `close` as the database does. */
export interface FakeIndex extends LibraryIndexService {
  readonly state: { open: boolean; puts: number; removed: Array<number> }
}

export const makeIndex = (): FakeIndex => {
  const containers = new Map<number, IndexedContainer>()
  let profiles: ReadonlyMap<number, QualityProfile> = new Map()
  let marks: SyncMarks = { fullAt: undefined, listAt: undefined, historyAt: undefined }
  let revision = 0
  const state: FakeIndex["state"] = { open: false, puts: 0, removed: [] }
  const whenOpen = (change: () => void) =>
    Effect.suspend(() => {
      if (!state.open) return Effect.die("the section is not open")
      return Effect.sync(() => {
        change()
        revision++
      })
    })
  return {
    state,
    open: () =>
      Effect.sync(() => {
        state.open = true
      }),
    close: () =>
      Effect.sync(() => {
        state.open = false
      }),
    containers: () => containers,
    item: (_, id) => [...containers.values()].flatMap(({ items }) => items).find((item) => item.id === id),
    profiles: () => profiles,
    marks: () => marks,
    revision: () => revision,
    put: (_, given) =>
      whenOpen(() => {
        state.puts++
        for (const one of given) containers.set(one.container.id, one)
      }),
    remove: (_, ids) =>
      whenOpen(() => {
        for (const id of ids) {
          containers.delete(id)
          state.removed.push(id)
        }
      }),
    setProfiles: (_, given) =>
      whenOpen(() => {
        profiles = new Map(given.map((one) => [one.id, one]))
      }),
    setMarks: (_, given) =>
      Effect.sync(() => {
        marks = given
      })
  }
}
