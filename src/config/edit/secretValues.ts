import { redactPatterns } from "../../observability/Redaction.ts"
import type { KeyPath } from "../KeyPath.ts"
import { isTable } from "../TomlTable.ts"
import { keyAt } from "./isInlineKey.ts"

/** What stands where a secret stands; whoever sends it back means "as it is". */
export const redacted = "[redacted]"

/** Nothing has been set, and everybody may know. */
const unset = new Set(["", "CHANGE_ME"])

/** Names that keys with secrets have, here and in other programs. */
const secretName = /(api[-_ ]?key|token|passw|passkey|pwd|secret|credential|hash)/i

/** The name that tells what a value is: list items go by the name of their list. */
const nameOf = (path: KeyPath): string => String(path.filter((part) => typeof part === "string").at(-1) ?? "")

/** By its key; where nobody knows the key, by its name. */
const isSecretPath = (path: KeyPath): boolean => {
  const key = keyAt(path)
  return key?._tag === "Key" ? key.value.secret === true : secretName.test(nameOf(path))
}

/** The address of a tracker without what may be a passkey, so that people know which one it is; undefined for no address. */
export const shownTracker = (uri: string): string | undefined => {
  if (/^[\w.-]+(:\d+)?$/.test(uri)) return uri
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (url === undefined || url.host === "") return undefined
  const plain = url.username === "" && url.password === "" && url.search === "" && /^\/(announce)?$/.test(url.pathname)
  return plain ? uri : `${url.protocol}//${url.host}/${redacted}`
}

const withoutLogin = (text: string): string => text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${redacted}@`)

/** A text of the config as it may be shown; the path tells what it is. Pure. */
export const shownText = (text: string, path: KeyPath): string => {
  if (unset.has(text)) return text
  const key = keyAt(path)
  if (isSecretPath(path)) {
    const isTracker = key?._tag === "Key" && key.value.type !== "secret"
    return (isTracker ? shownTracker(text.trim()) : undefined) ?? redacted
  }
  return key === undefined && redactPatterns(text) !== text ? redacted : withoutLogin(text)
}

/** Whether a text at this place stands for a stored one; elsewhere `[redacted]` is a text like any other. */
export const standsForStored = (text: string, path: KeyPath): boolean =>
  text.includes(redacted) && (isSecretPath(path) || keyAt(path) === undefined || text.includes(`://${redacted}@`))

/** A value, with everything in it, as it may be shown. Pure. */
export const shownValue = (value: unknown, path: KeyPath): unknown => {
  if (typeof value === "string") return shownText(value, path)
  if (value instanceof Date) return value
  if (Array.isArray(value)) return value.map((item: unknown, nth) => shownValue(item, [...path, nth]))
  if (!isTable(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shownValue(inner, [...path, name])]))
}
