import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { make } from "../../../../src/clients/ffprobe/Ffprobe.ts"
import { installedAt } from "../../../../src/clients/ffprobe/findFfprobe.ts"
import { judge } from "../../../../src/clients/ffprobe/runFfprobe.ts"

/** Plays ffprobe: files whose content begins with `good` are playable, others are answered by their content. */
const script = (log: string) => `#!/bin/sh
for last; do :; done
path="\${last#file:}"
echo "$path" >> "${log}"
case "$(cat "$path")" in
  good*) echo '{"streams":[{"codec_type":"video"}]}' ;;
  empty*) echo '{"streams":[]}' ;;
  slow*) echo begin >> "${log}"; sleep 0.3; echo end >> "${log}"; echo '{"streams":[{}]}' ;;
  hang*) sleep 20 ;;
  denied*) echo "$path: Permission denied" >&2; exit 1 ;;
  *) echo "$path: Invalid data found when processing input" >&2; exit 1 ;;
esac
`

const place = Effect.gen(function* () {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-ffprobe-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  const bin = join(folder, "bin")
  const log = join(folder, "log")
  const data = join(folder, "data")
  const media = join(folder, "media")
  for (const path of [bin, data, media]) mkdirSync(path)
  const install = (path = join(bin, "ffprobe")) => {
    mkdirSync(join(path, ".."), { recursive: true })
    writeFileSync(path, script(log))
    chmodSync(path, 0o755)
  }
  const put = (name: string, content: string) => {
    const path = join(media, name)
    mkdirSync(join(path, ".."), { recursive: true })
    writeFileSync(path, content)
    return path
  }
  const runs = () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [])
  const service = yield* make({ dataFolder: data, searchPath: bin, timeout: "5 seconds" })
  return { bin, data, media, install, put, runs, service }
})

const live = (title: string, test: Effect.Effect<void, unknown, Effect.Effect.Context<typeof place>>) =>
  it.scopedLive(title, () => Effect.provide(test, NodeContext.layer))

describe("Ffprobe", () => {
  live(
    "without a program nothing is known",
    Effect.gen(function* () {
      const { put, service } = yield* place
      assert.deepStrictEqual(yield* service.probe(put("a.mkv", "bad")), {
        _tag: "Unknown",
        reason: "there is no ffprobe"
      })
      assert.strictEqual((yield* service.playableOf(put("b.mkv", "bad")))._tag, "Unknown")
    })
  )

  live(
    "takes the one in PATH before the installed one, and notices both when they come",
    Effect.gen(function* () {
      const { bin, data, install, service } = yield* place
      assert.isUndefined(yield* service.program)
      install(installedAt(data))
      assert.strictEqual(yield* service.program, installedAt(data))
      install()
      assert.strictEqual(yield* service.program, join(bin, "ffprobe"))
    })
  )

  live(
    "a program that must not be executed is none",
    Effect.gen(function* () {
      const { bin, install, service } = yield* place
      install()
      chmodSync(join(bin, "ffprobe"), 0o644)
      assert.isUndefined(yield* service.program)
    })
  )

  live(
    "tells playable, unplayable with ffprobe's words, and unknown",
    Effect.gen(function* () {
      const { install, media, put, runs, service } = yield* place
      install()
      assert.deepStrictEqual(yield* service.probe(put("a.mkv", "good")), { _tag: "Playable" })
      assert.deepStrictEqual(yield* service.probe(put("b.mkv", "junk")), {
        _tag: "Unplayable",
        reason: "Invalid data found when processing input"
      })
      assert.deepStrictEqual(yield* service.probe(put("c.mkv", "empty")), {
        _tag: "Unplayable",
        reason: "it holds no stream"
      })
      assert.strictEqual((yield* service.probe(put("d.mkv", "denied")))._tag, "Unknown")
      const probed = runs().length
      for (const path of [
        put("e.mkv.!qB", "junk"),
        put(".h.parts", "junk"),
        put("f.txt", "junk"),
        media,
        `${media}/no.mkv`
      ]) {
        assert.strictEqual((yield* service.probe(path))._tag, "Unknown", path)
      }
      assert.deepStrictEqual(yield* service.probe(put("g.EPUB", "junk")), { _tag: "Playable" })
      assert.lengthOf(runs(), probed)
    })
  )

  live(
    "remembers an answer until size or time changes, and never an unknown one",
    Effect.gen(function* () {
      const { install, put, runs, service } = yield* place
      install()
      const path = put("a.mkv", "good")
      for (let n = 0; n < 3; n++) yield* service.probe(path)
      assert.lengthOf(runs(), 1)
      utimesSync(path, 1_000_000, 1_000_000)
      yield* service.probe(path)
      assert.lengthOf(runs(), 2)
      const denied = put("b.mkv", "denied")
      for (let n = 0; n < 2; n++) yield* service.probe(denied)
      assert.lengthOf(runs(), 4)
    })
  )

  live(
    "a probe that does not end is unknown after the timeout",
    Effect.gen(function* () {
      const { bin, data, install, put } = yield* place
      install()
      const service = yield* make({ dataFolder: data, searchPath: bin, timeout: "200 millis" })
      assert.deepStrictEqual(yield* service.probe(put("a.mkv", "hang")), {
        _tag: "Unknown",
        reason: "ffprobe gave no answer in time"
      })
    })
  )

  live(
    "probes at most two files at once",
    Effect.gen(function* () {
      const { install, put, runs, service } = yield* place
      install()
      const paths = [1, 2, 3, 4, 5].map((n) => put(`${n}.mkv`, "slow"))
      yield* Effect.forEach(paths, service.probe, { concurrency: "unbounded" })
      let open = 0
      let most = 0
      for (const line of runs()) {
        if (line === "begin") most = Math.max(most, ++open)
        if (line === "end") open--
      }
      assert.strictEqual(most, 2)
    })
  )

  live(
    "a download is playable with one good file, unplayable only when every media file is refused",
    Effect.gen(function* () {
      const { install, media, put, service } = yield* place
      install()
      put("bad/a.mkv", "junk")
      put("bad/sub/b.mp4", "junk")
      put("bad/readme.txt", "text")
      const refused = yield* service.playableOf(join(media, "bad"))
      assert.deepStrictEqual(refused, {
        _tag: "Unplayable",
        example: "a.mkv: Invalid data found when processing input"
      })
      put("bad/sub/c.mkv", "good")
      assert.strictEqual((yield* service.playableOf(join(media, "bad")))._tag, "Playable")
      assert.strictEqual((yield* service.playableOf(put("one.mkv", "junk")))._tag, "Unplayable")
    })
  )

  live(
    "any doubt keeps a download from being unplayable",
    Effect.gen(function* () {
      const { install, media, put, service } = yield* place
      install()
      const doubt = (name: string) => Effect.map(service.playableOf(join(media, name)), ({ _tag }) => _tag)
      put("denied/a.mkv", "junk")
      put("denied/b.mkv", "denied")
      assert.strictEqual(yield* doubt("denied"), "Unknown")
      put("unfinished/a.mkv", "junk")
      put("unfinished/b.mkv.!qB", "junk")
      assert.strictEqual(yield* doubt("unfinished"), "Unknown")
      put("none/readme.txt", "text")
      assert.strictEqual(yield* doubt("none"), "Unknown")
      put("link/a.mkv", "junk")
      symlinkSync(media, join(media, "link/more"))
      assert.strictEqual(yield* doubt("link"), "Unknown")
      assert.strictEqual(yield* doubt("not there"), "Unknown")
      for (let n = 0; n < 501; n++) put(`many/${n}.txt`, "text")
      put("many/0.mkv", "junk")
      assert.strictEqual(yield* doubt("many"), "Unknown")
      put("parts/a.mkv", "junk")
      put("parts/.0123.parts", "junk")
      assert.strictEqual(yield* doubt("parts"), "Unplayable")
    })
  )
})

describe("ffprobe's answer", () => {
  const table: ReadonlyArray<readonly [string, number, string, string, string]> = [
    ["streams", 0, '{"streams":[{"codec_type":"audio"}]}', "", "Playable"],
    ["warnings beside streams", 0, '{"streams":[{}]}', "moov atom not found", "Playable"],
    ["no stream", 0, '{"streams":[]}', "", "Unplayable"],
    ["no JSON", 0, "oops", "", "Unknown"],
    ["no moov atom", 1, "{}", "[mov @ 0x1] moov atom not found\n/a.mp4: Invalid data found", "Unplayable"],
    ["an empty file", 1, "{}", "file:/a.mkv: End of file", "Unplayable"],
    ["a broken disk", 1, "{}", "/a: Input/output error\n/a: End of file", "Unknown"],
    ["no words", 1, "{}", "", "Unknown"],
    ["a missing library", 127, "", "error while loading shared libraries: libavutil.so", "Unknown"],
    ["a refusal that still lists streams", 1, '{"streams":[{}]}', "Invalid data found", "Unknown"]
  ]
  for (const [what, exitCode, stdout, stderr, expected] of table) {
    it(`${what}: ${expected}`, () => assert.strictEqual(judge({ exitCode, stdout, stderr })._tag, expected))
  }
})
