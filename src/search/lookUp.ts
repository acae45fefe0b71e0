import type { LibraryItem } from "../clients/arr/library/LibraryItem.ts"
import type { SearchTarget } from "../clients/arr/SearchTarget.ts"
import type { IndexedContainer } from "../store/search/LibraryIndex.ts"
import { itemTitle } from "./titles.ts"

/** What one section has. */
export interface Library {
  readonly section: string
  readonly containers: Iterable<IndexedContainer>
}

/** Something of a library that somebody may mean. */
export interface Found {
  readonly section: string
  readonly target: SearchTarget
  /** For people: `The Matrix (1999)`, `Dark`, `Dark S01`, `Dark S01E05 · Truths`, `Artist - Album`. */
  readonly title: string
}

type Meant = Omit<Found, "section">

/** What a person wrote, once as it is and once as the name of a series with a season or an episode behind it. */
interface Words {
  readonly whole: string
  readonly name: string
  readonly season: number | undefined
  readonly episode: number | undefined
}

const two = (value: number): string => String(value).padStart(2, "0")

/** `Dark S01E05`, `dark s2`, `The Matrix`. */
const pattern = /^(.*?)(?: s(\d{1,4})(?:e(\d{1,4}))?)?$/i

/** Letters that are no others with an accent, in the way people type them. */
const typed: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
  "&": " and "
}

/** Letters and digits only, in lower case and without accents: `WALL·E` is `wall e`, `Ocean's Eleven` is `oceans eleven`. */
const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll(/[ßæœøđðłþı&]/g, (letter) => typed[letter] ?? letter)
    .replaceAll(/['’ʼ`´]/g, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()

/** A name of signs alone (`!!!`) is what it is. */
const flat = (text: string): string => {
  const words = plain(text)
  return words === "" ? text.trim() : words
}

const wordsOf = (query: string): Words => {
  const text = query.replaceAll(/\s+/g, " ").trim()
  const [, name = "", season, episode] = pattern.exec(text) ?? []
  return {
    whole: flat(text),
    name: flat(name),
    season: season === undefined ? undefined : Number(season),
    episode: episode === undefined ? undefined : Number(episode)
  }
}

/** What a container may be called, and what is meant then. */
interface Offer {
  readonly names: ReadonlyArray<string>
  readonly words: string
  readonly meant: () => ReadonlyArray<Meant>
}

const offerOf = (item: LibraryItem, names: ReadonlyArray<string>, { whole }: Words): Offer => ({
  names,
  words: whole,
  meant: () => [{ target: item.ref, title: itemTitle(item) }]
})

const withinSeries = ({ container, items }: IndexedContainer, { episode, season }: Words): ReadonlyArray<Meant> => {
  const seriesId = container.id
  if (season === undefined) return [{ target: { kind: "series", seriesId }, title: container.title }]
  const inSeason = items.filter(({ ref }) => ref.kind === "episode" && ref.seasonNumber === season)
  if (inSeason.length === 0) return []
  if (episode === undefined) {
    return [{ target: { kind: "season", seriesId, seasonNumber: season }, title: `${container.title} S${two(season)}` }]
  }
  return inSeason
    .filter(({ episodeNumber }) => episodeNumber === episode)
    .map((item) => ({ target: item.ref, title: itemTitle(item) }))
}

const asWritten = (one: IndexedContainer, words: Words): Offer => ({
  names: [one.container.title],
  words: words.whole,
  meant: () => withinSeries(one, { ...words, season: undefined })
})

const offersOf = (one: IndexedContainer, words: Words): ReadonlyArray<Offer> => {
  const { container, items } = one
  const [first = container.movie] = items
  if (first === undefined) return []
  switch (first.ref.kind) {
    case "movie":
      return [offerOf(first, [first.title, itemTitle(first)], words)]
    case "episode":
      return [
        { names: [container.title], words: words.name, meant: () => withinSeries(one, words) },
        // A series may itself be called `Something S1`.
        ...(words.season === undefined ? [] : [asWritten(one, words)])
      ]
    default:
      return items.map((item) => offerOf(item, [item.title, itemTitle(item)], words))
  }
}

const squeezed = (text: string): string => text.replaceAll(" ", "")

/**
 * What of some libraries a person means by a few words. An exact title, in whichever library, wins over titles that
 * contain the words, also when it has not the season or episode that is named: nothing else is meant then. Accents,
 * punctuation, case and blanks do not count. A movie may be named with its year, a season or an episode of a series by
 * `S01` or `S01E05`, an album or book by its own title, with that of its artist or author in front or not. Pure.
 */
export const lookUp = (libraries: Iterable<Library>, query: string): ReadonlyArray<Found> => {
  const words = wordsOf(query)
  if (words.whole === "") return []
  const exact: Array<Found> = []
  const partly: Array<Found> = []
  let isNamed = false
  for (const { containers, section } of libraries) {
    for (const container of containers) {
      for (const offer of offersOf(container, words)) {
        const names = offer.names.map(flat)
        const isExact = names.some((name) => squeezed(name) === squeezed(offer.words))
        if (!isExact && !names.some((name) => name.includes(offer.words))) continue
        const list = isExact ? exact : partly
        isNamed ||= isExact
        for (const meant of offer.meant()) list.push({ section, ...meant })
      }
    }
  }
  return isNamed ? exact : partly
}
