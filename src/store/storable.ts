import { mark, redactPatterns } from "../observability/Redaction.ts"

/** A string that is one URL and nothing else. */
const address = /^[a-z][a-z0-9+.-]*:\/\/\S*$/i

/** Announce URLs inside a text. Passkeys stand in their path or query, in any shape, so only the host is kept. */
const announce = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]*(?:announce|scrape)[^\s"'<>]*/gi

/** No secret looks like a word without one of these. */
const suspicious = /[:=]|bearer/i

const hostOnly = (url: string): string => {
  const plain = url.replace(/^[a-z][a-z0-9+.-]*:/i, "https:")
  return URL.canParse(plain) ? `https://${new URL(plain).hostname}/` : mark
}

/** A text without announce URLs and whatever else looks like a secret; a URL that stands alone keeps only its host. */
export const withoutSecrets = (text: string): string => {
  if (!suspicious.test(text)) return text
  return address.test(text) ? hostOnly(text) : redactPatterns(text.replace(announce, hostOnly))
}

const plain = (_key: string, value: unknown): unknown => {
  if (typeof value === "string") return withoutSecrets(value)
  return typeof value === "bigint" ? value.toString() : value
}

/**
 * What a rule saw as JSON. Facts quote tracker URLs and answers of servers, and what is stored is shown later, so
 * passkeys stay out of it.
 */
export const storableJson = (value: unknown): string => JSON.stringify(value, plain) ?? "null"
