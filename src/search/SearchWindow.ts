import * as DateTime from "effect/DateTime"
import type { TimeWindow } from "../config/values/TimeWindow.ts"

/** A span of local time in which may be searched, minutes from midnight, 0 to 1439. It crosses midnight when `to` is not after `from`. */
export type SearchWindow = TimeWindow

const minute = 60_000
const minutesPerDay = 1440

/** The time zone of this process: `TZ`, else that of the machine; UTC when neither names one. */
export const localZone = (): DateTime.TimeZone => DateTime.zoneMakeLocal()

/** Milliseconds by which the clock on the wall is ahead of UTC. */
const offsetAt = (at: number, zone: DateTime.TimeZone): number =>
  DateTime.zonedOffset(DateTime.unsafeMakeZoned(at, { timeZone: zone }))

/** Whole minutes that the clock on the wall shows, counted from its midnight. */
const wallMinute = (at: number, offset: number): number => {
  const minutes = Math.floor((at + offset) / minute)
  return ((minutes % minutesPerDay) + minutesPerDay) % minutesPerDay
}

const contains = ({ from, to }: SearchWindow, wall: number): boolean =>
  from < to ? from <= wall && wall < to : wall >= from || wall < to

/** What the clock on the wall shows: `13:05`. `at` is epoch milliseconds. */
export const wallClock = (at: number, zone: DateTime.TimeZone): string => {
  const wall = wallMinute(at, offsetAt(at, zone))
  return `${String(Math.floor(wall / 60)).padStart(2, "0")}:${String(wall % 60).padStart(2, "0")}`
}

/**
 * Whether one of the windows is open at a moment (epoch milliseconds): whether the clock on the wall shows a time that
 * lies in it. So in the hour that comes twice in autumn a window is open both times, and of a window that lies in the hour
 * that is left out in spring there is nothing that day; one that only begins there opens when the clock has jumped. No
 * windows are open at any time.
 */
export const isOpen = (windows: ReadonlyArray<SearchWindow>, at: number, zone: DateTime.TimeZone): boolean => {
  if (windows.length === 0) return true
  const wall = wallMinute(at, offsetAt(at, zone))
  return windows.some((window) => contains(window, wall))
}

/** The first moment after `from`, up to `to`, at which the offset is another one; there is one. */
const clockChange = (from: number, to: number, zone: DateTime.TimeZone): number => {
  const before = offsetAt(from, zone)
  let low = from
  let high = to
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle, zone) === before) low = middle
    else high = middle
  }
  return high
}

/** More changes of the clock than there are between two openings, anywhere. */
const mostChanges = 8

/**
 * The first moment from `at` on at which one of the windows is open, epoch milliseconds: `at` itself when one is.
 * Undefined when there is none to be found, which no time zone in use does.
 */
export const nextOpen = (
  windows: ReadonlyArray<SearchWindow>,
  at: number,
  zone: DateTime.TimeZone
): number | undefined => {
  let moment = at
  for (let changes = 0; changes < mostChanges; changes++) {
    if (isOpen(windows, moment, zone)) return moment
    const offset = offsetAt(moment, zone)
    const wall = wallMinute(moment, offset)
    const wait = Math.min(...windows.map(({ from }) => (from - wall + minutesPerDay) % minutesPerDay))
    // The clock on the wall shows whole minutes from their first millisecond on.
    const opening = (Math.floor((moment + offset) / minute) + wait) * minute - offset
    if (offsetAt(opening, zone) === offset) return opening
    moment = clockChange(moment, opening, zone)
  }
  return undefined
}
