import { json, type WebResponse } from "../../http/Exchange.ts"
import { containerOf } from "../Media.ts"
import { albumOfTrack, albumResource, trackResources } from "./albums.ts"
import { bookResource } from "./books.ts"
import type { Fields } from "./common.ts"
import { containerName, containerResource } from "./containers.ts"
import { fileResources } from "./files.ts"
import * as Library from "./Library.ts"
import type { LibraryItem } from "./LibraryItem.ts"
import { told } from "./odd.ts"
import { isFileName, readFiles, readTracks } from "./readFiles.ts"
import { episodeResource } from "./series.ts"
import { byId, everything, inside, isOn, missing, numbers, rows, type View } from "./view.ts"

/** An episode, album or book as its own resource. */
const itemResource = (view: View, item: LibraryItem): Fields => {
  if (item.media.kind === "episode") return episodeResource(item)
  const shelf = Library.shelf(view.library, containerOf(item.media))
  if (shelf === undefined) return {}
  return item.media.kind === "album" ? albumResource(item, shelf, view.now) : bookResource(item, shelf, view.now)
}

const episode = (view: View, item: LibraryItem, withFile: boolean, withSeries: boolean): Fields => {
  const [file] = withFile ? fileResources(item, view.facts) : []
  const shelf = item.media.kind === "episode" ? Library.shelf(view.library, item.media.seriesId) : undefined
  return {
    ...episodeResource(item),
    ...(file === undefined ? {} : { episodeFile: told(view.odd, "episodefile", file) }),
    ...(withSeries && shelf !== undefined ? { series: containerResource(shelf, view.facts, view.now) } : {})
  }
}

const episodes = (query: URLSearchParams, view: View): WebResponse => {
  const series = numbers(query, "seriesId")
  const ids = numbers(query, "episodeIds")
  const files = numbers(query, "episodeFileId")
  if (series.length + ids.length + files.length === 0) return missing("seriesId or episodeIds")
  const seasons = numbers(query, "seasonNumber")
  const found =
    series.length > 0
      ? inside(view.library, series).filter(
          ({ media }) => seasons.length === 0 || (media.kind === "episode" && seasons.includes(media.seasonNumber))
        )
      : [...byId(view.library, ids), ...files.flatMap((id) => Library.itemOfFile(view.library, id) ?? [])]
  const withFile = isOn(query, "includeEpisodeFile")
  const withSeries = isOn(query, "includeSeries")
  return rows(
    view,
    "episode",
    found.map((item) => episode(view, item, withFile, withSeries))
  )
}

/** Albums and books: of one container, some, or all of them at once. */
const works = (name: "album" | "book", container: "artistId" | "authorId", query: URLSearchParams, view: View) => {
  const owners = numbers(query, container)
  const ids = numbers(query, `${name}Ids`)
  // Readarr reads the author first, and has nothing to say about one that is gone.
  if (name === "book" && owners.some((id) => Library.shelf(view.library, id) === undefined)) return undefined
  const found =
    owners.length > 0
      ? inside(view.library, owners)
      : ids.length > 0
        ? byId(view.library, ids)
        : everything(view.library)
  return rows(
    view,
    name,
    found.map((item) => itemResource(view, item))
  )
}

const single = (name: string, id: number, view: View): Fields | undefined => {
  const { facts, library, now } = view
  if (name === containerName(facts)) {
    const shelf = Library.shelf(library, id)
    return shelf === undefined ? undefined : containerResource(shelf, facts, now)
  }
  if (isFileName(name)) {
    const owner = Library.itemOfFile(library, id)
    return owner === undefined ? undefined : fileResources(owner, facts).find((file) => file["id"] === id)
  }
  if (name === "track") {
    const album = Library.item(library, albumOfTrack(id))
    return album === undefined ? undefined : trackResources(album).find((track) => track["id"] === id)
  }
  const item = Library.item(library, id)
  if (item === undefined || item.media.kind !== name) return undefined
  return name === "episode" ? episode(view, item, true, true) : itemResource(view, item)
}

const idsOfContainers = { movie: "tmdbId", series: "tvdbId", artist: "mbId", author: undefined } as const

const containers = (query: URLSearchParams, view: View): WebResponse => {
  const name = containerName(view.facts)
  const filter = idsOfContainers[name]
  const wanted = filter === undefined ? null : query.get(filter)
  const member = filter === "mbId" ? "foreignArtistId" : filter
  const all = Library.shelves(view.library).map((shelf) => containerResource(shelf, view.facts, view.now))
  return rows(
    view,
    name,
    wanted === null || member === undefined ? all : all.filter((one) => String(one[member]) === wanted)
  )
}

/** The resources of each program that are read here. */
const names: Readonly<Record<string, ReadonlyArray<string>>> = {
  Radarr: ["movie", "moviefile"],
  Sonarr: ["series", "episode", "episodefile"],
  Lidarr: ["artist", "album", "track", "trackfile"],
  Readarr: ["author", "book", "bookfile"]
}

/** `GET` of everything in a library; undefined is 404: another name, or nothing with this id. */
export const readLibrary = (
  name: string,
  id: string | undefined,
  query: URLSearchParams,
  view: View
): WebResponse | undefined => {
  if (names[view.facts.appName]?.includes(name) !== true) return undefined
  if (id !== undefined) {
    const row = single(name, Number(id), view)
    return row === undefined ? undefined : json(200, told(view.odd, name, row))
  }
  switch (name) {
    case "episode":
      return episodes(query, view)
    case "album":
      return works("album", "artistId", query, view)
    case "book":
      return works("book", "authorId", query, view)
    case "track":
      return readTracks(query, view)
    default:
      return isFileName(name) ? readFiles(name, query, view) : containers(query, view)
  }
}
