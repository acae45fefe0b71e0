import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { LibraryEvent } from "../../../src/clients/arr/library/LibraryReads.ts"
import { grabsOf } from "../../../src/search/grabs.ts"
import type { Grab, Search } from "../../../src/store/search/SearchLog.ts"
import { hour, minute, now } from "./planSupport.ts"

const search = (key: number, change: Partial<Search> = {}): Search => ({
  key,
  section: "Sonarr-TV",
  reason: "Missing",
  target: { kind: "episode", seriesId: 3, seasonNumber: 1, episodeId: 11 },
  items: [11],
  title: "Dark S01E01",
  sentAt: now,
  state: "done",
  commandId: key,
  message: undefined,
  endedAt: now + minute,
  grabs: [],
  ...change
})

const event = (type: LibraryEvent["type"], change: Partial<LibraryEvent> = {}): LibraryEvent => ({
  id: 1,
  type,
  at: now + 30_000,
  hash: "aa",
  media: { kind: "episode", seriesId: 3, seasonNumber: 1, episodeId: 11 },
  containerId: 3,
  title: "Dark.S01E01-GRP",
  indexer: "Indexer",
  source: "userInvokedSearch",
  ...change
})

const grab = (change: Partial<Grab> = {}): Grab => ({
  at: now + 30_000,
  hash: "aa",
  title: "Dark.S01E01-GRP",
  indexer: "Indexer",
  importedAt: undefined,
  failedAt: undefined,
  ...change
})

/** The searches with what came of them. */
const told = (searches: ReadonlyArray<Search>, events: ReadonlyArray<LibraryEvent>): ReadonlyArray<Search> => {
  const changes = new Map(grabsOf(searches, events).map(({ grabs, key }) => [key, grabs]))
  return searches.map((one) => ({ ...one, grabs: changes.get(one.key) ?? one.grabs }))
}

describe("grabsOf", () => {
  it("the chain: search, grab, import", () => {
    const grabbed = told([search(1)], [event("grabbed")])
    assert.deepStrictEqual(grabbed[0]?.grabs, [grab()])
    const imported = told(grabbed, [event("imported", { at: now + hour })])
    assert.deepStrictEqual(imported[0]?.grabs, [grab({ importedAt: now + hour })])
  })

  it("the chain: search, grab, failed download", () => {
    const events = [event("grabbed"), event("failed", { at: now + hour })]
    assert.deepStrictEqual(told([search(1)], events)[0]?.grabs, [grab({ failedAt: now + hour })])
  })

  it("what came by RSS, by hand or was pushed is nobody's yield; builds that do not tell are believed", () => {
    for (const source of ["rss", "interactiveSearch", "releasePush", "somethingNew"]) {
      assert.isEmpty(grabsOf([search(1)], [event("grabbed", { source })]), source)
    }
    for (const source of [undefined, "unknown", "search", "userInvokedSearch"]) {
      assert.lengthOf(grabsOf([search(1)], [event("grabbed", { source })]), 1, source)
    }
  })

  it("a season pack is one grab, though it has a line for each episode", () => {
    const season = search(1, { target: { kind: "season", seriesId: 3, seasonNumber: 1 }, items: [11, 12, 13] })
    const of = (episodeId: number, type: LibraryEvent["type"], at: number) =>
      event(type, { id: episodeId, at, media: { kind: "episode", seriesId: 3, seasonNumber: 1, episodeId } })
    const events = [
      ...[11, 12, 13, 14].map((id) => of(id, "grabbed", now + 30_000)),
      ...[11, 12].map((id) => of(id, "imported", now + id * minute))
    ]
    assert.deepStrictEqual(told([season], events)[0]?.grabs, [grab({ importedAt: now + 11 * minute })])
  })

  it("a season search counts for what of the season it did not know of, but for no other season or series", () => {
    const season = search(1, { target: { kind: "season", seriesId: 3, seasonNumber: 1 }, items: [11] })
    const of = (seriesId: number, seasonNumber: number) =>
      event("grabbed", { media: { kind: "episode", seriesId, seasonNumber, episodeId: 999 } })
    assert.lengthOf(grabsOf([season], [of(3, 1)]), 1)
    assert.isEmpty(grabsOf([season], [of(3, 2)]))
    assert.isEmpty(grabsOf([season], [of(4, 1)]))
    const series = search(1, { target: { kind: "series", seriesId: 3 }, items: [11] })
    assert.lengthOf(grabsOf([series], [of(3, 2)]), 1)
  })

  it("of two searches for the same thing the newest that was there at that time gets it", () => {
    const older = search(1, { sentAt: now - hour, endedAt: now - hour + minute })
    const newer = search(2)
    const keyOf = (at: number) => grabsOf([newer, older], [event("grabbed", { at })]).map(({ key }) => key)
    assert.deepStrictEqual(keyOf(now + 30_000), [2])
    assert.deepStrictEqual(keyOf(now - hour + 30_000), [1])
    // Between the two somebody else did it, or RSS of a build that does not tell.
    assert.deepStrictEqual(keyOf(now - 30 * minute), [])
  })

  it("what is grabbed long after the end of a search is not its work; of an end that nobody saw 6 hours are", () => {
    assert.isEmpty(grabsOf([search(1)], [event("grabbed", { at: now + 4 * minute })]))
    assert.isEmpty(grabsOf([search(1)], [event("grabbed", { at: now - 2 * minute })]))
    const open = search(1, { state: "running", endedAt: undefined })
    assert.lengthOf(grabsOf([open], [event("grabbed", { at: now + 5 * hour })]), 1)
    assert.isEmpty(grabsOf([open], [event("grabbed", { at: now + 7 * hour })]))
  })

  it("an import of what nobody grabbed, of no download or of an unknown one changes nothing", () => {
    const grabbed = search(1, { grabs: [grab(), grab({ hash: undefined, title: "Usenet" })] })
    assert.isEmpty(grabsOf([grabbed], [event("imported", { hash: "bb" }), event("imported", { hash: undefined })]))
    assert.isEmpty(grabsOf([search(1)], [event("imported")]))
  })

  it("an import before the grab is that of an earlier grab of the same release", () => {
    const [again] = told(
      [search(1)],
      [event("imported", { at: now }), event("grabbed"), event("imported", { at: now })]
    )
    assert.deepStrictEqual(again?.grabs, [grab()])
  })

  it("events told twice, or one by one, come to the same as once together", () => {
    const things = [11, 12, 13]
    const arbitrary = fc.array(
      fc.record({
        type: fc.constantFrom<LibraryEvent["type"]>("grabbed", "imported", "failed", "deleted", "ignored", "other"),
        at: fc.integer({ min: now - 2 * hour, max: now + 8 * hour }),
        hash: fc.constantFrom("aa", "bb", "cc", undefined),
        title: fc.constantFrom("R1", "R2"),
        source: fc.constantFrom("search", "rss", undefined),
        media: fc.constantFrom(...things).map((episodeId) => ({
          kind: "episode" as const,
          seriesId: 3,
          seasonNumber: 1,
          episodeId
        }))
      }),
      { maxLength: 12 }
    )
    const searches = [
      search(3, { items: [12], target: { kind: "episode", seriesId: 3, seasonNumber: 1, episodeId: 12 } }),
      search(2, { target: { kind: "season", seriesId: 3, seasonNumber: 1 }, sentAt: now - hour, items: things }),
      search(1, { sentAt: now - 2 * hour })
    ]
    fc.assert(
      fc.property(arbitrary, (parts) => {
        const sorted = [...parts].sort((a, b) => a.at - b.at)
        // No two at the same moment: which of them came first is not told.
        const events = sorted.map(({ at, type, ...rest }, nth) => event(type, { ...rest, at: at + nth }))
        const once = told(searches, events)
        assert.isEmpty(grabsOf(once, events))
        assert.deepStrictEqual(
          events.reduce<ReadonlyArray<Search>>((known, one) => told(known, [one]), searches),
          once
        )
        for (const { grabs } of once) {
          const hashes = grabs.flatMap(({ hash }) => hash ?? [])
          assert.strictEqual(new Set(hashes).size, hashes.length)
        }
        // Nobody gets a grab that no search made.
        const made = events.filter(({ source, type }) => type === "grabbed" && source !== "rss").length
        assert.isAtMost(once.flatMap(({ grabs }) => grabs).length, made)
      })
    )
  })
})
