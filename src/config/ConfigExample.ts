import type { ArrKind } from "../clients/arr/ArrKind.ts"
import { treeOf } from "./Config.ts"
import { type AnyKey, defaultOf, type Node, type Rows, type Tree } from "./Key.ts"
import { comment, tomlAssignment, tomlValue } from "./TomlText.ts"

const header = `# Configuration of qbitrr. Everything that is left out has the default named in its comment.
# Durations are numbers in the unit named, or text with a suffix: "90s", "15m", "2h", "1d", "1w", "1M" (30 days).
# Every key can also be set by an environment variable, which then wins: QBITRR_SETTINGS__LOOPSLEEPTIMER=10.
# Text with backslashes, such as patterns, belongs in single quotes.
# To begin: fill in [qBit] and set its Disabled to false, fill in the sections of your Arrs and set their Managed to true, delete the rest.
# Of keys marked "Not used yet" the feature is not built yet: they are read, checked and kept, and have no effect.
# This file is generated; docs/configuration.md has all keys in tables.`

const unitWords = {
  s: "seconds",
  min: "minutes",
  days: "days",
  bytes: "bytes",
  "KB/s": "KB/s",
  "%": "percent"
} as const

const rangeText = ({ type, min, max, options }: AnyKey["value"]): string => {
  if (type === "yes or no" || type === "size" || type === "rate") return ""
  if (options !== undefined) return `One of: ${options.map(tomlValue).join(", ")}.`
  if (min !== undefined && max !== undefined) return `Range: ${min} to ${max}.`
  return min === undefined ? "" : `Range: ${min} or more.`
}

const defaultText = (raw: unknown): string => {
  if (raw === undefined) return ""
  return Array.isArray(raw) && raw.length > 0 ? "Default: as below." : `Default: ${tomlValue(raw)}.`
}

/** Unit, range or options, and default: what a comment says after the meaning. */
const facts = (node: AnyKey, kind: ArrKind | undefined): string => {
  const { unit } = node.value
  const unitText = unit === undefined ? "" : `Unit: ${unitWords[unit]}.`
  return [unitText, rangeText(node.value), defaultText(defaultOf(node, kind))].filter((word) => word !== "").join(" ")
}

const forKind = (node: Node, kind: ArrKind | undefined): boolean =>
  node._tag === "Rows" || kind === undefined || node.kinds === undefined || node.kinds.includes(kind)

/** A meaning, with the mark of what is planned unless the table around it has it already. */
const meaning = (doc: string, planned: boolean): string => comment(planned ? `${doc} Not used yet.` : doc)

const keyLines = (
  name: string,
  node: AnyKey,
  section: string,
  kind: ArrKind | undefined,
  inPlanned: boolean
): ReadonlyArray<string> => {
  const facts_ = facts(node, kind)
  const lead = [meaning(node.doc, node.planned === true && !inPlanned), ...(facts_ === "" ? [] : [comment(facts_)])]
  const raw = name === "Category" ? section.toLowerCase() : defaultOf(node, kind)
  // What only overrides another key is shown, but as a comment.
  if (raw === undefined) return [...lead, `# ${tomlAssignment(name, node.sample)}`, ""]
  return [...lead, tomlAssignment(name, node.sample ?? raw), ""]
}

const rowSamples: Readonly<Record<string, ReadonlyArray<readonly [string, unknown]>>> = {
  PathMappings: [
    ["from", "/downloads"],
    ["to", "/data/torrents"]
  ],
  LocalPathMappings: [
    ["from", "/downloads"],
    ["to", "/mnt/downloads"]
  ],
  Trackers: [
    ["Name", "Example"],
    ["URI", "tracker.example.org"],
    ["Priority", 10],
    ["MaxUploadRatio", 2],
    ["HitAndRunMode", "and"],
    ["MinSeedRatio", 1],
    ["MinSeedingTimeDays", 5]
  ],
  Categories: [
    ["Name", "seed"],
    ["MaxUploadRatio", 2]
  ]
}

const rowLines = (name: string, node: Rows<Tree>, header: string, inPlanned: boolean): ReadonlyArray<string> => [
  meaning(`${node.doc} None by default.`, node.planned === true && !inPlanned),
  `# [[${header}.${name}]]`,
  ...(rowSamples[name] ?? []).map(([key, value]) => `# ${tomlAssignment(key, value)}`),
  ""
]

/** One table: first its own keys, then the rows and tables below it, as TOML wants it. */
const tableLines = (
  tree: Tree,
  header: string,
  section: string,
  kind: ArrKind | undefined,
  doc: string,
  planned = false
): ReadonlyArray<string> => {
  const nodes = Object.entries(tree).filter(([, node]) => forKind(node, kind))
  return [
    comment(planned ? `${doc} Nothing in this table is used yet.` : doc),
    `[${header}]`,
    ...nodes.flatMap(([name, node]) =>
      node._tag === "Key" && node.legacy !== true ? keyLines(name, node, section, kind, planned) : []
    ),
    ...nodes.flatMap(([name, node]) => (node._tag === "Rows" ? rowLines(name, node, header, planned) : [])),
    ...nodes.flatMap(([name, node]) =>
      node._tag === "Table"
        ? tableLines(node.keys, `${header}.${name}`, section, kind, node.doc, node.planned ?? planned)
        : []
    )
  ]
}

const samples: ReadonlyArray<readonly [section: string, kind: ArrKind | undefined, doc: string]> = [
  ["Settings", undefined, "The whole daemon."],
  ["WebUI", undefined, "The web server."],
  ["qBit", undefined, "A qBittorrent. Further ones are named [qBit-<name>]."],
  ["Radarr-Movies", "radarr", "A Radarr. The name begins with Radarr; what follows is yours. One section for each."],
  ["Sonarr-TV", "sonarr", "A Sonarr."],
  ["Lidarr-Music", "lidarr", "A Lidarr."],
  ["Readarr-Books", "readarr", "A Readarr."]
]

/**
 * The example file, which is also what `config init` writes: every key with its meaning, unit, range and default. It
 * loads without a remark and does nothing until a person switches something on.
 */
export const exampleToml = (): string =>
  [
    header,
    "",
    ...samples.flatMap(([section, kind, doc]) => tableLines(treeOf(section) ?? {}, section, section, kind, doc))
  ]
    .join("\n")
    .trimEnd() + "\n"
