import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { parse } from "smol-toml"

/** Unit of a decoded number. */
export type Unit = "s" | "min" | "days" | "bytes" | "KB/s" | "%"

/** What is known of a kind of value besides how it is decoded; feeds messages, the example file and the docs. */
export interface CodecFacts {
  /** Word for the docs, e.g. `duration`. */
  readonly type: string
  /** What a person may write; completes "allowed: ". */
  readonly allowed: string
  /** The same for one item of a list. */
  readonly allowedItem?: string
  readonly unit?: Unit
  readonly min?: number
  readonly max?: number
  readonly options?: ReadonlyArray<string | number | boolean>
  /** Undefined is one of its values: the key may be absent without a default. */
  readonly optional?: boolean
  /** Its value is never printed, logged or shown. */
  readonly secret?: boolean
  /** An environment variable's text as the TOML value it stands for; text that fits nothing is returned as it is. */
  readonly fromText: (text: string) => unknown
}

/** A kind of value in the config: from what TOML gives to `A`, with everything that explains it. */
export interface Codec<A> extends CodecFacts {
  readonly schema: Schema.Schema<A, unknown>
}

/** A codec of whatever type. */
export interface AnyCodec extends CodecFacts {
  readonly schema: Schema.Schema.AnyNoContext
}

/**
 * Schema of one value. `decode` answers undefined for what it does not accept; `allowed` may then say more precisely
 * than the codec what would be accepted.
 */
export const leaf = <A>(
  to: Schema.Schema<A>,
  decode: (raw: unknown) => A | undefined,
  options: { readonly encode?: (value: A) => unknown; readonly allowed?: (raw: unknown) => string | undefined } = {}
): Schema.Schema<A, unknown> =>
  Schema.transformOrFail(Schema.Unknown, to, {
    strict: true,
    decode: (raw, _, ast) => {
      const value = decode(raw)
      return value === undefined
        ? ParseResult.fail(new ParseResult.Type(ast, raw, options.allowed?.(raw)))
        : ParseResult.succeed(value)
    },
    encode: (value) => ParseResult.succeed(options.encode === undefined ? value : options.encode(value))
  })

/** The same value, or nothing: for keys that override another one where they are written. */
export const optional = <A>(codec: Codec<A>): Codec<A | undefined> => ({
  ...codec,
  optional: true,
  schema: Schema.UndefinedOr(codec.schema)
})

/** Text that is itself a TOML value (`[1, 2]`, `{ a = "b" }`), or the text when it is not. */
export const tomlFromText = (text: string): unknown => {
  try {
    return parse(`value = ${text.trim()}`)["value"]
  } catch {
    return text
  }
}

/** `12`, `-1`, `0.5` as a number, any other text as it is. */
export const numberFromText = (text: string): unknown =>
  /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text.trim()) : text

/** Text stays text. */
export const textFromText = (text: string): unknown => text

/** "from 1 to 5", "1 or more", "at most 5", or nothing. */
export const rangeText = (min: number | undefined, max: number | undefined): string => {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`
  if (min !== undefined) return `, ${min} or more`
  return max === undefined ? "" : `, at most ${max}`
}

/** True when the number lies in the range. */
export const within = (value: number, min: number | undefined, max: number | undefined): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max)
