import type { Evidence, Outage } from "./Rule.ts"

/** An outage and when it was last found. Epoch milliseconds. */
export interface Held {
  readonly outage: Outage
  readonly foundAt: number
}

/**
 * How long an outage is held after it was last found, milliseconds. Torrents recover one after the other, some only with
 * their next announce; without this the last ones would be removed for a time that was not their fault.
 */
export const holdsFor: Readonly<Record<Evidence, number>> = { swarm: 1_800_000, tracker: 3_600_000, files: 1_800_000 }

const keyOf = ({ evidence, scope }: Outage): string =>
  `${evidence} ${scope._tag} ${scope._tag === "Client" ? scope.instance : scope.host}`

/** What is held after `found` was found at `now`: that, and what was found a short while ago. */
export const hold = (held: ReadonlyArray<Held>, found: ReadonlyArray<Outage>, now: number): ReadonlyArray<Held> => {
  const fresh = new Set(found.map(keyOf))
  return [
    ...found.map((outage) => ({ outage, foundAt: now })),
    ...held.filter(({ foundAt, outage }) => !fresh.has(keyOf(outage)) && now - foundAt <= holdsFor[outage.evidence])
  ]
}
