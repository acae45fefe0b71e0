/** The cookie of a session. */
export const sessionCookie = "qbitrr_session"

/** What a `Cookie` header says for one name, in its order; there may be several, set by others for a wider domain. */
export const cookieValues = (header: string | undefined, name: string): ReadonlyArray<string> => {
  if (header === undefined || header.length > 16_384) return []
  return header.split(";").flatMap((pair) => {
    const at = pair.indexOf("=")
    if (at < 0 || pair.slice(0, at).trim() !== name) return []
    return [
      pair
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, "$1")
    ]
  })
}
