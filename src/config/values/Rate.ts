import * as Schema from "effect/Schema"
import { type Codec, leaf, textFromText } from "./Codec.ts"

const kilobytes: Readonly<Record<string, number>> = { k: 1, m: 1024, g: 1024 * 1024 }

/** KB/s of a number, or of text with one of k, m, g in either case: `"2M"` is 2048. Undefined when it is no rate. */
export const parseRate = (raw: unknown): number | undefined => {
  if (typeof raw === "number") return raw === -1 || (Number.isFinite(raw) && raw >= 0) ? raw : undefined
  if (typeof raw !== "string") return undefined
  const text = raw.trim()
  if (text === "-1") return -1
  const match = /^(\d+(?:\.\d+)?)([kmgKMG])?$/.exec(text)
  return match === null ? undefined : Number(match[1]) * (kilobytes[match[2]?.toLowerCase() ?? "k"] ?? 1)
}

/** Rate limit in KB/s (1024 bytes); -1 is off. Source: design, "Rate limits are KB/s in the config everywhere". */
export const rate: Codec<number> = {
  type: "rate",
  allowed: 'a rate in KB/s such as 500, text such as "500K" or "2M", or -1 for off',
  unit: "KB/s",
  min: -1,
  fromText: textFromText,
  schema: leaf(Schema.Number, parseRate)
}
