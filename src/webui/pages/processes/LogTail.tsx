import { useLayoutEffect, useRef } from "react"
import { Link } from "wouter"
import { Problem } from "../../live/Problem.ts"
import { Failure } from "../../parts/Failure.tsx"
import { LogLines } from "../logs/LogLines.tsx"
import { useLog } from "../logs/useLog.ts"
import "../logs/logs.css"
import { logOf } from "./belongings.ts"

/** Entries that are shown: the log itself has the rest. */
const shown = 60

const everything = { level: "", q: "" }

/** The end of the process's own log, as it is written. */
export const LogTail = ({ process }: { readonly process: string }) => {
  const name = logOf(process)
  const { entries, error, isLoading, newest } = useLog(name, everything, "")
  const box = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const last = entries.at(-1)?.key
  useLayoutEffect(() => {
    const place = box.current
    if (place !== null && last !== undefined && isAtEnd.current) place.scrollTop = place.scrollHeight
  }, [last])
  const isThere = !(error instanceof Problem && error.status === 404)
  return (
    <section className="q-tail" aria-label={`Log of ${process}`}>
      <h3>
        Log <Link href={`/logs/${encodeURIComponent(name)}`}>all of {name}</Link>
      </h3>
      <div
        ref={box}
        className="q-tail-lines"
        role="log"
        aria-live="off"
        aria-label={`Last entries of ${name}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: place }) => {
          isAtEnd.current = place.scrollHeight - place.scrollTop - place.clientHeight < 30
        }}
      >
        {entries.length > 0 ? (
          <LogLines entries={entries.slice(-shown)} isLoading={false} isFiltered={false} />
        ) : isLoading ? null : error !== undefined && isThere ? (
          <Failure error={error} retry={newest} />
        ) : (
          <p className="q-dim">It has written nothing yet, or Logging is off in [Settings].</p>
        )}
      </div>
    </section>
  )
}
