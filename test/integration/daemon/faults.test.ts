import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { FakeArr } from "../../../src/demo/FakeArr.ts"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import type { FaultKind } from "../../../src/demo/http/Fault.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"

const world = (settings: Readonly<Record<string, string | number | boolean>> = {}) =>
  Effect.gen(function* () {
    const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.8.19", username: "admin", password: "pw" })
    const radarr = yield* Arrs.arr({
      kind: "radarr",
      category: "radarr",
      client: qbittorrent,
      autoImportAfter: "200 millis"
    })
    const sonarr = yield* Arrs.arr({
      kind: "sonarr",
      category: "tv",
      client: qbittorrent,
      autoImportAfter: "200 millis"
    })
    // Something that moves keeps the queue of Radarr asked every second.
    yield* qbittorrent.add({ name: "Moving.Movie", category: "radarr", downloadSeconds: 3_600 })
    const daemon = yield* Daemon.make(
      [
        Arrs.settings(settings),
        Arrs.qbit({ url: qbittorrent.url, username: "admin", password: "pw" }),
        Arrs.section("Radarr-Movies", radarr, "radarr"),
        Arrs.section("Sonarr-TV", sonarr, "tv")
      ].join("\n")
    )
    yield* daemon.start
    yield* daemon.waitState("Radarr-Movies", "running")
    yield* daemon.waitState("Sonarr-TV", "running")
    return { qbittorrent, radarr, sonarr, daemon }
  })

const complete = (qbittorrent: FakeQbittorrent.FakeQbittorrent, arr: FakeArr, name: string, movieId: number) =>
  Effect.gen(function* () {
    const hash = yield* qbittorrent.add({ name, category: "radarr", state: "stalledUP" })
    yield* arr.grab({ hash, media: { kind: "movie", movieId }, title: name })
    return hash
  })

describe("an Arr that answers nonsense", () => {
  const faults: ReadonlyArray<readonly [FaultKind, RegExp]> = [
    ["500", /500/],
    ["html", /HTML/],
    ["broken-json", /unexpected|JSON/],
    ["503-starting", /503/]
  ]
  it.scopedLive(
    "500 storm, HTML, broken JSON, starting up: degraded with the reason, the others never notice, recovers by itself",
    () =>
      Effect.gen(function* () {
        const { daemon, qbittorrent, radarr } = yield* world()
        let movieId = 1
        for (const [kind, reason] of faults) {
          yield* radarr.fault(kind)
          const degraded = yield* daemon.waitState("Radarr-Movies", "degraded")
          assert.match(degraded.reason ?? "", reason, kind)
          assert.strictEqual((yield* daemon.process("Sonarr-TV"))?.state, "running")
          yield* radarr.fault("none")
          const running = yield* daemon.waitState("Radarr-Movies", "running")
          assert.strictEqual(running.life, 1, "it never restarted")
          const hash = yield* complete(qbittorrent, radarr, `After.${kind}`, movieId++)
          yield* poll(
            `imported after ${kind}`,
            Effect.map(radarr.imports, (all) => all.get(hash) === 1)
          )
        }
        assert.strictEqual((yield* daemon.process("Radarr-Movies"))?.restart_count, 0)
        assert.strictEqual((yield* daemon.process("Sonarr-TV"))?.life, 1)
        assert.isEmpty(yield* radarr.violations)
      }),
    120_000
  )

  it.scopedLive(
    "one odd record is skipped; the rest of the queue is worked on",
    () =>
      Effect.gen(function* () {
        const { daemon, qbittorrent, radarr } = yield* world()
        yield* radarr.fault("odd-record", { paths: /queue|history|command$/ })
        const hash = yield* complete(qbittorrent, radarr, "Beside.An.Odd.Record", 1)
        yield* poll(
          "imported",
          Effect.map(radarr.imports, (all) => all.get(hash) === 1)
        )
        assert.strictEqual((yield* daemon.process("Radarr-Movies"))?.state, "running")
        yield* poll(
          "the skipped record is told",
          Effect.sync(() => /WARNING - .*rows of its queue cannot be read/.test(daemon.output()))
        )
      }),
    60_000
  )

  it.scopedLive(
    "one that accepts and never answers is interrupted at its time-out, and the manager stays responsive",
    () =>
      Effect.gen(function* () {
        const { daemon, radarr } = yield* world()
        yield* radarr.fault("hang")
        const degraded = yield* daemon.waitState("Radarr-Movies", "degraded", 30)
        assert.match(degraded.reason ?? "", /no answer within/)
        const before = performance.now()
        const answer = yield* daemon.call("POST", "/api/processes/Radarr-Movies/restart")
        assert.strictEqual(answer.status, 200)
        assert.isBelow(performance.now() - before, 3_000)
        yield* radarr.fault("none")
        yield* daemon.waitState("Radarr-Movies", "running", 30)
        const ended = yield* daemon.stop("SIGTERM")
        assert.strictEqual(ended.code, 0)
      }),
    90_000
  )
})

describe("a manager made to crash by drills", () => {
  it.scopedLive(
    "follows the policy for real with small numbers, and the others never notice",
    () =>
      Effect.gen(function* () {
        const { daemon } = yield* world({
          AllowDrills: true,
          MaxProcessRestarts: 2,
          ProcessRestartWindow: 60,
          ProcessRestartDelay: 1
        })
        const crash = daemon.call("POST", "/api/processes/Radarr-Movies/drill", { kind: "crash" })
        for (const life of [2, 3]) {
          assert.strictEqual((yield* crash).status, 200)
          yield* poll(
            `life ${life}`,
            Effect.map(daemon.process("Radarr-Movies"), (one) => one?.life === life && one.state === "running")
          )
        }
        yield* crash
        const failed = yield* daemon.waitState("Radarr-Movies", "failed")
        assert.strictEqual(failed.status, "stopped")
        assert.strictEqual(failed.restart_count, 2)
        assert.strictEqual(failed.exits.length, 3)
        const log = daemon.output()
        for (const line of [
          "INFO - Scheduling restart for Radarr-Movies in 1 seconds (attempt 1/2)",
          "INFO - Restarting Radarr-Movies process (attempt 2/2)",
          "ERROR - Radarr-Movies process exceeded restart limit (2 restarts in 60 seconds)",
          "ERROR - Auto-restart disabled for Radarr-Movies; manual intervention required"
        ]) {
          assert.include(log, line)
        }
        assert.strictEqual((yield* daemon.process("Sonarr-TV"))?.life, 1)
        assert.strictEqual((yield* daemon.call("POST", "/api/processes/Radarr-Movies/start")).status, 200)
        yield* daemon.waitState("Radarr-Movies", "running")
      }),
    60_000
  )

  it.scopedLive(
    "drills are refused unless allowed",
    () =>
      Effect.gen(function* () {
        const { daemon } = yield* world()
        const answer = yield* daemon.call("POST", "/api/processes/Radarr-Movies/drill", { kind: "crash" })
        assert.strictEqual(answer.status, 403)
      }),
    60_000
  )
})
