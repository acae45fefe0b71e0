import { createHash } from "node:crypto"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { ffprobeInstaller, type InstallerOptions, install } from "../../../src/background/FfprobeInstaller.ts"
import { platformKey } from "../../../src/background/ffprobe/release.ts"
import { Heartbeat } from "../../../src/supervision/Heartbeat.ts"
import { collectLogs } from "../store/support.ts"
import { type Packed, zipOf } from "./zipFile.ts"

const list = "https://ffbinaries.com/api/v1/version/latest"
const file = "https://github.com/ffbinaries/ffprobe.zip"
const works: Packed = { name: "ffprobe", content: "#!/bin/sh\nexit 0\n" }

type Answer = Response | "broken"

const sha256 = (data: Buffer): string => createHash("sha256").update(data).digest("hex")

const listOf = (entry: Readonly<Record<string, unknown>>, version = "7.1") =>
  JSON.stringify({ version, permalink: "x", bin: { "linux-64": { ffmpeg: "x", ...entry } } })

/** The world outside: every address that may be asked, and what it answers. */
const outside = (pages: Readonly<Record<string, () => Answer>>) => {
  const asked: Array<string> = []
  const client = HttpClient.make((request, url) =>
    Effect.suspend(() => {
      asked.push(url.href)
      const answer = pages[url.href]?.() ?? new Response("", { status: 404 })
      return answer === "broken"
        ? Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", description: "no route" }))
        : Effect.succeed(HttpClientResponse.fromWeb(request, answer))
    })
  )
  return { asked, layer: Layer.succeed(HttpClient.HttpClient, client) }
}

/** Both pages as they should be, with one thing changed. */
const offering = (zip: Buffer, entry: Readonly<Record<string, unknown>> = {}) =>
  outside({
    [list]: () => new Response(listOf({ ffprobe: file, ffprobe_sha256: sha256(zip), ...entry })),
    [file]: () => new Response(new Uint8Array(zip))
  })

const place = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "qbitrr-installer-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const optionsFor = (dataFolder: string, more: Partial<InstallerOptions> = {}): InstallerOptions => ({
  dataFolder,
  searchPath: undefined,
  platform: "linux",
  arch: "x64",
  ...more
})

const program = (folder: string) => join(folder, "ffprobe", "ffprobe")

const refusal = (world: ReturnType<typeof outside>, reason: RegExp, more: Partial<InstallerOptions> = {}) =>
  Effect.gen(function* () {
    const folder = yield* place
    const error = yield* Effect.flip(install(optionsFor(folder, more)))
    assert.match(error.reason, reason)
    assert.isFalse(existsSync(program(folder)))
    const left = existsSync(join(folder, "ffprobe")) ? readdirSync(join(folder, "ffprobe")) : []
    assert.isEmpty(left)
  }).pipe(Effect.provide(Layer.merge(world.layer, NodeContext.layer)))

describe("FfprobeInstaller", () => {
  it.scopedLive("installs what is offered, keeps it while it is current, and replaces it by a newer one", () => {
    const zip = zipOf({ name: "__MACOSX/", content: "" }, { name: "bin/ffprobe", content: works.content })
    let version = "7.0"
    const world = outside({
      [list]: () => new Response(listOf({ ffprobe: file, sha256: sha256(zip).toUpperCase() }, version)),
      [file]: () =>
        new Response(null, { status: 302, headers: { location: "https://objects.githubusercontent.com/x?y" } }),
      "https://objects.githubusercontent.com/x?y": () => new Response(new Uint8Array(zip))
    })
    return Effect.gen(function* () {
      const folder = yield* place
      assert.deepStrictEqual(yield* install(optionsFor(folder)), { _tag: "Installed", version: "7.0" })
      assert.strictEqual(readFileSync(program(folder), "utf8"), works.content)
      assert.strictEqual(statSync(program(folder)).mode & 0o777, 0o755)
      assert.deepStrictEqual(readdirSync(join(folder, "ffprobe")).sort(), ["ffprobe", "ffprobe_info.json"])
      const before = world.asked.length
      assert.deepStrictEqual(yield* install(optionsFor(folder)), { _tag: "Current", version: "7.0" })
      assert.strictEqual(world.asked.length, before + 1)
      version = "7.1"
      assert.deepStrictEqual(yield* install(optionsFor(folder)), { _tag: "Installed", version: "7.1" })
      rmSync(program(folder))
      assert.strictEqual((yield* install(optionsFor(folder)))._tag, "Installed")
    }).pipe(Effect.provide(Layer.merge(world.layer, NodeContext.layer)))
  })

  it.scopedLive("asks nobody when PATH has an ffprobe", () => {
    const world = outside({})
    return Effect.gen(function* () {
      const folder = yield* place
      mkdirSync(join(folder, "bin"))
      writeFileSync(join(folder, "bin", "ffprobe"), "#!/bin/sh\n")
      chmodSync(join(folder, "bin", "ffprobe"), 0o755)
      const done = yield* install(optionsFor(folder, { searchPath: join(folder, "bin") }))
      assert.strictEqual(done._tag, "Needless")
      assert.isEmpty(world.asked)
    }).pipe(Effect.provide(Layer.merge(world.layer, NodeContext.layer)))
  })

  const zip = zipOf(works)
  const refusals: ReadonlyArray<readonly [string, ReturnType<typeof outside>, RegExp]> = [
    [
      "check 47: a host that is not allowed",
      offering(zip, { ffprobe: "https://example.com/ffprobe.zip" }),
      /example\.com is none/
    ],
    [
      "check 47: a host that only ends like an allowed one",
      offering(zip, { ffprobe: "https://evilffbinaries.com/x" }),
      /none of the hosts/
    ],
    ["check 47: an http address", offering(zip, { ffprobe: file.replace("https", "http") }), /only https/],
    [
      "check 47: a wrong checksum",
      offering(zip, { ffprobe_sha256: "0".repeat(64) }),
      /checksum of the download is wrong/
    ],
    ["check 47: no checksum at all", offering(zip, { ffprobe_sha256: undefined }), /no checksum/],
    [
      "check 47: a checksum of another kind",
      offering(zip, { ffprobe_sha256: "d41d8cd98f00b204e9800998ecf8427e" }),
      /no checksum/
    ],
    [
      "check 47: a zip whose names lead out of its folder",
      offering(zipOf(works, { name: "../../etc/passwd", content: "x" })),
      /leads out/
    ],
    ["check 47: an absolute name in the zip", offering(zipOf({ ...works, name: "/bin/ffprobe" })), /leads out/],
    ["check 47: a Windows path in the zip", offering(zipOf({ ...works, name: "..\\ffprobe" })), /leads out/],
    ["check 47: a zip without the program", offering(zipOf({ name: "readme.txt", content: "x" })), /holds no ffprobe/],
    ["check 47: a folder of that name", offering(zipOf({ name: "ffprobe/", content: "" })), /holds no ffprobe/],
    [
      "several programs in the zip",
      offering(zipOf({ ...works, name: "a/ffprobe" }, { ...works, name: "b/ffprobe" })),
      /several/
    ],
    ["a link in the zip", offering(zipOf({ ...works, link: true })), /link/],
    ["an encrypted zip", offering(zipOf({ ...works, encrypted: true })), /encrypted/],
    ["a member that unpacks to more than it says", offering(zipOf({ ...works, size: 3 })), /more than it says/],
    ["a member that unpacks to less than it says", offering(zipOf({ ...works, size: 300 })), /less than it says/],
    ["a member larger than 200 MB", offering(zipOf({ ...works, size: 300_000_000 })), /larger than/],
    ["no zip at all", offering(Buffer.from("<html>")), /no zip/],
    ["a zip that is cut off", offering(zip.subarray(40)), /broken|too early/],
    ["a program that does not work", offering(zipOf({ ...works, content: "#!/bin/sh\nexit 3\n" })), /does not work/],
    ["a platform that is not offered", offering(zip, { ffprobe: undefined }), /offers no ffprobe/],
    ["a list that cannot be read", outside({ [list]: () => new Response("<html>") }), /cannot be read/],
    ["a list that is not there", outside({}), /status 404/],
    ["no connection", outside({ [list]: () => "broken" }), /does not answer/],
    [
      "a redirect to a host that is not allowed",
      outside({
        [list]: () => new Response(listOf({ ffprobe: file, sha256: sha256(zip) })),
        [file]: () => new Response(null, { status: 302, headers: { location: "https://example.com/ffprobe.zip" } })
      }),
      /example\.com is none/
    ],
    [
      "a redirect down to http",
      outside({ [list]: () => new Response(null, { status: 301, headers: { location: "http://ffbinaries.com/x" } }) }),
      /only https/
    ],
    [
      "redirects in a circle",
      outside({ [list]: () => new Response(null, { status: 302, headers: { location: list } }) }),
      /more than 5/
    ],
    [
      "a download that says it is too large",
      outside({
        [list]: () => new Response(listOf({ ffprobe: file, sha256: sha256(zip) })),
        [file]: () => new Response(new Uint8Array(zip), { headers: { "content-length": "300000000" } })
      }),
      /larger than/
    ]
  ]
  for (const [what, world, reason] of refusals) {
    it.scopedLive(`${what} is refused, and nothing is left behind`, () => refusal(world, reason))
  }

  it.scopedLive("an address with a port or credentials, also of the list, is refused", () =>
    Effect.gen(function* () {
      yield* refusal(outside({}), /none of the hosts/, { listUrl: "https://ffbinaries.com:8443/api/v1" })
      yield* refusal(outside({}), /none of the hosts/, { listUrl: "https://a:b@ffbinaries.com/api/v1" })
    })
  )

  it.scopedLive("an older program stays when the new one is refused", () => {
    const world = offering(zip, { ffprobe_sha256: "0".repeat(64) })
    return Effect.gen(function* () {
      const folder = yield* place
      mkdirSync(join(folder, "ffprobe"))
      writeFileSync(program(folder), "old")
      yield* Effect.flip(install(optionsFor(folder)))
      assert.strictEqual(readFileSync(program(folder), "utf8"), "old")
    }).pipe(Effect.provide(Layer.merge(world.layer, NodeContext.layer)))
  })

  it("knows the platforms of the reference", () => {
    const keys = (["linux/x64", "linux/arm", "linux/arm64", "darwin/x64", "win32/x64", "sunos/x64"] as const).map(
      (pair) => {
        const [platform = "", arch = ""] = pair.split("/")
        return platformKey(platform, arch)
      }
    )
    assert.deepStrictEqual(keys, ["linux-64", "linux-armhf", "linux-arm64", "osx-64", "windows-64", undefined])
  })

  it.scoped("tries daily, beats meanwhile, and tells a failure once per cause", () => {
    let host = "one"
    const world = outside({
      [list]: () => new Response(null, { status: 302, headers: { location: `https://${host}.net` } })
    })
    const logs = collectLogs()
    let beats = 0
    const heartbeat = Layer.succeed(Heartbeat, {
      worker: "FfprobeInstaller",
      life: 1,
      ready: Effect.void,
      beat: () => Effect.sync(() => void beats++),
      extend: () => Effect.void,
      release: () => Effect.void,
      degrade: () => Effect.void,
      recover: () => Effect.void,
      isCurrent: Effect.succeed(true)
    })
    return Effect.gen(function* () {
      const folder = yield* place
      const fiber = yield* Effect.fork(ffprobeInstaller(optionsFor(folder)))
      yield* TestClock.adjust("1 minutes")
      assert.lengthOf(world.asked, 1)
      yield* TestClock.adjust("2 days")
      assert.lengthOf(world.asked, 3)
      assert.lengthOf(logs.lines, 1)
      assert.include(logs.lines[0], "one.net is none of the hosts")
      host = "two"
      yield* TestClock.adjust("1 days")
      assert.lengthOf(logs.lines, 2)
      assert.isAbove(beats, 3 * 144 - 1)
      assert.isNull(fiber.unsafePoll())
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(Layer.mergeAll(world.layer, NodeContext.layer, heartbeat, logs.layer)))
  })
})
