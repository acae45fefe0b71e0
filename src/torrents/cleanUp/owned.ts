import { mapPath, type PathMapping } from "../PathMapping.ts"
import { below, isWithin, lineage, nameKey, pathKey } from "./paths.ts"

/** What the clean-up has to know of one live torrent, of whatever instance and category. */
export interface Holder {
  readonly name: string
  /** As qBittorrent reports them. */
  readonly contentPath: string
  readonly savePath: string
  /** Paths inside the torrent; undefined while not known. */
  readonly files: ReadonlyArray<string> | undefined
  /** `LocalPathMappings` of its qBittorrent. */
  readonly mappings: ReadonlyArray<PathMapping>
}

/** Everything on disk that belongs to some torrent. */
export interface Owned {
  /** Keys of files and folders; all at or below them is owned. */
  readonly paths: ReadonlySet<string>
  /** Keys of the folders above them. */
  readonly above: ReadonlySet<string>
  /**
   * Name keys of their files and root folders. What is called the same is owned too, wherever it lies: so no wrong path
   * mapping can make a torrent's data look ownerless.
   */
  readonly names: ReadonlySet<string>
}

/** A torrent of several files without a root folder: its content is the save folder itself. */
export const isRootless = ({ contentPath, savePath }: Pick<Holder, "contentPath" | "savePath">): boolean =>
  contentPath !== "" && pathKey(contentPath) === pathKey(savePath)

const firstOf = (path: string): string => path.split("/").find((part) => part !== "") ?? ""
const lastOf = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== "") ?? ""

/** Names directly below the save folder that are this torrent's; undefined = the whole save folder is. */
const entriesOf = (holder: Holder): ReadonlyArray<string> | undefined => {
  const { contentPath, files, name, savePath } = holder
  const known = (files ?? []).map(firstOf)
  if (isRootless(holder)) return files === undefined ? undefined : [name, ...known]
  const inside = below(contentPath, savePath)
  return [name, ...known, inside === undefined ? lastOf(contentPath) : firstOf(inside)]
}

/** Paths as reported and as mapped: whichever of them is right, it is owned. */
const spellings = (path: string, { mappings }: Holder): ReadonlyArray<string> =>
  path === "" ? [] : [path, mapPath(mappings, path)]

/** Collects what all live torrents own. More than is true does no harm, less would. */
export const ownedBy = (holders: Iterable<Holder>): Owned => {
  const paths = new Set<string>()
  const names = new Set<string>()
  for (const holder of holders) {
    const entries = entriesOf(holder)
    const saves = spellings(holder.savePath, holder)
    if (entries === undefined) for (const save of saves) paths.add(pathKey(save))
    else if (!isRootless(holder)) for (const path of spellings(holder.contentPath, holder)) paths.add(pathKey(path))
    for (const entry of entries ?? [holder.name]) {
      if (entry === "") continue
      names.add(nameKey(entry))
      for (const save of saves) paths.add(pathKey(`${save}/${entry}`))
    }
  }
  const above = new Set<string>()
  for (const path of paths) for (const folder of lineage(path).slice(1)) above.add(folder)
  return { paths, above, names }
}

/** Whether a path below `root` is, or is part of, what some torrent owns. */
export const isOwned = (owned: Owned, root: string, path: string): boolean => {
  const key = pathKey(path)
  if (lineage(key).some((folder) => owned.paths.has(folder))) return true
  const start = pathKey(root)
  return (
    !isWithin(key, start) ||
    key
      .slice(start.length)
      .split("/")
      .some((part) => part !== "" && owned.names.has(part))
  )
}

/** Whether a folder holds something owned. */
export const holdsOwned = (owned: Owned, path: string): boolean => owned.above.has(pathKey(path))
