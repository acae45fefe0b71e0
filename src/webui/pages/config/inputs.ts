import type { KeyView } from "../../../web/config/schemaView.ts"

/** A key of a section or of a row. */
export type AnyKey = Omit<KeyView, "rows">

const numeric = /^[+-]?\d+(\.\d+)?$/

/** A value of the config as text in a field. */
export const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return ""
  if (Array.isArray(value)) return value.map(textOf).join("\n")
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value)
}

const mayBeNumber = ({ type }: Pick<AnyKey, "type">): boolean => /number|duration|size|rate|percent|share/.test(type)

/** What a person typed as a value; the daemon says what is wrong with it. */
export const valueOf = (key: Pick<AnyKey, "type">, text: string): unknown => {
  if (key.type.startsWith("list of ")) {
    const item = { type: key.type.slice("list of ".length) }
    return text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .map((line) => valueOf(item, line))
  }
  if (key.type.startsWith("table of")) {
    try {
      return JSON.parse(text)
    } catch {
      return text
    }
  }
  return mayBeNumber(key) && numeric.test(text.trim()) ? Number(text.trim()) : text
}

/** How a key is filled in. */
export type InputKind = "switch" | "choice" | "secret" | "lines" | "rows" | "text"

export const inputOf = (key: Pick<AnyKey, "type" | "choices" | "secret">): InputKind => {
  if (key.type === "rows") return "rows"
  if (key.secret) return "secret"
  if (key.type === "yes or no") return "switch"
  if (key.choices !== null && key.choices.length > 0 && !key.type.startsWith("list of")) return "choice"
  return /^(list|table) of/.test(key.type) ? "lines" : "text"
}

/** A value in a sentence. */
export const shown = (value: unknown): string => {
  if (value === null || value === undefined) return "nothing"
  if (typeof value === "boolean") return value ? "on" : "off"
  if (Array.isArray(value)) {
    if (value.length === 0) return "an empty list"
    return value.every((one) => typeof one !== "object")
      ? value.join(", ")
      : `${value.length} ${value.length === 1 ? "row" : "rows"}`
  }
  if (typeof value === "object") return JSON.stringify(value)
  return value === "" ? "empty" : String(value)
}
