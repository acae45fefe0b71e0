import * as Schema from "effect/Schema"
import { type Codec, leaf, textFromText } from "./Codec.ts"

const exponents: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4 }

/**
 * Bytes of a number with at most one of k, m, g, t in either case (powers of 1024), or -1 for off, as text or as a
 * number. Undefined when it is no size. Source: engine §0.4.2.
 */
export const parseSize = (raw: unknown): number | undefined => {
  if (typeof raw === "number") return raw === -1 || (Number.isFinite(raw) && raw >= 0) ? Math.trunc(raw) : undefined
  if (typeof raw !== "string") return undefined
  const text = raw.trim()
  if (text === "-1") return -1
  const match = /^(\d+(?:\.\d+)?)([kmgtKMGT])?$/.exec(text)
  if (match === null) return undefined
  const bytes = Math.trunc(Number(match[1]) * 1024 ** (exponents[match[2]?.toLowerCase() ?? ""] ?? 0))
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

/** Size in bytes; -1 is off. */
export const size: Codec<number> = {
  type: "size",
  allowed: 'a size such as "500M", "10G" or "1.5T", a number of bytes, or "-1" for off',
  unit: "bytes",
  min: -1,
  fromText: textFromText,
  schema: leaf(Schema.Number, parseSize, { encode: String })
}
