import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { matcherOf } from "../../../../src/web/logs/matcher.ts"

const tried = (q: string, texts: ReadonlyArray<string>, options: { regex?: boolean; case?: boolean } = {}) =>
  Effect.flatMap(matcherOf({ q, regex: options.regex ?? true, case: options.case ?? false }), (matches) =>
    matches(texts)
  )

describe("the matcher of a search", () => {
  it.effect("finds a part of a text, in any case unless case counts", () =>
    Effect.gen(function* () {
      const texts = ["a Movie", "a movie", "(.*)"]
      assert.deepStrictEqual(yield* tried("MOVIE", texts, { regex: false }), [true, true, false])
      assert.deepStrictEqual(yield* tried("Movie", texts, { regex: false, case: true }), [true, false, false])
      assert.deepStrictEqual(yield* tried("(.*)", texts, { regex: false }), [false, false, true])
    })
  )

  it.effect("tries a regular expression, line by line of an entry", () =>
    Effect.gen(function* () {
      const texts = ["removing x\n    because of y", "Removed"]
      assert.deepStrictEqual(yield* tried("^\\s+because", texts), [true, false])
      assert.deepStrictEqual(yield* tried("^remov(ed|ing)\\b", texts), [true, true])
      assert.deepStrictEqual(yield* tried("^Remov", texts, { case: true }), [false, true])
    })
  )

  it.effect("refuses what is no expression, or too long", () =>
    Effect.gen(function* () {
      for (const q of ["(", "[a", "a{2,1}", "*", "\\", "x".repeat(257), "(?<n>a)(?<n>b)"]) {
        assert.strictEqual((yield* Effect.flip(tried(q, ["a"])))._tag, "BadPattern", q)
      }
    })
  )

  it.live("gives up on expressions that never end, before anybody notices", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [string, string]> = [
        ["(a+)+$", `${"a".repeat(40)}b`],
        ["^(([a-z])+.)+[A-Z]([a-z])+$", "a".repeat(60)],
        ["(x+x+)+y", "x".repeat(60)],
        ["(.*)*(.*)*(.*)*z", "b".repeat(5000)],
        ["(?=(a+))a*b\\1", "a".repeat(50_000)],
        ["(a|aa)+$", `${"a".repeat(60)}b`],
        ["^(\\w+\\s?)*$", `${"word ".repeat(20)}!`]
      ]
      for (const [q, text] of cases) {
        const before = performance.now()
        assert.strictEqual((yield* Effect.flip(tried(q, [text], { case: true })))._tag, "SlowPattern", q)
        assert.isBelow(performance.now() - before, 2000, q)
      }
    })
  )

  it.effect("cannot be used to run anything", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tried("(?:constructor|process)", ["x"]), [false])
      assert.deepStrictEqual(yield* tried("/);process.exit(1)//", ["x"], { regex: false }), [false])
    })
  )
})
