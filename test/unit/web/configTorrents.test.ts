import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as ArrClient from "../../../src/clients/arr/ArrClient.ts"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import { OutageWatch } from "../../../src/managers/OutageWatch.ts"
import { ImportLedger } from "../../../src/store/ImportLedger.ts"
import { TorrentMemories } from "../../../src/store/TorrentMemories.ts"
import type { TorrentMemory } from "../../../src/store/TorrentMemory.ts"
import type { QueueFeed } from "../../../src/torrents/QueueFeed.ts"
import { QueueFeeds } from "../../../src/torrents/QueueFeeds.ts"
import type { Outage } from "../../../src/torrents/Rule.ts"
import type { Torrent } from "../../../src/torrents/Torrent.ts"
import { TorrentFeeds } from "../../../src/torrents/TorrentFeeds.ts"
import { TrackerReadings } from "../../../src/torrents/TrackerReadings.ts"
import * as TorrentPlans from "../../../src/web/config/TorrentPlans.ts"
import { good } from "../config/support.ts"
import { torrent } from "../torrents/samples.ts"

const base = `
[qBit]
Host = "localhost"
ManagedCategories = ["seed"]
[qBit.CategorySeeding]
StalledDelay = -1
[Radarr-Movies]
URI = "http://radarr:7878"
APIKey = "0123456789abcdef"
Category = "radarr"
[Radarr-Movies.Torrent]
IgnoreTorrentsYoungerThan = 0
StalledDelay = -1
[Radarr-Movies.Torrent.SeedingMode]
MaxUploadRatio = 2
RemoveTorrent = -1
`

const config = (change: (text: string) => string = (text) => text) => good(change(base)).config

interface World {
  readonly torrents: ReadonlyArray<Torrent>
  /** Whether the Arr of the section answers; true unless given. */
  readonly answers?: boolean
  readonly outages?: ReadonlyArray<Outage>
  readonly memory?: TorrentMemory
}

/** Of an Arr that answers and has nothing in its queue. */
const queueFeed = (client: ArrClient.ArrClient): QueueFeed => ({
  section: "Radarr-Movies",
  client,
  snapshot: Effect.succeed({ at: 0, byHash: new Map(), pending: [], skipped: 0 }),
  changes: Effect.dieMessage("nobody follows changes"),
  run: Effect.never,
  refresh: Effect.dieMessage("the Arr is not asked"),
  setActive: () => Effect.void
})

/** Sends nothing by itself; whoever asks it finds nobody. */
const arrClient = ArrClient.make({
  name: "Radarr-Movies",
  kind: "radarr",
  url: "http://127.0.0.1:1",
  apiKey: Redacted.make("0123456789abcdef"),
  skipTlsVerify: false,
  timeout: "1 second"
})

/** What is there of one daemon; nobody answers who would have to be asked. */
const plans = ({ answers = true, memory = {}, outages = [], torrents }: World, client: ArrClient.ArrClient) =>
  TorrentPlans.layer.pipe(
    Layer.provide(
      Layer.mergeAll(
        Layer.mock(TorrentFeeds, {
          snapshots: Effect.succeed(
            new Map([
              [
                "qBit",
                {
                  instance: "qBit",
                  online: true,
                  at: 0,
                  version: 1,
                  torrents: new Map(torrents.map((one) => [one.hash, one])),
                  connection: "connected" as const,
                  freeSpace: undefined,
                  queueing: false
                }
              ]
            ])
          )
        }),
        Layer.succeed(QueueFeeds, {
          register: () => Effect.void,
          get: () => Effect.succeed(undefined),
          all: Effect.succeed(new Map(answers ? [["Radarr-Movies", queueFeed(client)]] : []))
        }),
        Layer.succeed(TrackerReadings, {
          get: () => undefined,
          refresh: () => Effect.dieMessage("trackers are not asked"),
          forget: () => Effect.void,
          all: Effect.succeed(new Map())
        }),
        Layer.succeed(ImportLedger, { get: () => undefined, put: () => Effect.void, forget: () => Effect.void }),
        Layer.succeed(TorrentMemories, {
          get: () => memory,
          set: () => Effect.dieMessage("nothing is remembered of a plan"),
          forget: () => Effect.void
        }),
        Layer.succeed(OutageWatch, { outages: () => Effect.succeed(outages) })
      )
    )
  )

const compare = (world: World, before = config(), after = config()) =>
  Effect.gen(function* () {
    const client = yield* arrClient
    return yield* Effect.flatMap(TorrentPlans.TorrentPlans, (service) => service.compare(before, after)).pipe(
      Effect.provide(plans(world, client))
    )
  })

const named = (nth: number, change: Partial<Torrent> = {}): Torrent => {
  const hash = nth.toString(16).padStart(40, "0")
  return torrent({ id: TorrentId.make("qBit", hash), hash, name: `Film ${nth}`, ...change })
}

const now = Date.now()
const hour = 3_600_000

const stalled = (nth: number, change: Partial<Torrent> = {}) =>
  named(nth, {
    state: "stalledDL",
    progress: 0.1,
    availability: 0,
    addedAt: now - 24 * hour,
    lastActivityAt: now - 20 * hour,
    ...change
  })

const impatient = (text: string) =>
  text.replace("StalledDelay = -1\n[Radarr-Movies.Torrent.S", "StalledDelay = 5\n[Radarr-Movies.Torrent.S")

describe("what another config would mean for torrents", () => {
  it.scopedLive("is nothing when no rule changes", () =>
    Effect.gen(function* () {
      const plan = yield* compare({
        torrents: [stalled(1), named(2), named(3, { category: "seed" }), named(4, { category: "other" })]
      })
      assert.deepInclude(plan, { torrents: 4, changed: 0, first: [], untold: 0 })
    })
  )

  it.scopedLive("names the torrents that would be removed, with what is said of them now and then", () =>
    Effect.gen(function* () {
      const memory = { firstSeenAt: now - 24 * hour, marks: ["qBitrr-allowed_stalled"] }
      const plan = yield* compare({ torrents: [stalled(1), named(2)], memory }, config(), config(impatient))
      assert.strictEqual(plan.changed, 1)
      const [change] = plan.first
      assert.strictEqual(change?.torrent.name, "Film 1")
      assert.deepStrictEqual(change?.kinds, ["Remove"])
      assert.deepStrictEqual([...plan.more], [["Remove", 1]])
      assert.strictEqual(change?.before.actions, "")
      assert.match(change?.after.actions ?? "", /^remove \(with files, blocklist/)
      assert.strictEqual(change?.after.rule, "stalled")
      const back = yield* compare({ torrents: [stalled(1)], memory }, config(impatient), config())
      assert.deepStrictEqual([...back.less], [["Remove", 1]])
    })
  )

  it.scopedLive("sees an outage that holds removals back", () =>
    Effect.gen(function* () {
      const outage: Outage = { scope: { _tag: "Client", instance: "qBit" }, evidence: "swarm", reason: "all of them" }
      const plan = yield* compare({ torrents: [stalled(1)], outages: [outage] }, config(), config(impatient))
      assert.deepStrictEqual([...plan.more], [])
    })
  )

  it.scopedLive("tells when a dry run would end: what was only recorded would be done", () =>
    Effect.gen(function* () {
      const dry = config((text) => `${impatient(text)}[Settings]\nDryRun = true\n`)
      const plan = yield* compare({ torrents: [stalled(1)] }, dry, config(impatient))
      assert.deepStrictEqual([...plan.more], [["Remove", 1]])
      assert.match(plan.first[0]?.before.reason ?? "", /^dry run: /)
      const same = yield* compare({ torrents: [stalled(1)] }, dry, dry)
      assert.strictEqual(same.changed, 0)
    })
  )

  it.scopedLive("tells when nobody would look after a torrent any more, or somebody else", () =>
    Effect.gen(function* () {
      const torrents = [stalled(1), named(2, { category: "seed" }), named(3, { category: "films" })]
      const renamed = config((text) =>
        text.replace('Category = "radarr"', 'Category = "films"').replace('["seed"]', "[]")
      )
      const plan = yield* compare({ torrents }, config(), renamed)
      const owners = plan.first.map(({ sectionAfter, sectionBefore, torrent: { name } }) => [
        name,
        sectionBefore,
        sectionAfter
      ])
      assert.sameDeepMembers(owners, [
        ["Film 1", "Radarr-Movies", undefined],
        ["Film 2", "qBit", undefined],
        ["Film 3", undefined, "Radarr-Movies"]
      ])
    })
  )

  it.scopedLive("shows removals first and no more than fifty, and counts them all", () =>
    Effect.gen(function* () {
      const torrents = [
        ...Array.from({ length: 80 }, (_, n) => named(n, { category: "seed" })),
        ...Array.from({ length: 3 }, (_, n) => stalled(100 + n))
      ]
      const other = config((text) => impatient(text).replace('["seed"]', "[]"))
      const plan = yield* compare({ torrents }, config(), other)
      assert.strictEqual(plan.changed, 83)
      assert.lengthOf(plan.first, 50)
      assert.deepStrictEqual(
        plan.first.slice(0, 4).map(({ more }) => more),
        [["Remove"], ["Remove"], ["Remove"], []]
      )
    })
  )

  it.scopedLive("does not guess what an Arr would say that has not been asked yet: such torrents are counted", () =>
    Effect.gen(function* () {
      const other = config((text) => impatient(text).replaceAll("Radarr-Movies", "Radarr-Films"))
      const plan = yield* compare({ torrents: [stalled(1)] }, config(), other)
      assert.deepStrictEqual([...plan.more], [])
      assert.deepInclude(plan, { changed: 1, untold: 1 })
    })
  )

  it.scopedLive("of 10,000 torrents keeps nothing else waiting", () =>
    Effect.gen(function* () {
      const torrents = Array.from({ length: 10_000 }, (_, n) =>
        n % 2 === 0 ? stalled(n) : named(n, { trackers: undefined })
      )
      let turns = 0
      let longest = 0
      let last = performance.now()
      let running = true
      const turn = (): void => {
        const at = performance.now()
        longest = Math.max(longest, at - last)
        last = at
        turns += 1
        if (running) setImmediate(turn)
      }
      setImmediate(turn)
      const plan = yield* compare({ torrents }, config(), config(impatient))
      running = false
      assert.strictEqual(plan.torrents, 10_000)
      assert.strictEqual(plan.changed, 5_000)
      assert.isAtLeast(turns, 90)
      // A pause of the garbage collector or of the machine is no fault of ours; a whole pass at once would be.
      assert.isBelow(longest, 400)
    })
  )
})
