import { text, type WebResponse } from "../http/Exchange.ts"
import type { Dialect } from "./Dialect.ts"
import type { Mutation } from "./Mutation.ts"
import type { Torrent, Tracker } from "./Torrent.ts"
import * as World from "./World.ts"

/** The announce URLs of one torrent, or from 5.2 on of several (`|`, `all`), where unknown ones are ignored. */
const changing = (
  dialect: Dialect,
  answer: WebResponse,
  change: (torrent: Torrent, urls: string) => ReadonlyArray<Tracker>
): Mutation => ({
  required: ["hash", "urls"],
  run: (form, world) => {
    const given = (form.get("hash") ?? "").toLowerCase()
    const hashes = !dialect.fiveTwo ? [given] : given === "all" ? [...world.torrents.keys()] : given.split("|")
    if (!dialect.fiveTwo && !world.torrents.has(given)) return [text(404, "Not Found"), world]
    const urls = form.get("urls") ?? ""
    return [answer, World.change(world, hashes, (torrent) => ({ ...torrent, trackers: change(torrent, urls) }))]
  }
})

/** From 5.1 on the URLs to remove are percent-decoded. */
const named = (urls: string, dialect: Dialect): ReadonlyArray<string> => {
  const parts = urls.split("|")
  if (!dialect.five) return parts
  return parts.map((part) => {
    try {
      return decodeURIComponent(part)
    } catch {
      return part
    }
  })
}

/** Adding takes one URL per line, removing takes them with `|` between. */
export const trackerMutations = (dialect: Dialect): Readonly<Record<string, Mutation>> => ({
  "torrents/addTrackers": changing(dialect, text(dialect.fiveTwo ? 204 : 200, ""), (torrent, urls) => {
    const known = new Set(torrent.trackers.map(({ url }) => url))
    const added = urls.split("\n").map((url) => url.trim())
    const fresh = [...new Set(added)].filter((url) => url !== "" && !known.has(url))
    return [...torrent.trackers, ...fresh.map((url) => ({ url, status: 1, msg: "" }))]
  }),
  "torrents/removeTrackers": changing(dialect, text(dialect.fiveTwo ? 204 : 200, ""), (torrent, urls) => {
    const gone = named(urls, dialect)
    return torrent.trackers.filter(({ url }) => !gone.includes(url))
  })
})
