import { idOf } from "../Media.ts"
import { clean, type Fields, fileSize, images, isOut, iso, percent, ratings, slug, sum } from "./common.ts"
import type { Shelf } from "./Library.ts"
import { fileIdOf, type LibraryItem } from "./LibraryItem.ts"

/** Season 0 holds the specials. */
const seasonOf = ({ media }: LibraryItem): number => (media.kind === "episode" ? media.seasonNumber : 0)

const airing = (episodes: ReadonlyArray<LibraryItem>, now: number) => {
  const dates = episodes.flatMap(({ airsAt, monitored }) => (monitored && airsAt !== undefined ? [airsAt] : []))
  const before = dates.filter((at) => at < now)
  const after = dates.filter((at) => at >= now)
  return {
    nextAiring: after.length === 0 ? undefined : iso(Math.min(...after)),
    previousAiring: before.length === 0 ? undefined : iso(Math.max(...before))
  }
}

/** As Sonarr counts: `episodeCount` is those that are there, and those that are out and wanted. */
const counts = (episodes: ReadonlyArray<LibraryItem>, now: number): Fields => {
  const files = episodes.filter(({ hasFile }) => hasFile).length
  const due = episodes.filter((one) => one.hasFile || (one.monitored && isOut(one, now))).length
  return {
    episodeFileCount: files,
    episodeCount: due,
    totalEpisodeCount: episodes.length,
    sizeOnDisk: files * fileSize,
    releaseGroups: files === 0 ? [] : ["SIM"],
    percentOfEpisodes: percent(files, due)
  }
}

/** Number to whether it is monitored, in order: as it was said, else when one of its episodes is. */
export const seasonsOf = ({ container, items }: Shelf): ReadonlyMap<number, boolean> => {
  const said = container.seasons
  if (container.onlyTheseSeasons) return said
  const numbers = [...new Set([...said.keys(), ...items.map(seasonOf)])].toSorted((a, b) => a - b)
  const derived = (number: number) => items.some((one) => seasonOf(one) === number && one.monitored)
  return new Map(numbers.map((number) => [number, said.get(number) ?? derived(number)]))
}

const bySeasonOf = (items: ReadonlyArray<LibraryItem>): ReadonlyMap<number, ReadonlyArray<LibraryItem>> => {
  const all = new Map<number, Array<LibraryItem>>()
  for (const item of items) {
    const season = all.get(seasonOf(item))
    if (season === undefined) all.set(seasonOf(item), [item])
    else season.push(item)
  }
  return all
}

/** `series`, with statistics of it and of each season. */
export const seriesResource = (shelf: Shelf, now: number): Fields => {
  const { container, items } = shelf
  const path = container.path ?? `/library/${container.title}`
  const dates = items.flatMap(({ airsAt }) => airsAt ?? []).toSorted((a, b) => a - b)
  const bySeason = bySeasonOf(items)
  const seasons = [...seasonsOf(shelf)].map(([seasonNumber, monitored]) => {
    const episodes = bySeason.get(seasonNumber) ?? []
    return { seasonNumber, monitored, statistics: { ...airing(episodes, now), ...counts(episodes, now) } }
  })
  return {
    title: container.title,
    alternateTitles: [],
    sortTitle: container.title.toLowerCase(),
    status: container.status,
    ended: container.status === "ended",
    overview: "",
    ...airing(items, now),
    network: "",
    airTime: "20:00",
    images: images(container.id),
    originalLanguage: { id: 1, name: "English" },
    seasons,
    year: container.year,
    path,
    qualityProfileId: container.profileId,
    seasonFolder: container.seasonFolder,
    monitored: container.monitored ?? items.some(({ monitored }) => monitored),
    monitorNewItems: container.monitorNewItems,
    useSceneNumbering: false,
    runtime: 45,
    tvdbId: container.tvdbId,
    tvRageId: 0,
    tvMazeId: 0,
    tmdbId: container.tmdbId,
    firstAired: iso(dates[0]),
    lastAired: iso(dates.at(-1)),
    seriesType: container.seriesType,
    cleanTitle: clean(container.title),
    imdbId: container.imdbId,
    titleSlug: slug(container.title),
    rootFolderPath: path.slice(0, path.lastIndexOf("/") + 1),
    genres: [],
    tags: container.tags,
    added: iso(container.addedAt),
    ratings,
    statistics: { seasonCount: sum(seasons, ({ seasonNumber }) => Math.sign(seasonNumber)), ...counts(items, now) },
    languageProfileId: 1,
    id: container.id
  }
}

/** `episode`, without what has to be asked for. */
export const episodeResource = (item: LibraryItem): Fields => {
  const id = idOf(item.media)
  const airDateUtc = iso(item.airsAt)
  return {
    seriesId: item.media.kind === "episode" ? item.media.seriesId : 0,
    tvdbId: 1000 + id,
    episodeFileId: fileIdOf(item) ?? 0,
    seasonNumber: seasonOf(item),
    episodeNumber: item.episodeNumber ?? id,
    title: item.title,
    airDate: airDateUtc?.slice(0, 10),
    airDateUtc,
    lastSearchTime: iso(item.lastSearchedAt),
    runtime: 45,
    hasFile: item.hasFile,
    monitored: item.monitored,
    unverifiedSceneNumbering: false,
    id
  }
}
