import type { LibraryFile, LibraryItem, QualityProfile } from "../../../src/clients/arr/library/LibraryItem.ts"
import type { SearchTarget } from "../../../src/clients/arr/SearchTarget.ts"
import type { Candidate } from "../../../src/search/Candidate.ts"
import { type Plan, type PlanInput, planOf } from "../../../src/search/plan.ts"
import type { SearchSettings } from "../../../src/search/SearchSettings.ts"
import type { MediaRequest } from "../../../src/store/search/Requests.ts"
import { markKey, type SearchMark } from "../../../src/store/search/SearchMarks.ts"
import type { SearchReason } from "../../../src/store/search/SearchReason.ts"
import type { Wish } from "../../../src/store/search/Wishes.ts"

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** Midday, so that hours before and after are of the same day. */
export const now = Date.UTC(2024, 5, 15, 12)

export const settings: SearchSettings = {
  missing: true,
  customFormat: false,
  quality: false,
  upgrade: false,
  specials: false,
  unmonitored: false,
  byYear: true,
  oldestFirst: false,
  bySeries: "smart",
  today: true,
  again: true,
  limit: 5,
  delay: 30_000,
  perHour: 20,
  maxQueue: 0,
  windows: [],
  dryRun: false
}

/** Everything that can be searched for is. */
export const eager: SearchSettings = { ...settings, customFormat: true, quality: true, upgrade: true }

export const profile: QualityProfile = {
  id: 1,
  name: "HD",
  upgradeAllowed: true,
  minFormatScore: 10,
  cutoffFormatScore: 100
}
/** Allows no upgrades. */
export const frozen: QualityProfile = { ...profile, id: 2, name: "Frozen", upgradeAllowed: false }

export const file = (changes: Partial<LibraryFile> = {}): LibraryFile => ({
  id: 1,
  score: 100,
  cutoffUnmet: false,
  ...changes
})

const common = {
  airsAt: undefined,
  releases: undefined,
  monitored: true,
  file: undefined,
  profileId: profile.id,
  tmdbId: undefined,
  tvdbId: undefined,
  imdbId: undefined,
  lastSearchedAt: undefined,
  episodeNumber: undefined
}

export const movie = (id: number, changes: Partial<LibraryItem> = {}): LibraryItem => ({
  ...common,
  ref: { kind: "movie", movieId: id },
  id,
  containerId: id,
  title: `Movie ${id}`,
  containerTitle: "",
  year: 2020,
  releases: { minimum: "announced", inCinemas: undefined, digital: undefined, physical: undefined },
  ...changes
})

const dated = (changes: Partial<LibraryItem>) => {
  const airsAt = "airsAt" in changes ? changes.airsAt : now - 400 * day
  return { airsAt, year: airsAt === undefined ? undefined : new Date(airsAt).getUTCFullYear() }
}

/** `episode(3, 1, 5)`: the fifth of the first season of series 3; its id is 3105. */
export const episode = (
  seriesId: number,
  seasonNumber: number,
  episodeNumber: number,
  changes: Partial<LibraryItem> = {}
): LibraryItem => {
  const id = changes.id ?? seriesId * 1000 + seasonNumber * 100 + episodeNumber
  return {
    ...common,
    ref: { kind: "episode", seriesId, seasonNumber, episodeId: id },
    id,
    containerId: seriesId,
    title: `Title ${episodeNumber}`,
    containerTitle: `Series ${seriesId}`,
    ...changes,
    ...dated(changes),
    episodeNumber
  }
}

export const album = (id: number, changes: Partial<LibraryItem> = {}): LibraryItem => ({
  ...common,
  ref: { kind: "album", artistId: 1, albumId: id },
  id,
  containerId: 1,
  title: `Album ${id}`,
  containerTitle: "Artist",
  ...changes,
  ...dated(changes)
})

export const book = (id: number, changes: Partial<LibraryItem> = {}): LibraryItem => ({
  ...album(id, { containerTitle: "Author", title: `Book ${id}`, ...changes }),
  ref: { kind: "book", authorId: 1, bookId: id }
})

export const marksOf = (
  ...marks: ReadonlyArray<readonly [itemId: number, reason: SearchReason, at: number, times?: number]>
): Map<string, SearchMark> =>
  new Map(marks.map(([itemId, reason, at, times = 1]) => [markKey(itemId, reason), { itemId, reason, at, times }]))

/** What the store's `note` does. */
export const noted = (
  marks: ReadonlyMap<string, SearchMark>,
  candidates: ReadonlyArray<Candidate>,
  at: number
): Map<string, SearchMark> => {
  const after = new Map(marks)
  for (const { itemId, reason } of candidates.flatMap((candidate) => candidate.marks)) {
    const times = (after.get(markKey(itemId, reason))?.times ?? 0) + 1
    after.set(markKey(itemId, reason), { itemId, reason, at, times })
  }
  return after
}

export const request = (changes: Partial<MediaRequest>): MediaRequest => ({
  id: "overseerr:1",
  source: "overseerr",
  title: undefined,
  tmdbId: undefined,
  tvdbId: undefined,
  imdbId: undefined,
  seasons: undefined,
  requestedAt: undefined,
  ...changes
})

export const wish = (
  key: number,
  reason: Wish["reason"],
  target: SearchTarget,
  askedAt: number = now - hour
): Wish => ({
  key,
  section: "Sonarr",
  reason,
  target,
  title: `Wish ${key}`,
  askedAt
})

/** The cycle began an hour ago. */
export const input = (items: ReadonlyArray<LibraryItem>, changes: Partial<PlanInput> = {}): PlanInput => ({
  items,
  profiles: new Map([profile, frozen].map((one) => [one.id, one])),
  marks: new Map(),
  cycle: { number: 1, startedAt: now - hour },
  requests: [],
  wishes: [],
  queued: new Set(),
  settings,
  now,
  ...changes
})

export const planned = (items: ReadonlyArray<LibraryItem>, changes: Partial<PlanInput> = {}): Plan =>
  planOf(input(items, changes))

/** `Missing: Dark S01E05 · Truths`, in order. */
export const lines = (plan: Plan): ReadonlyArray<string> =>
  plan.candidates.map(({ reason, title }) => `${reason}: ${title}`)

export const skippedOf = (plan: Plan): Record<string, number> => Object.fromEntries(plan.skipped)
