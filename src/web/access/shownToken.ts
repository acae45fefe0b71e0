/** A longer one is none of ours. */
const longest = 512

const bearer = /^Bearer +([^\s]+) *$/i

/** The token of an `Authorization` header; undefined when it is absent or of another scheme. */
export const bearerToken = (header: string | undefined): string | undefined => bearer.exec(header ?? "")?.[1]

const queryToken = (url: string): string | undefined => {
  const query = url.split("?")[1]
  return query === undefined ? undefined : (new URLSearchParams(query).get("token") ?? undefined)
}

/**
 * The token that a request shows; `Access-Token` is the only header in which Ombi can send one with its webhooks. A login
 * of another scheme, as a proxy may ask for, is none.
 * @param url where `?token=` is looked for, if it may stand there
 */
export const shownToken = (
  headers: Readonly<Record<string, string | undefined>>,
  url: string | undefined
): string | undefined => {
  const shown =
    bearerToken(headers["authorization"]) ??
    (headers["access-token"]?.trim() || undefined) ??
    (url === undefined ? undefined : queryToken(url) || undefined)
  return shown === undefined ? undefined : shown.slice(0, longest + 1)
}
