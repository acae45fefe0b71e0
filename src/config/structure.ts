import { arrKindOf, arrKinds, treeOf } from "./Config.ts"
import { showFound } from "./ConfigProblem.ts"
import type { Tree } from "./Key.ts"
import { type KeyPath, showPath } from "./KeyPath.ts"
import { nearest } from "./nearest.ts"
import { sameValue } from "./sameValue.ts"
import { isTable, type TomlTable } from "./TomlTable.ts"

/** Something to be told about a path; the place is looked up by whoever knows the file. */
export interface Remark {
  readonly path: KeyPath
  /** What is named instead of the path when it stands for more than itself. */
  readonly key?: string
  readonly found: string
  readonly allowed: string
  readonly message: string
  readonly severity: "error" | "warning"
}

/** A document with the tables where tables belong, and nothing unknown in it. */
export interface Structured {
  readonly sections: TomlTable
  readonly unknown: Readonly<Record<string, unknown>>
  readonly remarks: ReadonlyArray<Remark>
}

const wrongShape = (path: KeyPath, value: unknown, allowed: string): Remark => {
  const found = showFound(value, false)
  return { path, found, allowed, message: `found ${found}, allowed: ${allowed}`, severity: "error" }
}

const sectionNames = ["Settings", "WebUI", "qBit"]

/** `[radar]` or `[qbit]`: near enough to a section to say which was meant. */
const nearSection = (name: string): string | undefined => {
  if (/^qbit/i.test(name)) return `qBit${name.slice(4)}`
  const word = name.split(/[-. ]/)[0] ?? ""
  const kinds = arrKinds.map((kind) => kind[0]?.toUpperCase() + kind.slice(1))
  const near = nearest(word, [...sectionNames, ...kinds])
  return near === undefined ? undefined : near + name.slice(word.length)
}

const unknownRemark = (path: KeyPath, near: string | undefined, what: string): Remark => ({
  path,
  found: `an unknown ${what}`,
  allowed: near ?? `a known ${what}`,
  message: `unknown ${what}, it has no effect${near === undefined ? "" : `; did you mean ${near}?`}`,
  severity: "warning"
})

const sameName = (name: string, twin: string): Remark => ({
  path: [name],
  found: name,
  allowed: "names that differ in more than upper and lower case",
  message: `the section ${twin} has the same name but for upper and lower case; rename one of them`,
  severity: "error"
})

/**
 * Takes unknown keys and sections out (they become warnings and are kept) and reports tables that are none, so that
 * only the values of known keys are left to decode.
 */
export const structure = (document: TomlTable, say: (path: KeyPath) => string): Structured => {
  const remarks: Array<Remark> = []
  const unknown: Record<string, unknown> = {}
  const sections: TomlTable = {}

  const walk = (tree: Tree, value: TomlTable, path: KeyPath): TomlTable => {
    const kind = typeof path[0] === "string" ? arrKindOf(path[0]) : undefined
    const kept: TomlTable = {}
    for (const [name, raw] of Object.entries(value)) {
      const here = [...path, name]
      const node = Object.hasOwn(tree, name) ? tree[name] : undefined
      if (node === undefined) {
        unknown[showPath(here)] = raw
        remarks.push(unknownRemark(here, nearest(name, Object.keys(tree)), isTable(raw) ? "table" : "key"))
        continue
      }
      const kinds = node._tag === "Rows" ? undefined : node.kinds
      // qBitrr itself writes some defaults into sections of kinds that do not use them.
      const asGenerated = node._tag === "Key" && sameValue(raw, node.default)
      if (kind !== undefined && kinds !== undefined && !kinds.includes(kind) && !asGenerated) {
        const allowed = `only in sections of ${kinds.join(", ")}`
        const message = `has no effect in a section of ${kind}, ${allowed}`
        remarks.push({ path: here, found: name, allowed, message, severity: "warning" })
      }
      if (node._tag === "Key") kept[name] = raw
      else if (node._tag === "Table") {
        if (isTable(raw)) kept[name] = walk(node.keys, raw, here)
        else remarks.push(wrongShape(here, raw, `a table, [${showPath(here)}]`))
      } else if (Array.isArray(raw) && raw.every(isTable)) {
        kept[name] = raw.map((row, at) => walk(node.keys, row, [...here, at]))
      } else remarks.push(wrongShape(here, raw, `tables, each under [[${showPath(here)}]]`))
    }
    return kept
  }

  const seen = new Map<string, string>()
  for (const [name, value] of Object.entries(document)) {
    const tree = treeOf(name)
    if (tree === undefined) {
      unknown[name] = value
      remarks.push(unknownRemark([name], nearSection(name), isTable(value) ? "section" : "key"))
      continue
    }
    if (!isTable(value)) {
      remarks.push(wrongShape([name], value, `a section, [${name}]`))
      continue
    }
    const twin = seen.get(name.toLowerCase())
    if (twin === undefined) seen.set(name.toLowerCase(), name)
    else remarks.push(sameName(name, say([twin])))
    sections[name] = walk(tree, value, [name])
  }
  return { sections, unknown, remarks }
}
