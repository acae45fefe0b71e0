import { json, type WebResponse } from "../http/Exchange.ts"
import { type ArrFacts, qualityOf } from "./ArrFacts.ts"
import type { ArrState, BlocklistEntry } from "./ArrState.ts"
import * as Commands from "./commands.ts"
import * as History from "./history.ts"
import { told } from "./library/odd.ts"
import { readLibrary } from "./library/read.ts"
import { idsOf } from "./Media.ts"
import { pageOf } from "./paging.ts"
import { posterAnswer } from "./poster.ts"
import { profileResource } from "./profiles.ts"
import { allRows } from "./queue.ts"
import { downloadClientConfig, healthRow, statusResource } from "./system.ts"

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

const command = (id: string | undefined, state: ArrState, now: number): WebResponse | undefined => {
  if (id === undefined) return json(200, Commands.listed(state, now).map(Commands.commandRow))
  const one = Commands.byId(state, Number(id), now)
  return one === undefined ? undefined : json(200, Commands.commandRow(one))
}

const profiles = (id: string | undefined, state: ArrState, facts: ArrFacts): WebResponse | undefined => {
  const all = state.profiles
    .filter((profile) => id === undefined || profile.id === Number(id))
    .map((profile) => told(state.odd, "qualityprofile", profileResource(profile, facts)))
  if (id === undefined) return json(200, all)
  return all.length === 0 ? undefined : json(200, all[0])
}

const historySince = (query: URLSearchParams, state: ArrState, facts: ArrFacts): WebResponse => {
  const text = query.get("date") ?? "0001-01-01T00:00:00Z"
  const date = Date.parse(text)
  if (Number.isNaN(date)) {
    const errors = { date: [`The value '${text}' is not valid.`] }
    return json(400, { title: "One or more validation errors occurred.", status: 400, errors })
  }
  return json(200, History.rowsOf(state, History.since(state, date, query.get("eventType"), facts), facts))
}

/** Every GET below the API path; undefined is 404. */
export const lookUp = (
  path: string,
  query: URLSearchParams,
  state: ArrState,
  facts: ArrFacts,
  now: number
): WebResponse | undefined => {
  const [, resource = "", id] = /^\/(.+?)(?:\/(\d+))?$/.exec(path) ?? []
  switch (resource) {
    case "system/status":
      return json(200, statusResource(facts, state.appName ?? facts.appName, state.startedAt))
    case "health":
      return json(200, state.health.map(healthRow))
    case "queue": {
      const unknown = query.get(facts.includeUnknown)?.toLowerCase() === "true"
      return json(200, pageOf(allRows(state, facts, unknown, now), query, "timeleft", true))
    }
    case "command":
      return command(id, state, now)
    case "history": {
      const rows = History.rowsOf(state, History.find(state, query, facts), facts)
      return json(200, pageOf(rows, query, "date"))
    }
    case "history/since":
      return historySince(query, state, facts)
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
    default:
      return (
        posterAnswer(path, state.library, facts) ??
        readLibrary(resource, id, query, { library: state.library, odd: state.odd, facts, now })
      )
  }
}
