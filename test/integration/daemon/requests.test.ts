import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import type { WebApiVersion } from "../../../src/demo/qbittorrent/Dialect.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"

const count = 1_000
const hour = 3_600

/** What is asked again and again whatever the client holds. */
const question = "/api/v2/sync/maindata"
const aboutTrackers = "/api/v2/torrents/trackers"
const inBulk = "/api/v2/torrents/info"

const announce = (nth: number): string => `https://tracker${nth % 3}.example/${String(nth).padStart(32, "0")}/announce`

const trackerRules = (more: ReadonlyArray<string> = []): string =>
  [
    "[[qBit.Trackers]]",
    'URI = "tracker0.example"',
    "MaxUploadRatio = 3.0",
    'AddTags = ["zero"]',
    "UploadRateLimit = 500",
    "[[qBit.Trackers]]",
    'URI = "tracker1.example"',
    'HitAndRunMode = "and"',
    "MinSeedRatio = 1.0",
    ...more,
    ""
  ].join("\n")

/** A daemon beside a qBittorrent with 1,000 torrents: half seed what an Arr has imported, half are stalled in their grace. */
const world = (webApi: WebApiVersion, rules: string, seeding: string = "") =>
  Effect.gen(function* () {
    const qbittorrent = yield* FakeQbittorrent.make({ webApi, username: "admin", password: "pw" })
    const radarr = yield* Arrs.arr({
      kind: "radarr",
      category: "radarr",
      client: qbittorrent,
      autoImportAfter: "never"
    })
    const now = Math.floor(Date.now() / 1_000)
    yield* Effect.forEach(Array.from({ length: count }).keys(), (nth) =>
      qbittorrent.add({
        name: `Movie.${nth}.2020.1080p.WEB-DL-GROUP`,
        category: "radarr",
        trackers: [{ url: announce(nth), status: 2, msg: "" }],
        addedOn: now - 24 * hour,
        ...(nth % 2 === 0
          ? { state: "stalledUP", tags: ["qBitrr-imported"], completionOn: now - 20 * hour }
          : { state: "stalledDL", progress: 0.4, lastActivity: now })
      })
    )
    const daemon = yield* Daemon.make(
      [
        Arrs.settings({ Tagless: false }),
        Arrs.qbit({ url: qbittorrent.url, username: "admin", password: "pw" }),
        rules,
        Arrs.section("Radarr-Movies", radarr, "radarr", { StalledDelay: 600 }),
        seeding
      ].join("\n")
    )
    yield* daemon.start
    return { qbittorrent, daemon }
  })

type World = Effect.Effect.Success<ReturnType<typeof world>>

/** Requests of every path but `sync/maindata`, and of that one. */
const seen = ({ qbittorrent }: World) =>
  Effect.map(qbittorrent.requests, (all) => {
    const others = [...all].filter(([path]) => path !== question)
    return { rounds: all.get(question) ?? 0, others: Object.fromEntries(others) }
  })

/** Waits for so many rounds of the feed (one a second here) in which nothing else is asked. */
const quiet = (scene: World, rounds: number, seconds: number) =>
  Effect.gen(function* () {
    let since = yield* seen(scene)
    return yield* poll(
      `${rounds} rounds without any other request`,
      Effect.map(seen(scene), (now) => {
        if (JSON.stringify(now.others) !== JSON.stringify(since.others)) since = now
        return now.rounds - since.rounds >= rounds ? now : undefined
      }),
      seconds
    )
  })

const stalledTagged = ({ qbittorrent }: World) =>
  Effect.map(
    qbittorrent.torrents,
    (all) => all.filter(({ tags }) => tags.includes("qBitrr-allowed_stalled")).length === count / 2
  )

describe("steady state with 1,000 torrents", () => {
  it.scopedLive.each<readonly [what: string, rules: string]>([
    ["with default rules", ""],
    ["with tracker rules", trackerRules()]
  ])(
    "%s sends nothing but sync/maindata: no request that names a torrent, none per torrent",
    ([, rules]) =>
      Effect.gen(function* () {
        const scene = yield* world("2.11.4", rules)
        yield* poll("all are looked after", stalledTagged(scene), 60)
        const settled = yield* quiet(scene, 6, 60)
        assert.isUndefined(settled.others[aboutTrackers], "announce URLs come with sync/maindata")
        const later = yield* quiet(scene, 15, 40)
        assert.deepStrictEqual(later.others, settled.others)
      }),
    150_000
  )

  it.scopedLive(
    "tracker messages are read in bulk where qBittorrent can, and not again while they are fresh",
    () =>
      Effect.gen(function* () {
        const scene = yield* world(
          "2.11.4",
          trackerRules(),
          "[Radarr-Movies.Torrent.SeedingMode]\nRemoveDeadTrackers = true\nRemoveUnregistered = true\n"
        )
        yield* poll("all are looked after", stalledTagged(scene), 60)
        const settled = yield* quiet(scene, 15, 60)
        assert.isUndefined(settled.others[aboutTrackers], "none is asked for one by one")
        const bulk = settled.others[inBulk] ?? 0
        assert.isAtLeast(bulk, Math.ceil(count / 150), "the trackers were read")
        assert.isBelow(bulk, 40, "in portions of many torrents")
      }),
    120_000
  )
})
