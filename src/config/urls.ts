/** Why a text is no address of a web service, or undefined when it is one. */
export const whyNoWebUrl = (text: string): string | undefined => {
  if (!/^https?:\/\//i.test(text)) return 'it has no scheme: it must begin with "http://" or "https://"'
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.hostname === "") return "it is no URL"
  if (url.search !== "" || url.hash !== "") return 'it must end with the path, without "?" or "#"'
  return undefined
}

/** The same for any spelling of one address: lower case host, no default port, no slash at the end. */
export const sameUrl = (text: string): string => new URL(text).href.replace(/\/+$/, "")

const hostPattern = /^(?:(https?):\/\/)?(\[[^\]]+\]|[^/:?#\s]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*)(?::(\d+))?(\/[^?#\s]*)?$/i

/**
 * The base URL of a qBittorrent from `Host` and `Port`. Host is a name, an address, or a URL; a port inside it wins.
 * Undefined when it makes no URL.
 */
export const qbittorrentUrl = (host: string, port: number): string | undefined => {
  const match = hostPattern.exec(host.trim())
  if (match === null) return undefined
  const [, scheme = "http", name = "", ownPort, path = ""] = match
  const bare = name.includes(":") && !name.startsWith("[") ? `[${name}]` : name
  const url = `${scheme.toLowerCase()}://${bare}:${ownPort ?? port}${path.replace(/\/+$/, "")}`
  return URL.canParse(url) ? url : undefined
}
