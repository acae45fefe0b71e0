import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import { type ClientError, Conflict, Malformed, Transient } from "../../../../src/clients/ClientError.ts"
import * as mutations from "../../../../src/clients/qbittorrent/mutations.ts"
import type { TorrentInfo } from "../../../../src/clients/qbittorrent/wire.ts"
import { clientStub } from "../../../harness/qbittorrent/clientStub.ts"

interface Sent {
  readonly path: string
  readonly form: Readonly<Record<string, string>>
}

/** A client whose torrents show a mutation only after `lag` milliseconds, as qBittorrent's samples do. */
const lagging = (lag: number, before: ReadonlyArray<TorrentInfo>, after: ReadonlyArray<TorrentInfo>) => {
  const sent: Array<Sent> = []
  let at: number | undefined
  let looks = 0
  const client = clientStub({
    post: (path, form) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        at ??= now
        sent.push({ path, form: Object.fromEntries(form) })
        return ""
      }),
    torrents: (hashes) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        looks++
        const all = at !== undefined && now - at >= lag ? after : before
        return all.filter(({ hash }) => hashes === undefined || hashes.includes(hash))
      })
  })
  return { client, sent, looks: () => looks }
}

/** How it ended, and after how many virtual milliseconds. */
const timed = <A>(effect: Effect.Effect<A, ClientError>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Effect.zip(Effect.either(effect), Clock.currentTimeMillis))
    const from = yield* Clock.currentTimeMillis
    while (Option.isNone(yield* Fiber.poll(fiber))) yield* TestClock.adjust("50 millis")
    const [result, end] = yield* Fiber.join(fiber)
    return { result, took: end - from }
  })

const stalled = (hash: string): TorrentInfo => ({ hash, state: "stalledDL", category: "", tags: "" })

describe("mutations of qBittorrent", () => {
  it.effect("send all hashes in one field, lower-case and each once, and wait for the samples", () =>
    Effect.gen(function* () {
      const { client, sent } = lagging(
        3_000,
        ["aa", "bb"].map(stalled),
        ["aa", "bb"].map((hash) => ({ hash, state: "stoppedDL" }))
      )
      const { result, took } = yield* timed(mutations.stop(client, ["AA", "bb", "aa"]))
      assert.strictEqual(result._tag, "Right")
      assert.deepStrictEqual(sent, [{ path: "/api/v2/torrents/stop", form: { hashes: "aa|bb" } }])
      assert.isAtLeast(took, 3_000)
      assert.isBelow(took, 4_000)
    })
  )

  it.effect("fail after 8 s with the hashes that did not follow, and only those", () =>
    Effect.gen(function* () {
      const { client } = lagging(0, [], [{ hash: "aa", category: "radarr" }, stalled("bb")])
      const { result, took } = yield* timed(mutations.setCategory(client, ["aa", "bb"], "radarr"))
      assert.strictEqual(took, 8_000)
      assert.strictEqual(result._tag, "Left")
      if (result._tag === "Left") {
        assert.strictEqual(result.left._tag, "Conflict")
        assert.match(result.left.message, /the category "radarr" for bb\.$/)
      }
    })
  )

  it.effect("do not wait for torrents that are gone, but say so", () =>
    Effect.gen(function* () {
      const { client } = lagging(0, [], [{ hash: "aa", tags: "one, two" }])
      const { result, took } = yield* timed(mutations.addTags(client, ["aa", "bb"], ["two"]))
      assert.strictEqual(took, 0)
      assert.match(result._tag === "Left" ? result.left.message : "", /no longer in qBittorrent: bb\.$/)
    })
  )

  it.effect("a deletion is done when the hashes have left the list, however they did", () =>
    Effect.gen(function* () {
      const { client, sent } = lagging(500, ["aa", "bb"].map(stalled), [])
      const { result } = yield* timed(mutations.deleteTorrents(client, ["aa", "bb", "cc"], { deleteFiles: true }))
      assert.strictEqual(result._tag, "Right")
      assert.deepStrictEqual(sent, [
        { path: "/api/v2/torrents/delete", form: { hashes: "aa|bb|cc", deleteFiles: "true" } }
      ])
    })
  )

  it.effect("a deletion whose reading back fails has not succeeded", () =>
    Effect.gen(function* () {
      const unreadable = new Malformed({ service: "qBit", request: "GET", detail: "odd" })
      const client = clientStub({ post: () => Effect.succeed(""), torrents: () => Effect.fail(unreadable) })
      const error = yield* Effect.flip(mutations.deleteTorrents(client, ["aa"], { deleteFiles: false }))
      assert.strictEqual(error.message, unreadable.message)
    })
  )

  it.effect("nothing is sent for an empty list, an unknown tag list, or a name that means all", () =>
    Effect.gen(function* () {
      const client = clientStub({})
      yield* mutations.deleteTorrents(client, [], { deleteFiles: true })
      yield* mutations.recheck(client, [])
      yield* mutations.removeTags(client, ["aa"], [])
      yield* mutations.addTags(client, ["aa"], [])
      yield* mutations.createTags(client, [])
      yield* mutations.setFilePriority(client, "aa", [], 0)
      for (const name of ["all", "ALL", "", "a|b", "a b"]) {
        assert.strictEqual((yield* Effect.flip(mutations.stop(client, [name])))._tag, "Conflict")
      }
      for (const tag of ["a,b", " "]) {
        assert.strictEqual((yield* Effect.flip(mutations.addTags(client, ["aa"], [tag])))._tag, "Conflict")
      }
    })
  )

  it.effect("a check that is seen ends the wait, one that is too short to be seen counts after two samples", () =>
    Effect.gen(function* () {
      const seen = lagging(1_500, [stalled("aa")], [{ hash: "aa", state: "checkingDL" }])
      const first = yield* timed(mutations.recheck(seen.client, ["aa"]))
      assert.strictEqual(first.result._tag, "Right")
      assert.isBelow(first.took, 2_500)
      const short = lagging(0, [], [stalled("aa")])
      const second = yield* timed(mutations.recheck(short.client, ["aa"]))
      assert.strictEqual(second.result._tag, "Right")
      assert.isAtLeast(second.took, 3_000)
    })
  )

  it.effect("the stop of a torrent that is being checked or moved cannot be seen and is trusted", () =>
    Effect.gen(function* () {
      for (const state of ["checkingUP", "moving", "error", "missingFiles"]) {
        const { client } = lagging(0, [], [{ hash: "aa", state }])
        const { result, took } = yield* timed(mutations.stop(client, ["aa"]))
        assert.strictEqual(result._tag, "Right")
        assert.strictEqual(took, 0)
      }
    })
  )

  it.effect("the vocabulary is that of the version", () =>
    Effect.gen(function* () {
      const { client, sent } = lagging(0, [], [{ hash: "aa", state: "pausedDL" }])
      const old = {
        ...client,
        features: Effect.map(client.features, (features) => ({
          ...features,
          stop: "pause" as const,
          start: "resume" as const
        }))
      }
      yield* mutations.stop(old, ["aa"])
      assert.strictEqual(sent[0]?.path, "/api/v2/torrents/pause")
      const { result } = yield* timed(mutations.start(old, ["aa"]))
      assert.strictEqual(sent[1]?.path, "/api/v2/torrents/resume")
      assert.match(result._tag === "Left" ? result.left.message : "", /the start for aa/)
    })
  )

  it.effect("are sent again when the connection broke, not after an answer", () =>
    Effect.gen(function* () {
      let sends = 0
      const broken = new Transient({ service: "qBit", request: "POST", detail: "reset", kind: "connection" })
      const flaky = clientStub({
        post: () => Effect.suspend(() => (++sends === 1 ? Effect.fail(broken) : Effect.succeed(""))),
        torrents: () => Effect.succeed([])
      })
      const { result } = yield* timed(mutations.deleteTorrents(flaky, ["aa"], { deleteFiles: true }))
      assert.strictEqual(result._tag, "Right")
      assert.strictEqual(sends, 2)
      sends = 0
      const refusal = new Conflict({ service: "qBit", request: "POST", status: 409, detail: "no" })
      const refusing = clientStub({
        post: () =>
          Effect.suspend(() => {
            sends++
            return Effect.fail(refusal)
          }),
        torrents: () => Effect.succeed([])
      })
      assert.strictEqual(
        (yield* timed(mutations.deleteTorrents(refusing, ["aa"], { deleteFiles: true }))).result._tag,
        "Left"
      )
      assert.strictEqual(sends, 1)
    })
  )

  it.effect("a category that exists is fine, a name that cannot be one is not", () =>
    Effect.gen(function* () {
      const conflict = new Conflict({ service: "qBit", request: "POST", status: 409, detail: "no" })
      const client = clientStub({
        post: () => Effect.fail(conflict),
        categories: Effect.succeed(new Map([["radarr", ""]]))
      })
      yield* mutations.createCategory(client, "radarr", "")
      assert.strictEqual(yield* Effect.flip(mutations.createCategory(client, "//", "")), conflict)
    })
  )

  it.effect("file priorities are read back file by file", () =>
    Effect.gen(function* () {
      const sent: Array<Sent> = []
      const file = { name: "x", size: 1, progress: 0 }
      const client = clientStub({
        post: (path, form) =>
          Effect.sync(() => {
            sent.push({ path, form: Object.fromEntries(form) })
            return ""
          }),
        files: () =>
          Effect.succeed([
            { ...file, index: 0, priority: 0 },
            { ...file, index: 1, priority: 1 }
          ])
      })
      yield* mutations.setFilePriority(client, "AA", [0], 0)
      assert.deepStrictEqual(sent, [
        { path: "/api/v2/torrents/filePrio", form: { hash: "aa", id: "0", priority: "0" } }
      ])
      const { result } = yield* timed(mutations.setFilePriority(client, "aa", [0, 1], 0))
      assert.match(result._tag === "Left" ? result.left.message : "", /for file 1 of aa\.$/)
    })
  )

  it.effect("limits are bytes per second; 0 takes one away, which reads back as 0 or -1", () =>
    Effect.gen(function* () {
      const limited = lagging(1_000, [{ hash: "aa", dl_limit: 0 }], [{ hash: "aa", dl_limit: 51_200 }])
      const set = yield* timed(mutations.setDownloadLimit(limited.client, ["AA"], 51_200.4))
      assert.strictEqual(set.result._tag, "Right")
      assert.isAtLeast(set.took, 1_000)
      assert.deepStrictEqual(limited.sent, [
        { path: "/api/v2/torrents/setDownloadLimit", form: { hashes: "aa", limit: "51200" } }
      ])
      for (const none of [0, -1]) {
        const cleared = lagging(0, [], [{ hash: "aa", up_limit: none }])
        assert.strictEqual((yield* timed(mutations.setUploadLimit(cleared.client, ["aa"], 0))).result._tag, "Right")
        assert.deepStrictEqual(cleared.sent[0]?.form, { hashes: "aa", limit: "0" })
      }
    })
  )

  it.effect("a limit of a torrent that is gone has not been set, whatever the limit", () =>
    Effect.gen(function* () {
      const { client } = lagging(0, [], [])
      for (const limit of [0, 5]) {
        const { result } = yield* timed(mutations.setDownloadLimit(client, ["aa"], limit))
        assert.match(result._tag === "Left" ? result.left.message : "", /no longer in qBittorrent: aa\.$/)
      }
    })
  )

  it.effect("super seeding is read back of whole torrents, and trusted of others, which never show it", () =>
    Effect.gen(function* () {
      const whole = { hash: "aa", state: "stalledUP", progress: 1, size: 10, total_size: 10 }
      const shown = lagging(1_500, [whole], [{ ...whole, super_seeding: true }])
      const first = yield* timed(mutations.superSeed(shown.client, ["aa"]))
      assert.strictEqual(first.result._tag, "Right")
      assert.isAtLeast(first.took, 1_500)
      assert.deepStrictEqual(shown.sent, [
        { path: "/api/v2/torrents/setSuperSeeding", form: { hashes: "aa", value: "true" } }
      ])
      const deaf = yield* timed(mutations.superSeed(lagging(0, [], [whole]).client, ["aa"]))
      assert.strictEqual(deaf.result._tag, "Left")
      for (const other of [
        { ...whole, progress: 0.5, state: "downloading" },
        { ...whole, total_size: 20 },
        { ...whole, state: "checkingUP" }
      ]) {
        const { result, took } = yield* timed(mutations.superSeed(lagging(0, [], [other]).client, ["aa"]))
        assert.strictEqual(result._tag, "Right")
        assert.strictEqual(took, 0)
      }
    })
  )

  it.effect("to the top is one request for one torrent, and a conflict without queueing", () =>
    Effect.gen(function* () {
      const { client, looks, sent } = lagging(0, [], [])
      yield* mutations.toTop(client, "AA")
      assert.deepStrictEqual(sent, [{ path: "/api/v2/torrents/topPrio", form: { hashes: "aa" } }])
      assert.strictEqual(looks(), 0)
      assert.strictEqual((yield* Effect.flip(mutations.toTop(client, "all")))._tag, "Conflict")
      const refusal = new Conflict({
        service: "qBit",
        request: "POST",
        status: 409,
        detail: "queueing must be enabled"
      })
      const without = clientStub({ post: () => Effect.fail(refusal) })
      assert.strictEqual(yield* Effect.flip(mutations.toTop(without, "aa")), refusal)
    })
  )
})
