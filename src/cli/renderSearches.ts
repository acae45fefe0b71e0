import { type Skip, skips } from "../search/Skip.ts"
import { searchReasons } from "../store/search/SearchReason.ts"
import type { ProcessView } from "../web/ProcessView.ts"
import type { SearchList } from "../web/SearchesApi.ts"
import type { SearchView, SectionSearchView } from "../web/SearchView.ts"
import { skipWords } from "./searchWords.ts"
import { counted, duration, moment, oneLine, plain, time } from "./text.ts"

/** Of the queue and of what runs, this much of each section is shown. */
const most = 5

/** How it is told. */
export interface Telling {
  /** Epoch milliseconds. */
  readonly now: number
  /** Rows of the history that were asked for. */
  readonly limit: number
}

type Row = readonly [label: string, text: string]

const ago = (iso: string, now: number): string =>
  `${duration(Math.max(0, Math.round((now - Date.parse(iso)) / 1000)))} ago`

/** ` (in 5m)`; nothing for what is past or not known. */
const within = (iso: string | null, now: number): string => {
  const seconds = iso === null ? 0 : Math.round((Date.parse(iso) - now) / 1000)
  return seconds > 0 ? ` (in ${duration(seconds)})` : ""
}

const rest = (count: number): ReadonlyArray<Row> => (count > 0 ? [["", `… and ${count} more`]] : [])

/** In the order of `skips`, without those that lack nothing. */
const passedOver = ({ skipped }: SectionSearchView): ReadonlyArray<readonly [Skip, number]> =>
  skips.flatMap((skip) => {
    const count = skipped[skip] ?? 0
    return skip === "complete" || count === 0 ? [] : [[skip, count] as const]
  })

/** `412 candidates, 0 eligible: 300 recently searched, 112 unmonitored`. */
const wanted = (section: SectionSearchView): string => {
  const over = passedOver(section)
  const total = over.reduce((sum, [, count]) => sum + count, section.eligible)
  if (total === 0) return "nothing"
  const why = [...over].sort(([, a], [, b]) => b - a).map(([skip, count]) => `${count} ${skipWords[skip]}`)
  return `${counted(total, "candidate")}, ${section.eligible} eligible${why.length === 0 ? "" : `: ${why.join(", ")}`}`
}

const library = ({ skipped, sync }: SectionSearchView, now: number): ReadonlyArray<Row> => {
  if (sync === null) return []
  const complete = skipped["complete"] ?? 0
  const read = sync.lastFullAt === null ? "not read to the end yet" : `read ${moment(sync.lastFullAt, now)}`
  const reading = sync.phase === "idle" ? [] : [`reads ${sync.phase} (${sync.done} of ${sync.total})`]
  const error = sync.lastError === null ? [] : [oneLine(sync.lastError)]
  return [["Library", [`${complete} complete`, read, ...reading, ...error].join(", ")]]
}

const queue = ({ next, queued }: SectionSearchView): ReadonlyArray<Row> => {
  const reasons = searchReasons.flatMap((reason) => {
    const count = queued[reason] ?? 0
    return count === 0 ? [] : [{ count, reason }]
  })
  const total = reasons.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return [["Queue", "empty"]]
  const first = next.slice(0, most)
  return [
    ["Queue", `${total}: ${reasons.map(({ count, reason }) => `${count} ${reason}`).join(", ")}`],
    ...first.map(({ reason, title }): Row => ["", `${oneLine(title)} · ${reason}`]),
    ...rest(total - first.length)
  ]
}

const running = (section: SectionSearchView, now: number): ReadonlyArray<Row> =>
  section.running.length === 0
    ? []
    : [
        ...section.running
          .slice(0, most)
          .map(
            ({ reason, sentAt, title }, at): Row => [
              at === 0 ? "Running" : "",
              `${oneLine(title)} · ${reason}, ${ago(sentAt, now)}`
            ]
          ),
        ...rest(section.running.length - most)
      ]

const brought = ({ yields }: SectionSearchView): ReadonlyArray<Row> => {
  const lines = searchReasons.flatMap((reason) => yields.find((one) => one.reason === reason) ?? [])
  return lines.map(({ failed, grabbed, imported, reason, searches }, at): Row => {
    const said = [
      `${reason}: ${searches} ${searches === 1 ? "search" : "searches"}`,
      `${grabbed} grabbed`,
      `${imported} imported`
    ]
    return [at === 0 ? "30 days" : "", [...said, ...(failed > 0 ? [`${failed} failed`] : [])].join(", ")]
  })
}

const standing = ({ activity, held, searches }: SectionSearchView, now: number): ReadonlyArray<Row> => {
  const off: ReadonlyArray<Row> = searches
    ? []
    : [["Off", "nothing is switched on that is searched for (EntrySearch); only searches by hand are sent"]]
  const doing: ReadonlyArray<Row> =
    activity === null || !searches ? [] : [["Now", `${oneLine(activity.text)}, ${ago(activity.at, now)}`]]
  return [
    ...off,
    ...doing,
    ...(held === null ? [] : [["Held", `${oneLine(held.text)}${within(held.until, now)}`] as const])
  ]
}

const rowsOf = (section: SectionSearchView, now: number): ReadonlyArray<Row> => {
  const { hour, nextAt } = section
  const next: ReadonlyArray<Row> =
    section.eligible > 0 || nextAt === null ? [] : [["Next", `one more is eligible at ${moment(nextAt, now)}`]]
  return [
    ...standing(section, now),
    ["Wanted", wanted(section)],
    ...next,
    ...library(section, now),
    ["Hour", `${hour.used} of ${hour.limit} searches spent`],
    ...running(section, now),
    ...queue(section),
    ...brought(section)
  ]
}

const labelled = (rows: ReadonlyArray<Row>): ReadonlyArray<string> => {
  const width = Math.max(...rows.map(([label]) => label.length))
  return rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`)
}

const fate = ({ failedAt, importedAt }: SearchView["grabs"][number]): string =>
  importedAt !== null ? "imported" : failedAt !== null ? "failed" : "grabbed"

const outcome = ({ grabs, message, state }: SearchView): string => {
  const why = message === null ? "" : `: ${oneLine(message)}`
  if (grabs.length > 0) return grabs.map((grab) => `${oneLine(grab.title)} (${fate(grab)})`).join(", ")
  switch (state) {
    case "done":
      return "nothing"
    case "failed":
      return `failed${why}`
    case "lost":
      return `not known${why}`
    default:
      return "still running"
  }
}

const history = ({ history: searches, total }: SearchList, { limit }: Telling): ReadonlyArray<string> => {
  if (limit === 0) return []
  if (searches.length === 0) return ["", "Nothing was searched for yet."]
  const width = Math.max(...searches.map(({ section }) => section.length))
  return [
    "",
    `Searched for, newest first${total > searches.length ? ` (${searches.length} of ${total}; more with --limit)` : ""}`,
    ...searches.map((search) => {
      const { reason, section, sentAt, title } = search
      return `  ${time(sentAt)}  ${section.padEnd(width)}  ${oneLine(title)} · ${reason} → ${outcome(search)}`
    })
  ]
}

/** Search workers that have nothing to show: their sections do not search, and this is why. */
const silent = (sections: SearchList["sections"], workers: ReadonlyArray<ProcessView>): ReadonlyArray<string> => {
  const shown = new Set(sections.map(({ section }) => `Search-${section}`))
  return workers
    .filter(({ name }) => !shown.has(name))
    .map(({ name, reason, state }) => {
      const why = reason === null ? "" : `: ${oneLine(reason)}`
      return `${plain(name.replace(/^Search-/, ""))}\n  Does not search: its worker ${plain(name)} is ${state}${why}`
    })
}

/** What `qbitrr search list` prints. `workers`: search workers of the sections that were asked for. */
export const renderSearches = (list: SearchList, workers: ReadonlyArray<ProcessView>, telling: Telling): string => {
  const blocks = [
    ...list.sections.map((section) => [plain(section.section), ...labelled(rowsOf(section, telling.now))].join("\n")),
    ...silent(list.sections, workers)
  ]
  const said = blocks.length === 0 ? ["No section searches: the config has none that is managed."] : blocks
  return [said.join("\n\n"), ...history(list, telling)].join("\n")
}
