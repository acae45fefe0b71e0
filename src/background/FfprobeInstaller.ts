import { join } from "node:path"
import * as Command from "@effect/platform/Command"
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import * as FileSystem from "@effect/platform/FileSystem"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { inSearchPath, installedAt, programName } from "../clients/ffprobe/findFfprobe.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import { download, fetchAllowed } from "./ffprobe/download.ts"
import { InstallRefused } from "./ffprobe/InstallRefused.ts"
import { platformKey, readPayload, releaseOf } from "./ffprobe/release.ts"
import { extract } from "./ffprobe/zip.ts"

export interface InstallerOptions {
  readonly dataFolder: string
  /** `PATH`; a program found there makes the download needless. */
  readonly searchPath: string | undefined
  /** Base of the version list; ffbinaries.com unless given. Its host has to be an allowed one all the same. */
  readonly listUrl?: string
  /** `process.platform` and `process.arch` unless given. */
  readonly platform?: string
  readonly arch?: string
}

/** What an installation came to. */
export type Installed =
  | { readonly _tag: "Needless"; readonly path: string }
  | { readonly _tag: "Current"; readonly version: string }
  | { readonly _tag: "Installed"; readonly version: string }

const listUrl = "https://ffbinaries.com/api/v1"

/** Largest download, and largest program unpacked. Bytes. */
const largest = 200_000_000

const Info = Schema.parseJson(Schema.Struct({ version: Schema.String }))

type Services = CommandExecutor.CommandExecutor | FileSystem.FileSystem | HttpClient.HttpClient

const disk = (what: string) => (error: { readonly message: string }) =>
  new InstallRefused({ reason: `${what}: ${error.message}` })

/**
 * Downloads ffprobe when it is neither in `PATH` nor current (engine §5.1). Safe against anything the other side may
 * answer: allowed hosts by https only (redirects too), checksum required, one plain member of the zip, tried out before
 * it takes the place of the old one by an atomic rename.
 */
export const install = (options: InstallerOptions): Effect.Effect<Installed, InstallRefused, Services> =>
  Effect.scoped(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const inPath = yield* inSearchPath(options.searchPath)
      if (inPath !== undefined) {
        const needless: Installed = { _tag: "Needless", path: inPath }
        return needless
      }
      const platform = options.platform ?? process.platform
      const arch = options.arch ?? process.arch
      const key = platformKey(platform, arch)
      if (key === undefined) {
        return yield* new InstallRefused({ reason: `ffbinaries.com offers no ffprobe for ${platform} on ${arch}` })
      }

      const list = yield* fetchAllowed(`${options.listUrl ?? listUrl}/version/latest`).pipe(
        Effect.flatMap((response) => response.text),
        Effect.flatMap(readPayload),
        Effect.timeout("60 seconds"),
        Effect.catchTags({
          ParseError: () => new InstallRefused({ reason: "the version list of ffbinaries.com cannot be read" }),
          ResponseError: disk("the version list of ffbinaries.com is cut off"),
          TimeoutException: () => new InstallRefused({ reason: "ffbinaries.com gave no answer in time" })
        })
      )

      const target = installedAt(options.dataFolder)
      const folder = join(options.dataFolder, "ffprobe")
      const infoFile = join(folder, "ffprobe_info.json")
      const known = yield* fs.readFileString(infoFile).pipe(
        Effect.flatMap(Schema.decodeUnknown(Info)),
        Effect.map(({ version }) => version),
        Effect.catchAll(() => Effect.succeed(undefined))
      )
      const there = yield* Effect.catchAll(fs.exists(target), () => Effect.succeed(false))
      if (known === list.version && there) {
        const current: Installed = { _tag: "Current", version: list.version }
        return current
      }

      const release = yield* releaseOf(list, key)
      const write = disk(`${folder} cannot be written`)
      yield* Effect.mapError(fs.makeDirectory(folder, { recursive: true }), write)
      const work = yield* Effect.mapError(fs.makeTempDirectoryScoped({ directory: folder, prefix: ".new-" }), write)
      const zip = join(work, "ffprobe.zip")
      const fresh = join(work, programName)
      yield* download(release, zip, largest).pipe(
        Effect.timeoutFail({
          duration: "5 minutes",
          onTimeout: () => new InstallRefused({ reason: "the download of ffprobe did not end in time" })
        })
      )
      yield* extract(zip, programName, fresh, largest)
      yield* Effect.mapError(fs.chmod(fresh, 0o755), write)
      const code = yield* Command.exitCode(Command.make(fresh, "-version")).pipe(
        Effect.timeout("30 seconds"),
        Effect.catchAll(
          (error) => new InstallRefused({ reason: `the downloaded ffprobe cannot be run: ${error.message}` })
        )
      )
      if (code !== 0)
        return yield* new InstallRefused({ reason: `the downloaded ffprobe does not work (code ${code})` })
      yield* Effect.mapError(fs.rename(fresh, target), write)
      const info = join(work, "info.json")
      yield* Effect.mapError(fs.writeFileString(info, `${JSON.stringify({ version: release.version })}\n`), write)
      yield* Effect.mapError(fs.rename(info, infoFile), write)
      const installed: Installed = { _tag: "Installed", version: release.version }
      return installed
    })
  )

/** Track of the heartbeat, and how often it beats while the installer rests. Milliseconds. */
const track = "ffprobe"
const beatEvery = 600_000
const restFor = 86_400_000

/** Longest time the installer may stay silent; for the worker's `progressDeadline`. Milliseconds. */
export const silence = 2 * beatEvery

/**
 * One life of the installer: now, then daily. A failure is told once per cause and changes nothing: without ffprobe
 * complete downloads are imported without a probe.
 */
export const ffprobeInstaller = (options: InstallerOptions): Effect.Effect<never, never, Services | Heartbeat> =>
  Effect.gen(function* () {
    const heartbeat = yield* Heartbeat
    yield* heartbeat.ready
    let told = ""
    const once = Effect.gen(function* () {
      yield* heartbeat.extend(track, silence)
      const result = yield* Effect.either(install(options))
      if (Either.isRight(result)) {
        told = ""
        const { right } = result
        if (right._tag === "Needless") yield* Effect.logDebug(`ffprobe is found in PATH: ${right.path}`)
        else if (right._tag === "Current") yield* Effect.logDebug(`ffprobe ${right.version} is current`)
        else yield* Effect.logInfo(`ffprobe ${right.version} is installed in ${installedAt(options.dataFolder)}`)
        return
      }
      const { reason } = result.left
      const log = reason === told ? Effect.logDebug : Effect.logWarning
      told = reason
      yield* log(
        `ffprobe was not installed: ${reason}. Downloads are not probed until one is found; install ffmpeg with the package manager, or set FFprobeAutoUpdate = false.`
      )
    })
    const rest = Effect.gen(function* () {
      for (let left = restFor; left > 0; left -= beatEvery) {
        yield* heartbeat.beat(track)
        yield* Effect.sleep(beatEvery)
      }
    })
    return yield* Effect.forever(Effect.zipRight(once, rest))
  })
