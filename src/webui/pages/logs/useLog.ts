import { useCallback, useEffect, useRef, useState } from "react"
import { followLog, onEvent } from "../../live/connection.ts"
import { link } from "../../live/link.ts"
import { fits, type LogLine, type LogQuery, linesOf, readLog } from "../../live/logs.ts"

/** An entry with a key of its own: two may say the same at the same time. */
export interface Entry extends LogLine {
  readonly key: number
}

/** What is shown of a log. */
export interface LogView {
  readonly entries: ReadonlyArray<Entry>
  readonly error: Error | undefined
  readonly isLoading: boolean
  /** There is more before the first entry. */
  readonly hasOlder: boolean
  readonly older: () => void
  /** Back to the end of the file. */
  readonly newest: () => void
}

/** Entries of one reading, and at most on the screen: beyond that, the oldest go. */
const perPage = 300
const most = 3_000

/** How often the end is read where nothing is pushed. */
const pollEvery = 3_000

let keys = 0
const keyed = (lines: ReadonlyArray<LogLine>): ReadonlyArray<Entry> => lines.map((line) => ({ ...line, key: keys++ }))

interface Shown {
  readonly entries: ReadonlyArray<Entry>
  readonly start: number
  readonly id: string | undefined
  readonly older: string | null
}

const nothing: Shown = { entries: [], start: 0, id: undefined, older: null }

/**
 * A log file: its end, or from a time on; what is written meanwhile is added as it comes.
 * @param at ISO 8601; empty: the end
 */
export const useLog = (name: string, query: LogQuery, at: string): LogView => {
  const [shown, setShown] = useState<Shown>(nothing)
  const [error, setError] = useState<Error>()
  const [isLoading, setLoading] = useState(true)
  const { level, q } = query
  const running = useRef(new AbortController())

  const load = useCallback(() => {
    running.current.abort()
    const mine = new AbortController()
    running.current = mine
    setLoading(true)
    readLog(name, { level, q, lines: perPage, ...(at === "" ? {} : { at }) }, mine.signal)
      .then(({ id, lines, older, start }) => {
        setShown({ entries: keyed(lines), start, id, older })
        setError(undefined)
      })
      .catch((reason: unknown) => {
        if (!mine.signal.aborted) setError(reason instanceof Error ? reason : new Error(String(reason)))
      })
      .finally(() => {
        if (running.current === mine) setLoading(false)
      })
  }, [name, level, q, at])

  useEffect(() => {
    load()
    return () => running.current.abort()
  }, [load])

  useEffect(() => {
    if (at !== "") return
    followLog(name)
    const endEvents = onEvent("log", (data) => {
      const fresh = linesOf(data, name).filter((line) => fits(line, { level, q }))
      if (fresh.length > 0)
        setShown((before) => ({ ...before, entries: [...before.entries, ...keyed(fresh)].slice(-most) }))
    })
    // Pushed lines are not made up for after a break, so the end is read again then.
    const endHello = onEvent("hello", load)
    const timer = window.setInterval(() => {
      if (link.get().state === "polling" && !document.hidden) load()
    }, pollEvery)
    return () => {
      endEvents()
      endHello()
      window.clearInterval(timer)
      followLog(undefined)
    }
  }, [name, level, q, at, load])

  const older = useCallback(() => {
    const { id, older: previous, start } = shown
    const file = start > 0 ? name : previous
    if (file === null) return
    const place = start > 0 ? { before: start, ...(id === undefined ? {} : { id }) } : {}
    setLoading(true)
    readLog(file, { level, q, lines: perPage, ...place }, running.current.signal)
      .then((page) =>
        setShown((before) => ({
          entries: [...keyed(page.lines), ...before.entries],
          start: page.start,
          id: page.id,
          older: page.older
        }))
      )
      .catch((reason: unknown) => setError(reason instanceof Error ? reason : new Error(String(reason))))
      .finally(() => setLoading(false))
  }, [shown, name, level, q])

  return {
    entries: shown.entries,
    error,
    isLoading,
    hasOlder: shown.start > 0 || shown.older !== null,
    older,
    newest: load
  }
}
