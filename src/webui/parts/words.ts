const units: ReadonlyArray<readonly [string, number]> = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1]
]

/** `3 h 12 min`: the two largest units of a time in seconds. */
export const duration = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const first = units.findIndex(([, size]) => whole >= size)
  if (first < 0) return "0 s"
  const parts: Array<string> = []
  let rest = whole
  for (const [unit, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${unit}`)
  }
  return parts.join(" ")
}

/** `5 min ago`, `just now`, `in 12 s`; seconds are counted only where they matter. */
export const relative = (at: number, now: number): string => {
  const seconds = Math.round((now - at) / 1_000)
  if (seconds < 0) return `in ${duration(-seconds)}`
  if (seconds < 5) return "just now"
  const [unit, size] = units.find(([, one]) => seconds >= one) ?? ["s", 1]
  return `${Math.floor(seconds / size)} ${unit} ago`
}

const exactFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" })
const clockFormat = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" })
const minuteFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" })

export const exact = (at: number): string => exactFormat.format(at)
export const clock = (at: number): string => clockFormat.format(at)
export const minute = (at: number): string => minuteFormat.format(at)

const sizes = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]

/** `4.2 GiB` */
export const bytes = (count: number): string => {
  if (count < 1) return "0 B"
  const power = Math.min(Math.floor(Math.log(count) / Math.log(1024)), sizes.length - 1)
  const value = count / 1024 ** power
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${sizes[power]}`
}

export const speed = (count: number): string => (count === 0 ? "–" : `${bytes(count)}/s`)

export const percent = (share: number): string => {
  const value = share * 100
  // 99.97 % is not finished.
  return value >= 100 ? "100 %" : `${Math.min(99.9, value).toFixed(value < 10 || value > 99 ? 1 : 0)} %`
}

const numberFormat = new Intl.NumberFormat()
export const number = (value: number): string => numberFormat.format(value)

/** `1 torrent`, `3 torrents` */
export const count = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`

/** `abcdef…1234`: a long text without its middle. */
export const shortened = (text: string, length = 14): string =>
  text.length <= length ? text : `${text.slice(0, Math.ceil(length * 0.6))}…${text.slice(-Math.floor(length * 0.4))}`

/** `a, b and c` */
export const listed = (words: ReadonlyArray<string>): string =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`
