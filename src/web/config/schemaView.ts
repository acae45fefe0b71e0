import * as Schema from "effect/Schema"
import { variableOf } from "../../config/environmentNames.ts"
import { type Leaf, leaves, type Tree } from "../../config/Key.ts"
import { arrTree } from "../../config/keys/arr.ts"
import { qbitTree } from "../../config/keys/qbit.ts"
import { settingsTree } from "../../config/keys/settings.ts"
import { webUITree } from "../../config/keys/webUI.ts"
import { EffectView } from "./ConfigViews.ts"

const told = <A, I>(schema: Schema.Schema<A, I>) => Schema.NullOr(schema)
const Kind = Schema.Literal("radarr", "sonarr", "lidarr", "readarr")

const fields = {
  path: Schema.String.annotations({ description: "dotted, below the section" }),
  type: Schema.String.annotations({
    description: 'e.g. "yes or no", "duration", "list of text"; "rows" is a list of tables with the keys of `rows`'
  }),
  unit: told(Schema.String),
  default: Schema.Unknown.annotations({ description: "as it would stand in TOML; null: none" }),
  defaults: told(Schema.Record({ key: Schema.String, value: Schema.Unknown })).annotations({
    description: "by kind of Arr, where they differ"
  }),
  choices: told(Schema.Array(Schema.Union(Schema.String, Schema.Number, Schema.Boolean))),
  min: told(Schema.Number),
  max: told(Schema.Number),
  allowed: Schema.String.annotations({ description: "what may be written, in words" }),
  doc: Schema.String,
  effect: EffectView,
  kinds: told(Schema.Array(Kind)).annotations({ description: "kinds of Arr that use it; null: all" }),
  secret: Schema.Boolean,
  required: Schema.Boolean,
  legacy: Schema.Boolean.annotations({ description: "kept for older files" }),
  planned: Schema.Boolean.annotations({ description: "not used yet" }),
  /** Not for rows. */
  variable: told(Schema.String).annotations({
    description: "environment variable, for the first section of its kind"
  })
}

export const RowKeyView = Schema.Struct(fields).annotations({ identifier: "ConfigRowKey" })

/** One key, made from its record. */
export const KeyView = Schema.Struct({
  ...fields,
  rows: told(Schema.Array(RowKeyView)).annotations({ description: "keys of each row" })
}).annotations({ identifier: "ConfigKey" })
export type KeyView = typeof KeyView.Type

export const SchemaView = Schema.Struct({
  sections: Schema.Array(
    Schema.Struct({
      name: Schema.Literal("Settings", "WebUI", "qBit", "Arr").annotations({
        description: "qBit: also qBit-<name>; Arr: every section that begins with the name of a kind"
      }),
      doc: Schema.String,
      keys: Schema.Array(KeyView)
    })
  )
}).annotations({ identifier: "ConfigSchema" })

const rowKey = ({ kinds, node, path, planned }: Leaf, section: string | undefined): typeof RowKeyView.Type => {
  const common = {
    path: path.join("."),
    doc: node.doc,
    effect: planned ? ("none" as const) : node.effect,
    kinds: kinds ?? null,
    planned,
    variable: section === undefined ? null : variableOf(section, path)
  }
  if (node._tag === "Rows") {
    const absent = { unit: null, default: [], defaults: null, choices: null, min: null, max: null }
    return { ...common, ...absent, type: "rows", allowed: "tables", secret: false, required: false, legacy: false }
  }
  const { allowed, max, min, options, secret, type, unit } = node.value
  return {
    ...common,
    type,
    allowed,
    unit: unit ?? null,
    default: node.default ?? null,
    defaults: node.byKind ?? null,
    choices: options ?? null,
    min: min ?? null,
    max: max ?? null,
    secret: secret === true,
    required: node.required === true,
    legacy: node.legacy === true
  }
}

const keysOf = (tree: Tree, section: string): ReadonlyArray<KeyView> =>
  leaves(tree).map((leaf) => ({
    ...rowKey(leaf, section),
    rows: leaf.node._tag === "Rows" ? leaves(leaf.node.keys).map((inner) => rowKey(inner, undefined)) : null
  }))

const make = (): typeof SchemaView.Type => ({
  sections: [
    { name: "Settings", doc: "The whole daemon.", keys: keysOf(settingsTree, "Settings") },
    { name: "WebUI", doc: "The web server and who may use it.", keys: keysOf(webUITree, "WebUI") },
    { name: "qBit", doc: "One qBittorrent.", keys: keysOf(qbitTree, "qBit") },
    { name: "Arr", doc: "One Radarr, Sonarr, Lidarr or Readarr.", keys: keysOf(arrTree, "Radarr") }
  ]
})

let made: typeof SchemaView.Type | undefined

/** All keys of the config. Made when somebody asks first: it is the same for as long as the program runs. */
export const schemaView = (): typeof SchemaView.Type => {
  made ??= make()
  return made
}
