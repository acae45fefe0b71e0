import * as Schema from "effect/Schema"
import { type Codec, leaf, rangeText, textFromText, within } from "./Codec.ts"

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800, M: 2_592_000 }

/** Longest text that is looked at. */
const longest = 32

export interface DurationOptions {
  /** Native unit: what a number without suffix means, and what is decoded to. */
  readonly unit: "s" | "min"
  readonly min?: number
  readonly max?: number
  /** Keeps fractions of the native unit; otherwise they are cut off. */
  readonly fraction?: boolean
}

/**
 * A number in the native unit, or text with one suffix: s, m, h, d, w in either case, and capital M for a month of
 * 30 days. In minutes, anything between 0 and 1 becomes 1. Undefined when it is no duration. Source: engine §0.4.1.
 */
export const parseDuration = (raw: unknown, options: DurationOptions): number | undefined => {
  const whole = (value: number) => (options.fraction === true ? value : Math.trunc(value) + 0)
  if (typeof raw === "number") return Number.isFinite(raw) ? whole(raw) : undefined
  if (typeof raw !== "string") return undefined
  const text = raw.trim()
  if (text === "" || text.length > longest) return undefined
  const match = /^(-?\d+)([smhdwSHDWM])?$/.exec(text)
  if (match === null) return /^-?\d+\.\d+$/.test(text) ? whole(Number(text)) : undefined
  const count = Number(match[1])
  const suffix = match[2]
  if (suffix === undefined) return count
  const seconds = count * (secondsOf[suffix] ?? secondsOf[suffix.toLowerCase()] ?? Number.NaN)
  if (options.unit === "s") return seconds
  const minutes = seconds / 60
  return minutes > 0 && minutes < 1 ? 1 : whole(minutes)
}

/** Duration in seconds or minutes; invalid text is an error, never a fallback. */
export const duration = (options: DurationOptions): Codec<number> => ({
  type: "duration",
  allowed: `a duration such as 15 (${options.unit === "s" ? "seconds" : "minutes"}), "90s", "15m", "2h", "1d" or "1w"${rangeText(options.min, options.max)}`,
  unit: options.unit,
  ...(options.min === undefined ? {} : { min: options.min }),
  ...(options.max === undefined ? {} : { max: options.max }),
  fromText: textFromText,
  schema: leaf(Schema.Number, (raw) => {
    const value = parseDuration(raw, options)
    return value !== undefined && within(value, options.min, options.max) ? value : undefined
  })
})
