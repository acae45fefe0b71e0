import type { DecisionView, LastDecisionView, TorrentDetail } from "../web/TorrentView.ts"
import type { Candidate } from "./findTorrent.ts"
import { plain, time } from "./text.ts"

/** Everything that is known about one torrent. */
export interface Explanation {
  readonly candidate: Candidate
  /** Undefined when it is gone. */
  readonly torrent: TorrentDetail | undefined
  readonly last: LastDecisionView | null
  /** Newest first. */
  readonly decisions: ReadonlyArray<DecisionView>
}

const percent = (share: number | null): string =>
  share === null ? "progress unknown" : `${Math.floor(share * 1000) / 10} %`

const ratio = (value: number | null): ReadonlyArray<string> => (value === null ? [] : [`ratio ${value.toFixed(2)}`])

const standing = ({ candidate, torrent }: Explanation): ReadonlyArray<string> => {
  if (torrent === undefined) return [`  It is not in ${candidate.instance} any more.`]
  const category = torrent.category === "" ? "no category" : `category ${plain(torrent.category)}`
  const owner = torrent.section === null ? "nobody looks after it" : `looked after by ${plain(torrent.section)}`
  return [
    `  ${[torrent.state, percent(torrent.progress), ...ratio(torrent.ratio), category, owner].join(", ")}`,
    ...(torrent.tags.length === 0 ? [] : [`  tags: ${plain(torrent.tags.join(", "))}`]),
    ...(torrent.online ? [] : [`  ${torrent.instance} does not answer; this is its last picture.`])
  ]
}

const untouched = ({ torrent }: Explanation): ReadonlyArray<string> => {
  if (torrent === undefined) return []
  return torrent.section === null
    ? ["", "No section of the config looks after its category, so nothing is ever done to it."]
    : ["", "No rule has looked at it and left it as it is."]
}

const left = (explanation: Explanation): ReadonlyArray<string> => {
  const { last, torrent } = explanation
  if (last === null) return untouched(explanation)
  const next =
    last.again === null
      ? "  Looked at again when something about it changes, and every five minutes."
      : `  Looked at again when something about it changes, and at ${time(last.again)}.`
  return [
    "",
    `Left as it is, ${time(last.at)}`,
    `  ${plain(last.rule)}: ${plain(last.reason)}`,
    ...(torrent === undefined ? [] : [next])
  ]
}

const acted = ({ action, at, reason, result, rule, section }: DecisionView): ReadonlyArray<string> => [
  `  ${time(at)}  ${plain(action)} → ${plain(result)}`,
  `  ${" ".repeat(time(at).length)}  ${plain(rule)}: ${plain(reason)} (${plain(section)})`
]

/** What `qbitrr explain` prints. */
export const renderExplain = (explanation: Explanation, limit: number): string => {
  const { candidate, decisions } = explanation
  const done =
    decisions.length === 0
      ? ["", "Nothing was ever done to it."]
      : [
          "",
          `Done, newest first${decisions.length === limit ? ` (the last ${limit}; more with --limit)` : ""}`,
          ...decisions.flatMap(acted)
        ]
  return [
    plain(candidate.name),
    `  ${candidate.instance}/${candidate.hash}`,
    ...standing(explanation),
    ...left(explanation),
    ...done
  ].join("\n")
}
