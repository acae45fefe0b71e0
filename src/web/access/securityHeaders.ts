/** What an answer that is not the page may do in a browser: nothing. */
const policy = "default-src 'none'; base-uri 'none'; form-action 'none'"

const frameDirective = /(^|;)\s*frame-ancestors[^;]*/

/** `X-Frame-Options` knows only two of the answers; for any other, browsers read `frame-ancestors`. */
const frameOptions = (ancestors: ReadonlyArray<string>): Readonly<Record<string, string>> => {
  if (ancestors.length === 0) return { "x-frame-options": "DENY" }
  return ancestors.every((one) => one === "'self'") ? { "x-frame-options": "SAMEORIGIN" } : {}
}

/**
 * The headers of every answer. An answer that says itself what it may do (the page does) keeps that, but for who may show
 * it in a frame; likewise its caching. Nothing is said about other origins: without a word they are refused.
 * @param ancestors `WebUI.FrameAncestors`
 * @param own headers of the answer
 */
export const securityHeaders = (
  ancestors: ReadonlyArray<string>,
  own: Readonly<Record<string, string | undefined>>
): Readonly<Record<string, string>> => {
  const said = (own["content-security-policy"] ?? policy).replace(frameDirective, "")
  const frames = ancestors.length === 0 ? "'none'" : ancestors.join(" ")
  return {
    "cache-control": own["cache-control"] ?? "no-store",
    "content-security-policy": `${said}; frame-ancestors ${frames}`,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    ...frameOptions(ancestors)
  }
}
