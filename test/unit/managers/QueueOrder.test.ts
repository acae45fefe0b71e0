import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { type ClientError, Conflict, Transient } from "../../../src/clients/ClientError.ts"
import type { QbittorrentClient } from "../../../src/clients/qbittorrent/QbittorrentClient.ts"
import { type OrderSettings, orderSettingsOf, queueOrder } from "../../../src/managers/QueueOrder.ts"
import type { ApplyContext } from "../../../src/torrents/apply/ApplyContext.ts"
import { clientStub } from "../../harness/qbittorrent/clientStub.ts"
import { good, radarr } from "../config/support.ts"
import { now, torrent, trackerRule } from "../torrents/samples.ts"
import { numbered, type Stage, stage } from "./policySupport.ts"

const interval = 5_000
const priorities = [
  trackerRule({ host: "a.example", priority: 10, sortTorrents: true }),
  trackerRule({ host: "b.example", priority: 5 })
]
const on: OrderSettings = {
  enabled: true,
  rulesFor: ({ category }) => (category === "radarr" ? priorities : undefined)
}

const of = (place: number, host: string, more = {}) =>
  numbered(place, { trackers: [`https://${host}/announce?passkey=secret`], addedAt: now - place, ...more })

/** The client side: moves a torrent to the top of the drawn queue, or answers what `refusal` says. */
const mover = (scene: Stage, options: { deaf?: boolean; refusal?: () => ClientError | undefined } = {}) => {
  const sent: Array<string> = []
  const client: QbittorrentClient = clientStub({
    post: (path, form) =>
      Effect.suspend(() => {
        const error = options.refusal?.()
        const hash = form.find(([name]) => name === "hashes")?.[1] ?? ""
        sent.push(`${path.split("/").at(-1)} ${scene.torrents.get(hash)?.name ?? hash}`)
        if (error !== undefined) return Effect.fail(error)
        const moved = scene.torrents.get(hash)
        if (moved === undefined || options.deaf === true) return Effect.succeed("")
        for (const one of scene.torrents.values()) {
          const { queuePosition: place } = one
          if (place !== undefined && place < (moved.queuePosition ?? 0)) scene.put({ ...one, queuePosition: place + 1 })
        }
        scene.put({ ...moved, queuePosition: 1 })
        return Effect.succeed("")
      })
  })
  return { client, sent: () => sent.splice(0) }
}

const running = (
  scene: Stage,
  client: QbittorrentClient,
  changes: {
    readonly settings?: () => OrderSettings
    readonly context?: Partial<ApplyContext>
    readonly every?: number
  } = {}
) =>
  Effect.forkScoped(
    queueOrder({
      instance: "qBit",
      interval: changes.every ?? interval,
      context: Effect.succeed({ ...scene.context(client), ...changes.context }),
      settings: Effect.sync(changes.settings ?? (() => on))
    }).pipe(Effect.provide(scene.layer))
  )

const queueOf = (scene: Stage) =>
  [...scene.torrents.values()].sort((a, b) => (a.queuePosition ?? 0) - (b.queuePosition ?? 0)).map(({ name }) => name)

const offConflict = new Conflict({
  service: "qBit",
  request: "POST /api/v2/torrents/topPrio",
  status: 409,
  detail: "Torrent queueing must be enabled"
})

describe("queueOrder", () => {
  it.scoped("check 32: sends the fewest moves, records each, and sends nothing in the second pass", () =>
    Effect.gen(function* () {
      const scene = stage()
      scene.put(of(1, "nowhere.example"), of(2, "b.example"), of(3, "a.example"), of(4, "x.b.example"))
      const { client, sent } = mover(scene)
      yield* running(scene, client)
      yield* TestClock.adjust("15 seconds")
      assert.deepStrictEqual(sent(), ["topPrio T4", "topPrio T2", "topPrio T3"])
      assert.deepStrictEqual(queueOf(scene), ["T3", "T2", "T4", "T1"])
      assert.deepStrictEqual(
        scene.records.map(({ name, result, rule }) => [name, rule, result]),
        [
          ["T4", "queue order", "done"],
          ["T2", "queue order", "done"],
          ["T3", "queue order", "done"]
        ]
      )
      assert.strictEqual(
        scene.records[2]?.reason,
        "priority 10: belongs at place 1 of the 4 sorted torrents, was at position 3 of the queue"
      )
      yield* TestClock.adjust("5 minutes")
      assert.deepStrictEqual(sent(), [])
      assert.notInclude(JSON.stringify([scene.records, scene.logs]), "secret")
      assert.include(scene.beats, "order")
    })
  )

  it.scoped("waits until a burst is over, so that it is one sort, but not for ever", () =>
    Effect.gen(function* () {
      const scene = stage()
      scene.put(of(1, "nowhere.example"), of(2, "a.example"))
      const { client, sent } = mover(scene)
      yield* running(scene, client)
      for (let place = 3; place < 8; place++) {
        yield* TestClock.adjust("5 seconds")
        scene.put(of(place, "a.example"))
      }
      assert.deepStrictEqual(sent(), [])
      yield* TestClock.adjust("15 seconds")
      assert.strictEqual(sent().length, 6)
      for (let place = 8; place < 22; place++) {
        yield* TestClock.adjust("5 seconds")
        scene.put(of(place, "a.example"))
      }
      assert.isAbove(sent().length, 0)
    })
  )

  it.scoped("backs off to 10 minutes when the order does not come about", () =>
    Effect.gen(function* () {
      const scene = stage()
      scene.put(of(1, "nowhere.example"), of(2, "a.example"))
      const { client, sent } = mover(scene, { deaf: true })
      yield* running(scene, client, { every: 30_000 })
      yield* TestClock.adjust("1 hours")
      const tries = sent().length
      assert.isAtLeast(tries, 8)
      assert.isAtMost(tries, 12)
      yield* TestClock.adjust("1 hours")
      assert.isAtMost(sent().length, 6)
    })
  )

  it.scoped("leaves alone what is ignored, finished, removed, foreign or of unknown trackers", () =>
    Effect.gen(function* () {
      const scene = stage()
      scene.put(
        of(1, "nowhere.example"),
        of(2, "a.example", { tags: ["qBitrr-ignored"] }),
        of(3, "a.example", { queuePosition: undefined }),
        of(4, "a.example", { trackers: undefined }),
        of(5, "a.example", { category: "linux" }),
        of(6, "a.example")
      )
      scene.removing.add(of(6, "a.example").id)
      const { client, sent } = mover(scene)
      yield* running(scene, client)
      yield* TestClock.adjust("1 minutes")
      assert.deepStrictEqual(sent(), [])
    })
  )

  it.scoped("says once where queueing is switched on, and goes on by itself when it is", () =>
    Effect.gen(function* () {
      const scene = stage({ queueing: false })
      scene.put(of(1, "nowhere.example"), of(2, "a.example"))
      const { client, sent } = mover(scene)
      yield* running(scene, client)
      yield* TestClock.adjust("4 minutes")
      const warnings = () => scene.logs.filter(({ level }) => level === "WARN").map(({ text }) => text)
      assert.strictEqual(warnings().length, 1)
      assert.include(warnings()[0], 'Switch on "Torrent Queueing" in its options under BitTorrent')
      assert.deepStrictEqual(sent(), [])
      scene.show({ queueing: true })
      yield* TestClock.adjust("20 seconds")
      assert.deepStrictEqual(sent(), ["topPrio T2"])
    })
  )

  it.scoped("a 409 is the same warning, and the series ends there", () =>
    Effect.gen(function* () {
      const scene = stage()
      scene.put(of(1, "nowhere.example"), of(2, "a.example"), of(3, "a.example"))
      const { client, sent } = mover(scene, { refusal: () => offConflict })
      yield* running(scene, client)
      yield* TestClock.adjust("4 minutes")
      assert.isAtMost(sent().length, 6)
      assert.strictEqual(scene.logs.filter(({ level }) => level === "WARN").length, 1)
      assert.deepStrictEqual(scene.records, [])
    })
  )

  it.scoped("a series that breaks is recorded and tried again later", () =>
    Effect.gen(function* () {
      const scene = stage()
      scene.put(of(1, "nowhere.example"), of(2, "b.example"), of(3, "a.example"))
      let broken = true
      const { client, sent } = mover(scene, {
        refusal: () =>
          broken
            ? new Transient({ service: "qBit", request: "POST /x", kind: "status", status: 500, detail: "boom" })
            : undefined
      })
      yield* running(scene, client)
      yield* TestClock.adjust("20 seconds")
      assert.match(scene.records[0]?.result ?? "", /^failed: .*boom/)
      assert.isTrue(sent().every((one) => one === "topPrio T2"))
      broken = false
      yield* TestClock.adjust("2 minutes")
      assert.deepStrictEqual(queueOf(scene), ["T3", "T2", "T1"])
    })
  )

  it.scoped("dry run records what it would do once and sends nothing", () =>
    Effect.gen(function* () {
      const scene = stage()
      scene.put(of(1, "nowhere.example"), of(2, "a.example"))
      const { client, sent } = mover(scene)
      yield* running(scene, client, { context: { dryInstances: new Set(["qBit"]) } })
      yield* TestClock.adjust("5 minutes")
      assert.deepStrictEqual(sent(), [])
      assert.deepStrictEqual(
        scene.records.map(({ name, result }) => [name, result]),
        [["T2", "dry run"]]
      )
    })
  )

  it.scoped("does nothing while SortTorrents is off or qBittorrent is away, and follows the config", () =>
    Effect.gen(function* () {
      const scene = stage({ online: false })
      scene.put(of(1, "nowhere.example"), of(2, "a.example"))
      const { client, sent } = mover(scene)
      let enabled = true
      yield* running(scene, client, { settings: () => ({ ...on, enabled }) })
      yield* TestClock.adjust("1 minutes")
      assert.deepStrictEqual([...scene.missing.keys()], ["qBit"])
      enabled = false
      scene.show({ online: true })
      yield* TestClock.adjust("1 minutes")
      assert.deepStrictEqual(sent(), [])
      enabled = true
      yield* TestClock.adjust("20 seconds")
      assert.deepStrictEqual(sent(), ["topPrio T2"])
    })
  )
})

describe("orderSettingsOf", () => {
  const tracker = (host: string, sort: boolean, priority: number) =>
    `URI = "https://${host}/announce"\nPriority = ${priority}\nSortTorrents = ${sort}\n`

  it("is on when any row has SortTorrents, and takes the rows of the Arr that owns the torrent", () => {
    const { config } = good(
      `[qBit]\nHost = "localhost"\nManagedCategories = ["linux"]\n[[qBit.Trackers]]\n${tracker("a.example", false, 1)}` +
        radarr(
          "Radarr-Movies",
          `Category = "radarr"\n[[Radarr-Movies.Torrent.Trackers]]\n${tracker("a.example", true, 9)}`
        )
    )
    const { enabled, rulesFor } = orderSettingsOf(config, "qBit")
    assert.isTrue(enabled)
    const prioritiesOf = (category: string) => rulesFor(torrent({ category }))?.map(({ priority }) => priority)
    assert.deepStrictEqual(prioritiesOf("radarr"), [9])
    assert.deepStrictEqual(prioritiesOf("linux"), [1])
    assert.isUndefined(prioritiesOf("failed"))
    assert.isUndefined(prioritiesOf("somebody"))
  })

  it("is off when no row has it", () => {
    const { config } = good(`[qBit]\nHost = "localhost"\n[[qBit.Trackers]]\n${tracker("a.example", false, 1)}`)
    assert.isFalse(orderSettingsOf(config, "qBit").enabled)
  })
})
