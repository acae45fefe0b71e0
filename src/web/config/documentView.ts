import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Origins } from "../../config/assemble.ts"
import { type Config, treeOf } from "../../config/Config.ts"
import { documentOf } from "../../config/edit/documentOf.ts"
import { shownValue } from "../../config/edit/secretValues.ts"
import { valueAtPath } from "../../config/edit/storedValues.ts"
import { type AnyKey, type Leaf, leaves, type Rows, type Tree } from "../../config/Key.ts"
import { showPath } from "../../config/KeyPath.ts"
import { valueAt } from "../../config/sameValue.ts"
import { isTable, type TomlTable } from "../../config/TomlTable.ts"
import type { ConfigDocument } from "./ConfigViews.ts"

const encodeKey = (node: AnyKey, value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return Redacted.value(value)
  return value === undefined ? undefined : Schema.encodeUnknownSync(node.value.schema)(value)
}

/** A decoded value as it would stand in TOML. */
const encoded = (node: AnyKey | Rows<Tree>, value: unknown): unknown => {
  if (node._tag === "Key") return encodeKey(node, value)
  const rows: ReadonlyArray<unknown> = Array.isArray(value) ? value : []
  return rows.map((row) => {
    const made: TomlTable = {}
    for (const leaf of leaves(node.keys)) put(made, leaf.path, encoded(leaf.node, valueAt(row, leaf.path)))
    return made
  })
}

const put = (table: TomlTable, [name = "", ...rest]: ReadonlyArray<string>, value: unknown): void => {
  if (value === undefined) return
  if (rest.length === 0) {
    table[name] = value
    return
  }
  const known = table[name]
  const next = isTable(known) ? known : {}
  table[name] = next
  put(next, rest, value)
}

const sectionsOf = (config: Config): ReadonlyArray<readonly [string, unknown]> => [
  ["Settings", config.Settings],
  ["WebUI", config.WebUI],
  ...Object.entries(config.qBit),
  ...Object.entries(config.Arr)
]

const effectOf = ({ node, planned }: Leaf) => (planned ? ("none" as const) : node.effect)

const fromFile = /^file:(\d+)$/
const fromEnvironment = /^env:(.*)$/

const originView = (leaf: Leaf, origin: string | undefined): ConfigDocument["origins"][string] => {
  const line = fromFile.exec(origin ?? "")?.[1]
  const variable = fromEnvironment.exec(origin ?? "")?.[1]
  return {
    source: variable !== undefined ? "environment" : line !== undefined ? "file" : "default",
    line: line === undefined ? null : Number(line),
    variable: variable ?? null,
    effect: effectOf(leaf)
  }
}

/**
 * The config for people: every key with its value as the file says it (or as it would), and where it comes from. Nothing
 * secret is in it. Pure.
 */
export const documentView = (
  config: Config,
  { origins, text }: { readonly origins: Origins; readonly text: string }
): Pick<ConfigDocument, "config" | "origins" | "unknown"> => {
  const file = documentOf(text)
  const sections: Record<string, unknown> = {}
  const places: Record<string, ConfigDocument["origins"][string]> = {}
  for (const [section, values] of sectionsOf(config)) {
    const made: TomlTable = {}
    for (const leaf of leaves(treeOf(section) ?? {})) {
      const path = [section, ...leaf.path]
      const key = showPath(path)
      const origin = origins.get(key)
      const written = origin !== undefined && fromFile.test(origin) ? valueAtPath(file, path) : undefined
      put(made, leaf.path, shownValue(written ?? encoded(leaf.node, valueAt(values, leaf.path)), path))
      places[key] = originView(leaf, origin)
    }
    sections[section] = made
  }
  const unknown = Object.entries(config.unknown).map(
    ([key, value]) => [key, shownValue(value, key.split("."))] as const
  )
  return { config: sections, origins: places, unknown: Object.fromEntries(unknown) }
}
