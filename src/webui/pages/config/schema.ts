import type { ConfigDocument } from "../../../web/config/ConfigViews.ts"
import type { KeyView, SchemaView } from "../../../web/config/schemaView.ts"

export type Schema = typeof SchemaView.Type

const arr = /^(Radarr|Sonarr|Lidarr|Readarr)/

/** What a section is: of the daemon, a qBittorrent, or a kind of Arr. */
export type SectionKind = "Settings" | "WebUI" | "qBit" | "radarr" | "sonarr" | "lidarr" | "readarr"

export const kindOf = (section: string): SectionKind | undefined => {
  if (section === "Settings" || section === "WebUI") return section
  if (/^qBit(-|$)/.test(section)) return "qBit"
  switch (arr.exec(section)?.[1]) {
    case "Radarr":
      return "radarr"
    case "Sonarr":
      return "sonarr"
    case "Lidarr":
      return "lidarr"
    case "Readarr":
      return "readarr"
    default:
      return undefined
  }
}

/** The keys of a section, without those that its kind of Arr does not use, that do nothing yet, or that are left from older files. */
export const keysFor = (schema: Schema, section: string): ReadonlyArray<KeyView> => {
  const kind = kindOf(section)
  if (kind === undefined) return []
  const name = kind === "Settings" || kind === "WebUI" || kind === "qBit" ? kind : "Arr"
  return (schema.sections.find((one) => one.name === name)?.keys ?? []).filter(
    ({ kinds, legacy, planned }) => !legacy && !planned && (kinds === null || kinds.some((one) => one === kind))
  )
}

/** The default of a key, as it is for this kind of Arr. */
export const defaultOf = (key: KeyView, section: string): unknown => {
  const kind = kindOf(section)
  const own = kind === undefined || key.defaults === null ? undefined : key.defaults[kind]
  return own ?? key.default
}

/** Keys under one heading. */
export interface KeyGroup {
  readonly name: string
  readonly keys: ReadonlyArray<KeyView>
}

/** `EntrySearch.SearchMissing` stands under `EntrySearch`; keys of the section itself come first. */
export const grouped = (keys: ReadonlyArray<KeyView>): ReadonlyArray<KeyGroup> => {
  const groups = new Map<string, Array<KeyView>>()
  for (const key of keys) {
    const at = key.path.lastIndexOf(".")
    const name = at < 0 ? "" : key.path.slice(0, at)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [key])
    else group.push(key)
  }
  return [...groups]
    .toSorted(([a], [b]) => Number(a !== "") - Number(b !== ""))
    .map(([name, those]) => ({ name, keys: those }))
}

/** Sections in the order of the daemon: itself, the qBittorrents, the Arrs. */
export const sectionsOf = (document: ConfigDocument, added: ReadonlyArray<string>): ReadonlyArray<string> => {
  const rank = (name: string): number => ["Settings", "WebUI", "qBit"].indexOf(kindOf(name) ?? "") >>> 0
  const names = new Set([...Object.keys(document.config), ...added])
  return [...names].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

/** What a change of a key costs, in words. */
export const effects: Readonly<Record<KeyView["effect"], string>> = {
  live: "acts at once",
  worker: "restarts the processes of its section",
  workers: "restarts all processes",
  web: "the web server starts anew",
  process: "acts at the next start",
  none: "does nothing yet"
}
