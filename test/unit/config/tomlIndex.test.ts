import * as fc from "fast-check"
import { parse } from "smol-toml"
import { assert, describe, it } from "vitest"
import { type KeyPath, pathId, showPath } from "../../../src/config/KeyPath.ts"
import { indexToml } from "../../../src/config/TomlIndex.ts"
import { isTable } from "../../../src/config/TomlTable.ts"

const lineOf = (text: string, path: KeyPath) => indexToml(text).at(path)?.line

/** Every path of a parsed document. */
const pathsOf = (value: unknown, path: KeyPath = []): ReadonlyArray<KeyPath> => {
  const below = Array.isArray(value)
    ? value.flatMap((item: unknown, at) => pathsOf(item, [...path, at]))
    : isTable(value)
      ? Object.entries(value).flatMap(([name, item]) => pathsOf(item, [...path, name]))
      : []
  return path.length === 0 ? below : [path, ...below]
}

describe("the line index", () => {
  it("finds tables, keys, dotted and quoted keys", () => {
    const text = [
      "# [Fake]",
      "[Settings] # comment with = and [x]",
      'LoopSleepTimer = 5 # "not = a key"',
      "",
      '["Radarr 4K".Torrent]',
      "'a.b' . \"c\\td\" . e = 1",
      "x.y = 2"
    ].join("\n")
    assert.strictEqual(lineOf(text, ["Settings"]), 2)
    assert.strictEqual(lineOf(text, ["Settings", "LoopSleepTimer"]), 3)
    assert.strictEqual(lineOf(text, ["Radarr 4K"]), 5)
    assert.strictEqual(lineOf(text, ["Radarr 4K", "Torrent"]), 5)
    assert.strictEqual(lineOf(text, ["Radarr 4K", "Torrent", "a.b", "c\td", "e"]), 6)
    assert.strictEqual(lineOf(text, ["Radarr 4K", "Torrent", "x", "y"]), 7)
    assert.isUndefined(lineOf(text, ["Fake"]))
    assert.deepStrictEqual(indexToml(text).at(["Settings", "LoopSleepTimer"]), { line: 3, column: 1 })
  })

  it("finds rows, and keys of tables below rows", () => {
    const text = "[[qBit.Trackers]]\nName = 'a'\n[[qBit.Trackers]]\nURI = 'b'\n[qBit.Trackers.More]\nx = 1\n"
    assert.strictEqual(lineOf(text, ["qBit", "Trackers", 0]), 1)
    assert.strictEqual(lineOf(text, ["qBit", "Trackers", 0, "Name"]), 2)
    assert.strictEqual(lineOf(text, ["qBit", "Trackers", 1]), 3)
    assert.strictEqual(lineOf(text, ["qBit", "Trackers", 1, "URI"]), 4)
    assert.strictEqual(lineOf(text, ["qBit", "Trackers", 1, "More", "x"]), 6)
  })

  it("is not led astray by strings and comments over several lines", () => {
    const text = [
      "a = '''",
      "[fake]",
      "b = 1 ''",
      "'''''",
      'c = """',
      '\\"""',
      'd = 1"""',
      "list = [ # fake = 1",
      "  'x', # ]",
      "  { in = [1,",
      "    2], 'q' = \"]\" },",
      "]",
      "e = 1"
    ].join("\n")
    parse(text)
    assert.strictEqual(lineOf(text, ["c"]), 5)
    assert.strictEqual(lineOf(text, ["list", 1, "in", 1]), 11)
    assert.strictEqual(lineOf(text, ["list", 1, "q"]), 11)
    assert.strictEqual(lineOf(text, ["e"]), 13)
    for (const name of ["fake", "b", "d"]) assert.isUndefined(lineOf(text, [name]))
  })

  it("counts lines alike with carriage returns and a byte order mark", () => {
    assert.strictEqual(lineOf("\ufeff# x\r\n[a]\r\nb = 1\r\n", ["a", "b"]), 3)
  })

  it("falls back to the nearest table that is there", () => {
    const index = indexToml("[a]\n[a.b]\nc = 1\n")
    assert.strictEqual(index.near(["a", "b", "missing"])?.line, 2)
    assert.strictEqual(index.near(["a", "missing", "x"])?.line, 1)
    assert.isUndefined(index.near(["nowhere"]))
  })

  it("ends on any text, even on one that is no TOML", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."[]{}='\"#.,\\\n a1") }), (text) => void indexToml(text)),
      {
        numRuns: 2_000
      }
    )
  })

  /**
   * A document of keys with unique names, in every way of writing them; where a key stands is then simply where its
   * name is.
   */
  const document = fc.array(fc.tuple(fc.nat(11), fc.boolean(), fc.nat(3)), { maxLength: 40 }).map((steps) => {
    let count = 0
    const lines: Array<string> = []
    const fresh = () => `key${++count}x`
    const quoted = (name: string, how: boolean) => (how ? `"${name}"` : name)
    for (const [form, quote, size] of steps) {
      const a = quoted(fresh(), quote)
      const b = quoted(fresh(), !quote)
      const many = (text: () => string) => Array.from({ length: size }, text)
      lines.push(
        ...([
          () => ["", "  # key0x = 1 [key0x]", ""],
          () => [`${a} = ${size} # key0x = 2`],
          () => [`  ${a} . ${b} = "key0x = \\" # ]"`],
          () => [`[${a}]`],
          () => [`[ ${a} . ${b} ] # "`],
          () => [`[[${a}]]`, `${b} = 1`, `[[${a}]]`],
          () => [`[[${a}.${b}]]`, ...many(() => `${fresh()} = [[], [{}]]`)],
          () => [`${a} = { ${b} = [1, { ${fresh()} = '}' }], ${fresh()}.${fresh()} = "'" }`],
          () => [`${a} = [ # ]`, ...many(() => `  { ${fresh()} = "]" }, # ,`), "]"],
          () => [`${a} = """`, "[key0x]", 'key0x = """"', `${b} = 1979-05-27 07:32:00`],
          () => [`${a} = '''key0x = 1`, "[[key0x]] ''''", `${b} = -1.5e3`],
          () => [`${a} = "\\u00e9\\\\"`, `${b} = [`, "", "  1,", "  # key0x", "  2 ]"]
        ][form]?.() ?? [])
      )
    }
    return lines.join("\n")
  })

  it("knows the place of every key that the parser finds, and of no other", () => {
    fc.assert(
      fc.property(document, fc.boolean(), (unix, windows) => {
        const text = windows ? unix.replaceAll("\n", "\r\n") : unix
        const index = indexToml(text)
        const paths = pathsOf(parse(text))
        const lines = text.split("\n")
        assert.sameMembers([...index.entries.keys()], paths.map(pathId))
        for (const path of paths) {
          const name = path[path.length - 1]
          if (typeof name !== "string") continue
          const line = lines.findIndex((content) => content.includes(name))
          assert.strictEqual(index.at(path)?.line, line + 1, `${showPath(path)} in\n${text}`)
          const column = (lines[line] ?? "").indexOf(name) + 1
          assert.include([column, column - 1], index.at(path)?.column)
        }
      }),
      { numRuns: 500 }
    )
  })
})
