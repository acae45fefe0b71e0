import { assert, describe, it } from "@effect/vitest"
import {
  album,
  book,
  day,
  eager,
  episode,
  file,
  hour,
  lines,
  movie,
  now,
  planned,
  request,
  settings,
  wish
} from "./planSupport.ts"

const singly = { ...eager, bySeries: false as const }

describe("the order of searches (engine §10.8)", () => {
  it("reasons first: by hand, today, requests, replacements, missing, custom format, quality, upgrade", () => {
    const aired = now - 100 * day
    const items = [
      episode(1, 1, 1, { airsAt: aired, file: file({ score: 50 }) }),
      episode(2, 1, 1, { airsAt: aired, file: file({ cutoffUnmet: true }) }),
      episode(3, 1, 1, { airsAt: aired, file: file({ score: 0 }) }),
      episode(4, 1, 1, { airsAt: aired }),
      episode(5, 1, 1, { airsAt: aired }),
      episode(6, 1, 1, { airsAt: aired, tvdbId: 6 }),
      episode(7, 1, 1, { airsAt: now - hour }),
      episode(8, 1, 1, { airsAt: aired })
    ]
    const plan = planned(items, {
      settings: singly,
      requests: [request({ tvdbId: 6 })],
      wishes: [
        wish(1, "Replacement", items[4]?.ref ?? { kind: "series", seriesId: 0 }),
        wish(2, "Manual", items[7]?.ref ?? { kind: "series", seriesId: 0 })
      ]
    })
    assert.deepStrictEqual(
      plan.candidates.map(({ reason, items }) => [reason, ...items]),
      [
        ["Manual", 8101],
        ["Today", 7101],
        ["Request", 6101],
        ["Replacement", 5101],
        ["Missing", 4101],
        ["CustomFormat", 3101],
        ["Quality", 2101],
        ["Upgrade", 1101]
      ]
    )
  })

  const some = [
    episode(1, 1, 1, { containerTitle: "beta", airsAt: Date.UTC(2022, 1, 1) }),
    episode(1, 2, 1, { containerTitle: "beta", airsAt: Date.UTC(2022, 5, 1) }),
    episode(1, 2, 2, { containerTitle: "beta", airsAt: Date.UTC(2022, 6, 1) }),
    episode(2, 1, 1, { containerTitle: "Alpha", airsAt: Date.UTC(2022, 1, 1) }),
    episode(3, 1, 1, { containerTitle: "Zeta", airsAt: Date.UTC(2023, 1, 1) })
  ]
  const ids = (changes: Partial<typeof singly>) =>
    planned(some, { settings: { ...singly, ...changes } }).candidates.flatMap(({ items }) => items)

  it("then by year, series title, season and air date descending", () => {
    assert.deepStrictEqual(ids({}), [3101, 2101, 1202, 1201, 1101])
  })

  it("oldest first turns the years around, nothing else", () => {
    assert.deepStrictEqual(ids({ oldestFirst: true }), [2101, 1202, 1201, 1101, 3101])
  })

  it("without years: by title, season and air date", () => {
    assert.deepStrictEqual(ids({ byYear: false }), [2101, 1202, 1201, 1101, 3101])
  })

  it("movies by year, title, id", () => {
    const movies = [
      movie(1, { title: "B", year: 2020 }),
      movie(2, { title: "a", year: 2020 }),
      movie(4, { title: "C", year: 2021 }),
      movie(3, { title: "B", year: 2020 })
    ]
    assert.deepStrictEqual(lines(planned(movies)), [
      "Missing: C (2021)",
      "Missing: a (2020)",
      "Missing: B (2020)",
      "Missing: B (2020)"
    ])
    assert.deepStrictEqual(
      planned(movies).candidates.flatMap(({ items }) => items),
      [4, 2, 1, 3]
    )
  })

  it("albums by release date, whatever SearchByYear says; books by year and title", () => {
    const dates = [Date.UTC(2020, 5, 1), Date.UTC(2020, 1, 1), Date.UTC(2021, 1, 1)]
    const ofAlbums = (changes: object) =>
      planned(
        dates.map((airsAt, id) => album(id, { airsAt })),
        { settings: { ...settings, ...changes } }
      ).candidates.flatMap(({ items }) => items)
    assert.deepStrictEqual(ofAlbums({}), [2, 0, 1])
    assert.deepStrictEqual(ofAlbums({ byYear: false }), [2, 0, 1])
    assert.deepStrictEqual(ofAlbums({ oldestFirst: true }), [1, 0, 2])
    const books = dates.map((airsAt, id) => book(id, { airsAt, containerTitle: `Author ${9 - id}` }))
    assert.deepStrictEqual(lines(planned(books)), [
      "Missing: Author 7 - Book 2",
      "Missing: Author 8 - Book 1",
      "Missing: Author 9 - Book 0"
    ])
  })

  it("a series search belongs to the first year that has something of it", () => {
    const of = (seriesId: number, season: number, year: number) =>
      episode(seriesId, season, 1, { airsAt: Date.UTC(year, 3, 1) })
    const all = [of(1, 1, 2010), of(1, 2, 2023), of(2, 1, 2022), of(3, 1, 2009), of(3, 2, 2012)]
    const titles = (oldestFirst: boolean) =>
      planned(all, { settings: { ...settings, bySeries: true, oldestFirst } }).candidates.map(({ title }) => title)
    assert.deepStrictEqual(titles(false), ["Series 1 (2 episodes)", "Series 2 (1 episode)", "Series 3 (2 episodes)"])
    assert.deepStrictEqual(titles(true), ["Series 3 (2 episodes)", "Series 1 (2 episodes)", "Series 2 (1 episode)"])
  })

  it("titles do not need a number, a name or a year", () => {
    const plan = planned(
      [
        { ...episode(1, 1, 1), episodeNumber: undefined, title: "" },
        { ...episode(2, 12, 1, { containerTitle: "" }), episodeNumber: 103 }
      ],
      { settings: singly }
    )
    assert.deepStrictEqual(lines(plan), ["Missing: Series 1 S01", "Missing: S12E103 · Title 1"])
    assert.deepStrictEqual(lines(planned([album(1, { containerTitle: "" })])), ["Missing: Album 1"])
  })
})
