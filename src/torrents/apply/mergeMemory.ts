import type { TorrentMemory } from "../../store/TorrentMemory.ts"

const sameJson = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** Marks that were added and taken away between `before` and `after`, done to `current`. Sorted. */
const mergeMarks = (
  current: ReadonlyArray<string>,
  before: ReadonlyArray<string>,
  after: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const marks = new Set(current)
  for (const mark of before) if (!after.includes(mark)) marks.delete(mark)
  for (const mark of after) if (!before.includes(mark)) marks.add(mark)
  return [...marks].sort()
}

/**
 * What one decision changed in the memory (`before` to `after`), done to the memory as it is now. An action takes seconds,
 * in which another worker may have noted something about the same torrent: that it stopped it, for one.
 */
export const mergeMemory = (current: TorrentMemory, before: TorrentMemory, after: TorrentMemory): TorrentMemory => {
  if (current === before) return after
  const was = new Map<string, unknown>(Object.entries(before))
  const changed = Object.fromEntries(Object.entries(after).filter(([key, value]) => !sameJson(was.get(key), value)))
  const kept = Object.fromEntries(Object.entries(current).filter(([key]) => !was.has(key) || Object.hasOwn(after, key)))
  const marks = mergeMarks(current.marks ?? [], before.marks ?? [], after.marks ?? [])
  const { marks: _, ...merged }: TorrentMemory = { ...kept, ...changed }
  return marks.length === 0 ? merged : { ...merged, marks }
}
