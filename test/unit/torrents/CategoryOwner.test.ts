import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { normaliseCategory } from "../../../src/config/values/Category.ts"
import { type CategoryRoot, ownerOfCategory } from "../../../src/torrents/CategoryOwner.ts"

const roots = (descends: boolean, sonarr = descends): ReadonlyArray<CategoryRoot> => [
  { category: "seed", owner: { _tag: "Managed", instance: "qBit" }, descends },
  { category: "seed/tv", owner: { _tag: "Arr", section: "Sonarr-A" }, descends: sonarr },
  { category: "movies", owner: { _tag: "Arr", section: "Radarr-B" }, descends }
]

const table: ReadonlyArray<readonly [category: string, below: string | undefined, exact: string | undefined]> = [
  ["seed", "seed", "seed"],
  ["seed/tv", "seed/tv", "seed/tv"],
  ["seed/tv/uhd", "seed/tv", undefined],
  ["seed/music", "seed", undefined],
  ["seedling", undefined, undefined],
  ["/movies/", "movies", "movies"],
  ["Movies", undefined, undefined],
  ["", undefined, undefined],
  [" / ", undefined, undefined]
]

describe("the owner of a category (engine §10.6)", () => {
  for (const [category, below, exact] of table) {
    it(`check 2: of "${category}" it is ${below ?? "nobody"}`, () =>
      assert.strictEqual(ownerOfCategory(roots(true), category)?.category, below))
    it(`check 2: of "${category}" without subcategories it is ${exact ?? "nobody"}`, () =>
      assert.strictEqual(ownerOfCategory(roots(false), category)?.category, exact))
  }

  it("check 2: a section without subcategories leaves them to the root above it", () =>
    assert.strictEqual(ownerOfCategory(roots(true, false), "seed/tv/uhd")?.category, "seed"))

  it("check 2: the nearest of several roots owns it, in whatever order they stand", () => {
    const segment = fc.constantFrom("a", "b", "c")
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"))
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 8 }), path, (categories, wanted) => {
        const all = categories.map(
          (category): CategoryRoot => ({ category, owner: { _tag: "Special" }, descends: true })
        )
        const parts = wanted.split("/")
        const expected = parts
          .map((_, index) => parts.slice(0, parts.length - index).join("/"))
          .find((prefix) => categories.includes(prefix))
        assert.strictEqual(ownerOfCategory(all, wanted)?.category, expected)
        assert.strictEqual(ownerOfCategory([...all].reverse(), wanted)?.category, expected)
      })
    )
  })
})

describe("a category", () => {
  const untidy: ReadonlyArray<readonly [string, string]> = [
    [" seed / tv ", "seed/tv"],
    ["//seed///tv//", "seed/tv"],
    ["/", ""],
    ["seed\\tv", "seed\\tv"],
    ["Seed", "Seed"]
  ]
  for (const [text, tidy] of untidy) {
    it(`check 2: "${text}" is "${tidy}"`, () => assert.strictEqual(normaliseCategory(text), tidy))
  }
})
