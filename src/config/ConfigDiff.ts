import { type Config, treeOf } from "./Config.ts"
import { type Leaf, leaves, type ReloadEffect } from "./Key.ts"
import { showPath } from "./KeyPath.ts"
import { sameValue, valueAt } from "./sameValue.ts"

/** One key that differs, or a section that came or went. Values are not in here, so it can be logged. */
export interface ConfigChange {
  /** Dotted path, or the section's name. */
  readonly key: string
  readonly section: string
  readonly kind: "changed" | "added" | "removed"
  /** `none`: the key is planned. */
  readonly effect: ReloadEffect | "none"
}

/** What two configs differ in and what that means for a running daemon. */
export interface ConfigDiff {
  readonly changes: ReadonlyArray<ConfigChange>
  /** Sections whose workers have to restart, start or stop. */
  readonly sections: ReadonlySet<string>
  /** Every worker has to restart. */
  readonly allWorkers: boolean
  /** The web server has to bind again. */
  readonly web: boolean
  /** Keys that wait for the next start of the process. */
  readonly needProcess: ReadonlyArray<string>
}

const sectionsOf = (config: Config): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>([
    ["Settings", config.Settings],
    ["WebUI", config.WebUI],
    ...Object.entries(config.qBit),
    ...Object.entries(config.Arr)
  ])

const reaches = ({ node }: Leaf): boolean => node._tag === "Key" && node.reachesQbit === true

/** Compares two configs. Pure. */
export const diff = (before: Config, after: Config): ConfigDiff => {
  const changes: Array<ConfigChange> = []
  const sections = new Set<string>()
  let reachesQbit = false
  const old = sectionsOf(before)
  const now = sectionsOf(after)
  for (const section of new Set([...old.keys(), ...now.keys()])) {
    const was = old.get(section)
    const is = now.get(section)
    if (was === undefined || is === undefined) {
      changes.push({ key: section, section, kind: was === undefined ? "added" : "removed", effect: "worker" })
      sections.add(section)
      reachesQbit ||= !Object.hasOwn(before.qBit, section) && !Object.hasOwn(after.qBit, section)
      continue
    }
    for (const leaf of leaves(treeOf(section) ?? {})) {
      if (sameValue(valueAt(was, leaf.path), valueAt(is, leaf.path))) continue
      const effect = leaf.planned ? "none" : leaf.node.effect
      changes.push({ key: showPath([section, ...leaf.path]), section, kind: "changed", effect })
      if (effect === "worker") sections.add(section)
      reachesQbit ||= effect !== "none" && reaches(leaf)
    }
  }
  if (reachesQbit) for (const section of Object.keys(after.qBit)) sections.add(section)
  if (!sameValue(before.overrides, after.overrides)) {
    changes.push({ key: "QBITRR_OVERRIDES", section: "Settings", kind: "changed", effect: "workers" })
  }
  const has = (effect: ReloadEffect) => changes.some((change) => change.effect === effect)
  return {
    changes,
    sections,
    allWorkers: has("workers"),
    web: has("web"),
    needProcess: changes.filter(({ effect }) => effect === "process").map(({ key }) => key)
  }
}
