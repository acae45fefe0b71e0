import { treeOf } from "./Config.ts"
import { type Leaf, leaves, type Tree } from "./Key.ts"

/** What every variable of ours begins with. */
export const prefix = "QBITRR_"

/** A section as it stands in a variable: `Radarr-Movies` is `RADARR_MOVIES`. */
export const sectionInName = (section: string): string => section.toUpperCase().replace(/[-. ]/g, "_")

/** The variable of a key: `QBITRR_RADARR_MOVIES__ENTRYSEARCH__SEARCHMISSING`. */
export const variableOf = (section: string, path: ReadonlyArray<string>): string =>
  prefix + [sectionInName(section), ...path.map((name) => name.toUpperCase())].join("__")

/** A key that a variable stands for. */
export interface Target {
  readonly section: string
  readonly leaf: Leaf
}

const withoutUnderscores = (word: string): string => word.replaceAll("_", "").toUpperCase()

const leafOf = (tree: Tree, same: (path: ReadonlyArray<string>) => boolean): Leaf | undefined =>
  leaves(tree).find(({ path }) => same(path))

/**
 * The keys that a variable stands for; several when section names differ only in what a variable cannot tell.
 * `name` is in upper case and begins with the prefix. Besides the scheme for all keys, `QBITRR_SETTINGS_LOOP_SLEEP_TIMER` and
 * `QBITRR_QBIT_HOST` are understood, as the reference has them (spec config §10.1).
 */
export const targetsOf = (name: string, sections: ReadonlyArray<string>): ReadonlyArray<Target> => {
  const rest = name.slice(prefix.length)
  const targets = sections.flatMap((section): ReadonlyArray<Target> => {
    const tree = treeOf(section)
    const start = `${sectionInName(section)}__`
    if (tree === undefined || !rest.startsWith(start)) return []
    const wanted = rest.slice(start.length)
    const leaf = leafOf(tree, (path) => path.join("__").toUpperCase() === wanted)
    return leaf === undefined ? [] : [{ section, leaf }]
  })
  if (targets.length > 0) return targets
  for (const section of ["Settings", "qBit"]) {
    const start = `${section.toUpperCase()}_`
    const tree = treeOf(section)
    if (tree === undefined || !rest.startsWith(start) || rest.startsWith(`${start}_`)) continue
    const wanted = withoutUnderscores(rest.slice(start.length))
    const leaf = leafOf(tree, (path) => path.length === 1 && path[0]?.toUpperCase() === wanted)
    if (leaf !== undefined) return [{ section, leaf }]
  }
  return []
}

/** All variables that would be understood, for suggestions. */
export const allVariables = (sections: ReadonlyArray<string>): ReadonlyArray<string> =>
  sections.flatMap((section) => leaves(treeOf(section) ?? {}).map(({ path }) => variableOf(section, path)))
