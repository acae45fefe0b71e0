import { memo } from "react"
import type { LogLine } from "../../live/logs.ts"
import { Empty } from "../../parts/Empty.tsx"
import { Waiting } from "../../parts/Loaded.tsx"
import { clock, exact } from "../../parts/words.ts"
import type { Entry } from "./useLog.ts"

/** Words of one width, so that the text begins at one place. */
const words: Readonly<Record<NonNullable<LogLine["level"]>, string>> = {
  TRACE: "trace",
  DEBUG: "debug",
  INFO: "info",
  WARNING: "warn",
  ERROR: "error",
  CRITICAL: "fatal"
}

/** The file names the process in front of the text, too. */
const withoutName = ({ name, text }: Entry): string =>
  name !== null && text.startsWith(`[${name}] `) ? text.slice(name.length + 3) : text

const Line = memo(({ entry }: { readonly entry: Entry }) => {
  const at = entry.at === null ? undefined : Date.parse(entry.at)
  return (
    <div className="q-logline" data-level={entry.level ?? undefined}>
      {at === undefined ? (
        <span />
      ) : (
        <time dateTime={entry.at ?? ""} title={exact(at)}>
          {clock(at)}
        </time>
      )}
      <span className="q-loglevel">{entry.level === null ? "" : words[entry.level]}</span>
      <span className="q-logtext">
        {entry.name === null ? null : <b>{entry.name} </b>}
        {withoutName(entry)}
      </span>
    </div>
  )
})
Line.displayName = "Line"

/** The entries, or why there are none. */
export const LogLines = (props: {
  readonly entries: ReadonlyArray<Entry>
  readonly isLoading: boolean
  readonly isFiltered: boolean
}) => {
  if (props.entries.length > 0) return props.entries.map((entry) => <Line key={entry.key} entry={entry} />)
  if (props.isLoading) return <Waiting lines={8} />
  return props.isFiltered ? (
    <Empty icon="filter" title="No entry is like that">
      What is written from now on and fits appears here by itself.
    </Empty>
  ) : (
    <Empty icon="logs" title="Nothing is written yet">
      Log files are written while Logging is on in [Settings] of the config.
    </Empty>
  )
}
