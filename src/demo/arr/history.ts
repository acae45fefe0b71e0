import { type ArrFacts, type HistoryWord, languagesOf, qualityOf } from "./ArrFacts.ts"
import type { ArrState, Grab, HistoryEntry } from "./ArrState.ts"
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

/** What the Arrs tell with a grab (api notes §8). */
export const grabData = (hash: string, client: string): Readonly<Record<string, string>> => ({
  indexer: "Simulated Indexer",
  indexerId: "1",
  downloadClient: client,
  downloadClientName: client,
  protocol: "2",
  releaseSource: "Rss",
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
  downloadId: entry.hash.toUpperCase(),
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
