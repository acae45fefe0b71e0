import type { ConfigDocument } from "../../../web/config/ConfigViews.ts"

/** Name of the log file of a process, as the daemon makes it (`Logging.fileNameOf`). */
export const logOf = (process: string): string => {
  const safe = process
    .replaceAll(/[^A-Za-z0-9._-]/g, "_")
    .replace(/^\.+/, "_")
    .slice(0, 100)
  return safe === "" || safe.toLowerCase() === "main" ? `_${safe}.log` : `${safe}.log`
}

/** The section of the config that a process goes by; what has none of its own goes by `Settings`. */
export const sectionOf = (document: Pick<ConfigDocument, "config">, process: string): string =>
  [process, process.replace(/^(Feed|Search)-/, "")].find((name) => name in document.config) ?? "Settings"

/** One key as it is in force. */
export interface KeyInForce {
  /** Dotted, below the section. */
  readonly path: string
  readonly value: string
}

const shown = (value: unknown): string => {
  if (typeof value === "string") return value === "" ? '""' : value
  if (Array.isArray(value) && value.some((one) => typeof one === "object")) return `${value.length} rows`
  if (Array.isArray(value)) return `[${value.map((one) => JSON.stringify(one)).join(", ")}]`
  return JSON.stringify(value) ?? ""
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const flat = (value: unknown, path: string): ReadonlyArray<KeyInForce> =>
  isTable(value)
    ? Object.entries(value).flatMap(([name, inner]) => flat(inner, path === "" ? name : `${path}.${name}`))
    : [{ path, value: shown(value) }]

/** The keys of a section: those that somebody has set, and those that are as they come. */
export const inForce = (
  document: Pick<ConfigDocument, "config" | "origins">,
  section: string
): { readonly set: ReadonlyArray<KeyInForce>; readonly preset: ReadonlyArray<KeyInForce> } => {
  const isSet = ({ path }: KeyInForce): boolean =>
    (document.origins[`${section}.${path}`]?.source ?? "default") !== "default"
  const keys = flat(document.config[section] ?? {}, "")
  return { set: keys.filter(isSet), preset: keys.filter((key) => !isSet(key)) }
}
