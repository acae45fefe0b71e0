import type { LibraryItem, QualityProfile } from "../clients/arr/library/LibraryItem.ts"
import { type PlanInput, planOf } from "../search/plan.ts"
import type { SearchSettings } from "../search/SearchSettings.ts"
import { markKey, type SearchMark } from "../store/search/SearchMarks.ts"
import { cpu } from "./passStage.ts"

const day = 86_400_000

const settings: SearchSettings = {
  missing: true,
  customFormat: true,
  quality: true,
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

const profile: QualityProfile = {
  id: 1,
  name: "HD",
  upgradeAllowed: true,
  minFormatScore: 0,
  cutoffFormatScore: 100
}

/** One of 20 episodes has no file, one of 100 one that is not good enough. */
const itemOf = (index: number, series: number, now: number): LibraryItem => {
  const seriesId = 1 + (index % series)
  const number = Math.floor(index / series)
  return {
    ref: { kind: "episode", seriesId, seasonNumber: 1 + Math.floor(number / 20), episodeId: index + 1 },
    id: index + 1,
    containerId: seriesId,
    title: `Episode ${number + 1}`,
    containerTitle: `Series ${seriesId}`,
    episodeNumber: 1 + (number % 20),
    year: 2010 + (seriesId % 12),
    airsAt: now - (1 + number * 30 + (seriesId % 30)) * day,
    releases: undefined,
    monitored: true,
    file:
      (seriesId + number * 7) % 20 === 0
        ? undefined
        : { id: index + 1, score: 10, cutoffUnmet: (seriesId + number) % 100 === 1 },
    profileId: 1,
    tmdbId: 1000 + seriesId,
    tvdbId: 2000 + seriesId,
    imdbId: undefined,
    lastSearchedAt: undefined
  }
}

/** What the plan of a library of so many episodes is made of; half of what is missing was searched for. */
export const inputOf = (episodes: number, series: number, now: number): PlanInput => {
  const items = Array.from({ length: episodes }, (_, index) => itemOf(index, series, now))
  const marks = items
    .filter(({ file, id }) => file === undefined && id % 2 === 0)
    .map(({ id }): readonly [string, SearchMark] => [
      markKey(id, "Missing"),
      { itemId: id, reason: "Missing", at: now - 3_600_000, times: 1 }
    ])
  return {
    items,
    profiles: new Map([[profile.id, profile]]),
    marks: new Map(marks),
    cycle: { number: 1, startedAt: now - day },
    requests: [],
    wishes: [],
    queued: new Set(),
    settings,
    now
  }
}

/** CPU milliseconds of one plan, `rounds` times after 5 that are not measured. */
export const planning = (input: PlanInput, rounds: number): ReadonlyArray<number> => {
  for (let round = 0; round < 5; round++) planOf(input)
  return Array.from({ length: rounds }, () => {
    const before = process.cpuUsage()
    planOf(input)
    return cpu(before)
  })
}
