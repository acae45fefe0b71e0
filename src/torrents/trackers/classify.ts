import * as messages from "./messages.ts"
import type { MessageClass, TrackerRule } from "./TrackerRule.ts"

/** Letters that NFKD leaves whole. */
const plain: Readonly<Record<string, string>> = { ł: "l", ø: "o", đ: "d", ß: "ss", ı: "i", æ: "ae", œ: "oe" }

/** Lower-case, without accents and invisible characters. */
const fold = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[łøđßıæœ]/g, (letter) => plain[letter] ?? letter)

/** Addresses in a message: their words are nobody's statement, and they may hold a passkey. */
const addresses = [
  /(?:https?|udp|wss?|ftp|tcp):\/\/[\x21-\x7e]*/gi,
  /magnet:\?[\x21-\x7e]*/gi,
  /\bwww\.[\x21-\x7e]*/gi,
  /\b[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?\/[\x21-\x7e]*/gi,
  /\b(?:[a-z0-9-]+\.){2,}[a-z0-9-]+/gi,
  /\b[a-z0-9-]+\.(?:com|org|net|info|me|to|io|cc|xyz|eu|li|ru|de|fr|hu|pl|cn|tv|pw|is|club|site|online|example|invalid)\b/gi
]

const withoutAddresses = (text: string): string => addresses.reduce((rest, pattern) => rest.replace(pattern, " "), text)

/** Its words, folded, one space between them and at both ends, so that whole words can be looked for. */
const wordsOf = (text: string): string =>
  ` ${fold(text)
    .replace(/['’‘`´]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `

/** Scripts that put no spaces between words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u

/** One pattern for a list; its texts consist of letters, digits and spaces only, so nothing has to be escaped. */
const anyOf = (phrases: ReadonlyArray<string>): RegExp => {
  const texts = phrases.map(wordsOf)
  const anywhere = texts.filter((text) => unspaced.test(text)).map((text) => text.trim())
  const whole = texts.filter((text) => !unspaced.test(text)).map((text) => text.trim())
  return new RegExp(`${anywhere.map((text) => `${text}|`).join("")} (?:${whole.join("|")}) `, "u")
}

const digits = (statuses: ReadonlyArray<number>): ReadonlyArray<string> => statuses.map(String)

const userError = anyOf([...messages.userErrorPhrases, ...digits(messages.userErrorStatuses)])
const outage = anyOf([...messages.outagePhrases, ...digits(messages.outageStatuses)])
const gone = anyOf(messages.gonePhrases)
const goneTexts: ReadonlySet<string> = new Set(messages.goneTexts.map(wordsOf))
const preamble = new RegExp(`^ (?:${messages.preambles.map((text) => wordsOf(text).trim()).join("|")})(?= )`, "u")

const withoutPreambles = (words: string): string => {
  const rest = words.replace(preamble, "")
  return rest === words || rest.trim() === "" ? words : withoutPreambles(rest)
}

const holds = (texts: ReadonlyArray<string>, folded: string): boolean =>
  texts.some((text) => text.trim() !== "" && folded.includes(fold(text)))

/**
 * What a tracker's message means. The tracker's own lists decide first, then user error, outage and gone in this order,
 * so that whatever shields a torrent wins (peers.md §A). What nobody knows is `unknown`, which never removes anything.
 */
export const classify = (message: string, own?: TrackerRule["messages"]): MessageClass => {
  if (own !== undefined && own.userError.length + own.outage.length + own.gone.length > 0) {
    const folded = fold(message)
    if (holds(own.userError, folded)) return "user error"
    if (holds(own.outage, folded)) return "outage"
    if (holds(own.gone, folded)) return "gone"
  }
  const words = wordsOf(withoutAddresses(message))
  if (userError.test(words)) return "user error"
  if (outage.test(words)) return "outage"
  return gone.test(words) || goneTexts.has(withoutPreambles(words)) ? "gone" : "unknown"
}

/** A word that could be a passkey, a hash or an identifier of somebody. */
const secret = /\b(?=[a-z_-]*\d|[a-f]+\b)[a-z0-9_-]{8,}\b|\b[\w-]{20,}\b/gi

/**
 * A message fit to be shown and counted: without addresses, numbers and whatever could be a passkey, so that messages
 * that differ in these only are one. At most 200 characters.
 */
export const anonymous = (message: string): string =>
  withoutAddresses(message.replace(/\p{Cf}/gu, ""))
    .replace(secret, "*")
    .replace(/\d+/g, "#")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200)
