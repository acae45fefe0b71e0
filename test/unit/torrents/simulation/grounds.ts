import type { Evidence } from "../../../../src/torrents/Rule.ts"

/** What a rule that removes goes by; a new one has to be entered here before it may remove anything. */
export interface Ground {
  /** Only what happened to the Arr's download blocklists; `done` is nobody's failure. */
  readonly as: "failed" | "done"
  readonly evidence: Evidence | undefined
  /** Whether a hit-and-run debt holds it back. */
  readonly gated: boolean
  /** Fields of the torrent without which it must not remove. */
  readonly fields: ReadonlyArray<"addedAt" | "progress" | "eta" | "availability" | "lastActivityAt">
  /** Facts without which it must not remove. */
  readonly facts: ReadonlyArray<"files" | "trackers" | "formats" | "playable" | "queue">
}

/** All rules that may remove or replace. */
export const grounds: Readonly<Record<string, Ground>> = {
  "failed category": { as: "failed", evidence: undefined, gated: false, fields: [], facts: [] },
  "missing files": { as: "done", evidence: "files", gated: false, fields: [], facts: [] },
  "all files excluded": { as: "failed", evidence: undefined, gated: true, fields: [], facts: ["files"] },
  "metadata stuck": { as: "failed", evidence: "swarm", gated: true, fields: ["addedAt"], facts: [] },
  stalled: { as: "failed", evidence: "swarm", gated: true, fields: ["addedAt", "progress"], facts: [] },
  stale: { as: "failed", evidence: "swarm", gated: true, fields: ["addedAt", "progress", "lastActivityAt"], facts: [] },
  slow: { as: "failed", evidence: "swarm", gated: true, fields: ["addedAt", "progress", "eta"], facts: [] },
  unavailable: {
    as: "failed",
    evidence: "swarm",
    gated: true,
    fields: ["addedAt", "progress", "availability", "lastActivityAt"],
    facts: []
  },
  unregistered: { as: "failed", evidence: "tracker", gated: true, fields: ["addedAt"], facts: ["trackers"] },
  "custom format unmet": {
    as: "failed",
    evidence: undefined,
    gated: true,
    fields: ["addedAt", "progress"],
    facts: ["formats", "queue"]
  },
  "queue message": { as: "failed", evidence: undefined, gated: true, fields: ["addedAt"], facts: ["queue"] },
  unplayable: { as: "failed", evidence: undefined, gated: true, fields: [], facts: ["playable"] },
  "seeding done": { as: "done", evidence: undefined, gated: true, fields: [], facts: [] }
}

export const groundOf = (rule: string): Ground => {
  const ground = grounds[rule]
  if (ground === undefined) throw new Error(`rule "${rule}" removes, but grounds.ts does not say what it goes by`)
  return ground
}
