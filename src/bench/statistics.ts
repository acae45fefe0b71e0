/** The value that `share` (0 to 1) of the values do not exceed (nearest rank). NaN for no values. */
export const percentile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export const median = (values: ReadonlyArray<number>): number => percentile(values, 0.5)

/** Three significant digits below 100, whole numbers above: more would be noise. */
export const rounded = (value: number): number =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))

/** Values for a `detail`: `1.2, 3.4 ms`. */
export const listed = (values: ReadonlyArray<number>, unit: string): string =>
  `${values.map((value) => String(rounded(value))).join(", ")} ${unit}`
