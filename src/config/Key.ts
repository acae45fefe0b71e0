import type { ArrKind } from "../clients/arr/ArrKind.ts"
import type { AnyCodec, Codec } from "./values/Codec.ts"

/**
 * What a change of a key costs. `live`: read anew by whoever uses it. `worker`: the workers of that section restart.
 * `workers`: all workers restart. `web`: the web server binds again. `process`: nothing before the next start.
 */
export type ReloadEffect = "live" | "worker" | "workers" | "web" | "process"

interface KeyFacts {
  /** As it would stand in the file; undefined for a key that is only there to override another, or that is required. */
  readonly default: unknown
  /** Defaults that differ by the kind of Arr. */
  readonly byKind?: Readonly<Record<ArrKind, unknown>>
  readonly effect: ReloadEffect
  /** Meaning, in plain words; goes to the example file and to the docs. */
  readonly doc: string
  /** Kinds of Arr that use it; all unless given. */
  readonly kinds?: ReadonlyArray<ArrKind>
  /** What the example file shows instead of the default. */
  readonly sample?: unknown
  /** Kept for older files; not in the example. */
  readonly legacy?: boolean
  /** No default: the row is useless without it. */
  readonly required?: boolean
  /** A change also concerns the workers of all qBittorrent sections. */
  readonly reachesQbit?: boolean
  /** Its feature is not built yet: the key is read, checked and kept, and has no effect. */
  readonly planned?: boolean
  /** Values besides the default that qBitrr itself writes into a new file: nobody has asked for them. */
  readonly generated?: ReadonlyArray<unknown>
}

/** One key of the config: the single place where it is described. */
export interface Key<A> extends KeyFacts {
  readonly _tag: "Key"
  readonly value: Codec<A>
}

/** A key of whatever type. */
export interface AnyKey extends KeyFacts {
  readonly _tag: "Key"
  readonly value: AnyCodec
}

/** A nested table of keys. */
export interface Table<T> {
  readonly _tag: "Table"
  readonly doc: string
  readonly kinds?: ReadonlyArray<ArrKind>
  /** The same for all its keys, see `Key`. */
  readonly planned?: boolean
  readonly keys: T
}

/** An array of tables; empty unless given. */
export interface Rows<T> {
  readonly _tag: "Rows"
  readonly doc: string
  readonly effect: ReloadEffect
  /** The same for all keys of its rows, see `Key`. */
  readonly planned?: boolean
  readonly keys: T
}

export type Node = AnyKey | Table<Tree> | Rows<Tree>

/** The keys of one table, in the order of the example file. */
export interface Tree {
  readonly [name: string]: Node
}

/** What a tree decodes to. */
export type TypeOf<T> = {
  readonly [K in keyof T]: T[K] extends Key<infer A>
    ? A
    : T[K] extends Table<infer U>
      ? TypeOf<U>
      : T[K] extends Rows<infer U>
        ? ReadonlyArray<TypeOf<U>>
        : never
}

export const key = <A>(facts: KeyFacts & { readonly value: Codec<A> }): Key<A> => ({ _tag: "Key", ...facts })

export const table = <T extends Tree>(facts: Omit<Table<T>, "_tag">): Table<T> => ({ _tag: "Table", ...facts })

export const rows = <T extends Tree>(facts: Omit<Rows<T>, "_tag">): Rows<T> => ({ _tag: "Rows", ...facts })

/** The default of a key as it would stand in the file of that kind of section. */
export const defaultOf = (node: AnyKey, kind: ArrKind | undefined): unknown =>
  kind === undefined || node.byKind === undefined ? node.default : node.byKind[kind]

/** A key or array of tables with its path below the section. */
export interface Leaf {
  readonly path: ReadonlyArray<string>
  readonly node: AnyKey | Rows<Tree>
  /** Kinds of Arr that use it; undefined means all. */
  readonly kinds: ReadonlyArray<ArrKind> | undefined
  /** It, or a table around it, is planned. */
  readonly planned: boolean
}

/** All keys of a tree, nested tables included, in order. `around` is what the table of the tree says for all of them. */
export const leaves = (tree: Tree, around: Partial<Pick<Leaf, "kinds" | "planned">> = {}): ReadonlyArray<Leaf> =>
  Object.entries(tree).flatMap(([name, node]): ReadonlyArray<Leaf> => {
    const kinds = (node._tag === "Rows" ? undefined : node.kinds) ?? around.kinds
    const planned = node.planned ?? around.planned ?? false
    if (node._tag === "Table") {
      return leaves(node.keys, { kinds, planned }).map((leaf) => ({ ...leaf, path: [name, ...leaf.path] }))
    }
    return [{ path: [name], node, kinds, planned }]
  })
