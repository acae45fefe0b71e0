import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { renderReplay } from "../../../src/cli/renderReplay.ts"
import { spanOf } from "../../../src/cli/replay.ts"
import { assemble } from "../../../src/config/assemble.ts"
import type { Entry } from "../../../src/managers/Entry.ts"
import { replay } from "../../../src/managers/replay.ts"
import { arrRules } from "../../../src/managers/rulesOf.ts"
import { databaseIn } from "../../../src/store/DatabaseFile.ts"
import { Recordings } from "../../../src/store/Recordings.ts"
import { decide } from "../../../src/torrents/decide.ts"
import type { TorrentRules } from "../../../src/torrents/TorrentRules.ts"
import { ask, store } from "../store/support.ts"
import { facts, files, input, minute, now, rules, torrent, videoFilter } from "../torrents/samples.ts"
import { dataFolder, qbitrr } from "./commandLine.ts"

const config = (stalledDelay: number) => `
[qBit]
Host = "localhost"
[Radarr-Movies]
URI = "http://localhost:7878"
APIKey = "0123456789abcdef0123456789abcdef"
Category = "radarr"
[Radarr-Movies.Torrent]
StalledDelay = ${stalledDelay}
FileExtensionAllowlist = []
FileNameExclusionRegex = []
FolderExclusionRegex = []
`

/** The rules of that config. */
const configured = (stalledDelay: number): TorrentRules => {
  const assembled = assemble({
    file: "config.toml",
    text: config(stalledDelay),
    environment: {},
    secretFiles: new Map()
  })
  const found = Either.isRight(assembled) ? arrRules(assembled.right.config, "Radarr-Movies", "qBit") : undefined
  if (found === undefined) throw new Error("the config of the test cannot be used")
  return found
}

/** A torrent that has been stalled for 20 minutes at that time, and whose files have been looked at before. */
const entryOf = (used: TorrentRules, at: number, recorded = at): Entry => {
  const first = input({
    now: at,
    facts: facts({ files: files("Some.Movie.2024.mkv") }),
    torrent: torrent({ state: "stalledDL", progress: 0.1, addedAt: at - 86_400_000, lastActivityAt: at - 20 * minute }),
    rules: used
  })
  const seen = { ...first, memory: decide(first).memory }
  const { actions, reason, rule } = decide(seen)
  const { rules: _, ...saw } = seen
  return { ...saw, section: "Radarr-Movies", now: recorded, rule, reason, actions }
}

const patientAt = (at: number, recorded = at): Entry => entryOf(configured(60), at, recorded)
const entryAt = (at: number, stalledDelay: number): Entry => entryOf(rules({ stalledDelay }), at)

/** A data folder in which a daemon has recorded these at those times. */
const recorded = (...entries: ReadonlyArray<unknown>) =>
  Effect.gen(function* () {
    const data = yield* dataFolder(config(60))
    yield* Effect.gen(function* () {
      const recordings = yield* Recordings
      yield* recordings.record({ at: Date.now(), section: "Radarr-Movies", entries })
    }).pipe(Effect.provide(store(databaseIn(data))))
    return data
  })

const other = (data: string, stalledDelay: number) => {
  const path = join(data, "new.toml")
  writeFileSync(path, config(stalledDelay))
  return path
}

describe("qbitrr replay", () => {
  it.scopedLive("prints what the other config would have done differently, and exits with 0", () =>
    Effect.gen(function* () {
      const at = Date.now() - 10 * minute
      const data = yield* recorded(patientAt(at), { strange: true })
      const { code, stderr, stdout } = yield* qbitrr(
        "replay",
        "--since",
        "1h",
        "--config",
        other(data, 15),
        "--data",
        data
      )
      assert.strictEqual(stderr, "")
      assert.strictEqual(code, 0)
      assert.match(stdout, /^1 look at 1 torrent, .*Z to .*Z, decided again with .*new\.toml\n\n1 difference\n/)
      assert.include(stdout, "  would be removed: 1 torrent instead of 0\n")
      assert.match(
        stdout,
        /\nSome\.Movie\.2024 \(qBit\/01234567…\)\n {2}\S+Z {2}would be removed where it was kept\n {24}was: stalled for 20 min, .*\n {24}new: stalled at 10 % for 20 min, .*\n/
      )
      assert.include(stdout, "1 snapshot of another version cannot be decided again.")
    })
  )

  it.scopedLive("finds nothing with the config of that time, which is the one of the data folder unless named", () =>
    Effect.gen(function* () {
      const data = yield* recorded(patientAt(Date.now()))
      const { code, stdout } = yield* qbitrr("replay", "--data", data)
      assert.strictEqual(code, 0)
      assert.match(stdout, /\n\nNo difference\.$/)
      assert.include(stdout, join(data, "config.toml"))
    })
  )

  it.scopedLive("reads next to a running daemon, takes no lock and changes nothing", () =>
    Effect.gen(function* () {
      const data = yield* dataFolder(config(60))
      yield* Effect.gen(function* () {
        const recordings = yield* Recordings
        const sql = yield* SqlClient.SqlClient
        yield* recordings.record({
          at: Date.now(),
          section: "Radarr-Movies",
          entries: [patientAt(Date.now())]
        })
        const first = yield* qbitrr("replay", "--data", data)
        assert.include(first.stdout, "1 look at 1 torrent")
        yield* recordings.record({
          at: Date.now(),
          section: "Radarr-Movies",
          entries: [patientAt(Date.now())]
        })
        const second = yield* qbitrr("replay", "--data", data)
        assert.include(second.stdout, "2 looks at 1 torrent")
        assert.deepStrictEqual(yield* sql`SELECT count(*) AS n FROM recordings`, [{ n: 2 }])
      }).pipe(Effect.provide(store(databaseIn(data))))
      const before = readFileSync(databaseIn(data))
      yield* qbitrr("replay", "--data", data)
      assert.isTrue(before.equals(readFileSync(databaseIn(data))))
      assert.strictEqual(ask(databaseIn(data), "SELECT * FROM recordings").length, 2)
    })
  )

  it.scopedLive("says so when nothing is recorded, and creates nothing", () =>
    Effect.gen(function* () {
      const data = yield* dataFolder(config(60))
      const without = yield* qbitrr("replay", "--data", data)
      assert.strictEqual(without.code, 1)
      assert.include(without.stderr, "Nothing was recorded in the last 24h in")
      assert.include(without.stderr, 'Start it with "qbitrr run"')
      assert.isFalse(existsSync(join(data, "state")))
      assert.deepStrictEqual(readdirSync(data), ["config.toml"])
      const old = yield* recorded(patientAt(Date.now(), Date.now() - 2 * 3_600_000))
      assert.strictEqual((yield* qbitrr("replay", "--since", "1h", "--data", old)).code, 1)
      assert.strictEqual((yield* qbitrr("replay", "--since", "3h", "--data", old)).code, 0)
    })
  )

  it.scopedLive("refuses what is no database of ours, or a newer one, or an unusable config", () =>
    Effect.gen(function* () {
      const data = yield* recorded(patientAt(Date.now()))
      ask(databaseIn(data), "PRAGMA user_version = 99")
      const newer = yield* qbitrr("replay", "--data", data)
      assert.strictEqual(newer.code, 1)
      assert.include(newer.stderr, "was written by a newer qbitrr (schema 99")
      ask(databaseIn(data), "PRAGMA user_version = 1")
      assert.include((yield* qbitrr("replay", "--data", data)).stderr, "Nothing was recorded")
      writeFileSync(databaseIn(data), "hello")
      const foreign = yield* qbitrr("replay", "--data", data)
      assert.include(foreign.stderr, "is not the database of a qbitrr")
      writeFileSync(join(data, "bad.toml"), "[WebUI]\nPort = 'x'\n")
      assert.strictEqual((yield* qbitrr("replay", "--config", join(data, "bad.toml"), "--data", data)).code, 78)
    })
  )

  it.effect("understands spans, and says how to write one", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(["30s", "90m", "24H", " 7d "].map(spanOf), [30_000, 5_400_000, 86_400_000, 604_800_000])
      assert.deepStrictEqual(
        ["", "24", "h", "-1h", "1w", "1.5h"].map(spanOf),
        Array.from({ length: 6 }, () => undefined)
      )
      const { code, stderr } = yield* qbitrr("replay", "--since", "yesterday")
      assert.strictEqual(code, 2)
      assert.include(stderr, '--since takes a span such as 90m, 24h or 7d, not "yesterday".')
    })
  )
})

describe("the report of a replay", () => {
  const lines = (entries: ReadonlyArray<Entry>, change: Parameters<typeof rules>[0]) =>
    renderReplay(
      replay(entries, () => rules(change)),
      "new.toml",
      0
    ).split("\n")

  it("says what would no longer be done, by which rule it was, and which leaves it now", () => {
    const found = lines([entryAt(now, 15 * minute)], { stalledDelay: 60 * minute })
    assert.include(found, "  would be removed: 0 torrents instead of 1")
    const [headline, was, after] = found.slice(-3)
    assert.strictEqual(headline, "  2026-11-23T20:00:00Z  would no longer be removed")
    assert.match(was ?? "", /^ {24}was: stalled at 10 % for 20 min, /)
    assert.match(after ?? "", /^ {24}new: stalled for 20 min/)
  })

  it("counts what repeats", () => {
    const entries = [now, now + 10 * minute].map((at) => entryAt(at, 60 * minute))
    assert.match(lines(entries, {}).at(-3) ?? "", /where it was kept, 2 times until 2026-11-23T20:10:00Z$/)
  })

  it("says what would be done in another way", () => {
    const [headline, was, after] = lines([entryAt(now, 15 * minute)], { research: false }).slice(-3)
    assert.include(headline, "would be removed in another way")
    assert.include(was, "was: remove (with files, blocklist, search again); stalled at 10 % for 20 min")
    assert.include(after, "new: remove (with files, blocklist); stalled at 10 % for 20 min")
  })

  it("says what it cannot tell", () => {
    assert.include(
      lines([{ ...entryAt(now, 15 * minute), facts: facts() }], { fileFilter: videoFilter }),
      "1 torrent cannot be told without the file list, which was not recorded."
    )
  })
})
