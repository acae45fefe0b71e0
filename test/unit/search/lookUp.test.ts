import fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { LibraryItem } from "../../../src/clients/arr/library/LibraryItem.ts"
import { lookUp } from "../../../src/search/lookUp.ts"
import type { IndexedContainer } from "../../../src/store/search/LibraryIndex.ts"
import { movieShelf, seriesShelf, shelf } from "../web/searchWorld.ts"
import { album, book, episode } from "./planSupport.ts"

const albums = (id: number, artist: string, ...titles: ReadonlyArray<string>): IndexedContainer =>
  shelf(
    id,
    artist,
    titles.map((title, at): LibraryItem => album(id * 10 + at, { title, containerTitle: artist, containerId: id }))
  )

const radarr = [
  movieShelf(1, "The Matrix", 1999),
  movieShelf(2, "The Matrix Reloaded", 2003),
  movieShelf(3, "WALL·E", 2008),
  movieShelf(4, "Amélie", 2001),
  movieShelf(5, "Ocean's Eleven", 2001),
  movieShelf(6, "Ocean’s Eleven", 1960),
  movieShelf(7, "Fast & Furious", 2009),
  movieShelf(8, "The Dark Knight", 2008),
  movieShelf(9, "Søren", 2010),
  shelf(10, "Just Added", [])
]
const sonarr = [
  seriesShelf(1, "Dark"),
  seriesShelf(2, "Dark Matter"),
  seriesShelf(3, "S.W.A.T."),
  shelf(4, "Lost", [episode(4, 0, 1, { containerTitle: "Lost", title: "Special" })]),
  shelf(5, "Empty", []),
  seriesShelf(6, "Sounds Like S1")
]
const lidarr = [albums(1, "Björk", "Debut", "Post"), albums(2, "Queen", "Greatest Hits"), albums(3, "!!!", "!!!")]
const readarr = [
  shelf(1, "Author", [book(1, { title: "Dune", containerTitle: "Frank Herbert" })]),
  shelf(2, "Other", [book(2, { title: "Dune", containerTitle: "Somebody" })])
]

const all = [
  { section: "Radarr", containers: radarr },
  { section: "Sonarr", containers: sonarr },
  { section: "Lidarr", containers: lidarr },
  { section: "Readarr", containers: readarr }
]

const titles = (query: string, libraries = all): ReadonlyArray<string> =>
  lookUp(libraries, query).map(({ section, title }) => `${section}: ${title}`)

describe("what a few words mean", () => {
  const table: ReadonlyArray<readonly [query: string, found: ReadonlyArray<string>]> = [
    // Exact beats partial, also that of another library.
    ["The Matrix", ["Radarr: The Matrix (1999)"]],
    ["matrix", ["Radarr: The Matrix (1999)", "Radarr: The Matrix Reloaded (2003)"]],
    ["dark", ["Sonarr: Dark"]],
    ["dar", ["Radarr: The Dark Knight (2008)", "Sonarr: Dark", "Sonarr: Dark Matter"]],
    // Case, accents, punctuation and blanks do not count.
    ["  the   MATRIX\n", ["Radarr: The Matrix (1999)"]],
    ["wall-e", ["Radarr: WALL·E (2008)"]],
    ["walle", ["Radarr: WALL·E (2008)"]],
    ["amelie", ["Radarr: Amélie (2001)"]],
    ["AMÉLIE", ["Radarr: Amélie (2001)"]],
    ["swat", ["Sonarr: S.W.A.T."]],
    ["fast and furious", ["Radarr: Fast & Furious (2009)"]],
    ["fast & furious", ["Radarr: Fast & Furious (2009)"]],
    ["soren", ["Radarr: Søren (2010)"]],
    // The year tells two of one title apart.
    ["oceans eleven", ["Radarr: Ocean's Eleven (2001)", "Radarr: Ocean’s Eleven (1960)"]],
    ["oceans eleven 1960", ["Radarr: Ocean’s Eleven (1960)"]],
    ["Ocean's Eleven (2001)", ["Radarr: Ocean's Eleven (2001)"]],
    // Series, season, episode.
    ["Dark S01", ["Sonarr: Dark S01"]],
    ["dark s1", ["Sonarr: Dark S01"]],
    ["Dark S01E02", ["Sonarr: Dark S01E02 · E2"]],
    ["dark s2e1", ["Sonarr: Dark S02E01 · E1"]],
    ["matter s02", ["Sonarr: Dark Matter S02"]],
    ["Lost S00E01", ["Sonarr: Lost S00E01 · Special"]],
    ["lost s0", ["Sonarr: Lost S00"]],
    ["sounds like s1", ["Sonarr: Sounds Like S1"]],
    // Albums and books.
    ["Debut", ["Lidarr: Björk - Debut"]],
    ["bjork - post", ["Lidarr: Björk - Post"]],
    ["bjork", ["Lidarr: Björk - Debut", "Lidarr: Björk - Post"]],
    ["greatest hits", ["Lidarr: Queen - Greatest Hits"]],
    ["dune", ["Readarr: Frank Herbert - Dune", "Readarr: Somebody - Dune"]],
    ["frank herbert dune", ["Readarr: Frank Herbert - Dune"]],
    ["!!!", ["Lidarr: !!! - !!!"]],
    // Nothing.
    ["Nothing like it", []],
    ["", []],
    [" \n", []],
    ["Empty", []],
    ["Dark S01E09", []]
  ]
  for (const [query, found] of table) {
    it(`${JSON.stringify(query)} ${found.length === 0 ? "is nothing" : `is ${found.join(" or ")}`}`, () => {
      assert.deepStrictEqual(titles(query), found)
    })
  }

  it("is never another series because the one that is named has no such season", () => {
    const other = [...sonarr, shelf(9, "Dark Matter", [episode(9, 9, 1)])]
    assert.deepStrictEqual(titles("Dark S09", [{ section: "Sonarr", containers: other }]), [])
    assert.deepStrictEqual(titles("Dark Matter S09", [{ section: "Sonarr", containers: other }]), [
      "Sonarr: Dark Matter S09"
    ])
  })

  it("names what is searched for by the Arr's ids", () => {
    const targets = (query: string) => lookUp(all, query).map(({ target }) => target)
    assert.deepStrictEqual(targets("The Matrix"), [{ kind: "movie", movieId: 1 }])
    assert.deepStrictEqual(targets("Dark"), [{ kind: "series", seriesId: 1 }])
    assert.deepStrictEqual(targets("Dark S02"), [{ kind: "season", seriesId: 1, seasonNumber: 2 }])
    assert.deepStrictEqual(targets("Dark S02E01"), [{ kind: "episode", seriesId: 1, seasonNumber: 2, episodeId: 1201 }])
    assert.deepStrictEqual(targets("Debut"), [{ kind: "album", artistId: 1, albumId: 10 }])
    assert.deepStrictEqual(targets("Frank Herbert - Dune"), [{ kind: "book", authorId: 1, bookId: 1 }])
  })

  it("may be a movie that was only listed yet", () => {
    const listed = movieShelf(1, "The Matrix", 1999)
    const libraries = [{ section: "Radarr", containers: [{ ...listed, items: [] }] }]
    assert.deepStrictEqual(titles("matrix 1999", libraries), ["Radarr: The Matrix (1999)"])
  })

  it("is found by every title of a library, by itself or with others of that title", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 5 }), (names) => {
        const containers = names.map((name, at) => movieShelf(at + 1, name, 2000))
        for (const [at, name] of names.entries()) {
          const found = lookUp([{ section: "Radarr", containers }], name).map(({ target }) => target)
          if (name.trim() === "") assert.isEmpty(found)
          else assert.deepInclude(found, { kind: "movie", movieId: at + 1 })
        }
      })
    )
  })

  it("takes no time, however odd the words", () => {
    const before = performance.now()
    lookUp(all, `${" s1".repeat(20_000)}!`)
    lookUp(all, " ".repeat(100_000))
    assert.isBelow(performance.now() - before, 2_000)
  })
})
