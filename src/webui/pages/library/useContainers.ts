import { useEffect, useReducer, useRef } from "react"
import { type ContainerList, containerList, type ShelfView } from "../../live/library.ts"
import type { Resource } from "../../live/Resource.ts"
import type { LibraryQuery } from "./libraryQuery.ts"

/** Rows that are fetched together. */
const pageSize = 100

/** The part of the list that is looked at. */
export interface Containers {
  /** Undefined while nothing has been read. */
  readonly total: number | undefined
  readonly error: Error | undefined
  readonly row: (index: number) => ShelfView | undefined
  readonly refresh: () => void
}

/** Reads just those pages of a long list that are on the screen, and keeps them up to date. */
export const useContainers = (section: string, query: LibraryQuery, first: number, last: number): Containers => {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const from = Math.floor(Math.max(0, first) / pageSize)
  const to = Math.max(from, Math.floor(Math.max(0, last) / pageSize))
  const key = `${section} ${JSON.stringify(query)} ${from} ${to}`
  const shown = useRef<{ readonly key: string; readonly pages: ReadonlyMap<number, Resource<ContainerList>> }>({
    key: "",
    pages: new Map()
  })
  if (shown.current.key !== key) {
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    const at = (page: number) => containerList(section, { ...query, limit: pageSize, offset: page * pageSize })
    shown.current = { key, pages: new Map(numbers.map((page) => [page, at(page)])) }
  }
  const { pages } = shown.current
  useEffect(() => {
    const ends = [...pages.values()].map((page) => page.subscribe(redraw))
    return () => {
      for (const end of ends) end()
    }
  }, [pages])
  const readings = [...pages.values()].map((page) => page.get())
  return {
    total: readings.find(({ data }) => data !== undefined)?.data?.total,
    error: readings.find(({ error }) => error !== undefined)?.error,
    row: (index) => pages.get(Math.floor(index / pageSize))?.get().data?.containers[index % pageSize],
    refresh: () => {
      for (const page of pages.values()) page.refresh()
    }
  }
}
