/**
 * A path without `.`, `..`, doubled and trailing slashes. Backslashes are separators only in paths that begin like one
 * of Windows; elsewhere they are letters.
 */
export const tidy = (path: string): string => {
  const slashed = /^([a-z]:[\\/]|\\\\)/i.test(path) ? path.replaceAll("\\", "/") : path
  const parts: Array<string> = []
  for (const part of slashed.split("/")) {
    if (part === "" || part === ".") continue
    if (part === "..") parts.pop()
    else parts.push(part)
  }
  return `${slashed.startsWith("/") ? "/" : ""}${parts.join("/")}`
}

/** One spelling for all names that some disk takes for the same: Unicode NFC, lower-case. */
export const nameKey = (name: string): string => name.normalize("NFC").toLowerCase().normalize("NFC")

/** One spelling for all paths that may be the same file. For comparing only. */
export const pathKey = (path: string): string => nameKey(tidy(path))

/** Whether a key is at or below another. */
export const isWithin = (key: string, root: string): boolean =>
  key === root || key.startsWith(root.endsWith("/") ? root : `${root}/`)

/** The keys of a path and of every folder above it. */
export const lineage = (key: string): ReadonlyArray<string> => {
  const line = [key]
  for (let slash = key.lastIndexOf("/"); slash > 0; slash = key.lastIndexOf("/", slash - 1))
    line.push(key.slice(0, slash))
  return line
}

/** The path below a root, or undefined when it is not strictly below it. */
export const below = (path: string, root: string): string | undefined => {
  const parts = tidy(path).split("/")
  const start = tidy(root) === "/" ? [""] : tidy(root).split("/")
  const matches = start.every((part, at) => nameKey(part) === nameKey(parts[at] ?? ""))
  const rest = parts.slice(start.length).join("/")
  return matches && rest !== "" ? rest : undefined
}
