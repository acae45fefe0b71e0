import * as Either from "effect/Either"
import * as fc from "fast-check"
import { parse } from "smol-toml"
import { assert, describe, it } from "vitest"
import { treeOf } from "../../../../src/config/Config.ts"
import { editToml, sameDocument, type TomlChange } from "../../../../src/config/edit/editToml.ts"
import { isInlineKey } from "../../../../src/config/edit/isInlineKey.ts"
import { withValue } from "../../../../src/config/edit/rewrite.ts"
import { leaves } from "../../../../src/config/Key.ts"
import type { KeyPath } from "../../../../src/config/KeyPath.ts"
import type { TomlTable } from "../../../../src/config/TomlTable.ts"
import { type Dice, dice, randomSection, sectionNames, valueFor, write } from "./randomToml.ts"

const randomDocument = (d: Dice): TomlTable =>
  Object.fromEntries(sectionNames.filter(() => d.chance(0.5)).map((name) => [name, randomSection(d, name)]))

/** Every path of a document, tables and rows included. */
const pathsOf = (value: unknown, path: KeyPath = []): ReadonlyArray<KeyPath> => [
  ...(path.length === 0 ? [] : [path]),
  ...(Array.isArray(value)
    ? value.flatMap((inner, nth) => (typeof inner === "object" ? pathsOf(inner, [...path, nth]) : []))
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name]))
      : [])
]

const randomChange = (d: Dice, document: TomlTable): TomlChange => {
  const paths = pathsOf(document)
  const kind = d.below(5)
  if (kind === 0 && paths.length > 0) return { path: d.pick(paths), value: undefined }
  const section = d.pick(sectionNames.slice(0, -1))
  if (kind === 1) return { path: [section], value: randomSection(d, section, 0.08) }
  const leaf = d.pick(leaves(treeOf(section) ?? {}))
  const path = [section, ...leaf.path]
  if (leaf.node._tag === "Rows" && d.chance(0.5)) {
    const rows = path.reduce<unknown>((value, name) => (value as TomlTable | undefined)?.[name], document)
    const count = Array.isArray(rows) ? rows.length : 0
    const inner = d.pick(leaves(leaf.node.keys))
    return { path: [...path, d.below(count + 1), ...inner.path], value: valueFor(d, inner) }
  }
  return { path, value: valueFor(d, leaf) }
}

const isBelow = (path: KeyPath, above: KeyPath): boolean =>
  above.length <= path.length && above.every((part, at) => part === path[at])

/** A change inside of rows may move the others, and what stands around a value that goes with its table goes, too. */
const touched = (path: KeyPath): KeyPath => {
  const index = path.findIndex((part) => typeof part === "number")
  return index < 0 ? path : path.slice(0, index)
}

const seeds = fc.noShrink(fc.integer())

describe("edits of a TOML text", () => {
  it("say what they should, and keep every other line with a comment as it is, however the text is written", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const d = dice(seed)
        const written = write(d, randomDocument(d))
        let text = written.text
        let remarks = written.remarks
        let model: TomlTable = parse(text)
        for (let step = 0; step < 4; step++) {
          const change = randomChange(d, model)
          const edited = editToml(text, change, isInlineKey)
          const shown = `${JSON.stringify(change)}\n${text}\n--->\n${Either.isRight(edited) ? edited.right : edited.left}`
          assert.isTrue(Either.isRight(edited), shown)
          text = Either.getOrThrow(edited)
          model = withValue(model, change.path, change.value) as TomlTable
          assert.isTrue(sameDocument(parse(text), model), shown)
          const lines = text.replace("\ufeff", "").split(/\r?\n/)
          remarks = remarks
            .filter(({ path }) => !isBelow(path, touched(change.path)))
            .map(({ line, path }) => {
              const comment = line.slice(line.indexOf("# remark"))
              const found = lines.find((one) => one.endsWith(comment))
              assert.isDefined(found, `${comment}\n${shown}`)
              // What is written as one value around the change is another line then, with the same comment.
              if (!isBelow(change.path, path)) assert.strictEqual(found, line, shown)
              return { path, line: found ?? "" }
            })
          assert.isTrue(
            !text.includes("\r\n") || text.replaceAll("\r\n", "").match(/\n/) === null,
            `mixed line breaks\n${shown}`
          )
        }
      }),
      { numRuns: 250 }
    )
  })

  it("change no byte when they say what is there already", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const d = dice(seed)
        const { text } = write(d, randomDocument(d))
        const document = parse(text)
        for (const path of pathsOf(document).slice(0, 15)) {
          const value = path.reduce<unknown>(
            (inner, part) => (inner as Record<string | number, unknown>)[part],
            document
          )
          assert.deepStrictEqual(editToml(text, { path, value }, isInlineKey), Either.right(text), JSON.stringify(path))
        }
      }),
      { numRuns: 40 }
    )
  })
})
