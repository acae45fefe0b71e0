import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const onPath = (): ReadonlyArray<string> => {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, "qbittorrent-nox")
    if (folder !== "" && isExecutable(path)) return [path]
  }
  return []
}

const asked = (process.env["QBITTORRENT_NOX"] ?? "").split(/[:,]/).filter((path) => path.trim() !== "")

/**
 * The qbittorrent-nox programs to test with: those of `QBITTORRENT_NOX` (several separated by `:` or `,`), else the one
 * on `PATH`. A wrapper that ends in `exec chroot DIR qbittorrent-nox "$@"` works too when /tmp is bind-mounted there.
 */
export const binaries: ReadonlyArray<string> = asked.length > 0 ? asked.map((path) => path.trim()) : onPath()

/** True when there is none: `describe.skipIf(isMissing)`. */
export const isMissing = binaries.length === 0

/** Part of the title of every test that needs one, so that a skipped one says why and what to do. */
export const hint = isMissing ? " [skipped: no qbittorrent-nox; run `npm run test:setup` or set QBITTORRENT_NOX]" : ""

/** What `describe.each` runs over: at least one row, so that skipped tests are listed. */
export const matrix: ReadonlyArray<string> = isMissing ? ["qbittorrent-nox"] : binaries
