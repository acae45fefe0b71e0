import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as TestClock from "effect/TestClock"
import { AuthRejected, type ClientError, Malformed, Transient } from "../../../src/clients/ClientError.ts"
import { banned, refusedLogin } from "../../../src/clients/qbittorrent/refusals.ts"
import type { Maindata, TorrentFields } from "../../../src/clients/qbittorrent/wire.ts"
import { applyDelta, empty } from "../../../src/torrents/feed/applyDelta.ts"
import { normalise } from "../../../src/torrents/normalise.ts"
import type { Torrent } from "../../../src/torrents/Torrent.ts"
import * as TorrentFeed from "../../../src/torrents/TorrentFeed.ts"
import * as TorrentFeeds from "../../../src/torrents/TorrentFeeds.ts"
import { clientStub } from "../../harness/qbittorrent/clientStub.ts"
import { recorder } from "../../harness/qbittorrent/recorder.ts"
import { ModelServer } from "./modelServer.ts"

const seeding = (name: string): TorrentFields => ({
  name,
  state: "stalledUP",
  category: "radarr",
  tags: "",
  progress: 1
})
const loading = (name: string, progress = 0): TorrentFields => ({ ...seeding(name), state: "downloading", progress })

const options = { interval: "5 seconds", activeInterval: "1500 millis" } as const

const refused = new Transient({ service: "qBit", request: "GET", detail: "connection refused", kind: "connection" })
const silent = new Transient({ service: "qBit", request: "GET", detail: "no answer", kind: "timeout" })
const garbled = new Malformed({ service: "qBit", request: "GET", detail: "an HTML page" })

/** A feed on a model server; `fail` makes answers get lost after the server has given them. */
const setUp = (server: ModelServer) =>
  Effect.gen(function* () {
    const rids: Array<number> = []
    const failures: Array<ClientError> = []
    let down: ClientError | undefined
    const client = clientStub({
      maindata: (rid) =>
        Effect.suspend(() => {
          rids.push(rid)
          if (down !== undefined) return Effect.fail(down)
          const answer = server.answer(rid)
          const failure = failures.shift()
          return failure === undefined ? Effect.succeed(answer) : Effect.fail(failure)
        })
    })
    const feed = yield* TorrentFeed.make(client, options)
    const recording = recorder()
    const start = Effect.forkScoped(Effect.provide(feed.run, recording.layer))
    return {
      feed,
      recording,
      rids,
      start,
      lose: (error: ClientError) => failures.push(error),
      toLose: () => failures.length,
      setDown: (error: ClientError | undefined) => {
        down = error
      }
    }
  })

const torrentsOf = (server: ModelServer): ReadonlyMap<string, Torrent> =>
  new Map([...server.torrents].map(([hash, fields]) => [hash, normalise("qBit", hash, fields, server.announces(hash))]))

describe("TorrentFeed", () => {
  it.scoped("asks for everything first, then for deltas, and is ready after the first answer", () =>
    Effect.gen(function* () {
      const server = new ModelServer()
      server.set("aa", seeding("A"))
      const { feed, recording, rids, start } = yield* setUp(server)
      assert.isFalse((yield* feed.snapshot).online)
      const changes = yield* feed.changes
      yield* start
      yield* TestClock.adjust("0 millis")
      assert.deepStrictEqual(rids, [0])
      assert.strictEqual(recording.count("ready"), 1)
      assert.deepStrictEqual(yield* Queue.take(changes), {
        instance: "qBit",
        full: true,
        changed: new Set(["aa"]),
        removed: new Set<string>()
      })
      const snapshot = yield* feed.snapshot
      assert.isTrue(snapshot.online)
      assert.strictEqual(snapshot.connection, "connected")
      server.set("bb", seeding("B"))
      server.remove("aa")
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(rids, [0, 1])
      assert.deepStrictEqual(yield* Queue.take(changes), {
        instance: "qBit",
        full: false,
        changed: new Set(["bb"]),
        removed: new Set(["aa"])
      })
      assert.strictEqual((yield* feed.snapshot).connection, "connected")
      assert.isTrue(recording.said.some(({ detail, what }) => what === "beat" && detail === "feed"))
    })
  )

  it.scoped("asks every 5 s while nothing moves and every 1.5 s while something does", () =>
    Effect.gen(function* () {
      const server = new ModelServer()
      server.set("aa", seeding("A"))
      const { rids, start } = yield* setUp(server)
      yield* start
      yield* TestClock.adjust("60 seconds")
      assert.strictEqual(rids.length, 13)
      server.set("bb", loading("B"))
      yield* TestClock.adjust("5 seconds")
      const before = rids.length
      yield* TestClock.adjust("15 seconds")
      assert.strictEqual(rids.length - before, 10)
    })
  )

  it.scoped("wakes nobody when only clocks and speeds tick, but shows the new numbers", () =>
    Effect.gen(function* () {
      const server = new ModelServer()
      server.set("aa", { ...seeding("A"), upspeed: 1, seeding_time: 1 })
      server.set("bb", seeding("B"))
      const { feed, start } = yield* setUp(server)
      yield* start
      yield* TestClock.adjust("0 millis")
      const changes = yield* feed.changes
      const before = yield* feed.snapshot
      server.set("aa", { upspeed: 2, seeding_time: 6 })
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(yield* Queue.size(changes), 0)
      const after = yield* feed.snapshot
      assert.strictEqual(after.torrents.get("aa")?.uploadSpeed, 2)
      assert.strictEqual(after.torrents.get("bb"), before.torrents.get("bb"))
      assert.isAbove(after.version, before.version)
      yield* TestClock.adjust("5 seconds")
      const idle = yield* feed.snapshot
      assert.strictEqual(idle.version, after.version)
      assert.strictEqual(idle.torrents, after.torrents)
      assert.isAbove(idle.at, after.at)
    })
  )

  it.scoped.each([
    ["timed out", silent],
    ["could not be read", garbled],
    ["was a 500", new Transient({ service: "qBit", request: "GET", status: 500, detail: "no", kind: "status" })]
  ] as const)("asks for everything after an answer that %s", ([, error]) =>
    Effect.gen(function* () {
      const server = new ModelServer()
      server.set("aa", seeding("A"))
      const { feed, lose, recording, rids, start } = yield* setUp(server)
      yield* start
      yield* TestClock.adjust("0 millis")
      server.set("aa", { category: "lost" })
      lose(error)
      yield* TestClock.adjust("5 seconds")
      assert.isFalse((yield* feed.snapshot).online)
      assert.strictEqual((yield* feed.snapshot).torrents.get("aa")?.category, "radarr")
      server.set("aa", { tags: "later" })
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(rids, [0, 1, 0])
      const snapshot = yield* feed.snapshot
      assert.isTrue(snapshot.online)
      assert.strictEqual(snapshot.torrents.get("aa")?.category, "lost")
      assert.deepStrictEqual(snapshot.torrents.get("aa")?.tags, ["later"])
      assert.strictEqual(recording.count("recover"), 1)
    })
  )

  it.scoped("asks for everything at once when an idle connection broke, without calling it an outage", () =>
    Effect.gen(function* () {
      const server = new ModelServer()
      server.set("aa", seeding("A"))
      const { feed, lose, recording, rids, start } = yield* setUp(server)
      yield* start
      yield* TestClock.adjust("0 millis")
      server.set("aa", { category: "lost" })
      lose(refused)
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(rids, [0, 1, 0])
      assert.strictEqual((yield* feed.snapshot).torrents.get("aa")?.category, "lost")
      assert.strictEqual(recording.count("down"), 0)
    })
  )

  it.scoped("a new life asks for everything, and between two lives it is offline", () =>
    Effect.gen(function* () {
      const server = new ModelServer()
      server.set("aa", seeding("A"))
      const { feed, rids, start } = yield* setUp(server)
      const first = yield* start
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.interrupt(first)
      assert.isFalse((yield* feed.snapshot).online)
      yield* start
      yield* TestClock.adjust("0 millis")
      assert.deepStrictEqual(rids, [0, 1, 0])
      assert.isTrue((yield* feed.snapshot).online)
    })
  )

  it.scoped("asks for everything every five minutes, as insurance", () =>
    Effect.gen(function* () {
      const server = new ModelServer()
      server.set("aa", seeding("A"))
      const { feed, rids, start } = yield* setUp(server)
      yield* start
      yield* TestClock.adjust("1 minute")
      const changes = yield* feed.changes
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(rids.filter((rid) => rid === 0).length, 3)
      assert.strictEqual(yield* Queue.size(changes), 0)
    })
  )

  it.scoped("refresh asks soon, and a storm of them is one question per quarter second", () =>
    Effect.gen(function* () {
      const server = new ModelServer()
      const { feed, rids, start } = yield* setUp(server)
      yield* start
      yield* TestClock.adjust("1 second")
      assert.strictEqual(rids.length, 1)
      yield* feed.refresh
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(rids.length, 2)
      for (let i = 0; i < 100; i++) {
        yield* feed.refresh
        yield* TestClock.adjust("10 millis")
      }
      assert.isAtMost(rids.length, 6)
    })
  )
})

describe("free space and queueing in the snapshot", () => {
  it.scoped("are there, and wake nobody when they change", () =>
    Effect.gen(function* () {
      let rid = 0
      let told: Partial<Maindata> = { full: true, freeSpace: 100, queueing: true }
      const client = clientStub({
        maindata: () =>
          Effect.sync(() => ({
            rid: ++rid,
            full: false,
            torrents: rid === 1 ? new Map([["aa", seeding("A")]]) : new Map<string, TorrentFields>(),
            removed: [],
            unreadable: [],
            connection: "connected" as const,
            trackers: new Map(),
            trackersRemoved: [],
            freeSpace: undefined,
            queueing: undefined,
            ...told
          }))
      })
      const feed = yield* TorrentFeed.make(client, options)
      assert.isUndefined((yield* feed.snapshot).freeSpace)
      yield* Effect.forkScoped(Effect.provide(feed.run, recorder().layer))
      yield* TestClock.adjust("0 millis")
      const first = yield* feed.snapshot
      assert.deepInclude(first, { freeSpace: 100, queueing: true })
      const changes = yield* feed.changes
      told = { freeSpace: 50 }
      yield* TestClock.adjust("5 seconds")
      const second = yield* feed.snapshot
      assert.deepInclude(second, { freeSpace: 50, queueing: true })
      assert.strictEqual(second.torrents, first.torrents)
      assert.strictEqual(second.version, first.version)
      told = { queueing: false }
      yield* TestClock.adjust("5 seconds")
      const third = yield* feed.snapshot
      assert.deepInclude(third, { freeSpace: 50, queueing: false })
      assert.isAbove(third.version, first.version)
      assert.strictEqual(yield* Queue.size(changes), 0)
    })
  )
})

describe("TorrentFeed while qBittorrent is away", () => {
  it.scoped("keeps the torrents, is offline, stays alive, and says why and until when", () =>
    Effect.gen(function* () {
      const server = new ModelServer()
      server.set("aa", seeding("A"))
      const { feed, recording, setDown, start } = yield* setUp(server)
      yield* start
      yield* TestClock.adjust("0 millis")
      const changes = yield* feed.changes
      setDown(refused)
      yield* TestClock.adjust("10 minutes")
      const away = yield* feed.snapshot
      assert.isFalse(away.online)
      assert.strictEqual(away.torrents.size, 1)
      const downs = recording.said.filter(({ what }) => what === "down")
      assert.isTrue(downs.every((one) => one.detail.includes("connection refused")))
      const waits = downs.map(({ at, nextAttemptAt }) => (nextAttemptAt ?? 0) - at)
      assert.isAtLeast(Math.min(...waits), 800)
      assert.isAtMost(Math.max(...waits), 72_000)
      assert.isAtMost(recording.said.filter(({ what }) => what === "degrade").length, 60)
      const beats = recording.said.filter(({ what }) => what === "beat").map(({ at }) => at)
      for (const [index, at] of beats.entries()) assert.isAtMost(at - (beats[index - 1] ?? at), 10_000)
      server.set("aa", { state: "stoppedUP" })
      server.restart()
      setDown(undefined)
      yield* TestClock.adjust("72 seconds")
      assert.isTrue((yield* feed.snapshot).online)
      assert.deepStrictEqual(yield* Queue.take(changes), {
        instance: "qBit",
        full: true,
        changed: new Set(["aa"]),
        removed: new Set<string>()
      })
      assert.strictEqual(recording.count("recover"), 1)
      assert.strictEqual(recording.count("ready"), 1)
    })
  )

  it.scoped("after half a minute away it is seen within 5 s of its return, whatever the dice say", () =>
    Effect.gen(function* () {
      const server = new ModelServer()
      const { feed, setDown, start } = yield* setUp(server)
      yield* start
      yield* TestClock.adjust("0 millis")
      setDown(refused)
      yield* TestClock.adjust("35 seconds")
      setDown(undefined)
      yield* TestClock.adjust("5 seconds")
      assert.isTrue((yield* feed.snapshot).online)
    })
  )

  it.scoped("at the start it is not ready, and becomes so with the first answer", () =>
    Effect.gen(function* () {
      const server = new ModelServer()
      const { recording, setDown, start } = yield* setUp(server)
      setDown(garbled)
      yield* start
      yield* TestClock.adjust("20 seconds")
      assert.strictEqual(recording.count("ready"), 0)
      setDown(undefined)
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(recording.count("ready"), 1)
    })
  )

  it.scoped("refresh does not shorten the wait", () =>
    Effect.gen(function* () {
      const server = new ModelServer()
      const { feed, rids, setDown, start } = yield* setUp(server)
      setDown(silent)
      yield* start
      yield* TestClock.adjust("5 minutes")
      const before = rids.length
      yield* feed.refresh
      yield* TestClock.adjust("10 seconds")
      assert.isAtMost(rids.length - before, 1)
    })
  )

  const http = { service: "qBit", baseUrl: "http://stub", send: () => Effect.fail(refused) }
  it.scoped.each([
    ["a refused password ends it for good", refusedLogin(http, 200), false],
    [
      "a refused key ends it for good",
      new AuthRejected({ service: "qBit", request: "GET", status: 403, detail: "key" }),
      false
    ],
    ["a ban may be tried again later", banned(http), true]
  ] as const)("%s", ([, error, retry]) =>
    Effect.gen(function* () {
      const { feed, recording, rids, setDown, start } = yield* setUp(new ModelServer())
      setDown(error)
      const exit = yield* Fiber.await(yield* start)
      const reason = yield* Effect.flip(exit)
      assert.strictEqual(reason._tag, "Misconfigured")
      assert.strictEqual(reason.retry, retry)
      assert.strictEqual(reason.message, error.message)
      assert.strictEqual(rids.length, 1)
      assert.isFalse((yield* feed.snapshot).online)
      assert.deepStrictEqual(
        recording.said.filter(({ what }) => what === "down").map(({ nextAttemptAt }) => nextAttemptAt),
        [null]
      )
    })
  )
})

describe("applyDelta", () => {
  const data = (given: Partial<Maindata>): Maindata => ({
    rid: 1,
    full: false,
    torrents: new Map(),
    removed: [],
    unreadable: [],
    connection: undefined,
    trackers: new Map(),
    trackersRemoved: [],
    freeSpace: undefined,
    queueing: undefined,
    ...given
  })
  const start = applyDelta(
    empty("qBit"),
    data({
      full: true,
      torrents: new Map([
        ["aa", seeding("A")],
        ["bb", seeding("B")]
      ])
    })
  ).picture

  it("a record that cannot be read leaves its torrent there, in a state on which nothing is decided", () => {
    const applied = applyDelta(start, data({ unreadable: ["aa"] }))
    assert.strictEqual(applied.picture.torrents.get("aa")?.state, "unknown")
    assert.deepStrictEqual(applied.changed, new Set(["aa"]))
    assert.deepStrictEqual(applied.removed, new Set())
    assert.isTrue(applied.incomplete)
    const partly = applyDelta(applied.picture, data({ torrents: new Map([["aa", { state: "stalledDL" }]]) }))
    assert.strictEqual(partly.picture.torrents.get("aa")?.state, "unknown")
    const whole = applyDelta(partly.picture, data({ full: true, torrents: new Map([["aa", seeding("A")]]) }))
    assert.strictEqual(whole.picture.torrents.get("aa")?.state, "stalledUP")
    assert.isFalse(whole.incomplete)
  })

  it("one that stays unreadable does not ask for everything again and again", () => {
    const full = applyDelta(start, data({ full: true, torrents: new Map([["bb", seeding("B")]]), unreadable: ["aa"] }))
    assert.isFalse(full.incomplete)
    assert.deepStrictEqual(full.removed, new Set())
    assert.strictEqual(full.picture.torrents.get("aa")?.state, "unknown")
    assert.isFalse(applyDelta(full.picture, data({ unreadable: ["aa"] })).incomplete)
  })

  it("a part of a torrent that nobody knows makes no torrent", () => {
    const applied = applyDelta(start, data({ torrents: new Map([["cc", { dlspeed: 1 }]]) }))
    assert.isFalse(applied.picture.torrents.has("cc"))
    assert.isTrue(applied.incomplete)
  })

  it("a full update keeps the objects of torrents that are the same", () => {
    const again = applyDelta(start, data({ full: true, torrents: new Map([["aa", seeding("A")]]) }))
    assert.strictEqual(again.picture.torrents.get("aa"), start.torrents.get("aa"))
    assert.deepStrictEqual(again.changed, new Set())
    assert.deepStrictEqual(again.removed, new Set(["bb"]))
  })
})

describe("trackers of torrents", () => {
  const answer = (changes: Partial<Maindata>): Maindata => ({
    rid: 1,
    full: false,
    torrents: new Map(),
    removed: [],
    unreadable: [],
    connection: undefined,
    trackers: new Map(),
    trackersRemoved: [],
    freeSpace: undefined,
    queueing: undefined,
    ...changes
  })
  const start = applyDelta(
    empty("qBit"),
    answer({
      full: true,
      torrents: new Map(["aa", "bb", "cc"].map((name) => [name, seeding(name)])),
      trackers: new Map([
        ["https://two/x", ["aa"]],
        ["https://one/x", ["aa", "bb"]]
      ])
    })
  ).picture

  it("come with the first answer, sorted; one without any has an empty list, which is not the same as unknown", () => {
    assert.deepStrictEqual(start.torrents.get("aa")?.trackers, ["https://one/x", "https://two/x"])
    assert.deepStrictEqual(start.torrents.get("cc")?.trackers, [])
    const unknown = applyDelta(
      empty("qBit"),
      answer({ full: true, torrents: new Map([["aa", seeding("A")]]), trackers: undefined })
    )
    assert.isUndefined(unknown.picture.torrents.get("aa")?.trackers)
  })

  it("change only for the torrents that gain or lose one, though a tracker tells all its torrents again", () => {
    const added = applyDelta(start, answer({ trackers: new Map([["https://one/x", ["aa", "bb", "cc"]]]) }))
    assert.deepStrictEqual(added.changed, new Set(["cc"]))
    assert.deepStrictEqual(added.picture.torrents.get("cc")?.trackers, ["https://one/x"])
    assert.strictEqual(added.picture.torrents.get("aa"), start.torrents.get("aa"))
    const gone = applyDelta(added.picture, answer({ trackersRemoved: ["https://one/x"] }))
    assert.deepStrictEqual(gone.changed, new Set(["aa", "bb", "cc"]))
    assert.deepStrictEqual(gone.picture.torrents.get("aa")?.trackers, ["https://two/x"])
    assert.deepStrictEqual(gone.picture.torrents.get("bb")?.trackers, [])
  })

  it("nothing about them is looked at when an answer names none", () => {
    const applied = applyDelta(start, answer({ torrents: new Map([["aa", { dlspeed: 5 }]]) }))
    assert.strictEqual(applied.picture.announces, start.announces)
    assert.strictEqual(applied.picture.torrents.get("aa")?.trackers, start.torrents.get("aa")?.trackers)
  })

  it("a full answer that says the same keeps every object", () => {
    const again = applyDelta(
      start,
      answer({
        full: true,
        torrents: new Map(["aa", "bb", "cc"].map((name) => [name, seeding(name)])),
        trackers: new Map([
          ["https://one/x", ["bb", "aa"]],
          ["https://two/x", ["aa"]]
        ])
      })
    )
    assert.strictEqual(again.picture.torrents, start.torrents)
    assert.strictEqual(again.picture.announces, start.announces)
    assert.strictEqual(again.changed.size, 0)
  })

  it("a torrent that left leaves no trackers behind", () => {
    const gone = applyDelta(start, answer({ removed: ["aa"] }))
    assert.isFalse(gone.picture.announces?.has("aa"))
    const back = applyDelta(gone.picture, answer({ torrents: new Map([["aa", seeding("A")]]) }))
    assert.deepStrictEqual(back.picture.torrents.get("aa")?.trackers, [])
  })

  it("when they are no longer told, they are unknown for every torrent", () => {
    const applied = applyDelta(start, answer({ trackers: undefined }))
    for (const torrent of applied.picture.torrents.values()) assert.isUndefined(torrent.trackers)
    assert.strictEqual(applied.changed.size, 3)
  })

  it("a delta costs about the same whether or not ten thousand torrents share one tracker that it does not name", () => {
    const hashes = Array.from({ length: 10_000 }, (_, i) => i.toString(16).padStart(40, "0"))
    const torrents = new Map(hashes.map((hash) => [hash, seeding(hash)]))
    let compared = 0
    class Watched extends Map<string, ReadonlyArray<string>> {
      override get(key: string) {
        compared++
        return super.get(key)
      }
      override [Symbol.iterator]() {
        compared += this.size
        return super[Symbol.iterator]()
      }
    }
    const full = applyDelta(
      empty("qBit"),
      answer({ full: true, torrents, trackers: new Map([["https://one/x", hashes]]) })
    ).picture
    const picture = { ...full, announces: new Watched(full.announces) }
    compared = 0
    applyDelta(picture, answer({ torrents: new Map([[hashes[0] ?? "", { dlspeed: 5 }]]) }))
    assert.isAtMost(compared, 5)
  })
})

type Step =
  | { readonly _tag: "Set"; readonly hash: string; readonly fields: TorrentFields }
  | { readonly _tag: "Remove"; readonly hash: string }
  | { readonly _tag: "Announce"; readonly hash: string; readonly urls: ReadonlyArray<string> }
  | { readonly _tag: "Lose"; readonly error: ClientError }
  | { readonly _tag: "Poll" }
  | { readonly _tag: "Restart" }

const hash = FastCheck.constantFrom("aa", "bb", "cc", "dd")
const step: FastCheck.Arbitrary<Step> = FastCheck.oneof(
  {
    weight: 5,
    arbitrary: FastCheck.record({
      _tag: FastCheck.constant("Set" as const),
      hash,
      fields: FastCheck.record(
        {
          state: FastCheck.constantFrom("downloading", "stalledDL", "stalledUP", "stoppedDL"),
          category: FastCheck.constantFrom("", "radarr", "sonarr"),
          tags: FastCheck.constantFrom("", "a", "a, b"),
          progress: FastCheck.constantFrom(0, 0.5, 1),
          dlspeed: FastCheck.constantFrom(0, 1, 2)
        },
        { requiredKeys: [] }
      )
    })
  },
  FastCheck.record({ _tag: FastCheck.constant("Remove" as const), hash }),
  {
    weight: 3,
    arbitrary: FastCheck.record({
      _tag: FastCheck.constant("Announce" as const),
      hash,
      urls: FastCheck.uniqueArray(FastCheck.constantFrom("https://a/1", "https://b/2", "udp://c:3"), { maxLength: 3 })
    })
  },
  FastCheck.record({
    _tag: FastCheck.constant("Lose" as const),
    error: FastCheck.constantFrom(refused, silent, garbled)
  }),
  { weight: 3, arbitrary: FastCheck.constant({ _tag: "Poll" as const }) },
  FastCheck.constant({ _tag: "Restart" as const })
)

/** What a test does to the server; waits and losses are up to the caller. */
const act = (server: ModelServer, one: Step): void => {
  if (one._tag === "Set") {
    const known = server.torrents.has(one.hash)
    // A new torrent comes with every field, also one that takes the place of another.
    const fresh = { category: "", tags: "", progress: 0, dlspeed: 0, ...seeding(one.hash), ...one.fields }
    server.set(one.hash, known ? one.fields : fresh)
  } else if (one._tag === "Remove") server.remove(one.hash)
  else if (one._tag === "Announce") server.announce(one.hash, one.urls)
  else if (one._tag === "Restart") server.restart()
}

describe("applyDelta against a model of the server", () => {
  it("whatever changes and whatever answers get lost, asking for everything after a loss gives the server's truth", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.array(step, { maxLength: 60 }), (steps) => {
        const server = new ModelServer()
        let picture = empty("qBit")
        let rid = 0
        const poll = () => {
          const applied = applyDelta(picture, server.answer(rid))
          picture = applied.picture
          rid = server.answered
          assert.isFalse(applied.incomplete)
        }
        for (const one of steps) {
          act(server, one)
          if (one._tag === "Poll") poll()
          if (one._tag === "Lose") {
            server.answer(rid)
            rid = 0
          }
        }
        poll()
        assert.deepStrictEqual(new Map([...picture.torrents].sort()), new Map([...torrentsOf(server)].sort()))
      }),
      { numRuns: 1_000 }
    )
  })

  it("the model is as forgetful as the server: the old rid after a loss would miss changes", () => {
    const server = new ModelServer()
    server.set("aa", seeding("A"))
    let { picture } = applyDelta(empty("qBit"), server.answer(0))
    const rid = server.answered
    server.set("aa", { category: "lost" })
    server.answer(rid)
    server.set("aa", { tags: "later" })
    picture = applyDelta(picture, server.answer(server.answered)).picture
    assert.strictEqual(picture.torrents.get("aa")?.category, "radarr")
  })
})

describe("TorrentFeed against a model of the server", () => {
  it.effect.prop(
    "whatever changes and whatever answers get lost, it ends with the server's truth, and every change was told",
    [FastCheck.array(step, { maxLength: 40 })],
    ([steps]) =>
      Effect.scoped(
        Effect.gen(function* () {
          const server = new ModelServer()
          const { feed, lose, start, toLose } = yield* setUp(server)
          const changes = yield* feed.changes
          yield* start
          yield* TestClock.adjust("0 millis")
          const seen = new Map<string, Torrent>()
          const look = Effect.gen(function* () {
            const { torrents } = yield* feed.snapshot
            for (const change of yield* Queue.takeAll(changes)) {
              if (change.full) seen.clear()
              for (const one of change.full ? torrents.keys() : change.changed) {
                const torrent = torrents.get(one)
                if (torrent !== undefined) seen.set(one, torrent)
              }
              for (const one of change.removed) seen.delete(one)
            }
          })
          for (const one of steps) {
            act(server, one)
            if (one._tag === "Lose") lose(one.error)
            if (one._tag === "Poll") yield* TestClock.adjust("5 seconds")
            yield* look
          }
          for (let i = 0; i < 200 && toLose() > 0; i++) yield* TestClock.adjust("5 seconds")
          // The longest wait after that many failures, and one more question.
          yield* TestClock.adjust("72 seconds")
          yield* look
          const { online, torrents } = yield* feed.snapshot
          assert.isTrue(online)
          assert.deepStrictEqual(new Map([...torrents].sort()), new Map([...torrentsOf(server)].sort()))
          const quiet = (torrent: Torrent) => ({ ...torrent, downloadSpeed: undefined })
          assert.deepStrictEqual(
            new Map([...seen].sort().map(([key, torrent]) => [key, quiet(torrent)])),
            new Map([...torrents].sort().map(([key, torrent]) => [key, quiet(torrent)]))
          )
        })
      ),
    { fastCheck: { numRuns: 25 }, timeout: 60_000 }
  )
})

describe("TorrentFeeds", () => {
  it.scoped("merges the changes of all feeds, later ones included, and forgets only when told", () =>
    Effect.gen(function* () {
      const first = yield* setUp(new ModelServer())
      const service = yield* TorrentFeeds.TorrentFeeds
      const changes = yield* service.changes
      yield* service.register(first.feed)
      yield* first.start
      yield* TestClock.adjust(Duration.millis(1))
      assert.strictEqual((yield* Queue.take(changes)).instance, "qBit")
      const life = yield* setUp(new ModelServer())
      yield* Effect.scoped(service.register({ ...life.feed, instance: "qBit-Two" }))
      assert.deepStrictEqual([...(yield* service.all).keys()], ["qBit", "qBit-Two"])
      assert.isTrue((yield* service.snapshots).get("qBit")?.online)
      yield* service.forget("qBit-Two")
      assert.deepStrictEqual([...(yield* service.all).keys()], ["qBit"])
    }).pipe(Effect.provide(TorrentFeeds.layer()))
  )
})
