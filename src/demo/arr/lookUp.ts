import { json, type WebResponse } from "../http/Exchange.ts"
import { type ArrFacts, qualityOf } from "./ArrFacts.ts"
import type { ArrState, BlocklistEntry } from "./ArrState.ts"
import * as Commands from "./commands.ts"
import { findFiles } from "./files.ts"
import * as History from "./history.ts"
import * as Library from "./library.ts"
import { idsOf } from "./Media.ts"
import { pageOf } from "./paging.ts"
import { allRows } from "./queue.ts"
import { downloadClientConfig, qualityProfile, statusResource } from "./system.ts"

type Setting = { readonly facts: ArrFacts; readonly startedAt: number }

const blocklistRow = (entry: BlocklistEntry): Readonly<Record<string, unknown>> => {
  const [first] = entry.media
  const { episodeId, albumId, bookId, ...ids } = first === undefined ? {} : idsOf(first)
  const all = (name: string) => entry.media.map((media) => idsOf(media)[name])
  return {
    ...ids,
    ...(episodeId === undefined ? {} : { episodeIds: all("episodeId") }),
    ...(albumId === undefined ? {} : { albumIds: all("albumId") }),
    ...(bookId === undefined ? {} : { bookIds: all("bookId") }),
    sourceTitle: entry.title,
    customFormats: [],
    date: new Date(entry.at).toISOString(),
    protocol: "torrent",
    indexer: "Simulated Indexer",
    message: entry.message,
    id: entry.id
  }
}

const library = (name: string, id: string | undefined, query: URLSearchParams, state: ArrState) => {
  const all = Library.resources(state, name)
  if (all === undefined) return undefined
  if (id !== undefined) {
    const one = all.find((resource) => resource["id"] === Number(id))
    return one === undefined ? undefined : json(200, one)
  }
  if (name !== "episode") return json(200, all)
  const series = query.get("seriesId")
  const ids = query.getAll("episodeIds").map(Number)
  if (series === null && ids.length === 0) return json(400, { message: "seriesId or episodeIds must be provided" })
  return json(
    200,
    all.filter((episode) => episode["seriesId"] === Number(series) || ids.some((one) => one === episode["id"]))
  )
}

const command = (id: string | undefined, state: ArrState, now: number): WebResponse | undefined => {
  if (id === undefined) return json(200, Commands.listed(state, now).map(Commands.commandRow))
  const one = Commands.byId(state, Number(id), now)
  return one === undefined ? undefined : json(200, Commands.commandRow(one))
}

const profiles = (id: string | undefined, state: ArrState, facts: ArrFacts): WebResponse | undefined => {
  const only = qualityProfile(facts, state.minFormatScore)
  if (id === undefined) return json(200, [only])
  return only["id"] === Number(id) ? json(200, only) : undefined
}

/** Every GET below the API path; undefined is 404. */
export const lookUp = (
  path: string,
  query: URLSearchParams,
  state: ArrState,
  { facts, startedAt }: Setting,
  now: number
): WebResponse | undefined => {
  const [, resource = "", id] = /^\/(.+?)(?:\/(\d+))?$/.exec(path) ?? []
  switch (resource) {
    case "system/status":
      return json(200, statusResource(facts, state.appName ?? facts.appName, startedAt))
    case "health":
      return json(200, [])
    case "queue": {
      const unknown = query.get(facts.includeUnknown)?.toLowerCase() === "true"
      return json(200, pageOf(allRows(state, facts, unknown, now), query, "timeleft", true))
    }
    case "command":
      return command(id, state, now)
    case "history": {
      const rows = History.find(state, query, facts).map((entry) => History.historyRow(entry, facts))
      return json(200, pageOf(rows, query, "date"))
    }
    case "blocklist": {
      const rows = state.blocklist.map((entry) => ({ ...blocklistRow(entry), quality: qualityOf(facts) }))
      return json(200, pageOf(rows.toReversed(), query, "date"))
    }
    case "config/downloadclient":
      return json(200, downloadClientConfig(facts, state.autoRedownloadFailed))
    case "qualityprofile":
      return profiles(id, state, facts)
    case "wanted/missing":
    case "wanted/cutoff":
      return json(200, pageOf([], query, "title"))
    case "moviefile":
    case "episodefile":
    case "trackfile":
    case "bookfile":
      return id === undefined ? findFiles(resource, query, state, facts) : undefined
    default:
      return library(resource, id, query, state)
  }
}
