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

/** Multi-part and packed releases: an Arr's helper may unpack them, so they are never proof of a bad torrent. */
const archive = /\.(rar|r\d{2,3}|zip|7z|z\d{2}|tar|gz|bz2|xz|\d{3})$/i

const suffixOf = (name: string): string => {
  const dot = name.lastIndexOf(".")
  return dot < 0 ? "" : name.slice(dot).toLowerCase()
}

/**
 * True when the rules do not want this file. The torrent's own root folder is not judged: a release named `Extras`
 * is not an extra.
 */
export const excludes = (rules: FileFilterRules, path: string): boolean => {
  const parts = path.split("/")
  const base = parts[parts.length - 1] ?? ""
  const folders = parts.slice(1, -1)
  if (folders.some((folder) => rules.folders.some((pattern) => pattern.test(folder)))) return true
  if (rules.names.some((pattern) => pattern.test(base))) return true
  return rules.extensions.length > 0 && !rules.extensions.includes(suffixOf(base))
}

export interface FilterResult {
  /** Indexes of unwanted files that are still selected for download. */
  readonly deselect: ReadonlyArray<number>
  /** No file at all is wanted, whatever is selected. */
  readonly allExcluded: boolean
  /** Some of the unwanted files are archives. */
  readonly hasArchive: boolean
}

/** Judges a whole file list at once (engine §2.10 with the fixes of W-17). An empty list excludes nothing. */
export const evaluate = (rules: FileFilterRules, files: ReadonlyArray<TorrentFile>): FilterResult => {
  const excluded = files.filter((file) => excludes(rules, file.name))
  return {
    deselect: excluded.filter((file) => file.priority !== 0).map((file) => file.index),
    allExcluded: files.length > 0 && excluded.length === files.length,
    hasArchive: excluded.some((file) => archive.test(file.name))
  }
}
