import { parse } from "smol-toml"
import { migrate } from "../migrations.ts"
import type { TomlTable } from "../TomlTable.ts"

/** What a text says, with everything where today's files have it; nothing for a text that is no TOML. */
export const documentOf = (text: string): TomlTable => {
  try {
    return migrate(parse(text)).table
  } catch {
    return {}
  }
}
