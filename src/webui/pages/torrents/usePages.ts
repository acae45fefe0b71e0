import { useEffect, useReducer, useRef } from "react"
import type { TorrentView } from "../../../web/TorrentView.ts"
import { type TorrentList, torrentLists, withQuery } from "../../live/feeds.ts"
import type { Resource } from "../../live/Resource.ts"

/** Rows that are fetched together. */
export const pageSize = 100

type Parameter = "q" | "instance" | "section" | "state" | "category" | "tag" | "rule" | "attention" | "sort" | "order"

/** What is asked of the list, in the words of the API; empty: does not matter. */
export type TorrentQuery = Readonly<Record<Parameter, string>>

/** The part of the list that is looked at. */
export interface TorrentPages {
  /** Undefined while nothing has been read. */
  readonly total: number | undefined
  readonly error: Error | undefined
  readonly row: (index: number) => TorrentView | undefined
  readonly refresh: () => void
}

const pageAt = (query: TorrentQuery, page: number): Resource<TorrentList> =>
  torrentLists.at(withQuery("/api/torrents", { ...query, limit: pageSize, offset: page * pageSize }))

/** Rows before and after the drawn ones that are fetched already: who scrolls on finds them there. */
const ahead = 60

/**
 * Reads just those pages of a long list that are on the screen or about to be, and keeps them up to date.
 * @param length rows of the list, as far as known
 */
export const usePages = (query: TorrentQuery, first: number, last: number, length: number): TorrentPages => {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const from = Math.floor(Math.max(0, first - ahead) / pageSize)
  const to = Math.max(from, Math.floor(Math.max(0, Math.min(last + ahead, length - 1)) / pageSize))
  const key = `${JSON.stringify(query)} ${from} ${to}`
  const shown = useRef<{ readonly key: string; readonly pages: ReadonlyMap<number, Resource<TorrentList>> }>({
    key: "",
    pages: new Map()
  })
  if (shown.current.key !== key) {
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    shown.current = { key, pages: new Map(numbers.map((page) => [page, pageAt(query, page)])) }
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
    row: (index) => pages.get(Math.floor(index / pageSize))?.get().data?.torrents[index % pageSize],
    refresh: () => {
      for (const page of pages.values()) page.refresh()
    }
  }
}
