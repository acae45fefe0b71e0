import type { Origins } from "../assemble.ts"
import { treeOf } from "../Config.ts"
import type { ConfigProblem } from "../ConfigProblem.ts"
import { leaves } from "../Key.ts"
import { showPath } from "../KeyPath.ts"
import { sameValue } from "../sameValue.ts"
import { editProblem } from "./ConfigEdit.ts"
import { documentOf } from "./documentOf.ts"
import { valueAtPath } from "./storedValues.ts"

const source = "env:"

/** The variable that an origin names. */
export const variableIn = (origin: string | undefined): string | undefined =>
  origin?.startsWith(source) === true ? origin.slice(source.length) : undefined

/**
 * Values that an edit of the file would set although the environment says them: they would have no effect, so whoever set
 * them would be misled. Pure.
 */
export const environmentProblems = (before: string, after: string, origins: Origins): ReadonlyArray<ConfigProblem> => {
  const old = documentOf(before)
  const now = documentOf(after)
  return Object.keys(now).flatMap((section) =>
    leaves(treeOf(section) ?? {}).flatMap((leaf) => {
      const path = [section, ...leaf.path]
      const key = showPath(path)
      const variable = variableIn(origins.get(key))
      const value = valueAtPath(now, path)
      if (variable === undefined || value === undefined || sameValue(value, valueAtPath(old, path))) return []
      const message = `is set by the environment variable ${variable}, which wins over the file; change it there, or unset it first`
      return [editProblem(variable, key, "a value for the file", "a change of the environment", message)]
    })
  )
}
