import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"
import { bencode } from "../../harness/qbittorrent/bencode.ts"
import { hint, isMissing, matrix } from "../../harness/qbittorrent/binaries.ts"
import * as Real from "../../harness/qbittorrent/RealQbittorrent.ts"
import { realMovie, type TorrentFile, writeData } from "../../harness/qbittorrent/torrentFile.ts"

const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0 && spawnSync("ffprobe", ["-version"]).status === 0

const sha1 = (data: Uint8Array): Buffer => createHash("sha1").update(data).digest()

/** A film of a second that can be played, and its torrent. */
const film = (folder: string, name: string): TorrentFile => {
  const path = join(folder, name, `${name}.mkv`)
  mkdirSync(join(folder, name), { recursive: true })
  const made = spawnSync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x64", "-y", path])
  if (made.status !== 0) throw new Error(made.stderr.toString())
  const data = readFileSync(path)
  const pieces = Array.from({ length: Math.ceil(data.length / 65_536) }, (_, at) =>
    sha1(data.subarray(at * 65_536, (at + 1) * 65_536))
  )
  const info = {
    files: [{ length: data.length, path: [`${name}.mkv`] }],
    name,
    "piece length": 65_536,
    pieces: Buffer.concat(pieces)
  }
  const spec = { name, files: [{ path: `${name}.mkv`, size: data.length }] }
  return { name, hash: sha1(bencode(info)).toString("hex"), bytes: bencode({ info }), spec }
}

describe.skipIf(isMissing || !hasFfmpeg).each(matrix)(
  `AutoDelete with a real qBittorrent, %s, and a real ffprobe${hint}`,
  (binary) => {
    it.scopedLive(
      "what cannot be played is removed, blocklisted and replaced before it is imported; what can be played is imported",
      () =>
        Effect.gen(function* () {
          const real = yield* Real.start({ binary })
          const radarr = yield* Arrs.arr({
            kind: "radarr",
            category: "radarr",
            client: Arrs.clientView(real.admin),
            autoImportAfter: "5 seconds"
          })
          const garbage = realMovie("Garbage.Movie")
          writeData(garbage, real.downloads)
          const good = film(real.downloads, "Good.Movie")
          for (const [torrent, movieId] of [
            [garbage, 1],
            [good, 2]
          ] as const) {
            yield* real.admin.add([torrent], { category: "radarr", skipChecking: true, savePath: real.downloads })
            yield* radarr.grab({ hash: torrent.hash, media: { kind: "movie", movieId }, title: torrent.name })
          }
          const daemon = yield* Daemon.make(
            [
              Arrs.settings({ FFprobeAutoUpdate: false }),
              Arrs.qbit(real),
              Arrs.section("Radarr-Movies", radarr, "radarr", { AutoDelete: true })
            ].join("\n")
          )
          yield* daemon.start
          yield* poll(
            "the garbage is gone and the film is imported",
            Effect.gen(function* () {
              const rows = yield* real.admin.rows
              const imports = yield* radarr.imports
              return !rows.some(({ hash }) => hash === garbage.hash) && imports.get(good.hash) === 1
            })
          )
          yield* poll(
            "the garbage is searched for again",
            Effect.map(radarr.searches, (all) => all.get("movie:1") === 1)
          )
          assert.deepStrictEqual(
            (yield* radarr.blocklist).map(({ title }) => title),
            ["Garbage.Movie"]
          )
          assert.isFalse((yield* radarr.imports).has(garbage.hash))
          assert.match(daemon.output(), /none of its media files can be played: Garbage\.Movie\.mkv/)
          assert.strictEqual((yield* daemon.stop("SIGTERM")).code, 0)
        }),
      90_000
    )
  }
)
