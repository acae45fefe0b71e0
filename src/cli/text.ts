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
