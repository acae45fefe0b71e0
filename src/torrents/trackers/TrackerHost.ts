/**
 * Lower-case host of an announce URL or of a bare host, with or without scheme, port and path; "" when it has none.
 * Source: engine §0.4.4.
 */
export const hostOf = (address: string): string => {
  const text = address.trim()
  if (text === "" || text.startsWith("**")) return ""
  try {
    // Without its own scheme: `URL` finds a host in every address of a scheme it knows.
    const rest = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    return rest.startsWith("/") ? "" : new URL(`https://${rest}`).hostname.toLowerCase().replace(/\.$/, "")
  } catch {
    return ""
  }
}
