import { holdsOwned, isOwned, type Owned } from "./owned.ts"
import { below, isWithin, nameKey, pathKey, tidy } from "./paths.ts"

/** A file or folder found below a completed folder; links are not followed. */
export interface Found {
  /** Absolute, as this program sees it. */
  readonly path: string
  readonly kind: "file" | "folder" | "other"
  /** Bytes. */
  readonly size: number
  /** Epoch milliseconds of the last change of content or place. */
  readonly changedAt: number
  /** It is on disk the very file or folder of a live torrent, or inside one, whatever its path says. */
  readonly claimed: boolean
}

/** What decides about the files of one completed folder. */
export interface Scene {
  /** The completed folder, absolute, as this program sees it. */
  readonly root: string
  readonly found: ReadonlyArray<Found>
  readonly owned: Owned
  /** Folders of other categories, as this program sees them. */
  readonly foreign: ReadonlyArray<string>
  readonly trash: string
  readonly now: number
  /** Younger files and folders are left alone. Milliseconds. */
  readonly minAge: number
}

/** One file for the trash. */
export interface Move {
  readonly file: Found
  /** Below the completed folder. */
  readonly relative: string
  readonly reason: string
}

const systemFiles: ReadonlySet<string> = new Set(["desktop.ini", ".ds_store", "thumbs.db"])
const systemFolders: ReadonlySet<string> = new Set(["@eadir", "#recycle", "$recycle.bin", "lost+found"])

const isSpared = (relative: string): boolean => {
  const parts = relative.split("/").map(nameKey)
  const base = parts[parts.length - 1] ?? ""
  return (
    systemFiles.has(base) ||
    /\.(parts|!qb)$/.test(base) ||
    parts.some((part) => part.startsWith(".") || systemFolders.has(part))
  )
}

/** Whether anything at this path may be touched, whatever is in it. */
const isFree = (scene: Scene, { changedAt, claimed, path }: Found): boolean => {
  const relative = below(path, scene.root)
  const key = pathKey(path)
  return (
    relative !== undefined &&
    !claimed &&
    scene.now - changedAt >= scene.minAge &&
    !isSpared(relative) &&
    !isWithin(key, pathKey(scene.trash)) &&
    !scene.foreign.some((folder) => isWithin(key, pathKey(folder))) &&
    !isOwned(scene.owned, scene.root, path)
  )
}

/** Files that belong to no torrent and may be judged. */
export const orphans = (scene: Scene): ReadonlyArray<Found> =>
  tidy(scene.root) === "/" ? [] : scene.found.filter((found) => found.kind === "file" && isFree(scene, found))

/**
 * What goes to the trash: orphans that the extension list does not admit, and those that ffprobe refused (`refusals`: its
 * words by path). An orphan that can be played, or of which that is not known, is kept.
 */
export const plan = (
  scene: Scene,
  allows: (name: string) => boolean,
  refusals: ReadonlyMap<string, string>
): ReadonlyArray<Move> =>
  orphans(scene).flatMap((file) => {
    const relative = below(file.path, scene.root)
    if (relative === undefined) return []
    if (!allows(relative.slice(relative.lastIndexOf("/") + 1))) {
      return [{ file, relative, reason: "its extension is not wanted and no torrent owns it" }]
    }
    const refusal = refusals.get(file.path)
    return refusal === undefined
      ? []
      : [{ file, relative, reason: `it cannot be played (${refusal}) and no torrent owns it` }]
  })

/** Folders that go when they are empty, the deepest first. */
export const folders = (scene: Scene): ReadonlyArray<Found> =>
  tidy(scene.root) === "/"
    ? []
    : scene.found
        .filter(
          (found) =>
            found.kind === "folder" &&
            isFree(scene, found) &&
            !holdsOwned(scene.owned, found.path) &&
            ![scene.trash, ...scene.foreign].some((folder) => isWithin(pathKey(folder), pathKey(found.path)))
        )
        .sort((a, b) => b.path.split("/").length - a.path.split("/").length)
