import type { Evidence, Outage } from "./Rule.ts"

/** Fewer torrents than this never make an outage (decisions, "Outage guard"). */
export const leastTorrents = 5

/** How far apart the first and the last of them may turn bad, milliseconds. A tracker is asked about each torrent only once in up to an hour. */
export const windowOf: Readonly<Record<Evidence, number>> = { swarm: 600_000, tracker: 3_600_000, files: 600_000 }

/** Without movement for this long a torrent counts as stalled: a slow one flickers between two states. Milliseconds. */
export const idleFor = 120_000

/** An outage this old is none any more while the same client or tracker evidently lives. Milliseconds. */
export const oldAfter = 21_600_000

/** It lives: some torrent moved, or was welcome at the tracker, this short ago. Milliseconds. */
export const aliveWithin: Readonly<Record<"swarm" | "tracker", number>> = { swarm: 600_000, tracker: 3_600_000 }

/** `percent` 1 to 100, `now` epoch milliseconds. */
interface Limits {
  readonly percent: number
  readonly now: number
}

/** What is judged together: the torrents of one client or of one tracker. Times are epoch milliseconds. */
export interface Ward {
  total: number
  /** When its bad torrents turned bad. */
  readonly bad: Array<number>
  aliveAt: number
}

/** The ward of that name, a new one if need be. */
export const wardOf = (wards: Map<string, Ward>, key: string): Ward => {
  const known = wards.get(key)
  if (known !== undefined) return known
  const ward: Ward = { total: 0, bad: [], aliveAt: Number.NEGATIVE_INFINITY }
  wards.set(key, ward)
  return ward
}

/**
 * The largest group that turned bad within one window and is too large a share of what was well when the window began.
 * Those that were bad before do not count: they would hide it.
 */
const clusterOf = (ward: Ward, evidence: Evidence, { now, percent }: Limits) => {
  const bad = ward.bad.sort((a, b) => a - b)
  const lives = evidence !== "files" && now - ward.aliveAt <= aliveWithin[evidence]
  let best: { readonly count: number; readonly total: number } | undefined
  let first = 0
  for (const [last, at] of bad.entries()) {
    while (at - (bad[first] ?? at) > windowOf[evidence]) first++
    const count = last - first + 1
    const total = ward.total - first
    if (count < leastTorrents || count * 100 <= percent * total || (lives && now - at > oldAfter)) continue
    if (best === undefined || count > best.count) best = { count, total }
  }
  return best
}

/** The outages among these wards; `words` begins the sentence with the numbers. */
export const outagesOfWards = (
  limits: Limits,
  wards: ReadonlyMap<string, Ward>,
  evidence: Evidence,
  scopeOf: (key: string) => Outage["scope"],
  words: (count: number, total: number, key: string) => string
): ReadonlyArray<Outage> =>
  [...wards].flatMap(([key, ward]) => {
    const cluster = ward.bad.length < leastTorrents ? undefined : clusterOf(ward, evidence, limits)
    if (cluster === undefined) return []
    const within = `within ${windowOf[evidence] / 60_000} minutes`
    return {
      scope: scopeOf(key),
      evidence,
      reason: `${words(cluster.count, cluster.total, key)} ${within}: taken for an outage, nothing is removed for it`
    }
  })
