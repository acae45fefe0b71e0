import * as Schema from "effect/Schema"
import type { ArrKind } from "../clients/arr/ArrKind.ts"
import { arrKindOf, type Config, treeOf } from "./Config.ts"
import { defaultOf, type Leaf, leaves } from "./Key.ts"
import { type KeyPath, showPath } from "./KeyPath.ts"
import { sameValue, valueAt } from "./sameValue.ts"
import type { Remark } from "./structure.ts"

/** Where a path is written. `rank` orders places of one source: the line in the file. */
export interface Written {
  readonly source: "file" | "environment"
  readonly rank: number
}

/** Lists of texts are sets here: qBitrr writes its own in whatever order. */
const inAnyOrder = (value: unknown): unknown =>
  Array.isArray(value) && value.every((item) => typeof item === "string") ? [...value].sort() : value

/** Whether a value says more than the default, so that somebody may wait for it to do something. */
const isWish = ({ node }: Leaf, value: unknown, kind: ArrKind | undefined): boolean => {
  if (node._tag === "Rows") return Array.isArray(value) && value.length > 0
  if (value === undefined) return false
  const nobodys = [defaultOf(node, kind), ...(node.generated ?? [])].filter((raw) => raw !== undefined)
  const decode = Schema.decodeUnknownSync(node.value.schema)
  return !nobodys.some((raw) => sameValue(inAnyOrder(decode(raw)), inAnyOrder(value)))
}

const remark = (section: string, paths: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<Remark> => {
  const [first] = paths
  if (first === undefined) return []
  const names = paths.map((path) => showPath(path)).join(", ")
  const tail =
    paths.length === 1
      ? "has no effect in this version yet; it is kept"
      : "have no effect in this version yet; they are kept"
  return [
    {
      path: [section, ...first],
      key: section,
      found: names,
      allowed: "keys that are used, see docs/configuration.md",
      message: `${names} ${tail}`,
      severity: "warning"
    }
  ]
}

/**
 * Tells which planned keys somebody has set to something else than their default: one warning for each section and
 * source, at the place of the first. `written` answers undefined for what is not written anywhere.
 */
export const plannedRemarks = (
  config: Config,
  written: (path: KeyPath) => Written | undefined
): ReadonlyArray<Remark> => {
  const sections: ReadonlyArray<readonly [string, unknown]> = [
    ["Settings", config.Settings],
    ["WebUI", config.WebUI],
    ...Object.entries(config.qBit),
    ...Object.entries(config.Arr)
  ]
  return sections.flatMap(([section, values]) => {
    const kind = arrKindOf(section)
    const set = leaves(treeOf(section) ?? {}).flatMap((leaf) => {
      const place = leaf.planned ? written([section, ...leaf.path]) : undefined
      // For another kind of Arr it has no effect in any version, which is told already.
      const concerned = kind === undefined || leaf.kinds === undefined || leaf.kinds.includes(kind)
      return place !== undefined && concerned && isWish(leaf, valueAt(values, leaf.path), kind)
        ? [{ path: leaf.path, place }]
        : []
    })
    return (["file", "environment"] as const).flatMap((source) =>
      remark(
        section,
        set
          .filter(({ place }) => place.source === source)
          .sort((a, b) => a.place.rank - b.place.rank)
          .map(({ path }) => path)
      )
    )
  })
}
