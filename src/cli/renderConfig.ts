import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { arrKindOf, treeOf } from "../config/Config.ts"
import type { LoadedConfig } from "../config/ConfigFile.ts"
import { type AnyKey, type Leaf, leaves, type Rows, type Tree } from "../config/Key.ts"
import { showPath } from "../config/KeyPath.ts"
import { mark, redactPatterns } from "../observability/Redaction.ts"

const at = (value: unknown, path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>(
    (inside, name) =>
      typeof inside === "object" && inside !== null ? Object.getOwnPropertyDescriptor(inside, name)?.value : undefined,
    value
  )

/** A value as it would stand in the file; a secret never does. */
const shown = (node: AnyKey, value: unknown): string => {
  if (value === undefined) return "(not set)"
  const raw: unknown = Schema.encodeUnknownSync(node.value.schema)(value)
  if (node.value.secret === true || Redacted.isRedacted(value)) return raw === "" ? '""' : mark
  const text = JSON.stringify(raw)
  return text === undefined ? "(not set)" : redactPatterns(text)
}

const rowLines = (rows: Rows<Tree>, name: string, value: unknown): ReadonlyArray<readonly [string, string, string]> => {
  const list: ReadonlyArray<unknown> = Array.isArray(value) ? value : []
  if (list.length === 0) return [[name, "[]", ""]]
  return list.flatMap((row, index) =>
    leaves(rows.keys).flatMap(({ node, path }) =>
      node._tag === "Key"
        ? [[`${name}[${index}].${path.join(".")}`, shown(node, at(row, path)), node.value.unit ?? ""] as const]
        : []
    )
  )
}

const concerns = (section: string, leaf: Leaf, origin: string): boolean => {
  const kind = arrKindOf(section)
  if (leaf.kinds !== undefined && kind !== undefined && !leaf.kinds.includes(kind)) return false
  return !(leaf.node._tag === "Key" && leaf.node.legacy === true && origin === "default")
}

const sectionLines = (
  loaded: Pick<LoadedConfig, "origins">,
  section: string,
  values: unknown
): ReadonlyArray<string> => {
  const rows = leaves(treeOf(section) ?? {}).flatMap((leaf) => {
    const origin = loaded.origins.get(showPath([section, ...leaf.path])) ?? "default"
    if (!concerns(section, leaf, origin)) return []
    const name = leaf.path.join(".")
    const value = at(values, leaf.path)
    const lines =
      leaf.node._tag === "Rows"
        ? rowLines(leaf.node, name, value)
        : [[name, shown(leaf.node, value), leaf.node.value.unit ?? ""] as const]
    return lines.map(
      ([key, text, unit]) => [`${key} = ${text}`, `${origin}${unit === "" ? "" : `, unit ${unit}`}`] as const
    )
  })
  const width = Math.min(60, Math.max(0, ...rows.map(([text]) => text.length)))
  return [`[${section}]`, ...rows.map(([text, comment]) => `${text.padEnd(width)}  # ${comment}`), ""]
}

/** What `qbitrr config show` prints: every effective value and where it comes from, secrets hidden. */
export const renderConfig = (loaded: Pick<LoadedConfig, "config" | "origins" | "file">): string => {
  const { config } = loaded
  return [
    `# ${loaded.file}`,
    "# default: not written anywhere; file:LINE; env:VARIABLE",
    "",
    ...sectionLines(loaded, "Settings", config.Settings),
    ...sectionLines(loaded, "WebUI", config.WebUI),
    ...Object.entries(config.qBit).flatMap(([name, section]) => sectionLines(loaded, name, section)),
    ...Object.entries(config.Arr).flatMap(([name, section]) => sectionLines(loaded, name, section))
  ]
    .join("\n")
    .trimEnd()
}
