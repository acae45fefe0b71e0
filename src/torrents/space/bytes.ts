const units = ["KB", "MB", "GB", "TB"] as const

/** `30.0 GB`: bytes for people, in powers of 1024 as the config counts them. */
export const bytes = (count: number): string => {
  let value = Math.abs(count)
  let unit = "B"
  for (const next of units) {
    if (value < 1024) break
    value /= 1024
    unit = next
  }
  return `${count < 0 ? "-" : ""}${unit === "B" ? value : value.toFixed(1)} ${unit}`
}
