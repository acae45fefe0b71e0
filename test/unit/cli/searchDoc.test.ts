import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { assert, describe, it } from "vitest"
import { skipWords } from "../../../src/cli/searchWords.ts"
import { coolDown, day, todayDelay, todayEvery } from "../../../src/search/coolDown.ts"
import { leastDelay } from "../../../src/search/gate.ts"
import { holds } from "../../../src/search/Hold.ts"
import { skips } from "../../../src/search/Skip.ts"
import { searchReasons } from "../../../src/store/search/SearchReason.ts"

const root = resolve(import.meta.dirname, "../../..")
const read = (file: string): string => readFileSync(resolve(root, file), "utf8")
const page = read("docs/searching.md")

/** The cells of the table that begins with this heading. */
const table = (heading: string): ReadonlyArray<ReadonlyArray<string>> => {
  const lines = page.split("\n")
  const first = lines.findIndex((line) => line.startsWith(`| ${heading} |`)) + 2
  const rows = lines.slice(first, lines.indexOf("", first))
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim())
  )
}

const coded = (words: ReadonlyArray<string>) => words.map((word) => `\`${word}\``)

describe("docs/searching.md", () => {
  it("has every reason of a search, in the order in which they go", () => {
    assert.deepStrictEqual(
      table("reason").map(([reason = ""]) => reason),
      coded(searchReasons)
    )
  })

  it("has every reason for passing something over, in the order in which they fit, and how it is shown", () => {
    assert.deepStrictEqual(
      table("`skipped` in the API").map(([skip, shown]) => [skip, shown]),
      skips.map((skip) => [`\`${skip}\``, skipWords[skip]])
    )
  })

  it("has everything that holds searches back, in the order in which it is told", () => {
    assert.deepStrictEqual(
      table("`held`").map(([hold = ""]) => hold),
      coded(holds)
    )
  })

  it("names keys that there are", () => {
    const keys = new Set(
      [...read("docs/configuration.md").matchAll(/^\| `([\w.]+)` \|/gm)].map(([, key]) => key?.split(".").at(-1))
    )
    const named = [...page.matchAll(/`([A-Z][A-Za-z0-9]+)(?: = [^`]*)?`/g)].map(([, key]) => key ?? "")
    const words: ReadonlySet<string> = new Set([...searchReasons, "Wanted", "Held", "Bearer"])
    const own = named.filter((word) => !words.has(word))
    assert.isAbove(own.length, 20)
    assert.isEmpty(own.filter((word) => !keys.has(word)))
  })

  it("leads to places that there are", () => {
    const anchor = (heading: string) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, "")
        .trim()
        .replaceAll(/\s+/g, "-")
    for (const [, file = "", place] of page.matchAll(/\]\(([\w.]+)(?:#([\w-]+))?\)/g)) {
      const headings = [...read(`docs/${file}`).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading ?? ""))
      if (place !== undefined) assert.include(headings, place, file)
    }
  })

  it("tells the times that are in force", () => {
    const told = [
      "a **day** after a search",
      "a **week** at most",
      "every four\nhours",
      "from half an hour after that on",
      "2 seconds of distance"
    ]
    for (const words of told) assert.include(page, words)
    assert.deepStrictEqual([coolDown(1), coolDown(2), coolDown(20)], [day, 2 * day, 7 * day])
    assert.deepStrictEqual([todayEvery, todayDelay, leastDelay], [4 * 3_600_000, 30 * 60_000, 2_000])
  })
})
