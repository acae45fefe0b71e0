import type { LibraryEvent } from "../../clients/arr/library/LibraryReads.ts"

/** How far the history of an Arr has been followed. */
export interface HistoryPlace {
  /** Time of the last event, epoch milliseconds; undefined = nothing was read yet. */
  readonly at: number | undefined
  /** Events that were told, the latest last. */
  readonly seen: ReadonlySet<string>
}

/** First of all, and after a long absence: so far back. Milliseconds. */
const firstLook = 3_600_000
const longestLook = 7 * 24 * 3_600_000

/** Events are asked for a little before the last one: several share a time, and an Arr writes them down when it can. */
const overlap = 60_000

/** Events remembered, at least. */
const memory = 2_000

/** An id alone would hide the events of an Arr whose database was replaced. */
const keyOf = (event: LibraryEvent): string => `${event.id}@${event.at}`

/** From when on to ask, epoch milliseconds. A place in the future (a clock was wrong) is none. */
export const askFrom = ({ at }: HistoryPlace, now: number): number =>
  at === undefined ? now - firstLook : Math.max(Math.min(at, now) - overlap, now - longestLook)

/** Events that were not told before, and the place behind them. `from`: what was asked for. */
export const workIn = (
  place: HistoryPlace,
  events: ReadonlyArray<LibraryEvent>,
  from: number,
  now: number
): { readonly fresh: ReadonlyArray<LibraryEvent>; readonly place: HistoryPlace } => {
  const seen = new Set(place.seen)
  const fresh: Array<LibraryEvent> = []
  let at = Math.min(place.at ?? from, now)
  for (const event of events) {
    const key = keyOf(event)
    if (!seen.has(key)) fresh.push(event)
    // Again at the end: what the Arr still tells is remembered longest.
    seen.delete(key)
    seen.add(key)
    // An event of the future must not hide those of today.
    at = Math.max(at, Math.min(event.at, now))
  }
  const keep = Math.max(memory, events.length)
  return { fresh, place: { at, seen: new Set([...seen].slice(-keep)) } }
}
