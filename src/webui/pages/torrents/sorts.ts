/** A column to sort by. `isFalling`: what people look for in it stands at its end, so that it begins with that. */
export interface Sort {
  readonly value: string
  readonly label: string
  readonly isFalling: boolean
}

/** All that the API can sort by; the first is its default. */
export const sorts: readonly [Sort, ...Array<Sort>] = [
  { value: "name", label: "Name", isFalling: false },
  { value: "state", label: "State", isFalling: false },
  { value: "progress", label: "Done", isFalling: true },
  { value: "size", label: "Size", isFalling: true },
  { value: "added", label: "Added", isFalling: true },
  { value: "ratio", label: "Ratio", isFalling: true },
  { value: "lastDecision", label: "Last decision", isFalling: true }
]
