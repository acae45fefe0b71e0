import type { SearchTarget } from "../clients/arr/SearchTarget.ts"
import { better, type Group, targetKey } from "./grouping.ts"

/** The searches of a plan as they come together: one for each target, and each thing in one of them at most. */
export interface Gathering {
  /** Joins the group with that of its target; wishes come first. Things that are in another one stay there. */
  readonly add: (group: Group) => void
  readonly has: (target: SearchTarget) => boolean
  readonly claims: (itemId: number) => boolean
  readonly groups: () => ReadonlyArray<Group>
}

export const gathering = (): Gathering => {
  const groups = new Map<string, Group>()
  const claimed = new Set<number>()
  return {
    add: (group) => {
      const key = targetKey(group.target)
      const parts = group.parts.filter(({ item }) => !claimed.has(item.id))
      for (const { item } of parts) claimed.add(item.id)
      const known = groups.get(key)
      if (known === undefined) groups.set(key, { ...group, parts })
      else {
        groups.set(key, {
          ...known,
          reason: better(known.reason, group.reason),
          parts: [...known.parts, ...parts]
        })
      }
    },
    has: (target) => groups.has(targetKey(target)),
    claims: (itemId) => claimed.has(itemId),
    groups: () => [...groups.values()]
  }
}
