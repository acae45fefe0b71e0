import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Listing, OddRow } from "../../clients/arr/library/LibraryItem.ts"

/** A row that cannot be read, or not all of it. */
export interface OddEntry extends OddRow {
  /** It is left out of searches; otherwise the rest of it counts. */
  readonly leftOut: boolean
  /** When it was first and last seen with this problem, epoch milliseconds. */
  readonly since: number
  readonly seenAt: number
}

/** What cannot be read of one library. One log line for each, once, as long as its problem is the same. */
export interface OddRows {
  /** A whole list of containers: what is not odd in it any more is forgotten. */
  readonly list: (listing: Listing<{ readonly id: number }>) => Effect.Effect<void>
  /** Some items: what is not odd any more of them is forgotten. */
  readonly items: (listing: Listing<{ readonly id: number }>) => Effect.Effect<void>
  /** Everything was read since `at` (epoch milliseconds): what was not seen since then is gone. */
  readonly complete: (at: number) => Effect.Effect<void>
  readonly all: Effect.Effect<ReadonlyArray<OddEntry>>
}

/** By `keyOf`. */
type Memory = Map<string, OddEntry>

/** Remembered for each of list and items; an Arr with more than that has another problem. */
const most = 500

const keyOf = ({ id, problem }: OddRow): string => `${id ?? ""}: ${problem}`

export const make = (section: string): OddRows => {
  const list: Memory = new Map()
  const items: Memory = new Map()
  let full = false

  const note = (memory: Memory, { odd, rows }: Listing<{ readonly id: number }>): Effect.Effect<void> =>
    Effect.gen(function* () {
      const seenAt = yield* Clock.currentTimeMillis
      const readable = new Set(rows.map(({ id }) => id))
      for (const row of odd) {
        const key = keyOf(row)
        const before = memory.get(key)
        if (before === undefined && memory.size >= most) {
          if (!full) yield* Effect.logWarning(`${section}: more than ${most} rows cannot be read; no more are named`)
          full = true
          continue
        }
        const leftOut = row.id === undefined || !readable.has(row.id)
        memory.set(key, { ...row, leftOut, since: before?.since ?? seenAt, seenAt })
        if (before !== undefined) continue
        const what = leftOut ? "cannot be read and is left out of searches" : "cannot be read completely"
        yield* Effect.logWarning(`${section}: ${what}: ${row.problem}`)
      }
    })

  const forget = (memory: Memory, odd: ReadonlyArray<OddRow>, isCovered: (entry: OddEntry) => boolean): void => {
    const now = new Set(odd.map(keyOf))
    for (const [key, entry] of memory) if (!now.has(key) && isCovered(entry)) memory.delete(key)
  }

  return {
    list: (listing) =>
      Effect.suspend(() => {
        forget(list, listing.odd, () => true)
        return note(list, listing)
      }),
    items: (listing) =>
      Effect.suspend(() => {
        const covered = new Set([...listing.rows, ...listing.odd].map(({ id }) => id))
        forget(items, listing.odd, ({ id }) => id !== undefined && covered.has(id))
        return note(items, listing)
      }),
    complete: (at) =>
      Effect.sync(() => {
        for (const [key, { seenAt }] of items) if (seenAt < at) items.delete(key)
        full = items.size >= most || list.size >= most
      }),
    all: Effect.sync(() => [...list.values(), ...items.values()])
  }
}
