import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** Longest text of a server that is repeated in a message. */
const longest = 300

const text = Schema.optional(Schema.NullOr(Schema.String))

/**
 * The shapes in which servers word an error: Arr exceptions (`message`), "is starting up" (`errorMessage`),
 * ASP.NET problems (`title`), and validation failures (a list). Stack traces (`description`) are left out.
 */
const Worded = Schema.parseJson(
  Schema.Union(
    Schema.Struct({ message: text, errorMessage: text, title: text }),
    Schema.Array(Schema.Struct({ propertyName: text, errorMessage: text }))
  )
)

const decode = Schema.decodeUnknownOption(Worded)

const isList = <A, B>(value: B | ReadonlyArray<A>): value is ReadonlyArray<A> => Array.isArray(value)

const wordsOf = (body: string): string | undefined => {
  const worded = Option.getOrUndefined(decode(body))
  if (worded === undefined) return undefined
  if (!isList(worded)) return worded.errorMessage ?? worded.message ?? worded.title ?? undefined
  const lines = worded.flatMap((one) =>
    one.errorMessage == null ? [] : [one.propertyName ? `${one.propertyName}: ${one.errorMessage}` : one.errorMessage]
  )
  return lines.length === 0 ? undefined : lines.join("; ")
}

/** The text a server gives for an error, short enough for a log line; HTML and stack traces are not repeated. Pure. */
export const errorText = (body: string): string => {
  const trimmed = body.trim()
  if (trimmed === "") return "no further words."
  if (trimmed.startsWith("<")) return "an HTML page, probably of a proxy or of another program."
  const words = (/^[[{]/.test(trimmed) ? wordsOf(trimmed) : undefined) ?? trimmed
  const line = words.trim().replace(/\s+/g, " ")
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}
