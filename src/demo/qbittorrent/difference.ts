import type { Maindata } from "./maindata.ts"
import type { Fields } from "./wire.ts"

/** What changed between two pictures, in the sections of `sync/maindata`; also the buffer of a 4.6+ session. */
export interface Difference {
  readonly torrents: Readonly<Record<string, Fields>>
  readonly torrents_removed: ReadonlyArray<string>
  readonly categories: Readonly<Record<string, Fields>>
  readonly categories_removed: ReadonlyArray<string>
  readonly tags: ReadonlyArray<string>
  readonly tags_removed: ReadonlyArray<string>
  readonly trackers: Readonly<Record<string, ReadonlyArray<string>>>
  readonly trackers_removed: ReadonlyArray<string>
  readonly server_state: Fields
}

export const none: Difference = {
  torrents: {},
  torrents_removed: [],
  categories: {},
  categories_removed: [],
  tags: [],
  tags_removed: [],
  trackers: {},
  trackers_removed: [],
  server_state: {}
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

const changedFields = (before: Fields, after: Fields): Fields =>
  Object.fromEntries(Object.entries(after).filter(([name, value]) => !same(before[name], value)))

const changedRecords = (
  before: Readonly<Record<string, Fields>>,
  after: Readonly<Record<string, Fields>>
): Readonly<Record<string, Fields>> =>
  Object.fromEntries(
    Object.entries(after)
      .map(([key, fields]) => [key, changedFields(before[key] ?? {}, fields)] as const)
      .filter(([, fields]) => Object.keys(fields).length > 0)
  )

const gone = (before: object, after: object): ReadonlyArray<string> =>
  Object.keys(before).filter((key) => !Object.hasOwn(after, key))

/** From `before` to `after`: of torrents, categories and the server only the changed members, of trackers whole lists. */
export const difference = (before: Maindata, after: Maindata): Difference => ({
  torrents: changedRecords(before.torrents, after.torrents),
  torrents_removed: gone(before.torrents, after.torrents),
  categories: changedRecords(before.categories, after.categories),
  categories_removed: gone(before.categories, after.categories),
  tags: after.tags.filter((tag) => !before.tags.includes(tag)),
  tags_removed: before.tags.filter((tag) => !after.tags.includes(tag)),
  trackers: Object.fromEntries(
    Object.entries(after.trackers).filter(([url, list]) => !same(before.trackers[url], list))
  ),
  trackers_removed: gone(before.trackers, after.trackers),
  server_state: changedFields(before.server_state, after.server_state)
})

const overlay = <A>(
  buffered: Readonly<Record<string, A>>,
  changed: Readonly<Record<string, A>>,
  removed: ReadonlyArray<string>
): Readonly<Record<string, A>> =>
  Object.fromEntries(Object.entries({ ...buffered, ...changed }).filter(([key]) => !removed.includes(key)))

const union = (
  buffered: ReadonlyArray<string>,
  more: ReadonlyArray<string>,
  except: ReadonlyArray<string>
): ReadonlyArray<string> => [...new Set([...buffered, ...more])].filter((key) => !except.includes(key))

/**
 * Puts newer changes over what a 4.6+ session still holds for an answer that was not acknowledged. A torrent that
 * changes again *replaces* its buffered members (not a merge): that is how a lost answer loses data there.
 */
export const buffer = (held: Difference, newer: Difference): Difference => ({
  torrents: overlay(held.torrents, newer.torrents, newer.torrents_removed),
  torrents_removed: union(held.torrents_removed, newer.torrents_removed, Object.keys(newer.torrents)),
  categories: overlay(held.categories, newer.categories, newer.categories_removed),
  categories_removed: union(held.categories_removed, newer.categories_removed, Object.keys(newer.categories)),
  tags: union(held.tags, newer.tags, newer.tags_removed),
  tags_removed: union(held.tags_removed, newer.tags_removed, newer.tags),
  trackers: overlay(held.trackers, newer.trackers, newer.trackers_removed),
  trackers_removed: union(held.trackers_removed, newer.trackers_removed, Object.keys(newer.trackers)),
  server_state: Object.keys(newer.server_state).length > 0 ? newer.server_state : held.server_state
})

/** Only the sections that hold something. */
export const withoutEmpty = (sections: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(sections).filter(([, value]) => typeof value !== "object" || Object.keys(value ?? {}).length > 0)
  )
