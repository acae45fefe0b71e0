import { treeOf } from "../Config.ts"
import type { AnyKey, Rows, Tree } from "../Key.ts"
import type { KeyPath } from "../KeyPath.ts"

/** The key, or array of tables, that a path of the file leads to or into; undefined for tables and what nobody knows. */
export const keyAt = (path: KeyPath): AnyKey | Rows<Tree> | undefined => {
  const [section, ...rest] = path
  let tree = typeof section === "string" ? treeOf(section) : undefined
  let found: AnyKey | Rows<Tree> | undefined
  for (const part of rest) {
    if (typeof part === "number") continue
    const node = tree !== undefined && Object.hasOwn(tree, part) ? tree[part] : undefined
    if (node === undefined) return undefined
    if (node._tag === "Key") return node
    found = node._tag === "Rows" ? node : undefined
    tree = node.keys
  }
  return found
}

/** A table that is the value of one key is written as one: `{ "HD-1080p" = "SD" }`. */
export const isInlineKey = (path: KeyPath): boolean => keyAt(path)?._tag === "Key"
