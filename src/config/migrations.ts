import { arrKindOf, isQbitSection } from "./Config.ts"
import { type KeyPath, pathId } from "./KeyPath.ts"
import { repairedPatterns } from "./keys/fileFilterDefaults.ts"
import { isTable, type TomlTable } from "./TomlTable.ts"

/** An older file as today's file, in memory. */
export interface Migrated {
  readonly table: TomlTable
  /** Where in the file a moved value stands: the place it is asked for, and the place it came from. */
  readonly original: (path: KeyPath) => KeyPath
}

/** Moves values about in a copy of the document and remembers where they came from. */
class Mover {
  readonly origins = new Map<string, KeyPath>()
  readonly root: TomlTable
  constructor(root: TomlTable) {
    this.root = structuredClone({ ...root })
  }
  table(path: ReadonlyArray<string>): TomlTable | undefined {
    let at: TomlTable | undefined = this.root
    for (const name of path) {
      const next: unknown = at?.[name]
      at = isTable(next) ? next : undefined
    }
    return at
  }
  drop(path: ReadonlyArray<string>): void {
    const parent = this.table(path.slice(0, -1))
    if (parent !== undefined) delete parent[path[path.length - 1] ?? ""]
  }
  /** Moves a value, unless there is one already; the old key is gone either way. */
  move(from: ReadonlyArray<string>, to: ReadonlyArray<string>): void {
    const value = this.table(from.slice(0, -1))?.[from[from.length - 1] ?? ""]
    if (value === undefined) return
    this.drop(from)
    let parent = this.root
    for (const name of to.slice(0, -1)) {
      if (parent[name] === undefined) parent[name] = {}
      const next = parent[name]
      if (!isTable(next)) return
      parent = next
    }
    const name = to[to.length - 1] ?? ""
    if (parent[name] !== undefined) return
    parent[name] = value
    this.origins.set(pathId(to), from)
  }
  original(path: KeyPath): KeyPath {
    for (let length = path.length; length > 0; length--) {
      const from = this.origins.get(pathId(path.slice(0, length)))
      if (from !== undefined) return this.original([...from, ...path.slice(length)])
    }
    return path
  }
}

const rowsOf = (value: unknown): ReadonlyArray<TomlTable> => (Array.isArray(value) ? value.filter(isTable) : [])

/** Before 5.9.2: a boolean, with the mode in a key of its own. */
const hitAndRun = (table: TomlTable): void => {
  if (typeof table["HitAndRunMode"] === "boolean") {
    const mode = table["HitAndRunClearMode"]
    table["HitAndRunMode"] = table["HitAndRunMode"] ? (typeof mode === "string" ? mode : "and") : "disabled"
  }
  delete table["HitAndRunClearMode"]
}

const hitAndRunNames = [
  "HitAndRunMode",
  "MinSeedRatio",
  "MinSeedingTimeDays",
  "HitAndRunMinimumDownloadPercent",
  "HitAndRunPartialSeedRatio",
  "TrackerUpdateBuffer"
]

/** Before 5.8.8 the seeding rules of an Arr owed something to every tracker; today each tracker row says so itself. */
const hitAndRunToRows = (mover: Mover, section: string): void => {
  const seeding = mover.table([section, "Torrent", "SeedingMode"])
  if (seeding === undefined) return
  hitAndRun(seeding)
  const trackers = rowsOf(mover.table([section, "Torrent"])?.["Trackers"])
  for (const name of hitAndRunNames) {
    if (seeding[name] === undefined) continue
    trackers.forEach((row, at) => {
      if (row[name] !== undefined) return
      row[name] = seeding[name]
      mover.origins.set(pathId([section, "Torrent", "Trackers", at, name]), [section, "Torrent", "SeedingMode", name])
    })
    delete seeding[name]
  }
}

const repairPatterns = (torrent: TomlTable): void => {
  for (const name of ["FolderExclusionRegex", "FileNameExclusionRegex"]) {
    const patterns: unknown = torrent[name]
    if (!Array.isArray(patterns)) continue
    torrent[name] = patterns.map((pattern: unknown) =>
      typeof pattern === "string" ? (repairedPatterns.get(pattern) ?? pattern) : pattern
    )
  }
}

/** `Animarr-X` becomes `Sonarr-X`, or `Sonarr-X-2` when that exists. */
const renameAnimarr = (mover: Mover): void => {
  for (const name of Object.keys(mover.root).filter((section) => /^animarr/i.test(section))) {
    const wanted = `Sonarr${name.slice("animarr".length)}`
    let free = wanted
    for (let count = 2; mover.root[free] !== undefined; count++) free = `${wanted}-${count}`
    mover.move([name], [free])
  }
}

const webUIKeys = ["LiveArr", "Theme", "ViewDensity"]

/**
 * Reads a document of any version since 4.10 as one of today. The file is not touched. Source: spec config §12, the
 * parts about keys that still exist.
 */
export const migrate = (document: TomlTable): Migrated => {
  const mover = new Mover(document)
  for (const name of ["Host", "Port", "Token"]) mover.move(["Settings", name], ["WebUI", name])
  mover.move(["WebUI", "SecureCookies"], ["WebUI", "BehindHttpsProxy"])
  for (const name of ["GroupSonarr", "GroupLidarr"]) mover.drop(["WebUI", name])
  // The reference's example file has these below the wrong header, and it fills in the real ones itself.
  for (const name of webUIKeys) mover.drop(["WebUI", "OIDC", name])
  renameAnimarr(mover)
  for (const section of Object.keys(mover.root)) {
    if (isQbitSection(section)) {
      const seeding = mover.table([section, "CategorySeeding"])
      if (seeding !== undefined) {
        hitAndRun(seeding)
        rowsOf(seeding["Categories"]).forEach(hitAndRun)
      }
      rowsOf(mover.table([section])?.["Trackers"]).forEach(hitAndRun)
    } else if (arrKindOf(section) !== undefined) {
      mover.drop([section, "Name"])
      mover.move([section, "Torrent", "RemoveDeadTrackers"], [section, "Torrent", "SeedingMode", "RemoveDeadTrackers"])
      const torrent = mover.table([section, "Torrent"])
      if (torrent !== undefined) {
        repairPatterns(torrent)
        rowsOf(torrent["Trackers"]).forEach(hitAndRun)
        hitAndRunToRows(mover, section)
      }
    }
  }
  return { table: mover.root, original: (path) => mover.original(path) }
}
