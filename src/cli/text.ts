/** Without milliseconds: `2024-01-15T10:30:00Z`. */
export const time = (iso: string): string => iso.replace(/\.\d+Z$/, "Z")

/** Epoch milliseconds as `time` shows them. */
export const timeOf = (at: number): string => time(new Date(at).toISOString())

/** No control characters: a text may hold whatever a server sent, and it goes to a terminal. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, " ").trim()

/** `plain`, and short enough for one line. */
export const oneLine = (text: string): string => {
  const flat = plain(text)
  return flat.length > 160 ? `${flat.slice(0, 159)}…` : flat
}

/** `1 torrent`, `2 torrents`. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`

/** `3d 4h`, `2h 5m`, `3m 20s`, `12s`: the two largest units of a whole number of seconds. */
export const duration = (seconds: number): string => {
  const units = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "m"],
    [1, "s"]
  ] as const
  const at = units.findIndex(([size]) => seconds >= size)
  if (at < 0) return "0s"
  const [size, name] = units[at] ?? [1, "s"]
  const next = units[at + 1]
  const large = `${Math.floor(seconds / size)}${name}`
  if (next === undefined) return large
  const rest = Math.floor((seconds % size) / next[0])
  return rest === 0 ? large : `${large} ${rest}${next[1]}`
}

/** Farther away than this, how far it is says nothing that the date does not say. Seconds. */
const near = 86_400

/** `time`, and how far it is from now (epoch milliseconds) when that is less than a day: `…Z (5m 2s ago)`, `…Z (in 40s)`. */
export const moment = (iso: string, now: number): string => {
  const seconds = Math.round((Date.parse(iso) - now) / 1000)
  if (!(Math.abs(seconds) < near)) return time(iso)
  return `${time(iso)} (${seconds > 0 ? `in ${duration(seconds)}` : `${duration(-seconds)} ago`})`
}

/** A reason with its rule in front, unless it begins with the same words; there may be no rule. */
export const because = ({ reason, rule }: { readonly reason: string; readonly rule: string }): string => {
  const [word, text] = [plain(rule), plain(reason)]
  return word === "" || text.toLowerCase().startsWith(word.toLowerCase()) ? text : `${word}: ${text}`
}
