import type { LibraryList, ShelfDetail, ShelfList } from "../../web/library/LibraryViews.ts"
import { onEvent } from "./connection.ts"
import { withQuery } from "./feeds.ts"
import { Family, Resource } from "./Resource.ts"

/** The library of one Arr. */
export type LibrarySection = (typeof LibraryList.Type)["sections"][number]
export type LibrarySync = NonNullable<LibrarySection["sync"]>
export type LibraryKind = LibrarySection["kind"]
export type { ShelfView, ThingView } from "../../web/library/LibraryViews.ts"
export type ContainerList = typeof ShelfList.Type
export type ContainerDetail = typeof ShelfDetail.Type

/** The libraries of all Arrs: counts, and how far they are read. */
export const libraries = new Resource<typeof LibraryList.Type>("/api/library", ["library", "search", "config"])

/** Pages of a library; many, so that a long way down a list is remembered. */
const containerLists = new Family<ContainerList>(["library", "search"], 120)
const containerDetails = new Family<ContainerDetail>(["library", "search"])

const folder = (section: string): string => `/api/library/${encodeURIComponent(section)}`

export const containerList = (section: string, query: Parameters<typeof withQuery>[1]): Resource<ContainerList> =>
  containerLists.at(withQuery(folder(section), query))

export const containerDetail = (section: string, id: string): Resource<ContainerDetail> =>
  containerDetails.at(`${folder(section)}/${encodeURIComponent(id)}`)

/** Path of the picture of a movie, series, artist or author. */
export const posterPath = (section: string, id: number): string => `${folder(section)}/${id}/poster`

interface Progress {
  readonly section: string
  readonly sync: LibrarySync | null
}

const isProgress = (data: unknown): data is Progress =>
  typeof data === "object" && data !== null && "section" in data && "sync" in data

// How far a library is read is pushed; the counts are asked for when the topic says that something changed.
onEvent("library", (data) => {
  if (!isProgress(data)) return
  libraries.update(({ sections }) => ({
    sections: sections.map((one) => (one.section === data.section ? { ...one, sync: data.sync } : one))
  }))
})
