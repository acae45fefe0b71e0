import type { DecisionView } from "../../../web/TorrentView.ts"

/** What was done within one minute. */
export interface Minute {
  /** Begin of the minute, epoch milliseconds. */
  readonly at: number
  readonly decisions: ReadonlyArray<DecisionView>
}

/** Decisions by the minute, in the order in which they come. */
export const byMinute = (decisions: ReadonlyArray<DecisionView>): ReadonlyArray<Minute> => {
  const groups = new Map<number, Array<DecisionView>>()
  for (const decision of decisions) {
    const at = Math.floor(Date.parse(decision.at) / 60_000) * 60_000
    const group = groups.get(at)
    if (group === undefined) groups.set(at, [decision])
    else group.push(decision)
  }
  return [...groups].map(([at, those]) => ({ at, decisions: those }))
}
