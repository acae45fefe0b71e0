const field = (body: unknown, name: string): string | undefined => {
  if (typeof body !== "object" || body === null) return undefined
  const found = Object.entries(body).find(([key]) => key === name)?.[1]
  return typeof found === "string" && found !== "" ? found : undefined
}

/** What the daemon said instead of an answer. */
export class Problem extends Error {
  override readonly name = "Problem"
  readonly status: number
  /** Which kind it is, e.g. `/problems/unknown-torrent`; undefined from a proxy, or an older daemon. */
  readonly type: string | undefined
  /** The whole body, for those refusals that carry more than a text. */
  readonly body: unknown

  constructor(status: number, message: string, body: unknown) {
    super(message)
    this.status = status
    this.type = field(body, "type")
    this.body = body
  }
}

/** The daemon did not answer at all. */
export class Unreachable extends Error {
  override readonly name = "Unreachable"
}

/** The text of a refusal: problem details, or the older `{ "error": text }`. */
export const problemOf = (status: number, body: unknown): Problem =>
  new Problem(
    status,
    field(body, "detail") ?? field(body, "error") ?? field(body, "title") ?? `The daemon answered ${status}.`,
    body
  )

/** Any failure in words for people. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
