import { bytes } from "../torrents/space/bytes.ts"
import type { DecisionView, LastDecisionView, TorrentDetail } from "../web/TorrentView.ts"
import type { Candidate } from "./findTorrent.ts"
import { because, duration, moment, plain, time } from "./text.ts"

/** Everything that is known about one torrent. */
export interface Explanation {
  readonly candidate: Candidate
  /** Undefined when it is gone. */
  readonly torrent: TorrentDetail | undefined
  readonly last: LastDecisionView | null
  /** Newest first. */
  readonly decisions: ReadonlyArray<DecisionView>
}

/** How it is told. `limit`: decisions asked for · `now`: epoch milliseconds. */
export interface Telling {
  readonly limit: number
  readonly now: number
}

/** Nothing for what is not told. */
const some = <A>(value: A | null, text: (value: A) => string): ReadonlyArray<string> =>
  value === null ? [] : [text(value)]

const percent = (share: number | null): string =>
  share === null ? "progress unknown" : `${Math.floor(share * 1000) / 10} %`

/** The numbers that most rules go by. */
const numbers = (torrent: TorrentDetail, now: number): ReadonlyArray<string> => {
  const left = torrent.amountLeft ?? 0
  const told = [
    ...(left > 0 ? [`${bytes(left)} left`] : some(torrent.seedingTime, (seconds) => `seeded ${duration(seconds)}`)),
    ...(left > 0 && (torrent.dlspeed ?? 0) > 0 ? [`${bytes(torrent.dlspeed ?? 0)}/s`] : []),
    ...(left > 0 ? some(torrent.availability, (value) => `availability ${value.toFixed(2)}`) : []),
    ...some(torrent.lastActivity, (at) => `last activity ${moment(at, now)}`)
  ]
  return told.length === 0 ? [] : [`  ${told.join(", ")}`]
}

const standing = ({ candidate, torrent }: Explanation, now: number): ReadonlyArray<string> => {
  if (torrent === undefined) return [`  It is not in ${candidate.instance} any more.`]
  const category = torrent.category === "" ? "no category" : `category ${plain(torrent.category)}`
  const owner = torrent.section === null ? "nobody looks after it" : `looked after by ${plain(torrent.section)}`
  const ratio = some(torrent.ratio, (value) => `ratio ${value.toFixed(2)}`)
  return [
    `  ${[torrent.state, percent(torrent.progress), ...ratio, category, owner].join(", ")}`,
    ...numbers(torrent, now),
    ...(torrent.tags.length === 0 ? [] : [`  tags: ${plain(torrent.tags.join(", "))}`]),
    ...(torrent.online ? [] : [`  ${torrent.instance} does not answer; this is its last picture.`])
  ]
}

const untouched = ({ decisions, torrent }: Explanation): ReadonlyArray<string> => {
  if (torrent === undefined) return []
  if (torrent.section === null) {
    return ["", "No section of the config looks after its category, so nothing is ever done to it."]
  }
  return decisions.length > 0 ? [] : ["", `${plain(torrent.section)} has not looked at it yet.`]
}

const left = (explanation: Explanation, now: number): ReadonlyArray<string> => {
  const { last, torrent } = explanation
  if (last === null) return untouched(explanation)
  const next =
    last.again === null
      ? "  Looked at again when something about it changes, and every five minutes."
      : `  Looked at again when something about it changes, and at ${moment(last.again, now)}.`
  return ["", `Left as it is, ${moment(last.at, now)}`, `  ${because(last)}`, ...(torrent === undefined ? [] : [next])]
}

const acted = ({ action, at, reason, result, rule, section }: DecisionView): ReadonlyArray<string> => [
  `  ${time(at)}  ${plain(action)} → ${plain(result)}`,
  `  ${" ".repeat(time(at).length)}  ${because({ reason, rule })} (${plain(section)})`
]

/** What `qbitrr explain` prints. */
export const renderExplain = (explanation: Explanation, { limit, now }: Telling): string => {
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
    ...standing(explanation, now),
    ...left(explanation, now),
    ...done
  ].join("\n")
}
