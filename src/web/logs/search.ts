import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { monotonicMillis } from "../../supervision/Monotonic.ts"
import { shortened } from "../events/eventViews.ts"
import type { Clean } from "../TorrentView.ts"
import type { LogEntry } from "./LogEntry.ts"
import { list, type OpenLog, olderThan, openLog, type UnknownLogFile } from "./LogFiles.ts"
import { type BadPattern, matcherOf, type Pattern, type SlowPattern } from "./matcher.ts"
import { lineView, type PageLine } from "./readPage.ts"
import { backwards } from "./scan.ts"

/** What is searched for, and how far. */
export interface SearchQuery extends Pattern {
  readonly limit: number
  /** Entries shown before and after each match. */
  readonly context: number
  /** Also in the older parts of the file. */
  readonly rotated: boolean
}

/** One entry that fits, with those around it. */
export interface Match extends PageLine {
  readonly file: string
  readonly context_before: ReadonlyArray<string>
  readonly context_after: ReadonlyArray<string>
}

/** What ended a search before everything was looked at. */
export type Limit = "matches" | "bytes" | "time"

export interface SearchResult {
  /** Newest first. */
  readonly matches: ReadonlyArray<Match>
  readonly searched: ReadonlyArray<string>
  readonly limit: Limit | undefined
}

/** surface.md §3.6 */
const mostBytes = 80 * 1024 * 1024
const mostTime = Duration.toMillis(Duration.seconds(8))

interface Found {
  readonly entry: LogEntry
  readonly file: string
  readonly after: ReadonlyArray<string>
  readonly before: Array<string>
}

/** Looks through one file after the other, from the newest entry to the oldest. */
class Search {
  readonly found: Array<Found> = []
  limit: Limit | undefined
  #bytes = 0
  /** The newer ones next to it, in the order of the file. */
  #passed: Array<string> = []

  constructor(
    readonly query: SearchQuery,
    readonly startedAt: number,
    readonly clean: Clean
  ) {}

  /** `hits`: which entries fit. Gives whether to go on. */
  take(file: string, entries: ReadonlyArray<LogEntry>, hits: ReadonlyArray<boolean>, now: number): boolean {
    const { context, limit } = this.query
    for (const [index, { end, offset, text }] of entries.entries()) {
      for (const newer of context === 0 ? [] : this.found.slice(-context)) {
        if (newer.file === file && newer.before.length < context) newer.before.unshift(text)
      }
      if (hits[index] === true) {
        if (this.found.length >= limit) this.limit = "matches"
        else this.found.push({ entry: { end, offset, text }, file, after: this.#passed, before: [] })
      }
      if (this.limit !== undefined) return false
      this.#passed = [text, ...this.#passed].slice(0, context)
      this.#bytes += end - offset
    }
    if (this.#bytes >= mostBytes) this.limit = "bytes"
    else if (now - this.startedAt >= mostTime) this.limit = "time"
    return this.limit === undefined
  }

  readonly #shown = (text: string): string => this.clean(shortened(text))

  nextFile(): void {
    this.#passed = []
  }

  get matches(): ReadonlyArray<Match> {
    return this.found.map(({ after, before, entry, file }) => ({
      ...lineView(entry, this.clean),
      file,
      context_before: before.map(this.#shown),
      context_after: after.map(this.#shown)
    }))
  }
}

/**
 * Searches a log file and its older parts. What is hidden cannot be found. Fails for an expression that cannot be read or
 * does not come to an end.
 */
export const search = (
  folder: string,
  name: string,
  query: SearchQuery,
  clean: Clean
): Effect.Effect<SearchResult, BadPattern | SlowPattern | UnknownLogFile> =>
  Effect.gen(function* () {
    const matches = yield* matcherOf(query)
    const running = new Search(query, yield* monotonicMillis, clean)
    const searched: Array<string> = []
    /** Cleaning costs far more than searching: what fits is cleaned, and has to fit once more. */
    const fitting = (entries: ReadonlyArray<LogEntry>) =>
      Effect.gen(function* () {
        const raw = yield* matches(entries.map(({ text }) => text))
        if (!raw.includes(true)) return raw
        const cleaned = entries.map(({ text }, index) => (raw[index] === true ? clean(text) : ""))
        const still = yield* matches(cleaned)
        return raw.map((hit, index) => hit && still[index] === true)
      })
    const lookAt = (file: OpenLog) =>
      backwards(file.read, file.size, (entries) =>
        Effect.gen(function* () {
          const hits = yield* fitting(entries)
          return running.take(file.name, entries, hits, yield* monotonicMillis)
        })
      )
    const names = [name, ...(query.rotated ? olderThan(yield* list(folder), name).map((file) => file.name) : [])]
    for (const one of names) {
      const opened = Effect.scoped(Effect.flatMap(openLog(folder, one), lookAt))
      // An old part may be gone by now.
      yield* one === name ? opened : Effect.catchTag(opened, "UnknownLogFile", () => Effect.void)
      searched.push(one)
      running.nextFile()
      if (running.limit !== undefined) break
    }
    return { matches: running.matches, searched, limit: running.limit }
  })
