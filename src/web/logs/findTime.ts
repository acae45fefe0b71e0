import * as Effect from "effect/Effect"
import { headOf, type LogEntry } from "./LogEntry.ts"
import type { OpenLog } from "./LogFiles.ts"
import { forwards, pieceSize } from "./scan.ts"

/** The first entry that `fits`, of those that begin between the two places. */
const first = (file: OpenLog, from: number, to: number, fits: (entry: LogEntry, at: number) => boolean) =>
  Effect.gen(function* () {
    let found: LogEntry | undefined
    yield* forwards(file.read, from, to, (entries) =>
      Effect.sync(() => {
        found = entries.find((entry) => {
          const { at } = headOf(entry.text)
          return at !== undefined && fits(entry, at)
        })
        return found === undefined
      })
    )
    return found
  })

/**
 * Where the first entry begins that was written at `time` (epoch milliseconds) or later; the end of the file without
 * one. Looks at a few places only, as the entries are in the order of their times.
 */
export const offsetAt = (file: OpenLog, time: number): Effect.Effect<number> =>
  Effect.gen(function* () {
    /** Begins an entry; all before it are too early. */
    let low = 0
    let high = file.size
    while (high - low > pieceSize) {
      const middle = Math.floor((low + high) / 2)
      // What begins in the middle of a line has no time, or is the rest of an entry; both do no harm here.
      const entry = yield* first(file, middle, high, ({ offset }) => offset > middle)
      if (entry === undefined) high = middle
      else if ((headOf(entry.text).at ?? time) < time) low = entry.offset
      else high = middle
    }
    const found = yield* first(file, low, file.size, (_entry, at) => at >= time)
    return found?.offset ?? file.size
  })
