import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { type GateFacts, gateOf, leastDelay } from "../../../src/search/gate.ts"
import { hour } from "../../../src/search/hourly.ts"
import type { IndexersState } from "../../../src/search/indexers.ts"
import { type SpentTimes, spentTimes } from "../../../src/search/SpentTimes.ts"
import { isPrior, type SearchReason, searchReasons } from "../../../src/store/search/SearchReason.ts"

const minute = 60_000
const start = Date.parse("2026-06-01T12:00:00Z")
const zone = DateTime.zoneUnsafeMakeNamed("UTC")

type Step =
  | { readonly kind: "send"; readonly reason: SearchReason; readonly indexers: IndexersState }
  /** Time passes, and the clock is set back in that time. */
  | { readonly kind: "pass"; readonly by: number; readonly back: number }
  | { readonly kind: "end" }
  | { readonly kind: "restart" }

const send: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("send" as const),
  reason: fc.constantFrom(...searchReasons),
  indexers: fc.constantFrom<IndexersState>("all up", "all up", "some down", "all down")
})
const pass: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("pass" as const),
  by: fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 40 * minute })),
  back: fc.oneof(
    { arbitrary: fc.constant(0), weight: 20 },
    fc.integer({ min: 0, max: 5 * minute }),
    fc.integer({ min: 0, max: 30 * hour })
  )
})
const steps = fc.array(
  fc.oneof(
    { arbitrary: send, weight: 10 },
    { arbitrary: pass, weight: 4 },
    { arbitrary: fc.constant<Step>({ kind: "end" }), weight: 8 },
    { arbitrary: fc.constant<Step>({ kind: "restart" }), weight: 1 }
  ),
  { minLength: 50, maxLength: 400 }
)
const settings = fc.record({
  dryRun: fc.constant(false),
  limit: fc.integer({ min: 1, max: 5 }),
  delay: fc.constantFrom(0, 2_000, 30_000),
  perHour: fc.integer({ min: 0, max: 25 }),
  maxQueue: fc.constant(0),
  windows: fc.constant([])
})

interface Sent {
  /** In real time, which goes forward only. */
  readonly real: number
  readonly reason: SearchReason
  readonly runningThen: number
}

/** A daemon that sends whatever the gate lets through; of a restart only the stored times are left. */
const live = (own: GateFacts["settings"], taken: ReadonlyArray<Step>): ReadonlyArray<Sent> => {
  const sent: Array<Sent> = []
  const stored: Array<number> = []
  let seen: SpentTimes | undefined
  let real = start
  let behind = 0
  let running = 0
  for (const step of taken) {
    const now = real - behind
    if (step.kind === "pass") {
      real += step.by
      behind += step.back
    } else if (step.kind === "end") running = Math.max(0, running - 1)
    else if (step.kind === "restart") seen = undefined
    else {
      seen = spentTimes(
        stored.filter((time) => time > now - hour),
        now,
        seen
      )
      const { indexers, reason } = step
      const facts = { settings: own, now, reason, running, sentTimes: seen.times, queueSize: 0, indexers, zone }
      if (gateOf(facts)._tag === "Closed") continue
      stored.push(now)
      running++
      sent.push({ real, reason, runningThen: running })
    }
  }
  return sent
}

describe("whatever happens to the clock and to the process", () => {
  it("never more than perHour searches start within any 60 minutes, nor do more than SearchLimit run, and 2", () => {
    let most = 0
    fc.assert(
      fc.property(settings, steps, (own, taken) => {
        const sent = live(own, taken)
        sent.forEach(({ real, reason, runningThen }, index) => {
          const within = sent.slice(0, index + 1).filter((one) => one.real > real - hour)
          assert.isAtMost(within.length, own.perHour)
          assert.isAtMost(runningThen, own.limit + (isPrior(reason) ? 2 : 0))
          const last = sent[index - 1]
          if (last === undefined) return
          assert.isAtLeast(real - last.real, isPrior(reason) ? leastDelay : Math.max(own.delay, leastDelay))
          most = Math.max(most, within.length)
        })
      }),
      { numRuns: 300 }
    )
    assert.isAbove(most, 5, "the runs were too gentle to show anything")
  })

  it("it is never closed for ever: what was stored by a clock far ahead lasts an hour", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10 * 365 * 24 * hour }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 25 }),
        (ahead, perHour) => {
          // Two hours, so that none of them is reached on the way.
          const stored = ahead.map((by) => start + 2 * hour + by)
          const own = { dryRun: false, limit: 5, delay: 30_000, perHour, maxQueue: 0, windows: [] }
          const gateAt = (now: number, seen: SpentTimes) =>
            gateOf({
              settings: own,
              now,
              reason: "Missing",
              running: 0,
              sentTimes: seen.times,
              queueSize: 0,
              indexers: "all up",
              zone
            })
          const first = spentTimes(stored, start)
          assert.strictEqual(gateAt(start, first)._tag, "Closed")
          const later = spentTimes(stored, start + hour, first)
          assert.strictEqual(gateAt(start + hour, later)._tag, "Open")
        }
      )
    )
  })

  it("until is the first moment at which it opens, or at which something else holds it back", () => {
    fc.assert(
      fc.property(
        settings,
        fc.array(fc.integer({ min: 0, max: 70 * minute }), { maxLength: 30 }),
        fc.constantFrom(...searchReasons),
        fc.constantFrom<IndexersState>("all up", "some down"),
        (own, ages, reason, indexers) => {
          const sentTimes = ages.map((age) => start - age)
          const at = (now: number) =>
            gateOf({ settings: own, now, reason, running: 0, sentTimes, queueSize: 0, indexers, zone })
          const gate = at(start)
          if (gate._tag === "Open" || gate.until === undefined) return
          assert.isAbove(gate.until, start)
          const before = at(gate.until - 1)
          const then = at(gate.until)
          assert.deepInclude(before, { _tag: "Closed", why: gate.why })
          assert.isTrue(then._tag === "Open" || then.why !== gate.why, `still ${gate.why}`)
        }
      ),
      { numRuns: 500 }
    )
  })
})
