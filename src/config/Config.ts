import * as Schema from "effect/Schema"
import type { ArrKind } from "../clients/arr/ArrKind.ts"
import type { AnyKey, Node, Tree, TypeOf } from "./Key.ts"
import { arrTree } from "./keys/arr.ts"
import { qbitTree } from "./keys/qbit.ts"
import { settingsTree } from "./keys/settings.ts"
import { webUITree } from "./keys/webUI.ts"

/** Annotation that leads from a place in the schema to the record of its key. */
export const KeyAnnotation: unique symbol = Symbol.for("qbitrr/config/Key")

const keyField = (node: AnyKey) => {
  const { schema, optional } = node.value
  const notes = { description: node.doc, [KeyAnnotation]: node }
  if (node.default === undefined && optional !== true) return Schema.propertySignature(schema).annotations(notes)
  // Only what is absent is decoded from the default, and only then: start-up does not pay for the rest.
  const absent = () => (node.default === undefined ? undefined : Schema.decodeUnknownSync(schema)(node.default))
  return Schema.optionalWith(schema, { exact: true, default: absent }).annotations(notes)
}

const field = (node: Node) => {
  switch (node._tag) {
    case "Key":
      return keyField(node)
    case "Table": {
      const schema: Schema.Schema.AnyNoContext = structOf(node.keys).annotations({ description: node.doc })
      return Schema.optionalWith(schema, { exact: true, default: () => Schema.decodeUnknownSync(schema)({}) })
    }
    case "Rows":
      return Schema.optionalWith(Schema.Array(structOf(node.keys)).annotations({ description: node.doc }), {
        exact: true,
        default: () => []
      })
  }
}

const fieldsOf = (tree: Tree): Readonly<Record<string, ReturnType<typeof field>>> =>
  Object.fromEntries(Object.entries(tree).map(([name, node]) => [name, field(node)]))

/** The schema of one table; unknown keys have been taken out before. */
const structOf = <T extends Tree>(tree: T): Schema.Schema<TypeOf<T>, unknown> =>
  // The fields are made in a loop, so their types are only known by `TypeOf`, which follows the same records.
  Schema.Struct(fieldsOf(tree)) as unknown as Schema.Schema<TypeOf<T>, unknown>

/** One Arr section. `kind` comes from its name. */
export type ArrSection = TypeOf<typeof arrTree> & { readonly kind: ArrKind }

/** What depends on the kind or the name of the section has been filled in before. */
const arrStruct = Schema.Struct({
  kind: Schema.Literal("radarr", "sonarr", "lidarr", "readarr"),
  ...fieldsOf(arrTree)
}) as unknown as Schema.Schema<ArrSection, unknown>

/** The whole config: the one schema tree. Its input is what `assemble` makes of file and environment. */
export const ConfigSchema = Schema.Struct({
  Settings: structOf(settingsTree),
  WebUI: structOf(webUITree),
  /** By section name: `qBit`, `qBit-<name>`. */
  qBit: Schema.Record({ key: Schema.String, value: structOf(qbitTree) }),
  /** By section name, e.g. `Radarr-Movies`. */
  Arr: Schema.Record({ key: Schema.String, value: arrStruct }),
  /** Modes that only the environment can set: `QBITRR_OVERRIDES_SEARCH_ONLY` and `…_PROCESSING_ONLY`. */
  overrides: Schema.Struct({ searchOnly: Schema.Boolean, processingOnly: Schema.Boolean }),
  /** Keys and sections nobody knows, by their dotted path, so that a save keeps them. */
  unknown: Schema.Record({ key: Schema.String, value: Schema.Unknown })
})

/** The config as everybody uses it: decoded, complete, immutable. */
export type Config = Schema.Schema.Type<typeof ConfigSchema>

export type Settings = Config["Settings"]
export type WebUI = Config["WebUI"]
export type QbitSection = Config["qBit"][string]
/** A row of `Trackers`. */
export type TrackerRow = QbitSection["Trackers"][number]

/** The same folder as qBittorrent (`from`) and as the Arr (`to`) see it. */
export type PathMapping = QbitSection["PathMappings"][number]

/** Kinds of Arr, by which section names begin. */
export const arrKinds: ReadonlyArray<ArrKind> = ["radarr", "sonarr", "lidarr", "readarr"]

/** Kind of an Arr section by its name, in any case; undefined when it is none. */
export const arrKindOf = (section: string): ArrKind | undefined =>
  arrKinds.find((kind) => section.toLowerCase().startsWith(kind))

/** `qBit` or `qBit-<name>`. */
export const isQbitSection = (section: string): boolean => section === "qBit" || section.startsWith("qBit-")

/** The keys that a section of this name has; undefined for a section nobody knows. */
export const treeOf = (section: string): Tree | undefined => {
  if (section === "Settings") return settingsTree
  if (section === "WebUI") return webUITree
  if (isQbitSection(section)) return qbitTree
  return arrKindOf(section) === undefined ? undefined : arrTree
}
