import { isDeepStrictEqual as isEqual } from "node:util"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { type Decision, decide } from "../../../src/torrents/decide.ts"
import type { Need, Outage, RuleInput } from "../../../src/torrents/Rule.ts"
import { ruleList } from "../../../src/torrents/rules/RuleList.ts"
import * as Tags from "../../../src/torrents/Tags.ts"
import { hostsOf } from "../../../src/torrents/trackers/matching.ts"
import { isLong } from "../../harness/span.ts"
import * as Any from "./arbitraries.ts"
import { reading } from "./samples.ts"
import { carryOut, type ImportEnd, read } from "./simulation/carryOut.ts"
import { groundOf, grounds } from "./simulation/grounds.ts"
import { ripeInput } from "./simulation/ripe.ts"

/** A third of the cases in every run of the tests, all of them with `npm run simulate`. */
const share = (cases: number) => ({ numRuns: isLong ? cases : Math.ceil(cases / 3) })

const runs = share(3_000)

const removes = ({ actions }: Decision): boolean => actions.some(({ _tag }) => _tag === "Remove")

/** A replacement takes the download from the Arr, though the client keeps the torrent. */
const destroys = ({ actions }: Decision): boolean => actions.some(({ _tag }) => _tag === "Remove" || _tag === "Replace")

/** Inputs on which something is removed or replaced right now. */
const destructive = ripeInput.filter((input) => destroys(decide(input)))

const withFacts = (input: RuleInput, change: Partial<RuleInput["facts"]>): RuleInput => ({
  ...input,
  facts: { ...input.facts, ...change }
})

const withTorrent = (input: RuleInput, change: Partial<RuleInput["torrent"]>): RuleInput => ({
  ...input,
  torrent: { ...input.torrent, ...change }
})

/** The rule that destroyed before says nothing of the kind any more; another one may have reasons of its own. */
const spares = (
  rule: string,
  input: RuleInput,
  what: string,
  harm: (decision: Decision) => boolean = destroys
): void => {
  const decision = decide(input)
  assert.isFalse(harm(decision) && decision.rule === rule, `${rule} removes although ${what}: ${decision.reason}`)
}

const deepFreeze = <A>(value: A): A => {
  if (typeof value === "object" && value !== null && !(value instanceof RegExp) && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}

describe("decide, whatever it is asked", () => {
  it("never acts on an ignored torrent", () => {
    fc.assert(
      fc.property(Any.readInput, (input) => {
        const decision = decide(withTorrent(input, { tags: [...input.torrent.tags, Tags.ignored] }))
        assert.deepStrictEqual(decision.actions, [])
        assert.isUndefined(decision.needs)
      }),
      runs
    )
  })

  it("never acts while the client is away or the state is unknown", () => {
    fc.assert(
      fc.property(Any.readInput, (input) => {
        for (const blind of [withFacts(input, { online: false }), withTorrent(input, { state: "unknown" })]) {
          const decision = decide(blind)
          assert.deepStrictEqual(decision.actions, [])
          assert.isUndefined(decision.needs)
        }
      }),
      runs
    )
  })

  it("gives the same answer to the same question, and leaves the question as it is", () => {
    fc.assert(
      fc.property(Any.input, (input) => {
        const first = decide(deepFreeze(input))
        assert.deepStrictEqual(decide(structuredCloneOf(input)), first)
      }),
      runs
    )
  })

  it("gives a reason, and a sentence for whatever it removes", () => {
    fc.assert(
      fc.property(Any.readInput, (input) => {
        const decision = decide(input)
        assert.isNotEmpty(decision.rule.trim())
        assert.isNotEmpty(decision.reason.trim())
      }),
      runs
    )
  })

  it("tagless: never puts one of our marks on as a tag", () => {
    fc.assert(
      fc.property(Any.readInput, (input) => {
        const { actions } = decide({ ...input, rules: { ...input.rules, tagless: true } })
        for (const action of actions) {
          if (action._tag === "AddTags") assert.isFalse(action.tags.some((tag) => Tags.marks.has(tag)))
        }
      }),
      runs
    )
  })

  it("asks to look again at a time that is not past", () => {
    fc.assert(
      fc.property(Any.readInput, (input) => {
        const { again, rule } = decide(input)
        if (again !== undefined) assert.isAtLeast(again, input.now, rule)
      }),
      runs
    )
  })
})

/** Rules hold a `Set` and regular expressions; everything else is plain data. */
const structuredCloneOf = (input: RuleInput): RuleInput => ({
  ...structuredClone({ torrent: input.torrent, facts: input.facts, memory: input.memory, now: input.now }),
  torrent: { ...structuredClone({ ...input.torrent, id: undefined }), id: input.torrent.id },
  rules: input.rules
})

describe("whatever decide removes", () => {
  it("it removes nothing without a fact that the removal went by", () => {
    fc.assert(
      fc.property(destructive, (input) => {
        const before = decide(input)
        const { rule } = before
        const ground = groundOf(rule)
        if (ground.evidence === "swarm" || ground.evidence === "tracker") {
          spares(rule, withFacts(input, { connected: false }), "there is no connection")
        }
        for (const field of ground.fields)
          spares(rule, withTorrent(input, { [field]: undefined }), `${field} is unknown`)
        for (const fact of ground.facts) spares(rule, withFacts(input, { [fact]: undefined }), `${fact} is unknown`)
        const told = before.actions.some((action) => action._tag !== "Remove" || action.section === input.rules.section)
        if (told && rule !== "failed category") {
          spares(rule, withFacts(input, { queue: undefined }), "the queue of its Arr is unknown")
        }
        if (rule === "failed category") {
          const away = { _tag: "Unknown", reason: "Radarr-Movies does not answer" } as const
          spares(rule, withFacts(input, { owner: away }), "its owner is unknown")
        }
      }),
      share(1_500)
    )
  })

  it("it removes nothing while trackers to which it may owe seeding are unknown", () => {
    const demanding = {
      mode: "and",
      minRatio: 1,
      minSeedingTime: 0,
      minProgress: 0,
      partialRatio: 1,
      buffer: 0
    } as const
    fc.assert(
      fc.property(destructive, (input) => {
        const { rule } = decide(input)
        if (!groundOf(rule).gated) return
        const safe = (asked: RuleInput, what: string) => spares(rule, asked, what, removes)
        const owing: RuleInput = {
          ...input,
          rules: { ...input.rules, trackers: [], seeding: { ...input.rules.seeding, hitAndRun: demanding } }
        }
        safe(withTorrent(owing, { trackers: undefined }), "its trackers are unknown")
        const indebted = withTorrent(owing, { ratio: 0.1, trackers: ["https://tracker.example/announce"] })
        safe(withFacts(indebted, { trackers: undefined }), "how its trackers answer is unknown")
        const known = withFacts(indebted, { trackers: reading({ state: "working" }) })
        safe(known, "it owes seeding")
        safe(withTorrent(known, { ratio: undefined, progress: undefined }), "progress and ratio are unknown")
      }),
      share(1_500)
    )
  })

  it("it removes nothing during an outage of what the removal goes by", () => {
    fc.assert(
      fc.property(destructive, (input) => {
        const { rule } = decide(input)
        const { evidence } = groundOf(rule)
        if (evidence === undefined) return
        const scopes: ReadonlyArray<Outage["scope"]> = [
          { _tag: "Client", instance: input.torrent.instance },
          ...(hostsOf(input.torrent) ?? []).map((host) => ({ _tag: "Tracker", host }) as const)
        ]
        for (const scope of scopes) {
          const outages: ReadonlyArray<Outage> = [{ scope, evidence, reason: "12 of 30 turned bad" }]
          spares(rule, withFacts(input, { outages }), `there is an outage of ${JSON.stringify(scope)}`)
        }
      }),
      share(1_500)
    )
  })

  it("only failures blocklist, search again and are told to the Arr", () => {
    fc.assert(
      fc.property(destructive, (input) => {
        const { actions, reason, rule } = decide(input)
        assert.isNotEmpty(reason.trim())
        for (const action of actions) {
          if (action._tag === "Replace") assert.strictEqual(groundOf(rule).as, "failed")
          if (action._tag !== "Remove") continue
          if (groundOf(rule).as === "done") {
            assert.isFalse(action.blocklist || action.research, `${rule} is no failure`)
            assert.isUndefined(action.section)
          }
          // Nobody can be told without a name, and nobody is told for nothing.
          assert.strictEqual(action.section !== undefined, action.blocklist)
          if (action.research) assert.isTrue(action.blocklist)
        }
        assert.isAtMost(actions.filter(({ _tag }) => _tag === "Remove" || _tag === "Replace").length, 1)
      }),
      share(1_500)
    )
  })

  it("every rule that is known here to remove does so for some input", () => {
    const seen = new Set(fc.sample(destructive, { ...share(6_000), seed: 3 }).map((input) => decide(input).rule))
    const registered = new Set(ruleList.map(({ name }) => name))
    for (const rule of seen) groundOf(rule)
    const silent = Object.keys(grounds).filter((rule) => registered.has(rule) && !seen.has(rule))
    assert.deepStrictEqual(silent, [])
  })
})

/** Most rounds that one torrent may need at one moment: every rule of care and of upkeep one turn at most. */
const mostRounds = 12

describe("applying what decide says", () => {
  const ends = fc.constantFrom<ImportEnd>("imported", "stuck")

  it("comes to rest within a few rounds, and never does the same twice in a row", () => {
    fc.assert(
      fc.property(Any.input, Any.readInput, ends, (start, { facts: readable }, end) => {
        let input: RuleInput | undefined = start
        let last: Decision | undefined
        const served = new Set<Need>()
        let rounds = 0
        for (let step = 0; input !== undefined; step++) {
          assert.isBelow(step, mostRounds * 2, `no rest: ${last?.rule}: ${JSON.stringify(last?.actions)}`)
          const decision = decide(input)
          if (decision.needs !== undefined) {
            assert.isFalse(served.has(decision.needs), `${decision.rule} asks twice for ${decision.needs}`)
            served.add(decision.needs)
            input = read(input, decision.needs, readable)
            continue
          }
          if (decision.actions.length === 0) {
            const rested: RuleInput = { ...input, memory: decision.memory }
            const next = decide(rested)
            if (next.actions.length === 0 && next.needs === undefined && isEqual(next.memory, rested.memory)) return
            // Only something to remember was in the way: whoever did that has to ask for the next look at once.
            assert.isTrue((decision.again ?? Infinity) <= input.now, `${decision.rule} holds up ${next.rule}`)
            input = rested
            continue
          }
          rounds += 1
          assert.isAtMost(rounds, mostRounds, `no rest: ${decision.rule}: ${JSON.stringify(decision.actions)}`)
          assert.notDeepEqual(decision.actions, last?.actions ?? [], `${decision.rule} repeats itself`)
          last = decision
          input = carryOut(input, decision, end)
        }
      }),
      share(6_000)
    )
  })
})
