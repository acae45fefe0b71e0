import type { WebResponse } from "../../http/Exchange.ts"
import { albumOfTrack, trackResources } from "./albums.ts"
import { fileResources } from "./files.ts"
import * as Library from "./Library.ts"
import type { LibraryItem } from "./LibraryItem.ts"
import { byId, inside, missing, numbers, rows, type View } from "./view.ts"

/** Members of the query that choose files, the first that is given counts: by container, by thing, by their own id. */
const filesBy = {
  moviefile: { containers: undefined, things: "movieId", own: "movieFileIds" },
  episodefile: { containers: "seriesId", things: undefined, own: "episodeFileIds" },
  trackfile: { containers: "artistId", things: "albumId", own: "trackFileIds" },
  bookfile: { containers: "authorId", things: "bookId", own: "bookFileIds" }
} as const

/** What files are called on the wire. */
export type FileName = keyof typeof filesBy

/** Whether this is a name of files. */
export const isFileName = (name: string): name is FileName => Object.hasOwn(filesBy, name)

/** `GET moviefile` and its like; undefined is 404: a container that is not there. */
export const readFiles = (name: FileName, query: URLSearchParams, view: View): WebResponse | undefined => {
  const by = filesBy[name]
  const containers = by.containers === undefined ? [] : numbers(query, by.containers)
  const things = by.things === undefined ? [] : numbers(query, by.things)
  const own = numbers(query, by.own)
  if (containers.length + things.length + own.length === 0) {
    return missing([by.containers, by.things, by.own].filter((one) => one !== undefined).join(" or "))
  }
  const { facts, library } = view
  const all = (items: ReadonlyArray<LibraryItem>) => items.flatMap((item) => fileResources(item, facts))
  if (things.length > 0) return rows(view, name, all(byId(library, things)))
  if (containers.length > 0) {
    // All but Radarr read the container first.
    if (containers.some((id) => Library.shelf(library, id) === undefined)) return undefined
    return rows(view, name, all(inside(library, containers)))
  }
  const owners = [...new Set(own.flatMap((id) => Library.itemOfFile(library, id) ?? []))]
  return rows(
    view,
    name,
    all(owners).filter(({ id }) => own.some((one) => one === id))
  )
}

/** `GET track` of Lidarr. */
export const readTracks = (query: URLSearchParams, view: View): WebResponse => {
  const artists = numbers(query, "artistId")
  const albums = [...numbers(query, "albumId"), ...numbers(query, "albumReleaseId")]
  const own = numbers(query, "trackIds")
  if (artists.length + albums.length + own.length === 0) return missing("artistId, albumId, albumReleaseId or trackIds")
  const items = [...inside(view.library, artists), ...byId(view.library, [...albums, ...own.map(albumOfTrack)])]
  const all = [...new Set(items)].flatMap(trackResources)
  return rows(view, "track", own.length === 0 ? all : all.filter(({ id }) => own.some((one) => one === id)))
}
