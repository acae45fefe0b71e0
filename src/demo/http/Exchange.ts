/** One request as a stand-in sees it. Everything is already read, so that routing can be pure. */
export interface WebRequest {
  /** Upper case. */
  readonly method: string
  /** Path without the query, decoded by the URL parser only. */
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names; of repeated headers only the first counts. */
  readonly headers: Readonly<Record<string, string>>
  /** The port it came in on. */
  readonly port: number
  /** The raw body, empty when none was sent. */
  readonly body: string
}

/** One answer of a stand-in. */
export interface WebResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** In the place of `body`, of what is no text. */
  readonly bytes?: Uint8Array
}

/** A `text/plain` answer, the way qBittorrent words its successes and errors. */
export const text = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): WebResponse => ({
  status,
  headers: { "content-type": "text/plain; charset=UTF-8", ...headers },
  body
})

/** A JSON answer. Members that are `undefined` are left out. */
export const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): WebResponse => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(value)
})

/** An answer without a body. */
export const empty = (status: number, headers: Readonly<Record<string, string>> = {}): WebResponse => ({
  status,
  headers,
  body: ""
})

/** The form of a POST body (`x-www-form-urlencoded`); anything else has no parameters. */
export const formOf = (request: WebRequest): URLSearchParams => {
  const type = request.headers["content-type"] ?? ""
  return new URLSearchParams(type.startsWith("application/x-www-form-urlencoded") ? request.body : "")
}
