/**
 * Lower-case host of an announce URL or of a bare host, with or without scheme, port and path; "" when it has none.
 * Source: engine §0.4.4.
 */
export const hostOf = (address: string): string => {
  const text = address.trim().replace(/\/+$/, "")
  if (text === "" || text.startsWith("**")) return ""
  try {
    return new URL(
      /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text.replace(/^[a-z][a-z0-9+.-]*:/i, "https:") : `https://${text}`
    ).hostname.toLowerCase()
  } catch {
    return ""
  }
}
