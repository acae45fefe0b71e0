import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import { type IndexedContainer, LibraryIndex, type SyncMarks } from "../../../src/store/search/LibraryIndex.ts"
import { type ProfileSwitch, ProfileSwitches } from "../../../src/store/search/ProfileSwitches.ts"
import { type MediaRequest, Requests } from "../../../src/store/search/Requests.ts"
import { type Search, SearchLog, type Yield } from "../../../src/store/search/SearchLog.ts"
import { type Cycle, markKey, type SearchMark, SearchMarks } from "../../../src/store/search/SearchMarks.ts"
import { type Wish, Wishes } from "../../../src/store/search/Wishes.ts"

/** Values by section, `make` for a section that is not there yet. */
const sections = <A>(make: () => A) => {
  const all = new Map<string, A>()
  return (section: string): A => {
    const known = all.get(section)
    if (known !== undefined) return known
    const made = make()
    all.set(section, made)
    return made
  }
}

/** The stores of searching as plain memory: what they promise, without a database. */
export const searchLog = Layer.effect(
  SearchLog,
  Effect.gen(function* () {
    const all: Array<Search> = []
    const hub = yield* PubSub.unbounded<Search>()
    const isOpen = ({ state }: Search) => state === "sending" || state === "running"
    const newest = () => all.toReversed()
    return {
      begin: (search) =>
        Effect.suspend(() => {
          const begun: Search = {
            ...search,
            key: all.length + 1,
            state: "sending",
            commandId: undefined,
            message: undefined,
            endedAt: undefined,
            grabs: []
          }
          all.push(begun)
          return Effect.as(hub.publish(begun), begun)
        }),
      patch: (key, patch) =>
        Effect.suspend(() => {
          const before = all[key - 1]
          if (before === undefined) return Effect.void
          const changed = { ...before, ...patch }
          all[key - 1] = changed
          return hub.publish(changed)
        }),
      changes: Stream.fromPubSub(hub),
      open: (section) => all.filter((search) => search.section === section && isOpen(search)),
      sentSince: (section, at) =>
        all
          .filter(
            (one) =>
              one.section === section && one.sentAt >= at && !(one.state === "lost" && one.commandId === undefined)
          )
          .map(({ sentAt }) => sentAt),
      recent: (section, at) => newest().filter((search) => search.section === section && search.sentAt >= at),
      list: ({ limit, offset, section }) =>
        Effect.sync(() => {
          const found = newest().filter((search) => section === undefined || search.section === section)
          return { searches: found.slice(offset, offset + limit), total: found.length }
        }),
      yields: (since) =>
        Effect.sync(() => {
          const found = new Map<string, Yield>()
          for (const { grabs, reason, section, sentAt, state } of all) {
            if (sentAt < since) continue
            const key = `${section}|${reason}`
            const before = found.get(key) ?? { section, reason, searches: 0, failed: 0, grabbed: 0, imported: 0 }
            found.set(key, {
              ...before,
              searches: before.searches + 1,
              failed: before.failed + (state === "failed" ? 1 : 0),
              grabbed: before.grabbed + (grabs.length > 0 ? 1 : 0),
              imported: before.imported + (grabs.some(({ importedAt }) => importedAt !== undefined) ? 1 : 0)
            })
          }
          return [...found.values()]
        })
    }
  })
)

export const searchMarks = Layer.sync(SearchMarks, () => {
  const marks = sections(() => new Map<string, SearchMark>())
  const cycles = new Map<string, Cycle>()
  return {
    all: marks,
    note: (section, items, at) =>
      Effect.sync(() => {
        const known = marks(section)
        for (const { itemId, reason } of items) {
          const key = markKey(itemId, reason)
          known.set(key, { itemId, reason, at, times: (known.get(key)?.times ?? 0) + 1 })
        }
      }),
    restore: (section, before, gone) =>
      Effect.sync(() => {
        for (const mark of before) marks(section).set(markKey(mark.itemId, mark.reason), mark)
        for (const key of gone) marks(section).delete(key)
      }),
    forget: (section, keys) =>
      Effect.sync(() => {
        for (const key of keys) marks(section).delete(key)
      }),
    cycle: (section) => cycles.get(section),
    setCycle: (section, cycle) => Effect.sync(() => void cycles.set(section, cycle))
  }
})

export const wishes = Layer.sync(Wishes, () => {
  let all: ReadonlyArray<Wish> = []
  let next = 1
  const bySection = new Map<string, ReadonlyArray<Wish>>()
  const regroup = () => {
    bySection.clear()
    for (const wish of all) bySection.set(wish.section, [...(bySection.get(wish.section) ?? []), wish])
  }
  return {
    add: (wish) =>
      Effect.sync(() => {
        const added: Wish = { ...wish, key: next++ }
        all = [...all, added]
        regroup()
        return added
      }),
    of: (section) => bySection.get(section) ?? [],
    remove: (key) =>
      Effect.sync(() => {
        all = all.filter((wish) => wish.key !== key)
        regroup()
      })
  }
})

export const requests = Layer.sync(Requests, () => {
  const all = new Map<string, ReadonlyArray<MediaRequest>>()
  const of = (section: string) => all.get(section) ?? []
  return {
    of,
    replace: (section, source, now) =>
      Effect.sync(() => void all.set(section, [...of(section).filter((one) => one.source !== source), ...now])),
    add: (section, request) =>
      Effect.sync(() => void all.set(section, [...of(section).filter(({ id }) => id !== request.id), request]))
  }
})

export const libraryIndex = Layer.sync(LibraryIndex, () => {
  const containers = sections(() => new Map<number, IndexedContainer>())
  const profiles = sections(() => new Map())
  const revisions = new Map<string, number>()
  const marks = new Map<string, SyncMarks>()
  const grow = (section: string) => revisions.set(section, (revisions.get(section) ?? 0) + 1)
  return {
    open: () => Effect.void,
    close: () => Effect.void,
    containers,
    item: (section, itemId) => {
      for (const { items } of containers(section).values()) {
        const found = items.find(({ id }) => id === itemId)
        if (found !== undefined) return found
      }
      return undefined
    },
    profiles,
    marks: (section) => marks.get(section) ?? { fullAt: undefined, listAt: undefined, historyAt: undefined },
    revision: (section) => revisions.get(section) ?? 0,
    put: (section, added) =>
      Effect.sync(() => {
        for (const one of added) containers(section).set(one.container.id, one)
        grow(section)
      }),
    remove: (section, ids) =>
      Effect.sync(() => {
        for (const id of ids) containers(section).delete(id)
        grow(section)
      }),
    setProfiles: (section, now) =>
      Effect.sync(() => {
        profiles(section).clear()
        for (const profile of now) profiles(section).set(profile.id, profile)
        grow(section)
      }),
    setMarks: (section, now) => Effect.sync(() => void marks.set(section, now))
  }
})

export const profileSwitches = Layer.sync(ProfileSwitches, () => {
  let all: ReadonlyArray<ProfileSwitch> = []
  const isOf = (section: string, owner: ProfileSwitch["owner"]) => (entry: ProfileSwitch) =>
    entry.section === section && entry.owner.kind === owner.kind && entry.owner.id === owner.id
  return {
    of: (section) => all.filter((entry) => entry.section === section),
    put: (entry) =>
      Effect.sync(() => {
        all = [...all.filter((one) => !isOf(entry.section, entry.owner)(one)), entry]
      }),
    remove: (section, owner) =>
      Effect.sync(() => {
        all = all.filter((one) => !isOf(section, owner)(one))
      })
  }
})

/** All of them. */
export const layer = Layer.mergeAll(searchLog, searchMarks, wishes, requests, libraryIndex, profileSwitches)
