import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { atLeast, parseVersion } from "../../../src/clients/qbittorrent/Features.ts"
import * as mutations from "../../../src/clients/qbittorrent/mutations.ts"
import * as QbittorrentClient from "../../../src/clients/qbittorrent/QbittorrentClient.ts"
import { hint, isMissing, matrix } from "../../harness/qbittorrent/binaries.ts"
import * as Real from "../../harness/qbittorrent/RealQbittorrent.ts"
import { fakeMovie, magnet, makeTorrent, onlyExe, realMovie, writeData } from "../../harness/qbittorrent/torrentFile.ts"

const settled = (state: string) => state !== "" && !state.startsWith("checking")

describe.skipIf(isMissing).each(matrix)(`the client against %s${hint}`, (binary) => {
  it.scopedLive("logs in once for concurrent calls and tells version and vocabulary", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary })
      const client = yield* QbittorrentClient.make(real.options("qBit"))
      const [features, torrents, categories] = yield* Effect.all(
        [client.features, client.torrents(), client.categories],
        { concurrency: "unbounded" }
      )
      assert.isTrue(features.supported)
      assert.match(features.version, /^v\d+\.\d+/)
      assert.strictEqual(features.stop, Number(features.version.slice(1).split(".")[0]) >= 5 ? "stop" : "pause")
      assert.deepStrictEqual(torrents, [])
      assert.strictEqual(categories.size, 0)
    })
  )

  it.scopedLive("tries a wrong password once, says what to do, and is not banned", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary, maxFailures: 2 })
      const wrong = yield* QbittorrentClient.make(real.options("qBit-Wrong", { password: Redacted.make("wrong") }))
      for (let i = 0; i < 6; i++) {
        const error = yield* Effect.flip(wrong.torrents())
        assert.strictEqual(error._tag, "AuthRejected")
        assert.include(error.message, "UserName and Password in [qBit-Wrong]")
      }
      const right = yield* QbittorrentClient.make(real.options("qBit"))
      assert.deepStrictEqual(yield* right.torrents(), [])
    })
  )

  it.scopedLive("names the ban when another program has provoked one", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary, maxFailures: 1 })
      const wrong = yield* QbittorrentClient.make(real.options("qBit-Wrong", { password: Redacted.make("wrong") }))
      yield* Effect.flip(wrong.torrents())
      const right = yield* QbittorrentClient.make(real.options("qBit"))
      const error = yield* Effect.flip(right.torrents())
      assert.strictEqual(error._tag, "AuthRejected")
      assert.include(error.message, "banned")
    })
  )

  it.scopedLive("needs no user name under the bypass, and keeps one session there", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary, bypass: true })
      const client = yield* QbittorrentClient.make(real.options("qBit", { username: "", password: Redacted.make("") }))
      const first = yield* client.maindata(0)
      assert.isTrue(first.full)
      const second = yield* client.maindata(first.rid)
      assert.isFalse(second.full)
    })
  )

  it.scopedLive("signs in again after a restart of qBittorrent", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary })
      const client = yield* QbittorrentClient.make(real.options("qBit"))
      yield* client.torrents()
      yield* real.stopProcess
      const away = yield* Effect.flip(client.torrents())
      assert.strictEqual(away._tag, "Transient")
      assert.include(away.message, "connection refused")
      yield* real.startAgain
      assert.deepStrictEqual(yield* client.torrents(), [])
    })
  )

  it.scopedLive("deletes three torrents with their data in one call, and those already gone", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary, bypass: true })
      const client = yield* QbittorrentClient.make(real.options("qBit"))
      const torrents = ["A", "B", "C", "D"].map((name) => realMovie(`Some.Movie.${name}`))
      for (const torrent of torrents) writeData(torrent, real.downloads)
      yield* real.admin.add(torrents, { skipChecking: true })
      const hashes = torrents.map(({ hash }) => hash)
      yield* real.admin.waitFor(hashes, (state) => state === "stalledUP")
      yield* mutations.deleteTorrents(
        client,
        [...hashes.slice(0, 3).map((hash) => hash.toUpperCase()), "0".repeat(40)],
        {
          deleteFiles: true
        }
      )
      assert.deepStrictEqual(
        (yield* client.torrents()).map(({ hash }) => hash),
        hashes.slice(3)
      )
      yield* mutations.deleteTorrents(client, hashes.slice(0, 3), { deleteFiles: true })
    })
  )

  it.scopedLive("refuses to address all torrents by accident", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary, bypass: true })
      const client = yield* QbittorrentClient.make(real.options("qBit"))
      const torrent = fakeMovie("Kept.2024")
      yield* real.admin.add([torrent])
      yield* real.admin.waitFor([torrent.hash], settled)
      yield* mutations.deleteTorrents(client, [], { deleteFiles: true })
      yield* mutations.removeTags(client, [torrent.hash], [])
      for (const name of ["all", "", "a|b"]) {
        const error = yield* Effect.flip(mutations.deleteTorrents(client, [name], { deleteFiles: true }))
        assert.strictEqual(error._tag, "Conflict")
      }
      assert.strictEqual((yield* client.torrents()).length, 1)
    })
  )

  it.scopedLive("stops and starts in the vocabulary of this version", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary, bypass: true })
      const client = yield* QbittorrentClient.make(real.options("qBit"))
      const torrents = [fakeMovie("One.2024"), fakeMovie("Two.2024")]
      const hashes = torrents.map(({ hash }) => hash)
      yield* real.admin.add(torrents)
      yield* real.admin.waitFor(hashes, (state) => state === "stalledDL")
      yield* mutations.stop(client, hashes)
      for (const { state } of yield* client.torrents(hashes)) assert.match(state ?? "", /^(paused|stopped)DL$/)
      yield* mutations.start(client, hashes)
      for (const { state } of yield* client.torrents(hashes)) assert.notMatch(state ?? "", /^(paused|stopped)/)
      const gone = yield* Effect.flip(mutations.stop(client, [hashes[0] ?? "", "f".repeat(40)]))
      assert.strictEqual(gone._tag, "Conflict")
      assert.include(gone.message, "f".repeat(40))
      assert.notInclude(gone.message, hashes[0] ?? "?")
    })
  )

  it.scopedLive("creates and sets categories and tags, and reads them back", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary, bypass: true })
      const client = yield* QbittorrentClient.make(real.options("qBit"))
      const torrents = [fakeMovie("One.2024"), fakeMovie("Two.2024")]
      const hashes = torrents.map(({ hash }) => hash)
      yield* real.admin.add(torrents, { tags: ["kept"] })
      yield* real.admin.waitFor(hashes, settled)
      const unknown = yield* Effect.flip(mutations.setCategory(client, hashes, "radarr"))
      assert.strictEqual(unknown._tag, "Conflict")
      yield* mutations.createCategory(client, "radarr", real.downloads)
      yield* mutations.createCategory(client, "radarr", "/elsewhere")
      assert.strictEqual((yield* client.categories).get("radarr"), real.downloads)
      const bad = yield* Effect.flip(mutations.createCategory(client, "a//b", ""))
      assert.strictEqual(bad._tag, "Conflict")
      yield* mutations.setCategory(client, hashes, "radarr")
      yield* mutations.createTags(client, ["qBitrr-imported"])
      yield* mutations.addTags(client, hashes, ["qBitrr-imported", "qBitrr-ignored"])
      yield* mutations.removeTags(client, hashes, ["qBitrr-ignored"])
      for (const info of yield* client.torrents(hashes)) {
        assert.strictEqual(info.category, "radarr")
        assert.sameMembers((info.tags ?? "").split(", "), ["kept", "qBitrr-imported"])
      }
      yield* mutations.setCategory(client, hashes, "")
      assert.strictEqual((yield* client.torrents(hashes))[0]?.category, "")
    })
  )

  it.scopedLive("lists files, skips some of them, and knows a magnet has none yet", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary, bypass: true })
      const client = yield* QbittorrentClient.make(real.options("qBit"))
      const pack = makeTorrent({
        name: "Pack.S01",
        files: [
          { path: "e1.mkv", size: 400_000 },
          { path: "sample/e1-sample.mkv", size: 100_000 },
          { path: "readme.txt", size: 10 }
        ]
      })
      const program = onlyExe("Setup")
      const link = "a".repeat(40)
      yield* real.admin.add([pack, program, magnet(link, "Linked")])
      yield* real.admin.waitFor([pack.hash, program.hash, link], settled)
      const files = yield* client.files(pack.hash)
      assert.deepStrictEqual(
        files.map(({ index, name, priority, size }) => ({ index, name, priority, size })),
        [
          { index: 0, name: "Pack.S01/e1.mkv", priority: 1, size: 400_000 },
          { index: 1, name: "Pack.S01/sample/e1-sample.mkv", priority: 1, size: 100_000 },
          { index: 2, name: "Pack.S01/readme.txt", priority: 1, size: 10 }
        ]
      )
      yield* mutations.setFilePriority(client, pack.hash, [1, 2], 0)
      assert.deepStrictEqual(
        (yield* client.files(pack.hash)).map(({ priority }) => priority),
        [1, 0, 0]
      )
      assert.strictEqual((yield* client.files(program.hash))[0]?.name, "Setup/Setup.exe")
      assert.deepStrictEqual(yield* client.files(link), [])
      assert.strictEqual((yield* Effect.flip(client.files("b".repeat(40))))._tag, "NotFound")
      assert.strictEqual((yield* Effect.flip(mutations.setFilePriority(client, pack.hash, [7], 0)))._tag, "Conflict")
    })
  )

  it.scopedLive("rechecks: data that came meanwhile is found", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary, bypass: true })
      const client = yield* QbittorrentClient.make(real.options("qBit"))
      const torrent = realMovie("Found.2024")
      yield* real.admin.add([torrent])
      yield* real.admin.waitFor([torrent.hash], (state) => state === "stalledDL")
      writeData(torrent, real.downloads)
      yield* mutations.recheck(client, [torrent.hash])
      yield* real.admin.waitFor([torrent.hash], (state) => state === "stalledUP")
      const gone = yield* Effect.flip(mutations.recheck(client, ["c".repeat(40)]))
      assert.strictEqual(gone._tag, "Conflict")
    })
  )

  it.scopedLive("works with an API key, and polls where 5.2 and later have one session per key", () =>
    Effect.gen(function* () {
      const real = yield* Real.start({ binary })
      const rotated = yield* real.admin.call("app/rotateAPIKey", {})
      const { webapiVersion } = yield* (yield* QbittorrentClient.make(real.options("qBit"))).features
      const hasKeys = atLeast(parseVersion(webapiVersion) ?? [], [2, 14, 1])
      const key = hasKeys ? (JSON.parse(rotated.body) as { apiKey: string }).apiKey : "qbt_none"
      const torrent = fakeMovie("One.2024")
      yield* real.admin.add([torrent])
      const withKey = (apiKey: string) =>
        QbittorrentClient.make(real.options("qBit", { apiKey: Option.some(Redacted.make(apiKey)) }))
      const refused = yield* Effect.flip((yield* withKey("qbt_0000000000000000000000000000")).torrents())
      assert.strictEqual(refused._tag, "AuthRejected")
      assert.include(refused.message, "APIKey in [qBit]")
      const client = yield* withKey(key)
      assert.isFalse(client.usesSync)
      const answer = yield* Effect.either(client.maindata(0))
      // Versions without API keys refuse any; nothing else may happen.
      assert.strictEqual(answer._tag, hasKeys ? "Right" : "Left")
      if (answer._tag === "Right") {
        assert.isTrue(answer.right.full)
        assert.isTrue(answer.right.torrents.has(torrent.hash))
        assert.notStrictEqual(answer.right.connection, undefined)
        assert.isAbove(answer.right.freeSpace ?? 0, 0)
        yield* mutations.addTrackers(client, torrent.hash, ["http://127.0.0.1:9/announce"])
        const again = yield* client.maindata(answer.right.rid)
        assert.isTrue(again.full)
        assert.deepStrictEqual(again.trackers, new Map([["http://127.0.0.1:9/announce", [torrent.hash]]]))
      }
    })
  )
})
