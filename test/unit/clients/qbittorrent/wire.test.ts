import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { fromVersions } from "../../../../src/clients/qbittorrent/Features.ts"
import * as Trackers from "../../../../src/clients/qbittorrent/trackers/wire.ts"
import * as Wire from "../../../../src/clients/qbittorrent/wire.ts"
import { hint, isAbsent, recorded, versions } from "./recorded.ts"

const maindata = (answer: unknown) => Effect.flatMap(Schema.decodeUnknown(Wire.MaindataAnswer)(answer), Wire.maindataOf)

const torrents = (answer: unknown) => Effect.flatMap(Schema.decodeUnknown(Wire.TorrentsAnswer)(answer), Wire.recordsOf)

describe.skipIf(isAbsent).each(versions)(`recorded answers of qBittorrent %s${hint}`, (version) => {
  it.effect("sync/maindata decodes without a skipped record", () =>
    Effect.gen(function* () {
      for (const { body, file } of recorded(version, "/api/v2/sync/maindata")) {
        const data = yield* maindata(body)
        assert.deepStrictEqual(data.unreadable, [], file)
        if (data.full) {
          for (const fields of data.torrents.values()) assert.isDefined(fields.state, file)
        }
      }
    })
  )

  it.effect("torrents/info decodes without a skipped record", () =>
    Effect.gen(function* () {
      for (const { body, file } of recorded(version, "/api/v2/torrents/info")) {
        const { readable, unreadable } = yield* torrents(body)
        assert.deepStrictEqual(unreadable, [], file)
        assert.strictEqual(readable.size, Array.isArray(body) ? body.length : -1, file)
        for (const [hash, fields] of readable) {
          assert.match(hash, /^[0-9a-f]{40}$/, file)
          assert.isDefined(fields.name, file)
          assert.isDefined(fields.amount_left, file)
        }
      }
    })
  )

  it.effect("sync/maindata names announce URLs, every one a URL, and free space and queueing with a full answer", () =>
    Effect.gen(function* () {
      for (const { body, file } of recorded(version, "/api/v2/sync/maindata")) {
        const data = yield* maindata(body)
        for (const [url, hashes] of data.trackers ?? []) {
          assert.match(url, /^(https?|udp):\/\/[^/]+\/announce$/, file)
          for (const hash of hashes) assert.match(hash, /^[0-9a-f]{40}$/, file)
        }
        if (data.full) {
          assert.notStrictEqual(data.connection, "unknown", file)
          assert.isNumber(data.freeSpace, file)
          assert.isBoolean(data.queueing, file)
        }
      }
    })
  )

  it.effect("trackers decode, alone and in bulk, without DHT, PeX and LSD", () =>
    Effect.gen(function* () {
      for (const { body, file } of recorded(version, "/api/v2/torrents/trackers")) {
        const trackers = Trackers.trackersIn(yield* Schema.decodeUnknown(Trackers.TrackersAnswer)(body))
        assert.isAbove(trackers.length, 0, file)
        for (const { url } of trackers) assert.match(url, /^http:/, file)
      }
      const inBulk = recorded(version, "/api/v2/torrents/info").filter(({ file }) => file.includes("includeTrackers"))
      for (const { body, file } of inBulk) {
        const found = Trackers.trackersByHash(Array.isArray(body) ? body : [])
        const has = fromVersions("v", version === "5.0.5" ? "2.11.2" : "2.11.4")?.includesTrackers === true
        assert.strictEqual(found.size, has ? 1 : 0, file)
        for (const [tracker] of found.values()) {
          assert.strictEqual(tracker?.message, "Torrent not registered with this tracker", file)
        }
      }
    })
  )

  it.effect("files, categories and tags decode", () =>
    Effect.gen(function* () {
      for (const { body } of recorded(version, "/api/v2/torrents/files")) {
        yield* Schema.decodeUnknown(Wire.FilesAnswer)(body)
      }
      for (const { body } of recorded(version, "/api/v2/torrents/categories")) {
        yield* Schema.decodeUnknown(Wire.CategoriesAnswer)(body)
      }
      for (const { body } of recorded(version, "/api/v2/torrents/tags")) {
        yield* Schema.decodeUnknown(Wire.TagsAnswer)(body)
      }
    })
  )
})

describe.skipIf(isAbsent)(`the recordings as a whole${hint}`, () => {
  it("are there for all five versions, so the tests above are not empty", () => {
    assert.includeMembers([...versions], ["4.5.2", "4.6.7", "5.0.5", "5.1.4", "5.2.3"])
    for (const version of versions.filter((name) => /^\d+\.\d+\.\d+$/.test(name))) {
      assert.isAbove(recorded(version, "/api/v2/sync/maindata").length, 5, version)
      assert.isAbove(recorded(version, "/api/v2/torrents/info").length, 10, version)
    }
  })
})

describe("records of torrents", () => {
  it.effect("one odd record is set aside, the others stay", () =>
    Effect.gen(function* () {
      const { readable, unreadable } = yield* Wire.decodeRecords([
        ["AA", { name: "Good", state: "stalledDL", ratio: 1, progress: 0.5, future_field: { deep: true } }],
        ["BB", { name: "Odd", state: 7 }],
        ["CC", "no object"],
        ["DD", null],
        ["EE", { name: "Magnet", private: null }]
      ])
      assert.deepStrictEqual([...readable.keys()], ["aa", "ee"])
      assert.deepStrictEqual(readable.get("aa"), { name: "Good", state: "stalledDL", ratio: 1, progress: 0.5 })
      assert.deepStrictEqual(readable.get("ee"), { name: "Magnet" })
      assert.deepStrictEqual(unreadable, ["bb", "cc", "dd"])
    })
  )

  it.effect("a record without a hash is unreadable, whatever else it says", () =>
    Effect.gen(function* () {
      const { readable, unreadable } = yield* torrents([{ name: "No hash" }, { hash: "AB", name: "One" }, 3])
      assert.deepStrictEqual([...readable.keys()], ["ab"])
      assert.isAbove(unreadable.length, 0)
    })
  )

  it.effect("more records than one batch are all read", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 1_234 }, (_, i) => [`h${i}`, { name: `${i}` }] as const)
      assert.strictEqual((yield* Wire.decodeRecords(many)).readable.size, 1_234)
    })
  )
})

describe("the answer of sync/maindata", () => {
  it.effect("needs nothing but a rid", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* maindata({ rid: 3 }), {
        rid: 3,
        full: false,
        torrents: new Map(),
        removed: [],
        unreadable: [],
        connection: undefined,
        trackers: new Map(),
        trackersRemoved: [],
        freeSpace: undefined,
        queueing: undefined
      })
    })
  )

  it.effect("is refused without one", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.either(maindata({ torrents: {} })))._tag, "Left")
    })
  )

  it.effect("a connection status this version does not know is unknown, not connected", () =>
    Effect.gen(function* () {
      const data = yield* maindata({ rid: 1, server_state: { connection_status: "quantum" } })
      assert.strictEqual(data.connection, "unknown")
    })
  )
})
