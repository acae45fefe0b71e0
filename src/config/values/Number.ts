import * as Schema from "effect/Schema"
import { type Codec, leaf, numberFromText, rangeText, type Unit, within } from "./Codec.ts"

export interface NumberOptions {
  readonly min?: number
  readonly max?: number
  readonly unit?: Unit
}

const limits = (options: NumberOptions) => ({
  ...(options.min === undefined ? {} : { min: options.min }),
  ...(options.max === undefined ? {} : { max: options.max }),
  ...(options.unit === undefined ? {} : { unit: options.unit })
})

const inRange = (raw: unknown, options: NumberOptions): number | undefined =>
  typeof raw === "number" && Number.isFinite(raw) && within(raw, options.min, options.max) ? raw : undefined

/** A whole number. */
export const int = (options: NumberOptions = {}): Codec<number> => ({
  type: "whole number",
  allowed: `a whole number${rangeText(options.min, options.max)}, without quotes`,
  ...limits(options),
  fromText: numberFromText,
  schema: leaf(Schema.Number, (raw) => (Number.isInteger(raw) ? inRange(raw, options) : undefined))
})

/** Any number, e.g. a ratio. */
export const number = (options: NumberOptions = {}): Codec<number> => ({
  type: "number",
  allowed: `a number${rangeText(options.min, options.max)}, without quotes`,
  ...limits(options),
  fromText: numberFromText,
  schema: leaf(Schema.Number, (raw) => inRange(raw, options))
})

const percentText = /^(\d+(?:\.\d+)?)\s*%$/

/** Percent of `"30%"`; undefined for anything else. */
const percentOf = (raw: unknown): number | undefined => {
  const match = typeof raw === "string" ? percentText.exec(raw.trim()) : null
  return match === null ? undefined : Number(match[1])
}

/** 0 to 100, or less if the options say so; also as text with a percent sign. */
export const percent = (options: NumberOptions = {}): Codec<number> => {
  const range = { min: 0, max: 100, ...options }
  return {
    type: "percent",
    allowed: `a percentage${rangeText(range.min, range.max)}, as a number or as text such as "30%"`,
    ...limits({ ...range, unit: "%" }),
    fromText: numberFromText,
    schema: leaf(Schema.Number, (raw) => inRange(percentOf(raw) ?? raw, range))
  }
}

/** A share from 0 to 1; `"99%"` is 0.99. */
export const share: Codec<number> = {
  type: "share",
  allowed: 'a share from 0 to 1 such as 0.99, or text such as "99%"',
  min: 0,
  max: 1,
  fromText: numberFromText,
  schema: leaf(Schema.Number, (raw) => {
    const percentage = percentOf(raw)
    return inRange(percentage === undefined ? raw : percentage / 100, { min: 0, max: 1 })
  })
}
