const longest = 500

/** Control characters, blanks and backslashes: browsers drop or turn some of them, so that `/\host` is `//host`. */
const odd = /[\p{Cc}\s\\]/u

/**
 * Where to go after a login: an address of our own page, or its start. Everything that could lead elsewhere
 * (`https://…`, `//host`, `/\host`, `/%09/host`) is the start.
 */
export const returnTo = (text: string | undefined): string => {
  if (text === undefined || text.length > longest || !text.startsWith("/") || odd.test(text)) return "/"
  const base = "http://page.invalid"
  if (!URL.canParse(text, base)) return "/"
  const { hash, host, pathname, search } = new URL(text, base)
  return host === "page.invalid" && !pathname.startsWith("//") ? `${pathname}${search}${hash}` : "/"
}
