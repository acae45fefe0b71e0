import type { NotReady, Ready } from "../../web/Readiness.ts"
import type { SearchView, SectionSearchView } from "../../web/SearchView.ts"
import type { AboutView } from "../../web/status/overviewViews.ts"
import type { DecisionView, LastDecisionView, TorrentDetail, TorrentView } from "../../web/TorrentView.ts"
import { Family, Resource } from "./Resource.ts"

/** The page's readings of the API, each with the events that make them old. */

export const readiness = new Resource<typeof Ready.Type | typeof NotReady.Type>(
  "/api/ready",
  ["dependency", "process"],
  // "Not ready" is an answer, too.
  [503]
)

/** Versions, paths, and what those outside said they are when they were last asked. */
export const about = new Resource<AboutView>("/api/about", ["dependency", "config"])

export interface DecisionList {
  readonly decisions: ReadonlyArray<DecisionView>
}
export const decisionLists = new Family<DecisionList>(["decision"])

export interface TorrentList {
  readonly total: number
  readonly torrents: ReadonlyArray<TorrentView>
}
/** Many, so that a long way down a list is remembered. */
export const torrentLists = new Family<TorrentList>(["torrent", "decision"], 120)

export const torrentDetails = new Family<TorrentDetail>(["torrent", "decision"])

export interface TorrentDecisions {
  readonly lastDecision: LastDecisionView | null
  readonly decisions: ReadonlyArray<DecisionView>
}
export const torrentDecisions = new Family<TorrentDecisions>(["torrent", "decision"])

export interface SearchList {
  readonly sections: ReadonlyArray<SectionSearchView>
  readonly total: number
  readonly history: ReadonlyArray<SearchView>
}
export const searchLists = new Family<SearchList>(["search", "config"])

/** An address with those parameters that say something. */
export const withQuery = (path: string, query: Readonly<Record<string, string | number | undefined>>): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "")
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()
  return text === "" ? path : `${path}?${text}`
}
