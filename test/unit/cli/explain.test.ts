import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { type Candidate, choose, wantedOf } from "../../../src/cli/findTorrent.ts"
import { renderTrackers } from "../../../src/cli/trackers.ts"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import type { DecisionRow } from "../../../src/store/DecisionLog.ts"
import type { Torrent } from "../../../src/torrents/Torrent.ts"
import { torrent } from "../torrents/samples.ts"
import { start, token, type World } from "../web/fakes.ts"
import { dataFolder, qbitrr } from "./commandLine.ts"

const daemon = (world: World) =>
  Effect.flatMap(start(world), (port) =>
    dataFolder(`[WebUI]\nHost = "127.0.0.1"\nPort = ${port}\nToken = "${token}"\n`)
  )

const one = (instance: string, head: string, change: Partial<Torrent> = {}): Torrent => {
  const hash = head.padEnd(40, "0")
  return torrent({ id: TorrentId.make(instance, hash), instance, hash, ...change })
}

const acted = (id: Torrent["id"], change: Partial<DecisionRow> = {}): DecisionRow => ({
  at: Date.UTC(2024, 0, 15, 10, 45),
  section: "Radarr-Movies",
  torrent: id,
  name: "Some.Movie.2024",
  rule: "stalled",
  reason: "stalled at 10 % for 15 min",
  action: "remove (with files, blocklist, search again)",
  facts: {},
  result: "done",
  ...change
})

const movie = one("qBit", "abc123", {
  state: "stalledDL",
  progress: 0.1,
  tags: ["4k"],
  amountLeft: 900 * 1024 ** 2,
  availability: 0.1,
  lastActivityAt: Date.UTC(2024, 0, 15, 10, 27)
})
const world: World = {
  torrents: [
    movie,
    one("qBit", "abc999", { name: "Other Movie" }),
    one("qBit-4K", "abc123", { name: "Some.Movie.4K" })
  ],
  lastDecisions: {
    [movie.id]: {
      at: Date.UTC(2024, 0, 15, 10, 30),
      section: "Radarr-Movies",
      name: movie.name,
      rule: "stalled",
      reason: "stalled for 3 min\u001b[31m,\nnot long enough",
      again: Date.UTC(2024, 0, 15, 10, 42),
      facts: () => ({})
    }
  },
  decisions: [
    acted(movie.id, { rule: "labels", action: "add tag 4k", reason: "its tracker says so" }),
    acted(one("qBit", "dead00").id, { name: "Gone.Movie.1999" }),
    acted(movie.id, { at: 0, result: "failed: no answer" })
  ]
}

describe("qbitrr explain", () => {
  it.scopedLive("tells state, owner, what was left undone and why, and what was done, newest first", () =>
    Effect.gen(function* () {
      const data = yield* daemon(world)
      const { code, stderr, stdout } = yield* qbitrr("explain", "some.movie.2024", "--data", data)
      assert.strictEqual(stderr, "")
      assert.strictEqual(code, 0)
      assert.deepStrictEqual(stdout.split("\n"), [
        "Some.Movie.2024",
        `  qBit/${movie.hash}`,
        "  stalledDL, 10 %, ratio 0.00, category radarr, looked after by Radarr-Movies",
        "  900.0 MB left, availability 0.10, last activity 2024-01-15T10:27:00Z",
        "  tags: 4k",
        "",
        "Left as it is, 2024-01-15T10:30:00Z",
        "  stalled for 3 min [31m, not long enough",
        "  Looked at again when something about it changes, and at 2024-01-15T10:42:00Z.",
        "",
        "Done, newest first",
        "  2024-01-15T10:45:00Z  add tag 4k → done",
        "                        labels: its tracker says so (Radarr-Movies)",
        "  1970-01-01T00:00:00Z  remove (with files, blocklist, search again) → failed: no answer",
        "                        stalled at 10 % for 15 min (Radarr-Movies)"
      ])
    })
  )

  it.scopedLive("knows torrents that are gone, by name and by hash", () =>
    Effect.gen(function* () {
      const data = yield* daemon(world)
      for (const word of ["Gone.Movie", "dead00", "qBit/dead00"]) {
        const { stdout } = yield* qbitrr("explain", word, "--data", data)
        assert.include(stdout, "It is not in qBit any more.", word)
        assert.include(stdout, "remove (with files, blocklist, search again) → done")
      }
    })
  )

  it.scopedLive("says so of one that nobody looks after, and of a qBittorrent that does not answer", () =>
    Effect.gen(function* () {
      const data = yield* daemon({ torrents: [one("qBit-4K", "beef00", { category: "mine" })] })
      const { stdout } = yield* qbitrr("explain", "beef00", "--data", data)
      assert.include(stdout, "category mine, nobody looks after it")
      assert.include(stdout, "qBit-4K does not answer; this is its last picture.")
      assert.include(stdout, "No section of the config looks after its category, so nothing is ever done to it.")
      assert.include(stdout, "Nothing was ever done to it.")
    })
  )

  it.scopedLive("lists the torrents when several fit, and says what to give when none does", () =>
    Effect.gen(function* () {
      const data = yield* daemon(world)
      const several = yield* qbitrr("explain", "movie", "--data", data)
      assert.strictEqual(several.code, 1)
      assert.deepStrictEqual(several.stderr.split("\n").slice(1).sort(), [
        "  qBit-4K/abc123000000  Some.Movie.4K",
        "  qBit/abc123000000  Some.Movie.2024",
        "  qBit/abc999000000  Other Movie",
        "  qBit/dead00000000  Gone.Movie.1999 (gone)"
      ])
      const none = yield* qbitrr("explain", "nothing like it", "--data", data)
      assert.strictEqual(none.code, 1)
      assert.include(none.stderr, 'No torrent fits "nothing like it"')
      const instance = yield* qbitrr("explain", "qBit-4K/abc123", "--data", data)
      assert.match(instance.stdout, /^Some\.Movie\.4K\n/)
    })
  )

  it.scopedLive("prints JSON for scripts, and as many decisions as wanted", () =>
    Effect.gen(function* () {
      const data = yield* daemon(world)
      const { stdout } = yield* qbitrr("explain", "--json", "--limit", "1", "some.movie.2024", "--data", data)
      const { decisions, lastDecision, torrent } = JSON.parse(stdout)
      assert.strictEqual(torrent.name, "Some.Movie.2024")
      assert.strictEqual(lastDecision.rule, "stalled")
      assert.deepStrictEqual([decisions.length, decisions[0].rule], [1, "labels"])
      const text = yield* qbitrr("explain", "--limit", "1", "some.movie.2024", "--data", data)
      assert.include(text.stdout, "Done, newest first (the last 1; more with --limit)")
      const wrong = yield* qbitrr("explain", "--limit", "0", "x", "--data", data)
      assert.deepStrictEqual([wrong.code, wrong.stderr], [2, "--limit takes 1 to 1000."])
    })
  )
})

describe("the torrent a word means", () => {
  const candidate = (hash: string, name: string): Candidate => ({ instance: "qBit", hash, name, gone: false })
  const all = [candidate("abcdef01", "Movie"), candidate("abcdef02", "Movie 2"), candidate("cafe0001", "abcdef story")]
  const chosen = (text: string) => Either.map(choose(text, wantedOf(text), all), ({ hash }) => hash)

  it("is the one with exactly that name, or that beginning of the hash", () => {
    assert.deepStrictEqual(chosen("movie"), Either.right("abcdef01"))
    assert.deepStrictEqual(chosen("ABCDEF02"), Either.right("abcdef02"))
    assert.match(
      Either.getOrThrow(Either.flip(chosen("abcdef0"))),
      /^Several torrents fit .*\n.*abcdef01.*\n.*abcdef02/
    )
    assert.deepStrictEqual(chosen("story"), Either.right("cafe0001"))
  })

  it("is not found by less than six characters of a hash", () => {
    assert.isTrue(Either.isLeft(chosen("cafe0")))
    assert.deepStrictEqual(chosen("cafe00"), Either.right("cafe0001"))
  })

  it("may be a name with a slash", () => {
    assert.deepStrictEqual(wantedOf("AC/DC Live"), { instance: undefined, word: "ac/dc live" })
    assert.deepStrictEqual(wantedOf("my/box/ABCDEF01"), { instance: "my/box", word: "abcdef01" })
  })

  it("is one of twenty that are listed at most", () => {
    const many = Array.from({ length: 25 }, (_, n) => candidate(`abcd${n}`, `Movie ${n}`))
    const text = Either.getOrThrow(Either.flip(choose("movie", wantedOf("movie"), many)))
    assert.strictEqual(text.split("\n").length, 22)
    assert.include(text, "… and 5 more")
  })
})

describe("qbitrr trackers", () => {
  it.scopedLive("lists hosts and messages", () =>
    Effect.gen(function* () {
      const data = yield* daemon({
        ...world,
        unknownMessages: [{ host: "tracker.example", message: "come back\nlater", count: 12, lastAt: 0 }]
      })
      const { code, stdout } = yield* qbitrr("trackers", "--data", data)
      assert.strictEqual(code, 0)
      assert.deepStrictEqual(stdout.split("\n"), [
        "TORRENTS  TRACKER",
        "       3  tracker.example",
        "",
        "Messages that no list explains. Put those you understand into GoneMessages, OutageMessages or UserErrorMessages",
        "of that tracker:",
        "TIMES  MESSAGE",
        "   12  tracker.example: come back later (last 1970-01-01T00:00:00Z)"
      ])
      const json = yield* qbitrr("trackers", "--json", "--data", data)
      assert.deepStrictEqual(JSON.parse(json.stdout).hosts, [{ host: "tracker.example", torrents: 3 }])
    })
  )

  it("says why there may be none", () => {
    assert.match(renderTrackers({ hosts: [], unknownMessages: [] }), /^No trackers are known: /)
  })
})
