import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"

/** One recorded answer of a real qBittorrent. */
export interface Recorded {
  readonly version: string
  readonly file: string
  readonly path: string
  readonly status: number
  /** Text or parsed JSON, as recorded. */
  readonly body: unknown
}

const folder = join(
  process.env["QBITRR_SHARED"] ?? resolve(import.meta.dirname, "../../../../../shared"),
  "api/fixtures/qbittorrent-live"
)

/** Part of a test's title when the recordings are not there. */
export const isAbsent = !existsSync(folder)
export const hint = isAbsent ? ` [skipped: no recorded answers in ${folder}; set QBITRR_SHARED]` : ""

const fileOf = (version: string, file: string): Recorded => {
  const recorded: { request: { path: string }; status: number; body: unknown } = JSON.parse(
    readFileSync(join(folder, version, file), "utf8")
  )
  return { version, file, path: recorded.request.path, status: recorded.status, body: recorded.body }
}

export const versions: ReadonlyArray<string> = isAbsent ? ["none"] : readdirSync(folder)

/** All good answers of one endpoint of one version. */
export const recorded = (version: string, path: string): ReadonlyArray<Recorded> =>
  readdirSync(join(folder, version))
    .map((file) => fileOf(version, file))
    .filter((one) => one.path === path && one.status === 200)
