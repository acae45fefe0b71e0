import { randomBytes } from "node:crypto"
import type { Tree } from "../../../src/config/Key.ts"
import { trackerUri } from "../../../src/config/values/Text.ts"

/** A place of the config that holds a secret, below its section; a row of an array of tables is `0`. */
export interface SecretPlace {
  readonly path: ReadonlyArray<string>
  readonly isTracker: boolean
}

/** Every place of a key table whose key says that it is a secret: a new one is found by itself. */
export const secretPlaces = (tree: Tree): ReadonlyArray<SecretPlace> =>
  Object.entries(tree).flatMap(([name, node]): ReadonlyArray<SecretPlace> => {
    if (node._tag === "Key")
      return node.value.secret === true ? [{ path: [name], isTracker: node.value === trackerUri }] : []
    const below = node._tag === "Rows" ? [name, "0"] : [name]
    return secretPlaces(node.keys).map((place) => ({ ...place, path: [...below, ...place.path] }))
  })

/** Hands out values that stand nowhere else, and remembers what each was for. */
export const makePlanter = () => {
  const planted = new Map<string, string>()
  const plant = (what: string): string => {
    const core = `zq${randomBytes(16).toString("hex")}`
    planted.set(core, what)
    return core
  }
  return {
    plant,
    /** A value as it may stand in that place. */
    valueOf: (what: string, isTracker: boolean): string =>
      isTracker ? `https://tracker.example/${plant(what)}/announce` : plant(what),
    /** What of all that is in a text. */
    foundIn: (text: string): ReadonlyArray<string> =>
      [...planted].flatMap(([core, what]) => (text.toLowerCase().includes(core) ? [what] : [])),
    count: () => planted.size
  }
}

type Table = { [key: string]: unknown }

const isTable = (value: unknown): value is Table => typeof value === "object" && value !== null && !Array.isArray(value)

/** Puts a value there, with the tables around it; `0` in a path is the first row of an array of tables. */
export const setAt = (table: Table, [name = "", ...rest]: ReadonlyArray<string>, value: unknown): void => {
  if (rest.length === 0) {
    table[name] = value
    return
  }
  if (rest[0] === "0") {
    const rows = Array.isArray(table[name]) ? table[name] : [{}]
    table[name] = rows
    const first: unknown = rows[0]
    if (isTable(first)) setAt(first, rest.slice(1), value)
    return
  }
  const inner = table[name]
  const next = isTable(inner) ? inner : {}
  table[name] = next
  setAt(next, rest, value)
}
