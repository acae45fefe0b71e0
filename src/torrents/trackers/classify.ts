import type { MessageClass, TrackerRule } from "./TrackerRule.ts"

const has = (texts: ReadonlyArray<string>, message: string): boolean =>
  texts.some((text) => text !== "" && message.includes(text.toLowerCase()))

/** What a tracker's message means. The tracker's own lists decide first; what nobody knows is `unknown`, which never removes anything. */
export const classify = (message: string, own?: TrackerRule["messages"]): MessageClass => {
  const text = message.toLowerCase()
  if (own !== undefined) {
    if (has(own.userError, text)) return "user error"
    if (has(own.outage, text)) return "outage"
    if (has(own.gone, text)) return "gone"
  }
  return /unregistered torrent|torrent not registered|info hash is not authorized|torrent is not authorized|torrent not found/.test(
    text
  )
    ? "gone"
    : "unknown"
}
