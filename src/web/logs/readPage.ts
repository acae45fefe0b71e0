import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { LogLineView, longestText, shortened } from "../events/eventViews.ts"
import { iso } from "../ProcessView.ts"
import type { Clean } from "../TorrentView.ts"
import { headOf, isAtLeast, type LogEntry } from "./LogEntry.ts"
import type { OpenLog } from "./LogFiles.ts"
import { backwards, forwards } from "./scan.ts"

/** Which entries of a file are wanted. */
export interface PageQuery {
  readonly lines: number
  /** Entries that begin before this place, the newest of them; the end of the file unless given. Bytes. */
  readonly before: number | undefined
  /** Entries from this place on, the oldest of them. Bytes. */
  readonly after: number | undefined
  /** A word of `levelWord`: these and more severe ones. */
  readonly level: string | undefined
  /** Part of the entry, in any case. */
  readonly q: string | undefined
}

/** One entry with its place. */
export const PageLine = Schema.Struct({
  ...LogLineView.fields,
  offset: Schema.Int.annotations({ description: "where it begins in the file, bytes" })
}).annotations({ identifier: "LogFileLine" })
export type PageLine = typeof PageLine.Type

/** Entries in the order of the file. */
export interface Page {
  readonly lines: ReadonlyArray<PageLine>
  /** Where the page begins: `before` of the next older one; 0: there is nothing older in this file. */
  readonly start: number
  /** Where the page ends: `after` of the next newer one. */
  readonly end: number
}

/** Bytes that one answer looks through for entries that fit; the next answer goes on from there. */
const mostRead = 16 * 1024 * 1024

/** Characters of one answer. */
const mostText = 2 * 1024 * 1024

const inBrackets = /^\[([^\]]{1,120})\] /

const levels = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const
/** The word, if it is one that a line may have. */
export const levelOf = (word: string | undefined) => levels.find((level) => level === word) ?? null

/** An entry as the API shows it. */
export const lineView = (entry: LogEntry, clean: Clean): PageLine => {
  const { at, level, message } = headOf(entry.text)
  return {
    offset: entry.offset,
    at: at === undefined ? null : iso(at),
    level: levelOf(level),
    name: inBrackets.exec(message)?.[1] ?? null,
    text: clean(shortened(message))
  }
}

const fits = (query: PageQuery, clean: Clean) => {
  const part = query.q?.toLowerCase()
  return (entry: LogEntry): boolean =>
    (query.level === undefined || isAtLeast(headOf(entry.text), query.level)) &&
    // What is hidden cannot be searched for either.
    (part === undefined || (entry.text.toLowerCase().includes(part) && clean(entry.text).toLowerCase().includes(part)))
}

/** The wanted entries of an open file, without secrets. */
export const readPage = (file: OpenLog, query: PageQuery, clean: Clean): Effect.Effect<Page> =>
  Effect.gen(function* () {
    const wanted = fits(query, clean)
    const found: Array<LogEntry> = []
    const origin = Math.min(query.after ?? query.before ?? file.size, file.size)
    let reached = origin
    let text = 0
    const take = (entries: ReadonlyArray<LogEntry>, edge: (entry: LogEntry) => number) =>
      Effect.sync(() => {
        for (const entry of entries) {
          if (found.length >= query.lines) return false
          reached = edge(entry)
          if (!wanted(entry)) continue
          found.push(entry)
          text += Math.min(entry.text.length, longestText)
          if (text >= mostText) return false
        }
        return found.length < query.lines && Math.abs(reached - origin) < mostRead
      })
    if (query.after === undefined) {
      yield* backwards(file.read, origin, (entries) => take(entries, ({ offset }) => offset))
      found.reverse()
    } else yield* forwards(file.read, origin, file.size, (entries) => take(entries, ({ end }) => end))
    const lines = found.map((entry) => lineView(entry, clean))
    return query.after === undefined ? { lines, start: reached, end: origin } : { lines, start: origin, end: reached }
  })
