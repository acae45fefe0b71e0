import { useWindowVirtualizer } from "@tanstack/react-virtual"
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "react"
import type { Resource } from "../live/Resource.ts"

/** Rows that are fetched together. */
export const pageSize = 100

/** Rows before and after the drawn ones that are fetched already: who scrolls on finds them there. */
const ahead = 60

/** A long list that comes in pages. */
export interface LongList<Page extends { readonly total: number }, Row> {
  /** Which list: another one for other filters or another order. */
  readonly key: string
  /** The rows from this one on. */
  readonly pageFrom: (offset: number) => Resource<Page>
  readonly rowsOf: (page: Page) => ReadonlyArray<Row>
  /** Pixels. All rows are of one height, so that the place of each is known without drawing it. */
  readonly rowHeight: number
  /** Rows beyond the screen that are drawn already. */
  readonly beyond: number
}

/** Reads just those pages that are on the screen or about to be, and keeps them up to date. */
const usePages = <Page extends { readonly total: number }, Row>(
  list: LongList<Page, Row>,
  first: number,
  last: number,
  length: number
) => {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const from = Math.floor(Math.max(0, first - ahead) / pageSize)
  const to = Math.max(from, Math.floor(Math.max(0, Math.min(last + ahead, length - 1)) / pageSize))
  const key = `${list.key} ${from} ${to}`
  const shown = useRef<{ readonly key: string; readonly pages: ReadonlyMap<number, Resource<Page>> }>({
    key: "",
    pages: new Map()
  })
  if (shown.current.key !== key) {
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    shown.current = { key, pages: new Map(numbers.map((page) => [page, list.pageFrom(page * pageSize)])) }
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
    row: (index: number): Row | undefined => {
      const data = pages.get(Math.floor(index / pageSize))?.get().data
      return data === undefined ? undefined : list.rowsOf(data)[index % pageSize]
    },
    refresh: () => {
      for (const page of pages.values()) page.refresh()
    }
  }
}

/**
 * Draws and fetches only the rows on the screen. `known` rows the list has; `before` and `after` pixels stand for those
 * that are not drawn; `place` goes to the element around it.
 */
export const useLongList = <Page extends { readonly total: number }, Row>(asked: LongList<Page, Row>) => {
  const { beyond, rowHeight } = asked
  const place = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [known, setKnown] = useState(0)
  // After every drawing: what stands above it comes and goes (progress, messages, filters).
  useLayoutEffect(() => {
    const element = place.current
    if (element !== null) setTop(Math.round(element.getBoundingClientRect().top + window.scrollY))
  })
  const list = useWindowVirtualizer({
    count: known,
    estimateSize: () => rowHeight,
    overscan: beyond,
    scrollMargin: top,
    useFlushSync: false
  })
  const measured = useRef(rowHeight)
  useLayoutEffect(() => {
    if (measured.current === rowHeight) return
    measured.current = rowHeight
    list.measure()
  }, [list, rowHeight])
  const rows = list.getVirtualItems()
  const pages = usePages(asked, rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0, known)
  // While the first page of another filter is under way, the length of the list stays.
  if (pages.total !== undefined && pages.total !== known) setKnown(pages.total)
  const before = Math.max(0, (rows[0]?.start ?? top) - top)
  const after = Math.max(0, list.getTotalSize() - ((rows.at(-1)?.end ?? top) - top))
  return { place, rows, known, before, after, pages }
}
