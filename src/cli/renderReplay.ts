import type { ActionKind, Difference, Report, Side } from "../managers/replay.ts"
import type { Need } from "../torrents/Rule.ts"
import { because, counted, plain, timeOf } from "./text.ts"

/** `would …`, `would no longer …` */
const words: Readonly<Record<ActionKind, string>> = {
  AddTags: "get labels",
  AddTrackers: "get trackers",
  DeselectFiles: "have files deselected",
  Import: "be imported",
  Recheck: "be rechecked",
  Remove: "be removed",
  RemoveTags: "lose labels",
  RemoveTrackers: "lose trackers",
  Replace: "be replaced",
  Search: "be searched for",
  SetCategory: "change its category",
  SetLimits: "get limits",
  Start: "be started",
  Stop: "be stopped",
  SuperSeed: "be super seeding"
}

const facts: Readonly<Record<Need, string>> = {
  files: "the file list",
  trackers: "the answers of trackers",
  formats: "custom-format scores",
  playable: "a probe of the files"
}

/** What it is about in one line; what came of it then and what would come of it follow below. */
const headline = ({ after, before, kind }: Difference): string => {
  if (after.actions === "") return `would no longer ${words[kind]}`
  if (before.actions !== "") return `would ${words[kind]} in another way`
  return kind === "Remove" || kind === "Replace"
    ? `would ${words[kind]} where it was kept`
    : `would ${words[kind]}: ${plain(after.actions)}`
}

/** Both sides did something: what, then why. */
const side = (difference: Difference, one: Side): string =>
  difference.before.actions === "" || difference.after.actions === ""
    ? because(one)
    : `${plain(one.actions)}; ${because(one)}`

const lines = (difference: Difference): ReadonlyArray<string> => {
  const { after, before, from, times, until } = difference
  const more = times === 1 ? "" : `, ${times} times until ${timeOf(until)}`
  const indent = " ".repeat(timeOf(from).length + 4)
  return [
    `  ${timeOf(from)}  ${headline(difference)}${more}`,
    `${indent}was: ${side(difference, before)}`,
    `${indent}new: ${side(difference, after)}`
  ]
}

const perTorrent = (differences: ReadonlyArray<Difference>): ReadonlyArray<string> => {
  const groups = new Map<string, Array<Difference>>()
  for (const difference of differences) groups.set(difference.id, [...(groups.get(difference.id) ?? []), difference])
  return [...groups].flatMap(([id, [first, ...rest]]) =>
    first === undefined ? [] : ["", `${plain(first.name)} (${shortId(id)})`, ...lines(first), ...rest.flatMap(lines)]
  )
}

/** `qBit/0123abcd…` */
const shortId = (id: string): string => {
  const at = id.lastIndexOf("/") + 1
  return `${id.slice(0, at)}${id.slice(at, at + 8)}…`
}

const totals = (report: Report): ReadonlyArray<string> => {
  const changed = [...report.totals].filter(([, { after, before }]) => after !== before)
  return changed.map(
    ([kind, { after, before }]) => `  would ${words[kind]}: ${counted(after, "torrent")} instead of ${before}`
  )
}

const limits = (report: Report, unreadable: number): ReadonlyArray<string> => [
  ...[...report.untold].map(
    ([need, count]) => `${counted(count, "torrent")} cannot be told without ${facts[need]}, which was not recorded.`
  ),
  ...(report.unowned === 0
    ? []
    : [`${counted(report.unowned, "torrent")} would be looked after by another section, or by none.`]),
  ...(unreadable === 0 ? [] : [`${counted(unreadable, "snapshot")} of another version cannot be decided again.`])
]

/** What `qbitrr replay` prints. `unreadable`: snapshots that are none to this version. */
export const renderReplay = (report: Report, configFile: string, unreadable: number): string => {
  const { differences, entries, from, torrents, until } = report
  const span = from === undefined || until === undefined ? "" : `, ${timeOf(from)} to ${timeOf(until)}`
  const head = `${counted(entries, "look")} at ${counted(torrents, "torrent")}${span}, decided again with ${configFile}`
  const body =
    differences.length === 0
      ? ["", "No difference."]
      : ["", `${counted(differences.length, "difference")}`, ...totals(report), ...perTorrent(differences)]
  const notes = limits(report, unreadable)
  return [head, ...body, ...(notes.length === 0 ? [] : ["", ...notes])].join("\n")
}
