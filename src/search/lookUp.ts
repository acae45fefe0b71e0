import type { SearchTarget } from "../clients/arr/SearchTarget.ts"
import type { IndexedContainer } from "../store/search/LibraryIndex.ts"

/** Something of a library that somebody may mean. */
export interface Found {
  readonly target: SearchTarget
  readonly title: string
}

const two = (value: number): string => String(value).padStart(2, "0")

/** `Dark S01E05`, `dark s2`, `The Matrix`: the name, and the season and episode when they are told. */
const queryPattern = /^(.*?)(?:\s+s(\d{1,4})(?:e(\d{1,4}))?)?$/i

/** Letters and digits only, in lower case and without accents: `WALL·E` is `wall e`. */
const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()

const movieTitle = ({ container, items }: IndexedContainer): string => {
  const year = (items[0] ?? container.movie)?.year
  return year === undefined ? container.title : `${container.title} (${year})`
}

const withinSeries = (
  { container, items }: IndexedContainer,
  season: number | undefined,
  episode: number | undefined
): ReadonlyArray<Found> => {
  const seriesId = container.id
  if (season === undefined) return [{ target: { kind: "series", seriesId }, title: container.title }]
  const inSeason = items.filter(({ ref }) => ref.kind === "episode" && ref.seasonNumber === season)
  if (inSeason.length === 0) return []
  if (episode === undefined) {
    return [{ target: { kind: "season", seriesId, seasonNumber: season }, title: `${container.title} S${two(season)}` }]
  }
  return inSeason
    .filter(({ episodeNumber }) => episodeNumber === episode)
    .map((item) => ({
      target: item.ref,
      title: `${container.title} S${two(season)}E${two(episode)}${item.title === "" ? "" : ` · ${item.title}`}`
    }))
}

/**
 * What of a library a person means by a few words. An exact title wins over titles that contain the words; a movie may be
 * named with its year, an episode or a season of a series by `S01E05` or `S01`, an album or book by its own title, with
 * that of its artist or author in front or not. Pure.
 */
export const lookUp = (containers: Iterable<IndexedContainer>, query: string): ReadonlyArray<Found> => {
  const [, name = "", season, episode] = queryPattern.exec(query.trim()) ?? []
  const wanted = plain(name)
  const whole = plain(query)
  if (wanted === "") return []
  const exact: Array<Found> = []
  const partly: Array<Found> = []
  const offer = (texts: ReadonlyArray<string>, found: ReadonlyArray<Found>, words: string): void => {
    const flat = texts.map(plain)
    if (flat.includes(words)) exact.push(...found)
    else if (flat.some((text) => text.includes(words))) partly.push(...found)
  }
  for (const one of containers) {
    const { container, items } = one
    const kind = items[0]?.ref.kind ?? (container.movie === undefined ? undefined : "movie")
    switch (kind) {
      case "movie": {
        const target: SearchTarget = { kind: "movie", movieId: container.id }
        offer([container.title, movieTitle(one)], [{ target, title: movieTitle(one) }], whole)
        break
      }
      case "episode":
        offer(
          [container.title],
          withinSeries(
            one,
            season === undefined ? undefined : Number(season),
            episode === undefined ? undefined : Number(episode)
          ),
          wanted
        )
        break
      case undefined:
        break
      default:
        for (const item of items) {
          const title = `${item.containerTitle} - ${item.title}`
          offer([item.title, title], [{ target: item.ref, title }], whole)
        }
    }
  }
  return exact.length > 0 ? exact : partly
}
