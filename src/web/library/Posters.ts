import { createHash } from "node:crypto"
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ArrOptions } from "../../clients/arr/ArrClient.ts"
import { readPoster } from "../../clients/arr/readPoster.ts"
import { pictureType } from "./sniff.ts"

/** A picture as it is sent. */
export interface Poster {
  readonly bytes: Uint8Array
  readonly type: string
  /** Strong, in quotes. */
  readonly etag: string
}

/** Posters, fetched from their Arr once and kept on disk. */
export interface PostersService {
  /** Undefined: there is none, or it cannot be had now. */
  readonly get: (arr: ArrOptions, containerId: number) => Effect.Effect<Poster | undefined>
}

export class Posters extends Context.Tag("qbitrr/web/library/Posters")<Posters, PostersService>() {}

export interface PosterOptions {
  /** Holds nothing but posters. */
  readonly folder: string
  /** Bytes on disk; the oldest make room. Default 256 MiB. */
  readonly limit?: number
}

const hour = 3_600_000

/** A poster that the Arr does not have is asked for again after this time; one that could not be read, much sooner. */
const goneFor = 6 * hour
const awayFor = 60_000

/** A poster is fetched again after this time: people choose others. */
const goodFor = 30 * 24 * hour

const mostMisses = 20_000

const posterOf = (bytes: Uint8Array): Poster | undefined => {
  const type = pictureType(bytes)
  if (type === undefined) return undefined
  return { bytes, type, etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 27)}"` }
}

const quietly = <A>(work: () => Promise<A>): Effect.Effect<A | undefined> =>
  Effect.orElseSucceed(Effect.tryPromise(work), () => undefined)

/** One file for each; its name says nothing of the section, and no name of a section can lead out of the folder. */
const nameOf = (arr: ArrOptions, containerId: number): string =>
  createHash("sha256").update(`${arr.name}\n${arr.url}\n${containerId}`).digest("hex").slice(0, 40)

/** Makes room: what was written first goes first. */
const makeRoom = async (folder: string, limit: number): Promise<number> => {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const { mtimeMs, size } = await stat(join(folder, name))
      return { path: join(folder, name), at: mtimeMs, size }
    })
  )
  let total = files.reduce((sum, { size }) => sum + size, 0)
  // A tenth more than needed, so that not every new one has to look again.
  const aim = total > limit ? limit * 0.9 : limit
  for (const file of files.sort((a, b) => a.at - b.at)) {
    if (total <= aim) break
    await rm(file.path, { force: true })
    total -= file.size
  }
  return total
}

const make = ({ folder, limit = 256 * 1024 * 1024 }: PosterOptions) =>
  Effect.gen(function* () {
    const misses = new Map<string, number>()
    /** One request for each at a time, few at a time, and never two writers. */
    const fetching = yield* Effect.makeSemaphore(4)
    const keeping = yield* Effect.makeSemaphore(1)
    const underWay = new Map<string, Effect.Effect<Poster | undefined>>()
    let total: number | undefined

    const stored = (path: string, now: number) =>
      quietly(async () => {
        const { mtimeMs } = await stat(path)
        return { poster: posterOf(await readFile(path)), isOld: Math.abs(now - mtimeMs) > goodFor }
      })

    const keep = (path: string, { bytes }: Poster) =>
      quietly(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await writeFile(`${path}.new`, bytes, { mode: 0o600 })
        await rename(`${path}.new`, path)
        total = (total ?? limit + 1) + bytes.length
        if (total > limit) total = await makeRoom(folder, limit)
      }).pipe(keeping.withPermits(1))

    const fetch = (arr: ArrOptions, containerId: number, path: string, key: string) =>
      Effect.gen(function* () {
        const poster = yield* Effect.map(readPoster(arr, containerId), posterOf)
        if (poster === undefined) return yield* Effect.fail({ isLasting: true })
        yield* keep(path, poster)
        return poster
      }).pipe(
        Effect.catchAll(({ isLasting }) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            if (misses.size >= mostMisses) misses.clear()
            misses.set(key, now + (isLasting ? goneFor : awayFor))
            return undefined
          })
        ),
        fetching.withPermits(1)
      )

    const get: PostersService["get"] = (arr, containerId) =>
      Effect.gen(function* () {
        const key = nameOf(arr, containerId)
        const path = join(folder, key)
        const now = yield* Clock.currentTimeMillis
        const known = yield* stored(path, now)
        if (known?.poster !== undefined && !known.isOld) return known.poster
        if ((misses.get(key) ?? 0) > now) return known?.poster
        const other = underWay.get(key)
        if (other !== undefined) return (yield* other) ?? known?.poster
        const one = yield* Effect.cached(fetch(arr, containerId, path, key))
        underWay.set(key, one)
        return (
          (yield* Effect.ensuring(
            one,
            Effect.sync(() => underWay.delete(key))
          )) ?? known?.poster
        )
      })

    return Posters.of({ get })
  })

export const layer = (options: PosterOptions): Layer.Layer<Posters> => Layer.effect(Posters, make(options))
