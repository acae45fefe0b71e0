import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** What stands where a secret stood. */
export const mark = "<redacted>"

/** Shorter values are words, not secrets: replacing them would make every line unreadable. */
const shortest = 4

const secretName =
  "(?:x-)?api[-_ ]?key|access[-_]?token|refresh[-_]?token|auth[-_]?key|pass[-_]?key|torrent_pass|passwd|password|pwd|secret|token"

/** Each rule keeps what it captured in front of the secret (and behind it). */
const rules: ReadonlyArray<readonly [RegExp, string]> = [
  // `Authorization: Bearer …`, `Authorization: Basic …`, also as JSON
  [/(\bauthorization["']?\s*[:=]\s*["']?(?:\w+\s+)?)[^\s"',;}]+/gi, `$1${mark}`],
  [/(\bbearer\s+)[\w.~+/=-]{8,}/gi, `$1${mark}`],
  // `apikey=…`, `X-Api-Key: …`, `"password": "…"`: quoted to the closing quote, bare to the next separator
  [new RegExp(`(\\b(?:${secretName})["']?\\s*[:=]\\s*")(?:[^"\\\\]|\\\\.)+`, "gi"), `$1${mark}`],
  [new RegExp(`(\\b(?:${secretName})["']?\\s*[:=]\\s*')[^']+`, "gi"), `$1${mark}`],
  [new RegExp(`(\\b(?:${secretName})["']?\\s*[:=]\\s*)(?!["']|<redacted>)[^\\s"'&,;})\\]]+`, "gi"), `$1${mark}`],
  // qBittorrent's session cookie
  [/(\b(?:QBT_)?SID(?:_\w+)?=)[^\s"';,]+/g, `$1${mark}`],
  // `scheme://user:password@host`
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${mark}@`]
]

const url = /\b(?:https?|udp|wss?):\/\/[^\s"'<>]+/gi
/** Trackers put the passkey into the path: 32 hex digits, or any long word right before `announce`. */
const pathKey = /\/(?:[0-9a-f]{32}|[\w-]{16,}(?=\/(?:announce|scrape)))(?=[/?#]|$)/gi

/** Removes what looks like a secret, whoever it belongs to. Pure. */
export const redactPatterns = (text: string): string => {
  const withoutKeys = text.replace(url, (found) => found.replace(pathKey, `/${mark}`))
  return rules.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), withoutKeys)
}

const includesAny = (text: string, secrets: Iterable<string>): boolean => {
  for (const secret of secrets) if (text.includes(secret)) return true
  return false
}

/** Removes the given values wherever they stand; afterwards none of them is left in the text. Pure. */
export const redactValues = (text: string, secrets: ReadonlyArray<string>): string => {
  if (!includesAny(text, secrets)) return text
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length)
  let result = longestFirst.reduce((rest, secret) => rest.replaceAll(secret, mark), text)
  // A secret may hide in the mark or across its edge. Three stars are shorter than any secret, so this ends.
  while (includesAny(result, secrets)) {
    result = longestFirst.reduce((rest, secret) => rest.replaceAll(secret, "***"), result)
  }
  return result
}

/** As it may stand in a URL or in JSON. */
const spellings = (value: string): ReadonlyArray<string> => [
  value,
  encodeURIComponent(value.replaceAll(/[\uD800-\uDFFF]/gu, "\uFFFD")),
  JSON.stringify(value).slice(1, -1)
]

/** The secrets of this process: whatever is registered never appears in a log again. */
export interface SecretsService {
  /** Values shorter than four characters are ignored. */
  readonly register: (value: string) => Effect.Effect<void>
  /** Removes registered values and whatever looks like a secret. */
  readonly redact: (text: string) => string
}

export class Secrets extends Context.Tag("qbitrr/observability/Secrets")<Secrets, SecretsService>() {}

export const make: Effect.Effect<SecretsService> = Effect.sync(() => {
  let secrets: ReadonlyArray<string> = []
  return {
    register: (value) =>
      Effect.sync(() => {
        const added = spellings(value).filter((spelling) => spelling.length >= shortest)
        if (value.length >= shortest) secrets = [...new Set([...secrets, ...added])]
      }),
    redact: (text) => redactValues(redactPatterns(redactValues(text, secrets)), secrets)
  }
})

export const layer: Layer.Layer<Secrets> = Layer.effect(Secrets, make)
