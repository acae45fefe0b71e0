import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { InstallRefused } from "./InstallRefused.ts"

/** What ffbinaries.com offers for this machine. */
export interface Release {
  readonly version: string
  readonly url: string
  /** Lower-case hexadecimal. */
  readonly sha256: string
}

/** Name of a platform in the list of ffbinaries.com; undefined where it offers nothing (engine §5.1). */
export const platformKey = (platform: string, arch: string): string | undefined => {
  switch (`${platform}/${arch}`) {
    case "win32/x64":
      return "windows-64"
    case "win32/ia32":
      return "windows-32"
    case "linux/x64":
      return "linux-64"
    case "linux/ia32":
      return "linux-32"
    case "linux/arm":
      return "linux-armhf"
    case "linux/arm64":
      return "linux-arm64"
    case "darwin/x64":
      return "osx-64"
    default:
      return undefined
  }
}

/** From which hosts anything is taken. */
export const isAllowedHost = (host: string): boolean =>
  host === "ffbinaries.com" ||
  host.endsWith(".ffbinaries.com") ||
  host === "github.com" ||
  host === "objects.githubusercontent.com" ||
  host === "release-assets.githubusercontent.com"

/** An address may be asked only by https, at its usual port, without credentials, on an allowed host. */
export const checkAddress = (address: string, base?: URL): Effect.Effect<URL, InstallRefused> =>
  Effect.suspend(() => {
    const url = URL.canParse(address, base?.href) ? new URL(address, base) : undefined
    if (url === undefined) return new InstallRefused({ reason: "the download address cannot be read" })
    if (url.protocol !== "https:") {
      return new InstallRefused({
        reason: `${url.host} is offered by ${url.protocol.slice(0, -1)}, only https is used`
      })
    }
    if (url.port !== "" || url.username !== "" || url.password !== "" || !isAllowedHost(url.hostname)) {
      return new InstallRefused({ reason: `${url.host} is none of the hosts that ffprobe may come from` })
    }
    return Effect.succeed(url)
  })

const Payload = Schema.Struct({
  version: Schema.NonEmptyString,
  bin: Schema.Record({ key: Schema.String, value: Schema.Record({ key: Schema.String, value: Schema.Unknown }) })
})

/** Decodes the answer of `version/latest`. */
export const readPayload = Schema.decodeUnknown(Schema.parseJson(Payload))

const digest = /^[0-9a-f]{64}$/

const textOf = (value: unknown): string | undefined => {
  const text = typeof value === "string" ? value.trim().toLowerCase() : ""
  return digest.test(text) ? text : undefined
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** The SHA-256 of the download, wherever the entry carries it (engine §5.1, step 7). */
const checksumOf = (entry: Readonly<Record<string, unknown>>): string | undefined => {
  for (const name of ["ffprobe_sha256", "sha256", "checksum"]) {
    const found = textOf(entry[name])
    if (found !== undefined) return found
  }
  for (const name of ["checksums", "sha256"]) {
    const map = entry[name]
    if (!isRecord(map)) continue
    const found = textOf(map["ffprobe"]) ?? textOf(map["ffprobe_sha256"])
    if (found !== undefined) return found
  }
  return undefined
}

/** What to download for this platform. No checksum, no download (decisions, "ffprobe"). */
export const releaseOf = (payload: typeof Payload.Type, key: string): Effect.Effect<Release, InstallRefused> => {
  const entry = payload.bin[key]
  const url = entry?.["ffprobe"]
  if (entry === undefined || typeof url !== "string") {
    return new InstallRefused({ reason: `ffbinaries.com offers no ffprobe for ${key}` })
  }
  const sha256 = checksumOf(entry)
  if (sha256 === undefined) {
    return new InstallRefused({ reason: `ffbinaries.com offers no checksum for ffprobe ${payload.version} (${key})` })
  }
  return Effect.succeed({ version: payload.version, url, sha256 })
}
