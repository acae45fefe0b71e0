import * as Schema from "effect/Schema"
import { type Codec, leaf, textFromText } from "./Codec.ts"

/** Trims the path and each segment and drops empty segments; a backslash stays. Source: engine §0.4.3. */
export const normaliseCategory = (text: string): string =>
  text
    .split("/")
    .map((segment) => segment.trim())
    .filter((segment) => segment !== "")
    .join("/")

/** A qBittorrent category path, normalised, never empty. */
export const category: Codec<string> = {
  type: "category",
  allowed: 'the name of a category such as "radarr-movies" or "seed/linux"',
  fromText: textFromText,
  schema: leaf(Schema.String, (raw) => {
    const text = typeof raw === "string" ? normaliseCategory(raw) : ""
    return text === "" ? undefined : text
  })
}
