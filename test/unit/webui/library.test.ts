import { assert, describe, it } from "vitest"
import type { SearchView } from "../../../src/web/SearchView.ts"
import type { LibrarySection, ShelfView, ThingView } from "../../../src/webui/live/library.ts"
import { initialsOf } from "../../../src/webui/pages/library/initials.ts"
import { queryOf } from "../../../src/webui/pages/library/libraryQuery.ts"
import {
  sectionState,
  shelfState,
  shelfWhy,
  skipWords,
  thingState,
  whyOf
} from "../../../src/webui/pages/library/libraryWords.ts"
import { covers, searchOf } from "../../../src/webui/pages/library/live.ts"
import { groupsOf, openAtFirst } from "../../../src/webui/pages/library/seasons.ts"
import { ago } from "./views.ts"

const thing = (patch: Partial<ThingView> = {}): ThingView => ({
  id: 1,
  title: "Part 1",
  target: { kind: "episode", seriesId: 7, seasonNumber: 1, episodeId: 1 },
  seasonNumber: 1,
  episodeNumber: 1,
  year: 2020,
  airsAt: ago(60),
  monitored: true,
  hasFile: false,
  qualityMet: null,
  formatScore: null,
  minimumScore: null,
  upgradable: false,
  requested: false,
  reason: "Missing",
  skip: null,
  lastSearchedAt: null,
  ...patch
})

const shelf = (
  things: number,
  patch: Partial<ShelfView> & { readonly missing?: number; readonly available?: number }
) => {
  const { available = 0, missing = 0, ...rest } = patch
  return {
    id: 7,
    title: "Dark",
    year: 2017,
    monitored: true,
    profile: "HD",
    counts: { things, available, monitored: things, missing, qualityMet: 0, requested: 0 },
    reasons: {},
    skipped: {},
    ...rest
  }
}

const episode = (seasonNumber: number, episodeNumber: number, hasFile: boolean): ThingView =>
  thing({ id: seasonNumber * 100 + episodeNumber, seasonNumber, episodeNumber, hasFile })

describe("initials in the place of a poster", () => {
  it("are those of the first two words that say something, in any script", () => {
    assert.deepStrictEqual(
      ["The Last Laugh", "Alien", "Les Misérables", "The The", "12 Angry Men", "Ведьма из Блэр", "…", ""].map(
        initialsOf
      ),
      ["LL", "A", "M", "TT", "1A", "ВИ", "?", "?"]
    )
  })
})

describe("why a thing is or is not searched for", () => {
  it("is told in sentences: what it lacks, and what it waits for", () => {
    assert.strictEqual(whyOf(thing(), "sonarr"), "It is missing. It is searched for when its turn comes.")
    assert.strictEqual(
      whyOf(thing({ skip: "in the queue" }), "sonarr"),
      "It is missing. Its download is in the queue of Sonarr, so it is not searched for."
    )
    assert.strictEqual(
      whyOf(thing({ hasFile: true, reason: "CustomFormat", formatScore: 5, minimumScore: 10 }), "radarr"),
      "The custom format score of its file is too low. It has 5, and should have 10. It is searched for when its turn comes."
    )
    assert.strictEqual(
      whyOf(thing({ skip: "not aired" }), "sonarr"),
      "It is not released yet, and searched for after that."
    )
    assert.include(whyOf(thing({ skip: "not aired", airsAt: null }), "sonarr"), "Sonarr knows no release date")
  })

  it("is told for every reason that there is, and never with the word of the API", () => {
    for (const skip of Object.keys(skipWords) as Array<keyof typeof skipWords>) {
      const text = whyOf(thing({ reason: null, skip }), "lidarr")
      assert.match(text, /^[A-Z].*\.$/)
      assert.notInclude(text, "cycle")
    }
  })

  it("goes with a state that says whether it is there", () => {
    assert.deepStrictEqual(
      [
        thing(),
        thing({ skip: "in the queue" }),
        thing({ skip: "not aired" }),
        thing({ monitored: false, reason: null, skip: "unmonitored" }),
        thing({ hasFile: true, reason: null, skip: "complete", qualityMet: true }),
        thing({ hasFile: true, reason: null, skip: "switched off", qualityMet: false }),
        thing({ hasFile: true, reason: "Upgrade" })
      ].map((one) => thingState(one).word),
      [
        "missing",
        "downloading",
        "not released yet",
        "not monitored",
        "there",
        "there, quality not met",
        "there, could be better"
      ]
    )
  })
})

describe("a row of the library", () => {
  it("says in one line what is searched for and what is passed over", () => {
    assert.strictEqual(
      shelfWhy(shelf(9, { reasons: { Missing: 3 }, skipped: { complete: 5, "cooling down": 1, "not aired": 1 } })),
      "searched for: 3 missing · passed over: 1 searched a short time ago and 1 not released yet"
    )
    assert.strictEqual(shelfWhy(shelf(9, { skipped: { complete: 9 } })), "nothing to improve")
    assert.strictEqual(shelfWhy(shelf(1, { reasons: { Missing: 1 } })), "waits for its turn")
    assert.strictEqual(shelfWhy(shelf(1, { reasons: { Quality: 1 } })), "quality not met, waits for its turn")
    assert.strictEqual(
      shelfWhy(shelf(1, { reasons: { Missing: 1 }, skipped: { "not available": 1 } })),
      "searched for once it is available"
    )
  })

  it("counts what is missing, and calls a movie by its own state", () => {
    assert.strictEqual(shelfState(shelf(9, { missing: 3, available: 6 }), "sonarr").word, "3 missing")
    assert.strictEqual(shelfState(shelf(9, { available: 9 }), "sonarr").word, "nothing missing")
    assert.strictEqual(shelfState(shelf(0, {}), "lidarr").word, "no albums")
    assert.strictEqual(
      shelfState(shelf(1, { missing: 1, skipped: { "in the queue": 1 } }), "radarr").word,
      "downloading"
    )
    assert.strictEqual(shelfState(shelf(1, { missing: 1 }), "radarr").word, "missing")
    assert.strictEqual(shelfState(shelf(1, { available: 1 }), "radarr").word, "there")
  })
})

describe("a library as a whole", () => {
  it("says whether it is read, is being read, or why it is not", () => {
    const idle = { phase: "idle", done: 0, total: 0, lastError: null }
    const one = (patch: Partial<LibrarySection>): LibrarySection => ({
      section: "Radarr-Movies",
      kind: "radarr",
      category: "radarr",
      reads: true,
      containers: 0,
      counts: shelf(0, {}).counts,
      readAt: ago(1),
      sync: idle,
      ...patch
    })
    assert.deepStrictEqual(
      [
        one({}),
        one({ readAt: null }),
        one({ sync: { ...idle, lastError: "no answer" } }),
        one({ sync: null }),
        one({ reads: false }),
        one({ reads: false, readAt: null })
      ].map((section) => sectionState(section).word),
      ["read", "being read", "reading fails", "its search worker does not run", "not read any more", "not read"]
    )
  })

  it("is asked for as the address says, by title where it says nothing that there is", () => {
    const ask = (text: string) => {
      const address = new URLSearchParams(text)
      return queryOf((name) => address.get(name) ?? "")
    }
    const none = { q: "", missing: "", monitored: "", reason: "" }
    assert.deepStrictEqual(ask(""), { ...none, sort: "title", order: "asc" })
    assert.deepStrictEqual(ask("sort=missing&q=a"), { ...none, q: "a", sort: "missing", order: "desc" })
    assert.deepStrictEqual(ask("sort=oldest"), { ...none, sort: "year", order: "asc" })
    assert.deepStrictEqual(ask("sort=;drop"), { ...none, sort: "title", order: "asc" })
  })
})

describe("seasons", () => {
  it("come with the newest first and specials last, each in its order", () => {
    const groups = groupsOf([
      episode(1, 2, true),
      episode(0, 1, false),
      episode(1, 1, true),
      episode(3, 1, false),
      episode(2, 1, true)
    ])
    assert.deepStrictEqual(
      groups.map(({ missing, season, there, things }) => [
        season,
        things.map(({ episodeNumber }) => episodeNumber),
        there,
        missing
      ]),
      [
        [3, [1], 0, 1],
        [2, [1], 1, 0],
        [1, [1, 2], 2, 0],
        [0, [1], 0, 1]
      ]
    )
    assert.deepStrictEqual([...openAtFirst(groups)], [3])
    assert.deepStrictEqual([...openAtFirst(groupsOf([episode(1, 1, true), episode(2, 1, true)]))], [2])
  })

  it("are none for albums, which come by date", () => {
    const album = (id: number, airsAt: string | null) => thing({ id, seasonNumber: null, airsAt, year: null })
    const [group] = groupsOf([album(1, null), album(2, ago(90)), album(3, ago(10))])
    assert.deepStrictEqual([group?.season, group?.things.map(({ id }) => id)], [null, [3, 2, 1]])
  })
})

describe("searches of a thing", () => {
  const search = (target: SearchView["target"], patch: Partial<SearchView> = {}): SearchView => ({
    key: 1,
    section: "Sonarr-TV",
    title: "Dark",
    reason: "Missing",
    target,
    sentAt: ago(5),
    state: "done",
    commandId: 1,
    message: null,
    endedAt: ago(4),
    grabs: [],
    ...patch
  })

  it("are those for it alone, its season or its series, and no others", () => {
    const { target } = thing()
    assert.isTrue(covers({ kind: "series", seriesId: 7 }, target))
    assert.isTrue(covers({ kind: "season", seriesId: 7, seasonNumber: 1 }, target))
    assert.isTrue(covers(target, target))
    assert.isFalse(covers({ kind: "season", seriesId: 7, seasonNumber: 2 }, target))
    assert.isFalse(covers({ kind: "series", seriesId: 8 }, target))
    assert.isFalse(covers({ ...target, episodeId: 2 }, target))
    assert.isFalse(covers({ kind: "movie", movieId: 1 }, target))
  })

  it("the newest of them is the last", () => {
    const newest = search({ kind: "season", seriesId: 7, seasonNumber: 1 }, { key: 2 })
    const history = [search({ kind: "series", seriesId: 8 }, { key: 3 }), newest, search(thing().target)]
    const found = searchOf(thing(), { section: undefined, history })
    assert.deepStrictEqual(found, { isRunning: false, isAskedFor: false, last: newest })
  })
})
