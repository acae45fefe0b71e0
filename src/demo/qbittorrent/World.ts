import { advance } from "./advance.ts"
import type { Torrent } from "./Torrent.ts"

/** Everything a client can see: immutable, replaced on each change. */
export interface World {
  /** By lower-case hash, in the order of adding. */
  readonly torrents: ReadonlyMap<string, Torrent>
  /** Name to save path; "" means the default one. */
  readonly categories: ReadonlyMap<string, string>
  readonly tags: ReadonlyArray<string>
  /** Of `app/preferences`; only what a story or a test needs. */
  readonly preferences: Readonly<Record<string, unknown>>
  /** Bytes. */
  readonly freeSpace: number
  /** Hashes that were moved in the queue, first to download first; others follow in the order of adding. */
  readonly queue: ReadonlyArray<string>
}

/** Nothing in it. */
export const empty = (preferences: Readonly<Record<string, unknown>>, freeSpace: number): World => ({
  torrents: new Map(),
  categories: new Map(),
  tags: [],
  preferences,
  freeSpace,
  queue: []
})

/** The world at `now`: downloads have progressed, checks have ended. */
export const at = (world: World, now: number): World => {
  let changed = false
  const torrents = new Map<string, Torrent>()
  for (const [hash, torrent] of world.torrents) {
    const next = advance(torrent, now)
    changed ||= next !== torrent
    torrents.set(hash, next)
  }
  return changed ? { ...world, torrents } : world
}

/** Adds or replaces one torrent; its tags become known, its category exists. */
export const put = (world: World, torrent: Torrent): World => ({
  ...world,
  torrents: new Map(world.torrents).set(torrent.hash, torrent),
  tags: withTags(world.tags, torrent.tags),
  categories:
    torrent.category === "" || world.categories.has(torrent.category)
      ? world.categories
      : new Map(world.categories).set(torrent.category, "")
})

/** Adds many at once, as `put` does one after the other; thousands are no work then. */
export const putAll = (world: World, added: ReadonlyArray<Torrent>): World => {
  const torrents = new Map(world.torrents)
  const categories = new Map(world.categories)
  for (const torrent of added) {
    torrents.set(torrent.hash, torrent)
    if (torrent.category !== "" && !categories.has(torrent.category)) categories.set(torrent.category, "")
  }
  return {
    ...world,
    torrents,
    categories,
    tags: withTags(
      world.tags,
      added.flatMap(({ tags }) => tags)
    )
  }
}

/** Changes those of `hashes` that exist; unknown ones are ignored as qBittorrent does. */
export const change = (world: World, hashes: ReadonlyArray<string>, f: (torrent: Torrent) => Torrent): World => {
  const torrents = new Map(world.torrents)
  for (const hash of hashes) {
    const torrent = torrents.get(hash)
    if (torrent !== undefined) torrents.set(hash, f(torrent))
  }
  return { ...world, torrents }
}

export const remove = (world: World, hashes: ReadonlyArray<string>): World => ({
  ...world,
  torrents: new Map([...world.torrents].filter(([hash]) => !hashes.includes(hash)))
})

/** `known` and what is new in `added`, each once. */
export const withTags = (known: ReadonlyArray<string>, added: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...new Set([...known, ...added])
]
