/** A table as the TOML parser gives it. */
export interface TomlTable {
  [key: string]: unknown
}

/** True for a table; dates are objects too, but no tables. */
export const isTable = (value: unknown): value is TomlTable =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date)
