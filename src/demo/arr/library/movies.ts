import type { ArrFacts } from "../ArrFacts.ts"
import { idOf } from "../Media.ts"
import { clean, type Fields, fileSize, images, iso, slug } from "./common.ts"
import { embeddedFile } from "./files.ts"
import type { Shelf } from "./Library.ts"
import { fileIdOf, type LibraryItem } from "./LibraryItem.ts"

const day = 86_400_000

/** When Radarr takes a movie for available (`Movie.GetReleaseDate`); undefined: nobody knows. */
const availableAt = (item: LibraryItem): number | undefined => {
  const { digitalRelease, inCinemas, minimumAvailability, physicalRelease } = item
  if (minimumAvailability === "tba" || minimumAvailability === "announced") return Number.NEGATIVE_INFINITY
  if (minimumAvailability === "inCinemas" && inCinemas !== undefined) return inCinemas
  const home = [digitalRelease, physicalRelease].filter((one) => one !== undefined)
  if (home.length > 0) return Math.min(...home)
  return inCinemas === undefined ? undefined : inCinemas + 90 * day
}

const isAvailable = (item: LibraryItem, now: number): boolean =>
  item.available ?? (availableAt(item) ?? Number.NEGATIVE_INFINITY) <= now

/** Moments at which the resource of a movie changes by itself. */
export const datesOf = (item: LibraryItem): ReadonlyArray<number> => {
  const at = availableAt(item)
  return at === undefined || !Number.isFinite(at) ? [] : [at]
}

const popularity = { votes: 100, value: 7.5, type: "user" }

/** `movie`. Its file is there without custom formats and with the score 0, as in the real one (api notes §6). */
export const movieResource = ({ container, items }: Shelf, facts: ArrFacts, now: number): Fields => {
  const [item] = items
  if (item === undefined) return {}
  const id = idOf(item.media)
  const size = item.hasFile ? fileSize : 0
  const path = container.path ?? `/library/${item.title}`
  const { digitalRelease, inCinemas, physicalRelease } = item
  return {
    title: item.title,
    originalTitle: item.title,
    originalLanguage: { id: 1, name: "English" },
    alternateTitles: [],
    secondaryYearSourceId: 0,
    sortTitle: item.title.toLowerCase(),
    sizeOnDisk: size,
    status: container.status,
    overview: "",
    inCinemas: iso(inCinemas),
    physicalRelease: iso(physicalRelease),
    digitalRelease: iso(digitalRelease),
    releaseDate: iso(availableAt({ ...item, minimumAvailability: "released" })),
    images: images(id),
    website: "",
    year: item.year,
    youTubeTrailerId: "",
    studio: "",
    path,
    qualityProfileId: container.profileId,
    hasFile: item.hasFile,
    movieFileId: fileIdOf(item) ?? 0,
    monitored: item.monitored,
    minimumAvailability: item.minimumAvailability,
    isAvailable: isAvailable(item, now),
    folderName: path,
    runtime: 100,
    cleanTitle: clean(item.title),
    imdbId: container.imdbId,
    tmdbId: container.tmdbId,
    titleSlug: String(container.tmdbId),
    rootFolderPath: path.slice(0, path.lastIndexOf("/") + 1),
    folder: slug(item.title),
    genres: [],
    keywords: [],
    tags: container.tags,
    added: iso(item.addedAt),
    ratings: { imdb: popularity, tmdb: popularity },
    movieFile: embeddedFile(item, facts),
    popularity: 10.5,
    lastSearchTime: iso(item.lastSearchedAt),
    statistics: {
      movieFileCount: item.hasFile ? 1 : 0,
      sizeOnDisk: size,
      releaseGroups: item.hasFile ? ["SIM"] : []
    },
    id
  }
}
