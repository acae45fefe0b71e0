import { treeOf } from "../../../../src/config/Config.ts"
import { areRows } from "../../../../src/config/edit/textOf.ts"
import { type Leaf, leaves, type Tree } from "../../../../src/config/Key.ts"
import type { KeyPath } from "../../../../src/config/KeyPath.ts"
import { isTable, type TomlTable } from "../../../../src/config/TomlTable.ts"
import { tomlKey, tomlValue } from "../../../../src/config/TomlText.ts"

/** Random choices that a number repeats. */
export interface Dice {
  readonly below: (limit: number) => number
  readonly chance: (share: number) => boolean
  readonly pick: <A>(items: ReadonlyArray<A>) => A
}

export const dice = (seed: number): Dice => {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    chance: (share) => next() < share,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError("nothing to pick from")
      return item
    }
  }
}

const texts = [
  "plain",
  "two words",
  "",
  'quo"te',
  "it's",
  "back\\slash\\d+",
  "tab\there",
  "new\nline",
  "# no comment",
  "a = b",
  "[x]",
  "ü€😀",
  "\u007f\u0001",
  "both \\ and '",
  "CHANGE_ME"
]

const scalar = (d: Dice, leaf: Leaf): unknown => {
  if (leaf.node._tag !== "Key") return undefined
  const { options, type } = leaf.node.value
  if (options !== undefined) return d.pick(options)
  if (type.startsWith("list")) return Array.from({ length: d.below(5) }, () => d.pick(texts))
  if (type === "table of text")
    return Object.fromEntries(["HD 1080p", "any", "a.b"].slice(d.below(3)).map((name) => [name, d.pick(texts)]))
  if (/number|percent|share/.test(type)) return d.pick([0, 1, -1, 42, 0.5, 99.25, 65_535])
  if (/duration|size|rate/.test(type)) return d.pick([15, "2h", "10G", "-1", -1])
  return d.pick(texts)
}

const row = (d: Dice, tree: Tree): TomlTable =>
  Object.fromEntries(
    leaves(tree)
      .filter(() => d.chance(0.2))
      .map((leaf) => [leaf.path[0] ?? "", scalar(d, leaf)])
      .concat([["Name", d.pick(texts)]])
  )

/** A value as a person might set it. */
export const valueFor = (d: Dice, leaf: Leaf): unknown => {
  const { node } = leaf
  return node._tag === "Rows" ? Array.from({ length: 1 + d.below(3) }, () => row(d, node.keys)) : scalar(d, leaf)
}

const put = (table: TomlTable, [name = "", ...rest]: ReadonlyArray<string>, value: unknown): void => {
  if (rest.length === 0) {
    table[name] = value
    return
  }
  const inner = table[name]
  const next = isTable(inner) ? inner : {}
  table[name] = next
  put(next, rest, value)
}

export const sectionNames = [
  "Settings",
  "WebUI",
  "qBit",
  "qBit-seed box",
  "Radarr-Movies",
  "Radarr-4K.HDR",
  'Sonarr-"TV"',
  "Lidarr-Ünï",
  "Other"
]

/** A section with some of its keys, or keys nobody knows. */
export const randomSection = (d: Dice, name: string, share = 0.12): TomlTable => {
  const section: TomlTable = {}
  for (const leaf of leaves(treeOf(name) ?? {})) if (d.chance(share)) put(section, leaf.path, valueFor(d, leaf))
  if (d.chance(0.3)) section["unknown key"] = d.pick<unknown>([1, "x", [1, [2]], { deep: { er: [{ a: 1 }] } }])
  return section
}

/** What is said where in a random text. */
export interface Written {
  readonly text: string
  /** Whole lines with a comment, with the path they are about. */
  readonly remarks: ReadonlyArray<{ readonly path: KeyPath; readonly line: string }>
}

/** A document in any of the ways in which TOML can be written, with comments everywhere. */
export const write = (d: Dice, document: TomlTable): Written => {
  const lineBreak = d.chance(0.2) ? "\r\n" : "\n"
  const lines: Array<string> = []
  const remarks: Array<{ path: KeyPath; line: string }> = []
  let count = 0
  const comment = () => {
    count += 1
    return `# remark ${count} = "[x]" 'y' ${d.pick(["", "ü", "#", '"""'])}.`
  }
  const about = (path: KeyPath, indent = ""): void => {
    if (!d.chance(0.3)) return
    const line = indent + comment()
    lines.push(line)
    remarks.push({ path, line })
  }
  const key = (name: string): string => (d.chance(0.1) && !/[\\"\p{Cc}]/u.test(name) ? `"${name}"` : tomlKey(name))
  const inline = (value: unknown): string => {
    if (Array.isArray(value)) return `[${d.chance(0.3) ? " " : ""}${value.map(inline).join(d.pick([", ", ","]))}]`
    if (isTable(value))
      return `{${Object.entries(value)
        .map(([name, inner]) => `${key(name)} = ${inline(inner)}`)
        .join(", ")}}`
    return typeof value === "string" && d.chance(0.3) && !/['\p{Cc}]/u.test(value) ? `'${value}'` : tomlValue(value)
  }
  const assignment = (path: KeyPath, names: ReadonlyArray<string>, value: unknown, indent: string): void => {
    about(path, indent)
    const front = `${indent}${names.map(key).join(d.pick([".", ".", " . "]))}${d.pick([" = ", "=", "  =  "])}`
    const trailing = d.chance(0.3) ? ` ${comment()}` : ""
    const items: ReadonlyArray<unknown> = Array.isArray(value) && !areRows(value) ? value : []
    if (items.length > 0 && d.chance(0.5)) {
      lines.push(`${front}[`)
      items.forEach((item, nth) => {
        about(path, `${indent}  `)
        const comma = nth < items.length - 1 || d.chance(0.5) ? "," : ""
        lines.push(`${indent}  ${inline(item)}${comma}${d.chance(0.3) ? ` ${comment()}` : ""}`)
      })
      lines.push(`${indent}]${trailing}`)
    } else lines.push(`${front}${inline(value)}${trailing}`)
    const last = lines.at(-1) ?? ""
    if (trailing !== "") remarks.push({ path, line: last })
    if (d.chance(0.15)) lines.push("")
  }
  /** Keys with dots may only add to tables that have no header. */
  const dotted = (path: KeyPath, names: ReadonlyArray<string>, value: unknown, indent: string): void => {
    if (isTable(value) && Object.keys(value).length > 0 && d.chance(0.8)) {
      for (const [name, inner] of Object.entries(value)) dotted([...path, name], [...names, name], inner, indent)
    } else assignment(path, names, value, indent)
  }
  const table = (
    path: KeyPath,
    value: TomlTable,
    indent: string,
    brackets: readonly [string, string] | undefined
  ): void => {
    const below: Array<() => void> = []
    const own: Array<() => void> = []
    for (const [name, inner] of Object.entries(value)) {
      const here = [...path, name]
      if (isTable(inner) && d.chance(0.7)) below.push(() => table(here, inner, indent, ["[", "]"]))
      else if (areRows(inner) && d.chance(0.8))
        below.push(() => inner.forEach((one, nth) => table([...here, nth], one, indent, ["[[", "]]"])))
      else
        own.push(() => (isTable(inner) ? dotted(here, [name], inner, indent) : assignment(here, [name], inner, indent)))
    }
    if (brackets !== undefined && (own.length > 0 || brackets[0] === "[[" || below.length === 0 || d.chance(0.3))) {
      if (d.chance(0.7)) lines.push("")
      about(path, indent)
      const names = path.filter((part): part is string => typeof part === "string")
      const line = `${indent}${brackets[0]}${names.map(key).join(".")}${brackets[1]}${d.chance(0.2) ? ` ${comment()}` : ""}`
      lines.push(line)
      if (line.includes("#")) remarks.push({ path, line })
    }
    for (const one of own) one()
    for (const one of below) one()
  }
  if (d.chance(0.5)) lines.push("# on top", ...(d.chance(0.5) ? [""] : []))
  table([], document, d.chance(0.2) ? "  " : "", undefined)
  const text = lines.join(lineBreak) + (d.chance(0.8) ? lineBreak : "")
  return { text: d.chance(0.1) ? `\ufeff${text}` : text, remarks }
}
