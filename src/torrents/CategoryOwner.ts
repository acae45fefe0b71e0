import { normaliseCategory } from "../config/values/Category.ts"

/** A category that somebody looks after, with what the config says of those below it. */
export interface CategoryRoot {
  readonly category: string
  readonly owner: CategoryOwner
  /** Whether it also owns the categories below it, on this qBittorrent. */
  readonly descends: boolean
}

/** Who looks after a category. */
export type CategoryOwner =
  | { readonly _tag: "Arr"; readonly section: string }
  /** By the rules of `CategorySeeding`. */
  | { readonly _tag: "Managed"; readonly instance: string }
  /** The failed or the recheck category. */
  | { readonly _tag: "Special" }

/** Strictly below: `seed/x` is below `seed`, `seed` and `seedling` are not. */
const isBelow = (category: string, root: string): boolean => category.startsWith(`${root}/`)

/**
 * The owner of a category on one qBittorrent: its own entry, else its nearest ancestor that descends, else nobody
 * (engine §0.4.3, §2.2, §10.6). Upper and lower case differ.
 */
export const ownerOfCategory = (roots: ReadonlyArray<CategoryRoot>, category: string): CategoryRoot | undefined => {
  const wanted = normaliseCategory(category)
  if (wanted === "") return undefined
  let best: CategoryRoot | undefined
  for (const root of roots) {
    if (root.category === wanted) return root
    if (!root.descends || !isBelow(wanted, root.category)) continue
    if (best === undefined || root.category.length > best.category.length) best = root
  }
  return best
}
