/** What the build leaves open in `index.html`. */
const placeholders = { base: "%QBITRR_BASE%", nonce: "%QBITRR_NONCE%" } as const

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character)

/** `WebUI.UrlBase` as the address that the page's relative addresses start from: with `/` at both ends. */
export const baseOf = (urlBase: string): string => {
  const inner = urlBase.replace(/^\/+|\/+$/g, "")
  return inner === "" ? "/" : `/${inner}/`
}

/** The document for one visit. */
export const pageDocument = (template: string, options: { readonly urlBase: string; readonly nonce: string }): string =>
  template
    .replaceAll(placeholders.base, escaped(baseOf(options.urlBase)))
    .replaceAll(placeholders.nonce, escaped(options.nonce))

/**
 * What the page may do: run and load our own files, and add styles that carry the nonce of this very visit (the
 * component library writes a few). No inline script, no other host, no plug-in, no form that leaves.
 * @param frameAncestors who may show the page in a frame
 */
export const pagePolicy = (nonce: string, frameAncestors = "'none'"): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    `frame-ancestors ${frameAncestors}`
  ].join("; ")

/** What a browser is shown when the page was never built. */
export const notBuilt = [
  "<!doctype html>",
  '<html lang="en"><head><meta charset="utf-8"><title>qbitrr</title></head><body>',
  "<h1>The page is not built</h1>",
  "<p>The daemon runs, and its API answers. In a clone of the repository, <code>npm run build:webui</code> builds the page;",
  "reload this address then.</p>",
  "</body></html>"
].join("\n")
