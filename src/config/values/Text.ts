import * as Cron from "effect/Cron"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type Codec, leaf, textFromText } from "./Codec.ts"

const stringOnly = (raw: unknown): string | undefined => (typeof raw === "string" ? raw.trim() : undefined)

/** Any text, without blanks around it. */
export const text: Codec<string> = {
  type: "text",
  allowed: "text in quotes",
  fromText: textFromText,
  schema: leaf(Schema.String, stringOnly)
}

/** Text that may not be empty. */
export const requiredText: Codec<string> = {
  ...text,
  allowed: "text in quotes, not empty",
  schema: leaf(Schema.String, (raw) => stringOnly(raw) || undefined)
}

/** The address of a tracker. Its path may hold a passkey, so it is never printed. */
export const trackerUri: Codec<string> = {
  ...requiredText,
  allowed: 'the announce URL or the host of a tracker, such as "tracker.example.org"',
  secret: true
}

/** A password, key or token. Blanks around it belong to it. */
export const secret: Codec<Redacted.Redacted> = {
  type: "secret",
  allowed: "text in quotes",
  secret: true,
  fromText: textFromText,
  schema: leaf(
    Schema.RedactedFromSelf(Schema.String),
    (raw) => (typeof raw === "string" ? Redacted.make(raw) : undefined),
    {
      encode: Redacted.value
    }
  )
}

/** `5.14.4`; whole numbers in files before version 5. */
export const version: Codec<string> = {
  type: "text",
  allowed: 'a version such as "5.14.4"',
  fromText: textFromText,
  schema: leaf(Schema.String, (raw) => (Number.isInteger(raw) ? String(raw) : stringOnly(raw)))
}

/** A path below which the web server answers: empty, or `/name` without a slash at the end. */
export const urlBase: Codec<string> = {
  type: "path",
  allowed: 'nothing ("") or a path such as "/qbitrr"',
  fromText: textFromText,
  schema: leaf(Schema.String, (raw) => {
    const path = stringOnly(raw)?.replace(/^\/*/, "/").replace(/\/+$/, "")
    return path === undefined || /\/\/|[\s?#]/.test(path) ? undefined : path
  })
}

/** A cron expression of five fields, or six with seconds in front. */
export const cron: Codec<string> = {
  type: "cron",
  allowed: 'a cron expression of 5 or 6 fields such as "0 3 * * 0"',
  fromText: textFromText,
  schema: leaf(Schema.String, (raw) => {
    const expression = stringOnly(raw)
    return expression !== undefined && Either.isRight(Cron.parse(expression)) ? expression : undefined
  })
}
