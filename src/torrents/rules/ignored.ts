import { leave, type Rule } from "../Rule.ts"
import * as Tags from "../Tags.ts"

/** Tag `qBitrr-ignored`: first gate of every path (decisions, "Safety first"). `apply` asks it once more. */
export const ignored: Rule = {
  name: "ignored",
  doc: "A torrent tagged qBitrr-ignored is never touched.",
  gate: true,
  judge: ({ torrent }) => (torrent.tags.includes(Tags.ignored) ? leave(`tagged ${Tags.ignored}: hands off`) : undefined)
}
