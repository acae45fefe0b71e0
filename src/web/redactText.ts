const hidden = "[redacted]"

const patterns: ReadonlyArray<readonly [RegExp, string]> = [
  // A secret as parameter, header or assignment, in any spelling: apikey=…, X-Api-Key: …, "password": "…"
  [/((?:api[-_]?key|token|password|passwd|secret|passkey|authkey)["']?\s*[=:]\s*["']?)[^\s"'&,;)}]+/gi, `$1${hidden}`],
  [/(Bearer\s+)[^\s"',;]+/gi, `$1${hidden}`],
  // user:password@host
  [/(\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g, `$1${hidden}`]
]

/** Free text (reasons, messages of crashes) without the secrets a third party may have put into it. */
export const redactText = (text: string): string =>
  patterns.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text)
