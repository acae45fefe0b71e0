import { useSearchParams } from "wouter"

/** Filters of a page, kept in its address: reload and the way back find them again. */
export const useFilters = (): {
  readonly get: (name: string) => string
  readonly set: (name: string, value: string) => void
  readonly clear: () => void
  readonly any: boolean
} => {
  const [params, setParams] = useSearchParams()
  return {
    get: (name) => params.get(name) ?? "",
    // A filter that is typed does not fill the history with every letter.
    set: (name, value) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before)
          if (value === "") next.delete(name)
          else next.set(name, value)
          return next
        },
        { replace: true }
      ),
    clear: () => setParams(new URLSearchParams(), { replace: true }),
    any: params.size > 0
  }
}
