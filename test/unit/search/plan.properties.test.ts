import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { targetKey } from "../../../src/search/grouping.ts"
import { type PlanInput, planOf } from "../../../src/search/plan.ts"
import { type SearchReason, searchReasons } from "../../../src/store/search/SearchReason.ts"
import { episodes, inputs, requests, switchedSettings } from "./planArbitraries.ts"
import { day, hour, input, marksOf, movie, noted, now, request } from "./planSupport.ts"

/** After all of these were sent: noted, and the wishes fulfilled. */
const sent = (given: PlanInput, at: number): PlanInput => {
  const plan = planOf(given)
  const gone = new Set<number | undefined>([...plan.candidates.map((one) => one.wish), ...plan.obsolete])
  return {
    ...given,
    marks: noted(given.marks, plan.candidates, at),
    wishes: given.wishes.filter(({ key }) => !gone.has(key))
  }
}

const check = (property: (given: PlanInput) => void, runs = 500) =>
  fc.assert(fc.property(inputs, property), { numRuns: runs })

describe("every plan", () => {
  it("has each thing in one search, or passes over it for one reason", () => {
    check((given) => {
      const plan = planOf(given)
      const known = new Set([...given.items].map(({ id }) => id))
      const searched = plan.candidates.flatMap(({ items }) => items).filter((id) => known.has(id))
      assert.strictEqual(new Set(searched).size, searched.length)
      const skipped = [...plan.skipped.values()].reduce((sum, count) => sum + count, 0)
      assert.strictEqual(searched.length + skipped, known.size)
      assert.isTrue([...plan.skipped.values()].every((count) => count > 0))
    })
  })

  it("asks for nothing twice, and for nothing that is in the queue unless a person did", () => {
    check((given) => {
      const { candidates } = planOf(given)
      assert.strictEqual(new Set(candidates.map(({ target }) => targetKey(target))).size, candidates.length)
      // What the library does not know is in no queue that it knows of.
      const known = new Set([...given.items].map(({ id }) => id))
      for (const { reason, items } of candidates) {
        if (reason !== "Manual") assert.isEmpty(items.filter((id) => known.has(id) && given.queued.has(id)))
      }
    })
  })

  it("goes by reason, and searches for nobody's sake only what its settings allow", () => {
    check((given) => {
      const { candidates } = planOf(given)
      const ranks = candidates.map(({ reason }) => searchReasons.indexOf(reason))
      assert.deepStrictEqual(
        ranks,
        [...ranks].sort((a, b) => a - b)
      )
      const allowed = new Map<SearchReason, boolean>([
        ["Today", given.settings.missing && given.settings.today],
        ["Request", given.requests.length > 0],
        ["Missing", given.settings.missing],
        ["CustomFormat", given.settings.customFormat],
        ["Quality", given.settings.quality],
        ["Upgrade", given.settings.upgrade]
      ])
      for (const { reason } of candidates) assert.isTrue(allowed.get(reason) ?? true, reason)
    })
  })

  it("notes each thing for what it was searched for, and nothing else", () => {
    check((given) => {
      const known = new Set([...given.items].map(({ id }) => id))
      for (const { items, marks, reason } of planOf(given).candidates) {
        const ids = items.filter((id) => known.has(id))
        assert.deepStrictEqual([...new Set(marks.map(({ itemId }) => itemId))], ids)
        assert.strictEqual(new Set(marks.map((mark) => `${mark.itemId}:${mark.reason}`)).size, marks.length)
        if (ids.length === 1) assert.strictEqual(marks[0]?.reason, reason)
      }
    })
  })

  it("is empty once all of it was sent: nothing is searched for endlessly", () => {
    check((given) => {
      let after = sent(given, now)
      // A thing may be wished for by two that each have it in a search of their own: then one waits for the other.
      if (given.wishes.length > 1) after = sent(after, now)
      assert.isEmpty(planOf(after).candidates)
    })
  })

  it("wakes up in time: nothing becomes due before `nextAt`", () => {
    check((given) => {
      const idle = sent(sent(given, now), now)
      const plan = planOf(idle)
      if (plan.nextAt !== undefined) assert.isAbove(plan.nextAt, now)
      const until = Math.min(plan.nextAt ?? now + 30 * day, now + 30 * day)
      for (const part of [0.01, 0.3, 0.7, 0.999]) {
        const at = Math.floor(now + (until - now - 1) * part)
        assert.isEmpty(planOf({ ...idle, now: at }).candidates, new Date(at).toISOString())
      }
    })
  })

  it("is the same whatever the order of the library, its requests and its wishes", () => {
    check((given) => {
      const turned = planOf({
        ...given,
        items: [...given.items].reverse(),
        wishes: [...given.wishes].reverse(),
        requests: [...given.requests].reverse()
      })
      const plan = planOf(given)
      assert.deepStrictEqual(turned, plan)
      assert.deepStrictEqual([...turned.skipped], [...plan.skipped])
    })
  })

  it("settles only what it does not need: without those marks it is the same", () => {
    check((given) => {
      const plan = planOf(given)
      const marks = new Map(given.marks)
      for (const key of plan.settled) assert.isTrue(marks.delete(key))
      const after = planOf({ ...given, marks })
      assert.deepStrictEqual(after.candidates, plan.candidates)
      assert.deepStrictEqual(after.skipped, plan.skipped)
      assert.isEmpty(after.settled)
    })
  })

  it("counts as wanted what is searched for or waits", () => {
    check((given) => {
      const plan = planOf({ ...given, wishes: [] })
      const waiting = (["in the queue", "cooling down", "searched in this cycle"] as const).reduce(
        (sum, why) => sum + (plan.skipped.get(why) ?? 0),
        0
      )
      assert.strictEqual(plan.wanted, waiting + plan.candidates.flatMap(({ items }) => items).length)
    })
  })
})

describe("a cycle", () => {
  it("reaches everything that is due in it, whatever arrives in between, and ends", () => {
    const arrivals = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), episodes), { maxLength: 3 })
    fc.assert(
      fc.property(episodes, arrivals, switchedSettings, requests, (items, arrivals, settings, asked) => {
        const library = new Map(items.map((item) => [item.id, item]))
        let marks = marksOf()
        let at = now
        const cycle = { number: 1, startedAt: now }
        const plan = () =>
          planOf(
            input([...library.values()], {
              marks,
              cycle,
              settings,
              now: at,
              requests: asked.map((row, index) => request({ id: `overseerr:${index}`, ...row }))
            })
          )
        const due = new Set<number>()
        const reached = new Set<number>()
        for (let step = 0; ; step++) {
          for (const [when, more] of arrivals) {
            if (when === step) for (const item of more) if (!library.has(item.id)) library.set(item.id, item)
          }
          const { candidates } = plan()
          for (const id of candidates.flatMap(({ items }) => items)) due.add(id)
          const [first] = candidates
          if (first === undefined && step > 20) break
          if (first !== undefined) {
            for (const id of first.items) {
              assert.isFalse(reached.has(id), `${id} twice`)
              reached.add(id)
            }
            marks = noted(marks, [first], at)
          }
          at += 1000
          assert.isBelow(step, 400)
        }
        assert.deepStrictEqual(reached, due)
        const end = plan()
        const inCycle = end.skipped.get("searched in this cycle") ?? 0
        if (inCycle > 0) assert.isTrue(end.cycleDone)
      }),
      { numRuns: 200 }
    )
  })

  it("an unlucky library: every movie is searched in every cycle, however many come first", () => {
    let library = Array.from({ length: 30 }, (_, id) => movie(id, { year: 1980 + id }))
    let marks = marksOf()
    let cycle = { number: 1, startedAt: now }
    let at = now
    const times = new Map<number, number>()
    for (let step = 0; step < 5000; step++) {
      at += hour
      // A newer one every five hours, and every one of them would come first.
      if (step % 5 === 0 && step < 500) library = [...library, movie(100 + step, { year: 2023 })]
      const plan = planOf(input(library, { marks, cycle, now: at }))
      const [first] = plan.candidates
      if (first !== undefined) {
        marks = noted(marks, [first], at)
        for (const id of first.items) times.set(id, (times.get(id) ?? 0) + 1)
      } else if (plan.cycleDone) cycle = { number: cycle.number + 1, startedAt: at + 1 }
    }
    // 5000 hours are 208 days; with a cool-down of a week each has its turn 20 times at least.
    assert.isAbove(Math.min(...library.map(({ id }) => times.get(id) ?? 0)), 19)
    assert.isBelow(Math.max(...times.values()), 40)
  })
})
