import { mapPath, type PathMapping } from "../PathMapping.ts"
import { isWithin, pathKey, tidy } from "./paths.ts"

/** One category of one qBittorrent. */
export interface CategoryFolder {
  readonly category: string
  /** As qBittorrent reports it; "" or relative = below its default folder, which it does not tell. */
  readonly savePath: string
  readonly mappings: ReadonlyArray<PathMapping>
  /** Whether it is the category of the section that cleans up. */
  readonly own: boolean
}

/** Where to clean up and where not to, as this program sees it. */
export interface CompletedFolders {
  /** None inside another. */
  readonly roots: ReadonlyArray<string>
  readonly foreign: ReadonlyArray<string>
  /** Own folders that are not cleaned, because another category uses them as well. */
  readonly shared: ReadonlyArray<string>
}

const isAbsolute = (path: string): boolean => /^(\/|[a-z]:[\\/])/i.test(path)

const distinct = (paths: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...new Map(paths.map((path) => [pathKey(path), tidy(path)])).values()
]

/**
 * The folders of a section's categories. A folder that another category has too is never cleaned, nor is the root of a
 * disk; folders of other categories inside ours are foreign, as are those that qBittorrent may make there by their names.
 */
export const completedFolders = (categories: ReadonlyArray<CategoryFolder>): CompletedFolders => {
  const local = (own: boolean) =>
    distinct(
      categories
        .filter((category) => category.own === own && isAbsolute(category.savePath))
        .flatMap(({ mappings, savePath }) => [mapPath(mappings, savePath), ...(own ? [] : [savePath])])
    )
  const foreign = local(false)
  const mine = local(true).filter((path) => isAbsolute(path) && pathKey(path) !== "/")
  const isShared = (path: string) => foreign.some((other) => pathKey(other) === pathKey(path))
  const usable = mine.filter((path) => !isShared(path))
  const roots = usable.filter(
    (path) => !usable.some((other) => other !== path && isWithin(pathKey(path), pathKey(other)))
  )
  const unplaced = categories.filter(({ own, savePath }) => !own && !isAbsolute(savePath))
  const implied = roots.flatMap((root) => unplaced.map(({ category }) => `${root}/${category}`))
  return { roots, foreign: [...foreign, ...distinct(implied)], shared: mine.filter(isShared) }
}
