/** What the build leaves open in `index.html`. */
const placeholders = {
  base: "%QBITRR_BASE%",
  nonce: "%QBITRR_NONCE%",
  scheme: "%QBITRR_SCHEME%",
  density: "%QBITRR_DENSITY%",
  live: "%QBITRR_LIVE%"
} as const

/** How the page looks and behaves until a browser has chosen its own: keys of `[WebUI]` by their names there. */
export interface PageSettings {
  readonly Theme: string
  readonly ViewDensity: string
  readonly LiveArr: boolean
}

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

/** What one visit differs in. */
export interface Visit {
  /** `WebUI.UrlBase` */
  readonly urlBase: string
  readonly nonce: string
  readonly settings: PageSettings
}

/** The document for one visit. The settings stand in it, so that the first thing drawn has the right colours. */
export const pageDocument = (template: string, { nonce, settings, urlBase }: Visit): string =>
  template
    .replaceAll(placeholders.base, escaped(baseOf(urlBase)))
    .replaceAll(placeholders.nonce, escaped(nonce))
    .replaceAll(placeholders.scheme, escaped(settings.Theme.toLowerCase()))
    .replaceAll(placeholders.density, escaped(settings.ViewDensity.toLowerCase()))
    .replaceAll(placeholders.live, String(settings.LiveArr))

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
