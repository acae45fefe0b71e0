import { useCallback, useMemo } from "react"
import { useSearchParams } from "wouter"
import { type Sort, sorts } from "./sorts.ts"

type Parameter = "q" | "instance" | "section" | "state" | "category" | "tag" | "rule" | "attention" | "sort" | "order"

/** What is asked of the list, in the words of the API; empty: does not matter. */
export type TorrentQuery = Readonly<Record<Parameter, string>>

/** What narrows the list, by its name in the address, which is also the API's. */
const filters = ["q", "instance", "section", "state", "category", "tag", "rule", "attention"] as const
export type Filter = (typeof filters)[number]

/** What the page shows of the list, kept in its address: reload, the way back and a link find it again. */
export interface ListQuery {
  readonly query: TorrentQuery
  readonly isFiltered: boolean
  readonly sort: Sort
  readonly isDescending: boolean
  readonly set: (name: Filter, value: string) => void
  /** Takes all filters back; the order stays. */
  readonly clear: () => void
  /** Sorts by a column, the usual way round; by the same once more: the other way round. */
  readonly sortBy: (value: string) => void
  readonly turn: () => void
}

/** Reads and changes the address of the list. */
export const useListQuery = (): ListQuery => {
  const [params, setParams] = useSearchParams()
  const change = useCallback(
    (changes: Readonly<Record<string, string>>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before)
          for (const [name, value] of Object.entries(changes)) {
            if (value === "") next.delete(name)
            else next.set(name, value)
          }
          return next
        },
        // A filter that is typed does not fill the history with every letter.
        { replace: true }
      ),
    [setParams]
  )
  const text = params.toString()
  return useMemo(() => {
    const known = new URLSearchParams(text)
    const get = (name: string): string => known.get(name) ?? ""
    const sort = sorts.find(({ value }) => value === get("sort")) ?? sorts[0]
    const order = get("order")
    const isDescending = order === "" ? sort.isFalling : order === "desc"
    const sorted = (to: Sort, falling: boolean): void =>
      change({
        sort: to === sorts[0] ? "" : to.value,
        order: falling === to.isFalling ? "" : falling ? "desc" : "asc"
      })
    return {
      query: {
        q: get("q"),
        instance: get("instance"),
        section: get("section"),
        state: get("state"),
        category: get("category"),
        tag: get("tag"),
        rule: get("rule"),
        attention: get("attention"),
        sort: sort.value,
        order: isDescending ? "desc" : "asc"
      },
      isFiltered: filters.some((name) => get(name) !== ""),
      sort,
      isDescending,
      set: (name, value) => change({ [name]: value }),
      clear: () => change(Object.fromEntries(filters.map((name) => [name, ""]))),
      sortBy: (value) => {
        const to = sorts.find((one) => one.value === value) ?? sorts[0]
        sorted(to, to === sort ? !isDescending : to.isFalling)
      },
      turn: () => sorted(sort, !isDescending)
    }
  }, [text, change])
}
