import { leaves } from "../Key.ts"
import { type KeyPath, showPath } from "../KeyPath.ts"
import { webUITree } from "../keys/webUI.ts"
import { sameValue } from "../sameValue.ts"
import { isTable } from "../TomlTable.ts"
import { documentOf } from "./documentOf.ts"
import { valueAtPath } from "./storedValues.ts"

/** Keys of `[WebUI]` that say nothing about who gets in; all others do, those of later versions too. */
const harmless = new Set(["Host", "Port", "UrlBase", "LiveArr", "Theme", "ViewDensity"])

/** Keys that only a caller with scope admin may change: whoever can is let in anywhere. */
export const protectedPaths: ReadonlyArray<KeyPath> = leaves(webUITree)
  .filter(({ path }) => !harmless.has(path[0] ?? ""))
  .map(({ path }) => ["WebUI", ...path])

/** An address with what is sent to it: with another address, a stored secret would go to somebody else. */
const services: ReadonlyArray<{ readonly to: ReadonlyArray<KeyPath>; readonly secrets: ReadonlyArray<KeyPath> }> = [
  { to: [["URI"]], secrets: [["APIKey"]] },
  { to: [["Host"], ["Port"]], secrets: [["Password"], ["ApiKey"]] },
  ...["Overseerr", "Ombi"].map((name) => ({
    to: [["EntrySearch", name, `${name}URI`]],
    secrets: [["EntrySearch", name, `${name}APIKey`]]
  }))
]

const isSet = (value: unknown): boolean => typeof value === "string" && value !== "" && value !== "CHANGE_ME"

/**
 * What in a change of the file needs scope admin, by dotted key: everything about access, and another address for a
 * service whose secret stays. Pure.
 */
export const protectedChanges = (before: string, after: string): ReadonlyArray<string> => {
  const old = documentOf(before)
  const now = documentOf(after)
  const differs = (path: KeyPath): boolean => !sameValue(valueAtPath(old, path), valueAtPath(now, path))
  const access = protectedPaths.filter(differs)
  const addresses = Object.keys(now)
    .filter((section) => section !== "WebUI" && isTable(old[section]))
    .flatMap((section) =>
      services.flatMap(({ secrets, to }) => {
        const stays = secrets.some((path) => {
          const here = [section, ...path]
          return isSet(valueAtPath(now, here)) && !differs(here)
        })
        return stays ? to.map((path) => [section, ...path]).filter(differs) : []
      })
    )
  return [...access, ...addresses].map((path) => showPath(path))
}
