import * as Schema from "effect/Schema"
import { type Codec, leaf, numberFromText, textFromText } from "./Codec.ts"

const yes = new Set(["y", "yes", "t", "true", "on", "1"])
const no = new Set(["n", "no", "f", "false", "off", "0"])

/** Words for yes and no in environment variables (spec config §10.1); other text as it is. */
export const booleanFromText = (text: string): unknown => {
  const word = text.trim().toLowerCase()
  return yes.has(word) ? true : no.has(word) ? false : text
}

export const bool: Codec<boolean> = {
  type: "yes or no",
  allowed: "true or false, without quotes",
  options: [true, false],
  fromText: booleanFromText,
  schema: leaf(Schema.Boolean, (raw) => (typeof raw === "boolean" ? raw : undefined))
}

const quoted = (options: ReadonlyArray<string>): string =>
  `one of ${options.map((option) => JSON.stringify(option)).join(", ")}`

/** One of some words, whatever their case; decoded as spelled here. `aliases` maps older spellings (lower case). */
export const oneOf = <const A extends string>(
  options: readonly [A, ...ReadonlyArray<A>],
  aliases: Readonly<Record<string, A>> = {}
): Codec<A> => ({
  type: "choice",
  allowed: quoted(options),
  options,
  fromText: textFromText,
  schema: leaf(Schema.Literal(...options), (raw) => {
    if (typeof raw !== "string") return undefined
    const word = raw.trim().toLowerCase()
    return options.find((option) => option.toLowerCase() === word) ?? aliases[word]
  })
})

/** `RemoveTorrent`: never, at the ratio, at the time, at either, at both. */
export const removeMode: Codec<-1 | 1 | 2 | 3 | 4> = {
  type: "choice",
  allowed: "-1 (never), 1 (ratio), 2 (time), 3 (either) or 4 (both), without quotes",
  options: [-1, 1, 2, 3, 4],
  fromText: numberFromText,
  schema: leaf(Schema.Literal(-1, 1, 2, 3, 4), (raw) =>
    raw === -1 || raw === 1 || raw === 2 || raw === 3 || raw === 4 ? raw : undefined
  )
}

/** `SearchBySeries`: true, false or "smart"; older files hold the booleans as text. */
export const searchBySeries: Codec<boolean | "smart"> = {
  type: "choice",
  allowed: 'true, false or "smart"',
  options: [true, false, "smart"],
  fromText: booleanFromText,
  schema: leaf(Schema.Union(Schema.Boolean, Schema.Literal("smart")), (raw) => {
    if (typeof raw === "boolean") return raw
    const word = typeof raw === "string" ? raw.trim().toLowerCase() : ""
    return word === "smart" ? "smart" : word === "true" ? true : word === "false" ? false : undefined
  })
}
