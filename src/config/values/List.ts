import * as Schema from "effect/Schema"
import { type Codec, leaf, textFromText, tomlFromText } from "./Codec.ts"
import { requiredText } from "./Text.ts"

const listFromText = (text: string): unknown =>
  text.trim().startsWith("[")
    ? tomlFromText(text)
    : text
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== "")

/**
 * A list of values, each checked by itself; also comma-separated in the environment. `single` accepts one bare text as a
 * list of one, as older files have it.
 */
export const list = <A>(item: Codec<A>, options: { readonly single?: boolean } = {}): Codec<ReadonlyArray<A>> => ({
  type: `list of ${item.type}`,
  allowed: `a list such as ["…", "…"], each item ${item.allowed}`,
  allowedItem: item.allowed,
  fromText: listFromText,
  schema: Schema.transform(Schema.Unknown, Schema.Array(item.schema), {
    strict: false,
    decode: (raw) => (options.single === true && typeof raw === "string" ? [raw] : raw),
    encode: (items) => items
  })
})

const whyNoRegex = (source: string): string | undefined => {
  try {
    new RegExp(source, "s")
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Invalid regular expression: \/.*\/[a-z]*: /s, "") : "broken"
  }
}

/** A regular expression as JavaScript understands it. Give it in single quotes, where a backslash is a backslash. */
export const regex: Codec<string> = {
  type: "regular expression",
  allowed: "a regular expression",
  fromText: textFromText,
  schema: leaf(
    Schema.String,
    (raw) => (typeof raw === "string" && raw !== "" && whyNoRegex(raw) === undefined ? raw : undefined),
    {
      allowed: (raw) => {
        const why = typeof raw === "string" ? whyNoRegex(raw) : undefined
        return why === undefined ? undefined : `a regular expression (this one: ${why})`
      }
    }
  )
}

/** An inline table from text to text, e.g. quality profile names. */
export const textMap: Codec<Readonly<Record<string, string>>> = {
  type: "table of text",
  allowed: 'a table such as { "HD-1080p" = "SD" }',
  fromText: tomlFromText,
  schema: Schema.transform(Schema.Unknown, Schema.Record({ key: Schema.String, value: requiredText.schema }), {
    strict: false,
    decode: (raw) => raw,
    encode: (map) => map
  })
}
