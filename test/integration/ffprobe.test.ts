import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { make } from "../../src/clients/ffprobe/Ffprobe.ts"

const hasBoth = ["ffmpeg", "ffprobe"].every((name) => spawnSync(name, ["-version"]).status === 0)
if (!hasBoth) console.warn("ffmpeg and ffprobe are not installed: the tests with real media files are skipped.")

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-media-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const record = (path: string, source: string, ...codec: ReadonlyArray<string>): string => {
  const result = spawnSync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", source, "-t", "1", ...codec, "-y", path])
  if (result.status !== 0) throw new Error(`ffmpeg: ${result.stderr.toString()}`)
  return path
}

describe.skipIf(!hasBoth)("the real ffprobe", () => {
  it.scopedLive("plays what ffmpeg recorded and refuses garbage, cut and empty files", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const service = yield* make({ dataFolder: at, searchPath: process.env["PATH"] })
      const tag = (path: string) => Effect.map(service.probe(path), ({ _tag }) => _tag)
      const video = "testsrc=size=64x64:rate=5"
      const sound = "sine=frequency=440"
      for (const [name, source, codec] of [
        ["film.mkv", video, ["-c:v", "mpeg4"]],
        ["film.mp4", video, ["-c:v", "mpeg4"]],
        ["film.avi", video, ["-c:v", "mpeg4"]],
        ["film.ts", video, ["-c:v", "mpeg2video"]],
        ["it's a song: 100%.flac", sound, ["-c:a", "flac"]],
        ["song.wav", sound, []],
        ["-dash.mka", sound, ["-c:a", "flac"]]
      ] as const) {
        assert.strictEqual(yield* tag(record(join(at, name), source, ...codec)), "Playable", name)
      }

      const garbage = join(at, "garbage.mkv")
      writeFileSync(garbage, Buffer.alloc(65_536, "not a film "))
      const refused = yield* service.probe(garbage)
      assert.strictEqual(refused._tag, "Unplayable")
      if (refused._tag === "Unplayable") assert.match(refused.reason, /invalid data|ebml/i)

      const program = join(at, "setup.mp4")
      writeFileSync(program, readFileSync(process.execPath).subarray(0, 100_000))
      assert.strictEqual(yield* tag(program), "Unplayable")

      const cut = record(join(at, "cut.mp4"), video, "-c:v", "mpeg4")
      truncateSync(cut, 200)
      assert.strictEqual(yield* tag(cut), "Unplayable")

      const nothing = join(at, "nothing.mkv")
      writeFileSync(nothing, "")
      assert.strictEqual(yield* tag(nothing), "Unplayable")
    }).pipe(Effect.provide(NodeContext.layer))
  )

  it.scopedLive("does not follow a playlist in disguise", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const service = yield* make({ dataFolder: at, searchPath: process.env["PATH"] })
      const list = join(at, "film.mp4")
      writeFileSync(list, "#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/film.ts\n#EXT-X-ENDLIST\n")
      assert.notStrictEqual((yield* service.probe(list))._tag, "Playable")
    }).pipe(Effect.provide(NodeContext.layer))
  )

  it.scopedLive("judges a whole download", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const service = yield* make({ dataFolder: at, searchPath: process.env["PATH"] })
      const release = join(at, "Film.2024")
      mkdirSync(release)
      writeFileSync(join(release, "film.mkv"), Buffer.alloc(4_096, "junk"))
      writeFileSync(join(release, "film.nfo"), "text")
      const refused = yield* service.playableOf(release)
      assert.strictEqual(refused._tag, "Unplayable")
      record(join(release, "bonus.mkv"), "testsrc=size=64x64:rate=5", "-c:v", "mpeg4")
      assert.strictEqual((yield* service.playableOf(release))._tag, "Playable")
    }).pipe(Effect.provide(NodeContext.layer))
  )
})
