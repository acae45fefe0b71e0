import type { Rule } from "../Rule.ts"
import { remove } from "../removals.ts"

/**
 * Engine §2.8 row 5, acceptance check 26: out of the client, no blocklist. The files are gone anyway, so they are not
 * deleted: should the disk only be unmounted, nothing good is lost.
 */
export const missingFiles: Rule = {
  name: "missing files",
  doc: "A torrent whose files are missing is removed from qBittorrent; the Arr is not told that it failed.",
  judge: (input) =>
    input.torrent.state === "missingFiles"
      ? remove(input, {
          reason: "qBittorrent reports missing files",
          evidence: "files",
          as: "done",
          deleteFiles: false,
          gated: false
        })
      : undefined
}
