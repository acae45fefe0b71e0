import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { BadRequest } from "./ApiError.ts"

type Raw = string | ReadonlyArray<string>

const raw = Schema.Union(Schema.String, Schema.Array(Schema.String))

/** A query parameter that may be given; of several the last one counts. Read it with `textParam`. */
export const text = (description: string) =>
  Schema.optional(raw.annotations({ description, jsonSchema: { type: "string", description } }))

/** A whole number as query parameter. Its range is checked by `wholeParam`, so that errors look like all others. */
export const whole = (description: string, range: { readonly minimum: number; readonly maximum?: number }) =>
  Schema.optional(raw.annotations({ description, jsonSchema: { type: "integer", ...range, description } }))

/** One of these words as query parameter, checked by `wordParam`. */
export const word = (description: string, words: ReadonlyArray<string>) =>
  Schema.optional(raw.annotations({ description, jsonSchema: { type: "string", enum: words, description } }))

/** The given word, `absent` without one. */
export const wordParam = <const Word extends string, Absent extends Word | undefined>(
  name: string,
  value: Raw | undefined,
  words: ReadonlyArray<Word>,
  absent: Absent
): Effect.Effect<Word | Absent, BadRequest> => {
  const given = textParam(value)
  if (given === undefined) return Effect.succeed(absent)
  const found = words.find((one) => one === given)
  return found === undefined
    ? Effect.fail(new BadRequest({ error: `${name} must be one of ${words.join(", ")}.` }))
    : Effect.succeed(found)
}

/** The given text; undefined when it is absent or empty. */
export const textParam = (value: Raw | undefined): string | undefined => {
  const last = typeof value === "string" ? value : value?.at(-1)
  return last === undefined || last === "" ? undefined : last
}

/** Yes or no, as older clients write it; undefined without a word. */
export const flagParam = (name: string, value: Raw | undefined): Effect.Effect<boolean | undefined, BadRequest> =>
  Effect.map(wordParam(name, value, ["true", "false", "1", "0"], undefined), (given) =>
    given === undefined ? undefined : given === "true" || given === "1"
  )

/** The given number, `absent` without one. */
export const wholeParam = (
  name: string,
  value: Raw | undefined,
  options: { readonly absent: number; readonly minimum: number; readonly maximum?: number }
): Effect.Effect<number, BadRequest> => {
  const given = textParam(value)
  if (given === undefined) return Effect.succeed(options.absent)
  const number = /^\d{1,12}$/.test(given) ? Number(given) : Number.NaN
  const maximum = options.maximum ?? Number.MAX_SAFE_INTEGER
  if (number >= options.minimum && number <= maximum) return Effect.succeed(number)
  const range =
    options.maximum === undefined ? `${options.minimum} or more` : `${options.minimum} to ${options.maximum}`
  return Effect.fail(new BadRequest({ error: `${name} must be a whole number, ${range}.` }))
}
