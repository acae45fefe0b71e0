import { folderPatterns, namePatterns } from "../config/keys/fileFilterDefaults.ts"
import type { TorrentFile } from "./Torrent.ts"
import type { FileFilterRules } from "./TorrentRules.ts"

/** The lists of `[<Arr>.Torrent]` as they stand in the config. */
export interface FileFilterLists {
  readonly folders: ReadonlyArray<string>
  readonly names: ReadonlyArray<string>
  readonly extensions: ReadonlyArray<string>
  readonly caseSensitive: boolean
}

/**
 * Compiles the lists. Patterns are searched for anywhere in a folder or file name; extensions must match the whole
 * suffix, so `.mkv` does not admit `.mkvx`, and never depend on case. A pattern that is no regular expression throws;
 * the config refuses such a pattern before it gets here.
 */
export const compile = (lists: FileFilterLists): FileFilterRules => {
  const flags = lists.caseSensitive ? "su" : "siu"
  const pattern = (text: string): RegExp => {
    try {
      return new RegExp(text, flags)
    } catch {
      return new RegExp(text, flags.replace("u", ""))
    }
  }
  return {
    folders: lists.folders.map(pattern),
    names: lists.names.map(pattern),
    extensions: lists.extensions.map(
      (entry) =>
        `.${entry
          .replace(/^\\?\./, "")
          .replaceAll("\\", "")
          .toLowerCase()}`
    ),
    fingerprint: JSON.stringify([lists.folders, lists.names, lists.extensions, lists.caseSensitive])
  }
}

/** Multi-part and packed releases: something else may unpack them, so they are never proof of a bad torrent (pains §3). */
const archive = /\.(rar|[rs]\d{2,3}|zip|7z|z\d{2}|tar|tgz|gz|bz2|xz|zst|\d{3})$/i

/** Images of discs: players mount them. */
const image = /\.(iso|img|nrg|mdf|mds|bin|ccd)$/i

/** Folders of a disc, which is good only as a whole. */
const disc = /(^|\/)(bdmv|certificate|video_ts|audio_ts|hvdvd_ts|mpegav|svcd)\//i

/** An archive, a disc image or a part of a disc: the extension list cannot judge what is inside. */
export const isPacked = (path: string): boolean => archive.test(path) || image.test(path) || disc.test(path)

/** qBittorrent's mark on a file that is not complete; what it stands behind is the name. */
const unfinished = /\.!qb$/i

/** The last suffix with its dot, lower-case; "" when there is none. */
export const suffixOf = (name: string): string => {
  const dot = name.lastIndexOf(".")
  return dot < 0 ? "" : name.slice(dot).toLowerCase()
}

/** Whether the extension list admits a file of this name. */
export const allowsExtension = (rules: FileFilterRules, name: string): boolean =>
  rules.extensions.length === 0 || rules.extensions.includes(suffixOf(name.replace(unfinished, "")))

/**
 * The patterns we ship speak of what lies beside a release. One that matches the release's own name says nothing of its
 * files: "Trailer Park Boys" is no trailer. A person's own patterns always count.
 */
const shipped: ReadonlySet<string> = new Set([
  ...Object.values(folderPatterns).flat(),
  ...Object.values(namePatterns).flat()
])

/** What a file is seen within. */
export interface Surroundings {
  /** Names of the release: of the torrent, and of the folders that hold all of it. */
  readonly titles: ReadonlyArray<string>
  /** Number of folders that hold all of it; they are not judged: a release named `Extras` is not an extra (W-17). */
  readonly depth: number
}

const alone: Surroundings = { titles: [], depth: 1 }

const matchesPattern = (rules: FileFilterRules, path: string, { depth, titles }: Surroundings): boolean => {
  const isOfTitle = (pattern: RegExp) =>
    titles.some((title) => pattern.test(title) || pattern.test(title.replaceAll(/[._]+/g, " ")))
  const hits = (name: string) => (pattern: RegExp) =>
    pattern.test(name) && !(shipped.has(pattern.source) && isOfTitle(pattern))
  const parts = path.split("/")
  const base = (parts[parts.length - 1] ?? "").replace(unfinished, "")
  return parts.slice(depth, -1).some((folder) => rules.folders.some(hits(folder))) || rules.names.some(hits(base))
}

/** True when the rules do not want this file. */
export const excludes = (rules: FileFilterRules, path: string, within: Surroundings = alone): boolean =>
  matchesPattern(rules, path, within) || !allowsExtension(rules, path.slice(path.lastIndexOf("/") + 1))

/** Folders at the start of every path. */
const sharedFolders = (paths: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [first, ...others] = paths.map((path) => path.split("/").slice(0, -1))
  if (first === undefined) return []
  const end = first.findIndex((folder, at) => others.some((other) => other[at] !== folder))
  return end < 0 ? first : first.slice(0, end)
}

export interface FilterResult {
  /** Indexes of unwanted files that are still selected for download. */
  readonly deselect: ReadonlyArray<number>
  /** No file at all is wanted, whatever is selected. */
  readonly allExcluded: boolean
  /** Some of the unwanted files are archives, disc images or parts of a disc. */
  readonly hasPacked: boolean
}

const sizeOf = (files: ReadonlyArray<TorrentFile>): number => files.reduce((sum, { size }) => sum + size, 0)

/**
 * Judges a whole file list at once (engine §2.10 with the fixes of W-17). An empty list excludes nothing. Archives and
 * discs stay selected when they are bigger than everything that is wanted: then they are the release, and a subtitle or a
 * sample beside them is not. `title`: name of the torrent.
 */
export const evaluate = (rules: FileFilterRules, files: ReadonlyArray<TorrentFile>, title?: string): FilterResult => {
  const folders = sharedFolders(files.map(({ name }) => name))
  const within: Surroundings = {
    titles: title === undefined ? folders : [title, ...folders],
    depth: Math.max(1, folders.length)
  }
  const excluded = files.filter((file) => excludes(rules, file.name, within))
  const unwanted = new Set(excluded)
  const packed = files.filter((file) => isPacked(file.name))
  const loose = files.filter((file) => !unwanted.has(file) && !isPacked(file.name))
  const keepsPacked = sizeOf(packed) > sizeOf(loose)
  const isKept = ({ name }: TorrentFile) => keepsPacked && isPacked(name) && !matchesPattern(rules, name, within)
  return {
    deselect: excluded.filter((file) => file.priority !== 0 && !isKept(file)).map((file) => file.index),
    allExcluded: files.length > 0 && excluded.length === files.length,
    hasPacked: excluded.some((file) => isPacked(file.name))
  }
}
