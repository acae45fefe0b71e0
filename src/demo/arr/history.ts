import { type ArrFacts, type HistoryWord, languagesOf, qualityOf } from "./ArrFacts.ts"
import type { ArrState, Grab, HistoryEntry } from "./ArrState.ts"
import { told } from "./library/odd.ts"
import { idsOf } from "./Media.ts"

/** Writes one entry for each thing of the grab. */
export const record = (
  state: ArrState,
  grab: Grab,
  word: HistoryWord,
  data: Readonly<Record<string, string>>,
  now: number
): ArrState => {
  const entries = grab.media.map(
    (media, index): HistoryEntry => ({
      id: state.lastId + 1 + index,
      at: now,
      word,
      hash: grab.hash,
      media,
      title: grab.title,
      data
    })
  )
  return { ...state, lastId: state.lastId + entries.length, history: [...state.history, ...entries] }
}

/** Where a release came from, as history tells it. */
export type ReleaseSource = "Rss" | "Search" | "UserInvokedSearch" | "InteractiveSearch" | "ReleasePush"

/** A secret that stands in every grab of a stand-in. */
export const indexerKey = "indexer-secret-0f1e2d3c"

/** What the Arrs tell with a grab (api notes §8). */
export const grabData = (
  hash: string,
  client: string,
  source: ReleaseSource = "Rss",
  indexer = "Simulated Indexer"
): Readonly<Record<string, string>> => ({
  indexer,
  nzbInfoUrl: "https://indexer.example/details/1",
  releaseGroup: "SIM",
  age: "0",
  ageHours: "0.5",
  ageMinutes: "30.0",
  publishedDate: "2024-01-01T00:00:00Z",
  size: "1000000",
  // Real ones have the key of the indexer in here: whoever logs or keeps it is found by looking for this one.
  downloadUrl: `http://indexer.example/download?apikey=${indexerKey}`,
  guid: "https://indexer.example/details/1",
  customFormatScore: "0",
  indexerId: "1",
  downloadClient: client,
  downloadClientName: client,
  protocol: "2",
  releaseSource: source,
  torrentInfoHash: hash.toUpperCase()
})

/** One entry on the wire. */
export const historyRow = (entry: HistoryEntry, facts: ArrFacts): Readonly<Record<string, unknown>> => ({
  ...idsOf(entry.media),
  sourceTitle: entry.title,
  ...languagesOf(facts),
  quality: qualityOf(facts),
  customFormats: [],
  customFormatScore: 0,
  qualityCutoffNotMet: false,
  date: new Date(entry.at).toISOString(),
  downloadId: entry.hash === "" ? undefined : entry.hash.toUpperCase(),
  eventType: facts.events[entry.word][0],
  data: entry.data,
  id: entry.id
})

/** Entries newest first, by `downloadId` (exact case) and by the numbers in `eventType`. */
export const find = (state: ArrState, query: URLSearchParams, facts: ArrFacts): ReadonlyArray<HistoryEntry> => {
  const id = query.get("downloadId")
  const types = query.getAll("eventType").map(Number)
  return state.history
    .filter((entry) => id === null || entry.hash.toUpperCase() === id)
    .filter((entry) => types.length === 0 || types.includes(facts.events[entry.word][1]))
    .toSorted((a, b) => b.at - a.at || b.id - a.id)
}

/**
 * Entries from `date` (epoch milliseconds) on, oldest first, of one kind when `eventType` names one: by number or by
 * name. Looks at no more than it answers: entries are in the order of time.
 */
export const since = (
  state: ArrState,
  date: number,
  eventType: string | null,
  facts: ArrFacts
): ReadonlyArray<HistoryEntry> => {
  const first = state.history.findLastIndex(({ at }) => at < date) + 1
  return state.history.slice(first).filter(({ word }) => {
    const [name, number] = facts.events[word]
    return eventType === null || eventType === String(number) || eventType.toLowerCase() === name.toLowerCase()
  })
}

/** The rows on the wire of a search or list. */
export const rowsOf = (
  state: ArrState,
  entries: ReadonlyArray<HistoryEntry>,
  facts: ArrFacts
): ReadonlyArray<unknown> => entries.map((entry) => told(state.odd, "history", historyRow(entry, facts)))
