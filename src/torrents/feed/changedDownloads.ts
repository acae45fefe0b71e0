import type { QueueRecord, QueueSnapshot } from "../../clients/arr/QueueRecord.ts"

/** Rows hold plain data in a fixed order of fields, so their text tells them apart. */
const same = (a: ReadonlyArray<QueueRecord>, b: ReadonlyArray<QueueRecord>): boolean =>
  a.length === b.length && JSON.stringify(a) === JSON.stringify(b)

/**
 * Hashes whose rows differ between two pictures of a queue, those that came and those that went; with `all` every hash
 * of either. Pure.
 */
export const changedDownloads = (
  before: QueueSnapshot | undefined,
  after: QueueSnapshot,
  all: boolean
): ReadonlySet<string> => {
  const old = before?.byHash ?? new Map<string, ReadonlyArray<QueueRecord>>()
  const changed = new Set<string>()
  for (const [hash, rows] of after.byHash) {
    const past = old.get(hash)
    if (all || past === undefined || !same(past, rows)) changed.add(hash)
  }
  for (const hash of old.keys()) if (!after.byHash.has(hash)) changed.add(hash)
  return changed
}
