import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { LibraryContainer } from "../../../../src/clients/arr/library/LibraryItem.ts"
import type { LibraryEvent } from "../../../../src/clients/arr/library/LibraryReads.ts"
import { type Agenda, nextStep } from "../../../../src/search/sync/agenda.ts"
import { compareList } from "../../../../src/search/sync/compareList.ts"
import { askFrom, type HistoryPlace, workIn } from "../../../../src/search/sync/historyPlace.ts"
import * as Work from "../../../../src/search/sync/Work.ts"
import type { IndexedContainer } from "../../../../src/store/search/LibraryIndex.ts"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Nothing to do: everything was read just now. */
const rest: Agenda = {
  now: day,
  connected: false,
  gone: false,
  listReadAt: day,
  listWanted: undefined,
  doubtedAt: undefined,
  fullAge: 0,
  historyReadAt: day,
  historyWanted: undefined,
  changesAt: undefined,
  itemsAt: undefined,
  held: () => Number.NEGATIVE_INFINITY
}

describe("nextStep", () => {
  const table: ReadonlyArray<readonly [string, Partial<Agenda>, string, number]> = [
    ["at rest the history is next", {}, "history", day + minute],
    ["with push it is a longer rest", { connected: true }, "history", day + 10 * minute],
    ["the list is the first of all", { listReadAt: undefined, historyReadAt: undefined, itemsAt: 0 }, "list", day],
    ["what was deleted comes before it", { listReadAt: undefined, gone: true }, "remove", day],
    ["news come before the reading of items", { itemsAt: day, changesAt: day }, "changes", day],
    ["the list after 15 minutes", { listReadAt: day - 15 * minute }, "list", day],
    [
      "with push after 6 hours",
      { connected: true, listReadAt: day - 5 * hour, historyReadAt: 2 * day },
      "list",
      day + hour
    ],
    ["everything after a day", { connected: true, listReadAt: day - hour, fullAge: day }, "list", day],
    ["everything that never was", { listReadAt: day - minute, fullAge: undefined }, "list", day],
    ["a wanted list leaves the Arr its 15 seconds", { listWanted: { first: 0, last: 0 } }, "list", day + 15_000],
    [
      "a doubted list again after a minute",
      { listReadAt: day - 50_000, doubtedAt: day - 50_000 },
      "list",
      day + 10_000
    ],
    ["a burst is waited out", { historyWanted: { first: day, last: day + 500 } }, "history", day + 2_500],
    ["but not for ever", { historyWanted: { first: day - 14_000, last: day } }, "history", day + 1_000],
    [
      "what is held lets others pass",
      { listReadAt: undefined, itemsAt: day, held: (step) => (step === "list" ? 2 * day : 0) },
      "items",
      day
    ]
  ]
  for (const [name, change, step, at] of table) {
    it(name, () => assert.deepStrictEqual(nextStep({ ...rest, ...change }), { step, at } as const))
  }
})

const container = (id: number, revision = "1"): LibraryContainer => ({
  id,
  title: `${id}`,
  monitored: true,
  profileId: 1,
  hasFiles: false,
  revision,
  movie: undefined
})

const known = (ids: ReadonlyArray<number>, readAt = 0): ReadonlyMap<number, IndexedContainer> =>
  new Map(ids.map((id) => [id, { container: container(id), items: [], readAt }]))

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1)

describe("compareList", () => {
  it("reads what is new or changed, and each once when a list names it twice", () => {
    const rows = [container(1), container(2, "2"), container(3), container(3)]
    const { lost, unread } = compareList(known([1, 2]), { rows, odd: [] }, undefined, day)
    assert.deepStrictEqual(
      unread.map(({ id }) => id),
      [2, 3]
    )
    assert.strictEqual(lost.size, 0)
  })

  it("reads what is too old, and what was read in a time to come", () => {
    const index = new Map([...known([1], 10), ...known([2], 11), ...known([3], day + 1)])
    const { unread } = compareList(index, { rows: upTo(3).map((id) => container(id)), odd: [] }, 10, day)
    assert.deepStrictEqual(
      unread.map(({ id }) => id),
      [1, 3]
    )
  })

  it("an odd row is not lost; one without an id is nameless", () => {
    const odd = [
      { id: 2, problem: "odd" },
      { id: undefined, problem: "odder" }
    ]
    const { lost, nameless } = compareList(known([1, 2, 3]), { rows: [container(1)], odd }, undefined, day)
    assert.deepStrictEqual([...lost], [3])
    assert.isTrue(nameless)
  })

  const doubts: ReadonlyArray<readonly [number, number, boolean]> = [
    [0, 0, false],
    [1, 0, true],
    [19, 1, false],
    [21, 2, false],
    [21, 1, true],
    [40, 20, false],
    [40, 19, true],
    [1000, 600, false]
  ]
  for (const [before, after, doubtful] of doubts) {
    it(`${after} of ${before} left is ${doubtful ? "doubtful" : "believed"}`, () => {
      const rows = upTo(after).map((id) => container(id))
      assert.strictEqual(compareList(known(upTo(before)), { rows, odd: [] }, undefined, day).doubtful, doubtful)
    })
  }
})

const event = (id: number, at: number): LibraryEvent => ({
  id,
  at,
  type: "other",
  hash: undefined,
  media: undefined,
  containerId: undefined,
  title: undefined,
  indexer: undefined,
  source: undefined
})

const nowhere: HistoryPlace = { at: undefined, seen: new Set() }

describe("the place in the history", () => {
  it("begins an hour ago, goes on a little before the last event, and at most 7 days back", () => {
    assert.strictEqual(askFrom(nowhere, day), 23 * hour)
    assert.strictEqual(askFrom({ at: 20 * hour, seen: new Set() }, day), 20 * hour - minute)
    assert.strictEqual(askFrom({ at: hour, seen: new Set() }, 30 * day), 23 * day)
    assert.strictEqual(askFrom({ at: 40 * day, seen: new Set() }, 30 * day), 30 * day - minute)
  })

  it("stays where it began until an event comes, so that an Arr whose clock is slow is heard too", () => {
    const { place } = workIn(nowhere, [], 23 * hour, day)
    assert.strictEqual(place.at, 23 * hour)
  })

  it("an event of the future does not hide those of today", () => {
    const { place } = workIn(nowhere, [event(1, 50 * day)], 23 * hour, day)
    assert.strictEqual(askFrom(place, day + minute), day - minute)
  })

  it("the same id at another time is another event: the database of the Arr was replaced", () => {
    const first = workIn(nowhere, [event(1, day)], 0, day)
    const then = workIn(first.place, [event(1, day), event(1, day + 1)], 0, day + 1)
    assert.deepStrictEqual(then.fresh, [event(1, day + 1)])
  })

  it("every event is told exactly once, however they come and however often they are asked for", () => {
    const gaps = fc.array(fc.record({ after: fc.nat(90_000), late: fc.nat(59_000), ask: fc.boolean() }), {
      maxLength: 60
    })
    fc.assert(
      fc.property(gaps, (steps) => {
        let now = day
        let place = nowhere
        const history: Array<LibraryEvent> = []
        const told: Array<number> = []
        const look = () => {
          const from = askFrom(place, now)
          const answer = workIn(
            place,
            history.filter(({ at }) => at >= from),
            from,
            now
          )
          told.push(...answer.fresh.map(({ id }) => id))
          place = answer.place
        }
        for (const { after, ask, late } of steps) {
          now += after
          // Written down up to a minute after it happened.
          history.push(event(history.length, now - late))
          if (ask) look()
        }
        look()
        assert.deepStrictEqual(
          told.sort((a, b) => a - b),
          history.map(({ id }) => id)
        )
      })
    )
  })

  it("remembers a bounded number of events", () => {
    let place = nowhere
    for (let n = 0; n < 50; n++) {
      const batch = Array.from({ length: 100 }, (_, index) => event(n * 100 + index, day + n))
      place = workIn(place, batch, 0, day + n).place
    }
    assert.strictEqual(place.seen.size, 2_000)
  })
})

describe("portionsOf", () => {
  const todo = (id: number, attempts: number, urgent: boolean, notBefore = 0): Work.Todo => ({
    container: container(id),
    confirmed: false,
    attempts,
    urgent,
    notBefore
  })

  it("takes the urgent first, what failed last and alone, and what waits not at all", () => {
    const work = Work.make(undefined)
    const all = [todo(1, 2, true), todo(2, 0, false), todo(3, 0, true), todo(4, 1, false), todo(5, 0, false, 9)]
    for (const one of all) work.todo.set(one.container.id, one)
    const ids = Work.portionsOf(work, 100, 9, 5).map((portion) => portion.map((one) => one.container.id))
    assert.deepStrictEqual(ids, [[3, 2], [4], [1]])
    assert.strictEqual(Work.portionsOf(work, 1, 2, 5).length, 2)
  })
})
