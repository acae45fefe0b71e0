/** The same folder as qBittorrent and as the Arr see it. */
export interface PathMapping {
  /** Prefix as qBittorrent reports it, e.g. `/downloads`. */
  readonly from: string
  /** The same folder as the Arr sees it, e.g. `/data/torrents`. */
  readonly to: string
}

const trimmed = (path: string): string => (path.length > 1 ? path.replace(/[/\\]+$/, "") : path)

/** Rewrites a path by the longest matching prefix on a folder boundary; unchanged when none matches. */
export const mapPath = (mappings: ReadonlyArray<PathMapping>, path: string): string => {
  let best: { readonly from: string; readonly to: string } | undefined
  for (const mapping of mappings) {
    const from = trimmed(mapping.from)
    const matches = path === from || path.startsWith(`${from === "/" ? "" : from}/`) || path.startsWith(`${from}\\`)
    if (matches && (best === undefined || from.length > best.from.length)) best = { from, to: trimmed(mapping.to) }
  }
  if (best === undefined) return path
  const rest = best.from === "/" ? path : path.slice(best.from.length)
  return best.to === "/" ? rest : best.to + rest
}
