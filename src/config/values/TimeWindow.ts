import * as Schema from "effect/Schema"
import { type Codec, leaf, textFromText } from "./Codec.ts"

/**
 * A span of local time, minutes from midnight, 0 to 1439: `from` belongs to it, `to` does not. It crosses midnight when
 * `to` is not after `from`, so equal ends are the whole day.
 */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

const minutesPerDay = 1440

/** Two times of day with a hyphen or a dash between them; one digit will do for the hour. */
const shape = /^(\d{1,2}:\d{2})\s*[-–—]\s*(\d{1,2}:\d{2})$/

/** Minutes from midnight, 0 to 1440; undefined for what no clock shows. */
const minutesOf = (clock: string): number | undefined => {
  const [hours, minutes] = clock.split(":").map(Number)
  if (hours === undefined || minutes === undefined || minutes > 59) return undefined
  const all = hours * 60 + minutes
  return all <= minutesPerDay ? all : undefined
}

/** The window of text such as `01:00-07:00`. `24:00` is midnight at its end. Undefined when it is no window. */
export const parseTimeWindow = (raw: unknown): TimeWindow | undefined => {
  const match = typeof raw === "string" ? shape.exec(raw.trim()) : null
  const from = minutesOf(match?.[1] ?? "")
  const to = minutesOf(match?.[2] ?? "")
  if (from === undefined || to === undefined || from === minutesPerDay) return undefined
  return { from, to: to % minutesPerDay }
}

const clockOf = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":")

/** As it is written: `22:00-06:00`. */
export const showTimeWindow = ({ from, to }: TimeWindow): string => `${clockOf(from)}-${clockOf(to)}`

const allowed = 'a span of local time such as "01:00-07:00", or "22:00-06:00" across midnight'

/** What is wrong with text that has the right shape. */
const whyNot = (raw: unknown): string | undefined => {
  const match = typeof raw === "string" ? shape.exec(raw.trim()) : null
  const [, from, to] = match ?? []
  if (from === undefined || to === undefined) return undefined
  const wrong = [from, to].find((clock) => minutesOf(clock) === undefined)
  return wrong === undefined ? "24:00 can only be its end" : `${wrong} is no time of day`
}

/** A window of local time, from minute to minute. */
export const timeWindow: Codec<TimeWindow> = {
  type: "time window",
  allowed,
  fromText: textFromText,
  schema: leaf(Schema.Struct({ from: Schema.Number, to: Schema.Number }), parseTimeWindow, {
    encode: showTimeWindow,
    allowed: (raw) => {
      const why = whyNot(raw)
      return why === undefined ? undefined : `${allowed} (${why})`
    }
  })
}
