import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { parse } from "smol-toml"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import type { ConfigDocument, PlanView, SaveResult } from "../../../src/web/config/ConfigViews.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"

/** Two Arrs on one qBittorrent, with comments of a person in the file. */
const world = Effect.gen(function* () {
  const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "s3cret-qbit" })
  const arr = (kind: "radarr" | "sonarr") => Arrs.arr({ kind, category: kind, client: qbittorrent })
  const radarr = yield* arr("radarr")
  const sonarr = yield* arr("sonarr")
  const daemon = yield* Daemon.make(
    [
      "# This file is mine. Hands off!",
      Arrs.settings(),
      Arrs.qbit({ url: qbittorrent.url, username: "admin", password: "s3cret-qbit" }),
      "# Films for the children.",
      Arrs.section("Radarr-Movies", radarr, "radarr"),
      Arrs.section("Sonarr-TV", sonarr, "sonarr").replace("RssSyncTimer = 0", "RssSyncTimer = 0 # not too often"),
      "[Mine] # nobody knows this",
      'Notes = "keep me"',
      ""
    ].join("\n")
  )
  const running = Effect.gen(function* () {
    yield* daemon.start
    for (const name of ["qBit", "Radarr-Movies", "Sonarr-TV", "Search-Radarr-Movies"]) {
      yield* daemon.waitState(name, "running")
    }
  })
  const lives = Effect.map(daemon.processes, (all) => Object.fromEntries(all.map(({ life, name }) => [name, life])))
  const get = Effect.map(daemon.call("GET", "/api/config"), ({ json }) => json as ConfigDocument)
  const save = (body: unknown) => daemon.call("POST", "/api/config/save", body)
  const read = () => readFileSync(daemon.configFile, "utf8")
  return { qbittorrent, radarr, sonarr, daemon, running, lives, get, save, read }
})

const at = (document: ConfigDocument, section: string, key: string): unknown =>
  (document.config[section] as Record<string, unknown> | undefined)?.[key]

describe("a config that applies itself", () => {
  it.scopedLive("a save restarts just the workers it concerns, and keeps everything else in the file as it is", () =>
    Effect.gen(function* () {
      const { daemon, get, lives, read, running, save } = yield* world
      yield* running
      const before = read()
      const { revision } = yield* get
      const first = yield* lives

      const answer = yield* save({ revision, changes: { "Sonarr-TV.RssSyncTimer": 30 } })
      assert.strictEqual(answer.status, 200)
      assert.deepStrictEqual((answer.json as SaveResult).workers, {
        start: [],
        stop: [],
        restart: ["Sonarr-TV", "Search-Sonarr-TV"]
      })
      yield* poll(
        "Sonarr-TV has another life",
        Effect.map(lives, (now) => now["Sonarr-TV"] === (first["Sonarr-TV"] ?? 0) + 1)
      )
      yield* daemon.waitState("Sonarr-TV", "running")
      // Whatever else was to restart would do so now; and the watcher of the file must not apply it a second time.
      yield* Effect.sleep("5 seconds")
      assert.deepStrictEqual(yield* lives, {
        ...first,
        "Sonarr-TV": (first["Sonarr-TV"] ?? 0) + 1,
        "Search-Sonarr-TV": (first["Search-Sonarr-TV"] ?? 0) + 1
      })
      assert.strictEqual(
        read(),
        before.replace("RssSyncTimer = 0 # not too often", "RssSyncTimer = 30 # not too often")
      )

      const live = yield* save({ changes: { "Radarr-Movies.Torrent.StalledDelay": 99, "Settings.DryRun": true } })
      assert.deepInclude(live.json as SaveResult, { reloadType: "live", workers: { start: [], stop: [], restart: [] } })
      const second = yield* lives
      yield* Effect.sleep("3 seconds")
      assert.deepStrictEqual(yield* lives, second)
    })
  )

  it.scopedLive("a section that is added, renamed and removed has its workers come, change and go", () =>
    Effect.gen(function* () {
      const { daemon, lives, read, running, save, sonarr } = yield* world
      yield* running
      const first = yield* lives
      const added = yield* save({
        changes: {
          "Lidarr-Music": { URI: "http://127.0.0.1:1", APIKey: "some-key", Category: "music" },
          "Sonarr-TV": null
        }
      })
      assert.deepStrictEqual((added.json as SaveResult).workers, {
        start: ["Lidarr-Music", "Search-Lidarr-Music"],
        stop: ["Sonarr-TV", "Search-Sonarr-TV"],
        restart: ["Feed-qBit", "qBit"]
      })
      yield* poll(
        "Sonarr-TV is gone",
        Effect.map(lives, (now) => now["Sonarr-TV"] === undefined && now["Lidarr-Music"] === 1)
      )
      assert.strictEqual((yield* lives)["Radarr-Movies"], first["Radarr-Movies"])
      assert.notInclude(read(), sonarr.url)
      const renamed = yield* save({ rename: { "Radarr-Movies": "Radarr-Films" } })
      assert.strictEqual(renamed.status, 200)
      yield* daemon.waitState("Radarr-Films", "running")
      assert.strictEqual((yield* lives)["Radarr-Movies"], undefined)
      assert.include(read(), "# Films for the children.\n[Radarr-Films]\n")
    })
  )

  it.scopedLive("a wrong save changes nothing, and an edit by hand goes the same way", () =>
    Effect.gen(function* () {
      const { daemon, get, lives, read, running, save } = yield* world
      yield* running
      const before = read()
      const first = yield* lives
      const wrong = yield* save({
        changes: { "Sonarr-TV.RssSyncTimer": "now and then", "Radarr-Movies.Category": "sonarr" }
      })
      assert.strictEqual(wrong.status, 400)
      const keys = (wrong.json as { validationErrors: ReadonlyArray<{ key: string }> }).validationErrors.map(
        ({ key }) => key
      )
      assert.includeMembers(keys, ["Sonarr-TV.RssSyncTimer"])
      assert.strictEqual(read(), before)

      writeFileSync(daemon.configFile, before.replace("[qBit]", "[qBit"))
      yield* poll(
        "it is told",
        Effect.sync(() => /config\.toml:\d+.*not valid TOML/.test(daemon.output()))
      )
      const broken = yield* get
      assert.isNotEmpty(broken.problems)
      assert.strictEqual(at(broken, "Sonarr-TV", "RssSyncTimer"), 0)
      assert.deepStrictEqual(yield* lives, first)

      writeFileSync(daemon.configFile, before.replace("RssSyncTimer = 0 #", "RssSyncTimer = 20 #"))
      yield* poll(
        "the edit is in force",
        Effect.map(lives, (now) => now["Sonarr-TV"] === (first["Sonarr-TV"] ?? 0) + 1),
        15
      )
      const backups = yield* poll(
        "the version before is kept",
        Effect.map(daemon.call("GET", "/api/config/backups"), ({ json }) => {
          const all = (json as { backups: ReadonlyArray<{ id: string }> }).backups
          return all.length > 0 ? all : undefined
        })
      )
      assert.lengthOf(backups, 1)
      const restored = yield* daemon.call("POST", "/api/config/restore", { id: backups[0]?.id })
      assert.strictEqual(restored.status, 200)
      assert.strictEqual(read(), before)
    })
  )

  it.scopedLive("whoever edited an older document gets 409 with the new one", () =>
    Effect.gen(function* () {
      const { daemon, get, read, running, save } = yield* world
      yield* running
      const page = yield* get
      writeFileSync(daemon.configFile, `${read()}# by hand\n`)
      const stale = yield* save({ revision: page.revision, changes: { "Settings.DryRun": true } })
      assert.strictEqual(stale.status, 409)
      const { current } = stale.json as { current: ConfigDocument }
      assert.notStrictEqual(current.revision, page.revision)
      const again = yield* save({ revision: current.revision, changes: { "Settings.DryRun": true } })
      assert.strictEqual(again.status, 200)
      assert.include(read(), "# by hand\n")
    })
  )

  it.scopedLive("a plan says what would be removed without asking anybody, and does nothing", () =>
    Effect.gen(function* () {
      const { lives, daemon, qbittorrent, radarr, read, running } = yield* world
      const now = Math.floor(Date.now() / 1000)
      for (const n of [1, 2, 3]) {
        const hash = yield* qbittorrent.add({
          name: `Stalled.${n}`,
          category: "radarr",
          state: "stalledDL",
          progress: 0.1,
          addedOn: now - 7_200,
          lastActivity: now - 600,
          files: [{ name: `Stalled.${n}.mkv`, size: 1_000 }]
        })
        yield* radarr.grab({ hash, media: { kind: "movie", movieId: n }, title: `Stalled.${n}` })
      }
      yield* running
      const plan = Effect.map(
        daemon.call("POST", "/api/config/plan", { changes: { "Radarr-Movies.Torrent.StalledDelay": 1 } }),
        ({ json }) => json as PlanView
      )
      const ready = yield* poll(
        "the plan sees them",
        Effect.map(plan, (one) => (one.torrents?.more["Remove"] === 3 ? one : undefined))
      )
      assert.deepStrictEqual(ready.live, ["Radarr-Movies.Torrent.StalledDelay"])
      assert.deepStrictEqual(ready.workers, { start: [], stop: [], restart: [] })
      assert.deepStrictEqual(
        ready.torrents.torrents.map(({ name }) => name),
        ["Stalled.1", "Stalled.2", "Stalled.3"]
      )
      const text = read()
      const before = yield* lives
      const asked = (yield* radarr.requests).get("/api/v3/queue") ?? 0
      yield* Effect.forEach(Array.from({ length: 30 }), () => plan)
      assert.isBelow(((yield* radarr.requests).get("/api/v3/queue") ?? 0) - asked, 10)
      assert.strictEqual(read(), text)
      assert.deepStrictEqual(yield* lives, before)
      assert.lengthOf([...(yield* qbittorrent.torrents)], 3)
    })
  )

  it.scopedLive("kill -9 in the middle of saves leaves a whole file, and the next start takes it", () =>
    Effect.gen(function* () {
      const { daemon, get, lives, read, save } = yield* world
      let last = 0
      for (let round = 0; round < 8; round++) {
        yield* daemon.start
        yield* daemon.waitState("Radarr-Movies", "running")
        assert.strictEqual(at(yield* get, "Mine", "Notes"), undefined)
        const saving = yield* Effect.fork(
          Effect.forever(
            Effect.gen(function* () {
              last += 1
              // A long list, so that writing takes a while.
              yield* save({
                changes: {
                  "Settings.PingURLS": Array.from({ length: 2_000 }, (_, n) => `host-${last}-${n}.example.org`)
                }
              })
            })
          )
        )
        yield* Effect.sleep(yield* Random.nextIntBetween(50, 700))
        yield* daemon.stop("SIGKILL")
        yield* saving.interruptAsFork(saving.id())
        const document = parse(read())
        assert.deepStrictEqual(document["Mine"], { Notes: "keep me" })
        const hosts = (document["Settings"] as { PingURLS?: ReadonlyArray<string> }).PingURLS ?? []
        const [first] = hosts
        if (first !== undefined) {
          assert.lengthOf(hosts, 2_000, "all or nothing")
          const [, number = ""] = first.split("-")
          assert.isTrue(
            hosts.every((host) => host.startsWith(`host-${number}-`)),
            "of one save"
          )
        }
        assert.include(read(), "# This file is mine. Hands off!")
      }
      yield* daemon.start
      yield* daemon.waitState("Radarr-Movies", "running")
      yield* save({ changes: { "Settings.PingURLS": null } })
      assert.deepStrictEqual(
        readdirSync(daemon.folder).filter((name) => name.endsWith(".draft")),
        []
      )
      const kept = join(daemon.folder, "backups/config")
      const versions = readdirSync(kept).filter((name) => name.endsWith(".toml"))
      assert.isAtMost(versions.length, 10)
      for (const name of versions) parse(readFileSync(join(kept, name), "utf8"))
      assert.strictEqual(statSync(daemon.configFile).mode & 0o777, 0o644)
      assert.isAbove(Object.keys(yield* lives).length, 3)
    })
  )

  it.scopedLive("no secret is in an answer, a log line or an earlier version as it is shown", () =>
    Effect.gen(function* () {
      const { daemon, running, save } = yield* world
      yield* running
      yield* save({
        changes: { "Radarr-Movies.EntrySearch.Ombi.OmbiAPIKey": "brand-new-ombi-key", "Settings.DryRun": true }
      })
      const { backups } = (yield* daemon.call("GET", "/api/config/backups")).json as {
        backups: ReadonlyArray<{ id: string }>
      }
      const answers = yield* Effect.forEach(
        ["/api/config", "/api/config/raw", "/web/config", `/api/config/backups/${backups[0]?.id ?? ""}`],
        (path) => Effect.map(daemon.call("GET", path), ({ json, status }) => `${status} ${JSON.stringify(json)}`)
      )
      for (const text of [...answers, daemon.output(), Daemon.mainLog(daemon)]) {
        for (const secret of ["s3cret-qbit", "integration-key", "test-token", "brand-new-ombi-key"]) {
          assert.notInclude(text, secret)
        }
      }
      for (const answer of answers) assert.match(answer, /^200 .*\[redacted\]/)
    })
  )
})
