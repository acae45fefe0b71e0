/** A line of two texts: in both, only in the old one, or only in the new one. */
export interface DiffLine {
  readonly kind: "same" | "old" | "new"
  readonly text: string
}

/** Beyond this many different lines on both sides together, a diff is no help; lines. */
const most = 4_000

/** The longest common lines of two texts, by the table of their lengths. */
const between = (before: ReadonlyArray<string>, after: ReadonlyArray<string>): ReadonlyArray<DiffLine> => {
  const width = after.length + 1
  const lengths = new Uint32Array((before.length + 1) * width)
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        before[i] === after[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0)
    }
  }
  const lines: Array<DiffLine> = []
  let i = 0
  let j = 0
  while (i < before.length || j < after.length) {
    const old = before[i]
    const fresh = after[j]
    if (old !== undefined && old === fresh) {
      lines.push({ kind: "same", text: old })
      i++
      j++
    } else if (
      fresh === undefined ||
      (old !== undefined && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      lines.push({ kind: "old", text: old ?? "" })
      i++
    } else {
      lines.push({ kind: "new", text: fresh })
      j++
    }
  }
  return lines
}

/** What differs between two texts, line by line. Equal beginnings and ends cost nothing. */
export const lineDiff = (before: string, after: string): ReadonlyArray<DiffLine> => {
  const old = before.split("\n")
  const fresh = after.split("\n")
  let begin = 0
  while (begin < old.length && begin < fresh.length && old[begin] === fresh[begin]) begin++
  let end = 0
  while (end < old.length - begin && end < fresh.length - begin && old.at(-1 - end) === fresh.at(-1 - end)) end++
  const same = (lines: ReadonlyArray<string>): ReadonlyArray<DiffLine> => lines.map((text) => ({ kind: "same", text }))
  const oldMiddle = old.slice(begin, old.length - end)
  const freshMiddle = fresh.slice(begin, fresh.length - end)
  const middle =
    oldMiddle.length + freshMiddle.length > most
      ? [
          ...oldMiddle.map((text): DiffLine => ({ kind: "old", text })),
          ...freshMiddle.map((text): DiffLine => ({ kind: "new", text }))
        ]
      : between(oldMiddle, freshMiddle)
  return [...same(old.slice(0, begin)), ...middle, ...same(old.slice(old.length - end))]
}

/** Only what differs, with a few lines around it; `undefined` stands for what is left out. */
export const excerpt = (lines: ReadonlyArray<DiffLine>, around = 2): ReadonlyArray<DiffLine | undefined> => {
  const isNear = lines.map((_, index) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== "same")
  )
  return lines.flatMap((line, index): ReadonlyArray<DiffLine | undefined> => {
    if (isNear[index] === true) return [line]
    return isNear[index - 1] === true ? [undefined] : []
  })
}
