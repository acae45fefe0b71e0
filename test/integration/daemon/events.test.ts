import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"
import { type Open, openEvents } from "../../harness/web/eventStream.ts"

const auth = { authorization: "Bearer test-token" }

const streamOf = (daemon: Daemon.Daemon, query = "", reads = true) =>
  Effect.orDie(openEvents(Number(new URL(daemon.url).port), query, auth, reads))

const greeted = (streams: ReadonlyArray<Open>) =>
  poll(
    "hello everywhere",
    Effect.sync(() => streams.every((one) => one.names().includes("hello")))
  )

/** A daemon that works, beside a stand-in qBittorrent with a download. */
const working = Effect.gen(function* () {
  const qbit = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "adminadmin" })
  const hash = yield* qbit.add({ name: "Movie.2024", category: "seed" })
  yield* qbit.startDownload(hash, { seconds: 600 })
  const server = { url: qbit.url, username: "admin", password: "adminadmin" }
  const daemon = yield* Daemon.make(`${Arrs.settings()}\n${Arrs.qbit(server)}\nManagedCategories = ["seed"]\n`)
  yield* daemon.start
  const [first] = yield* poll(
    "the processes run",
    Effect.map(daemon.processes, (all) =>
      all.length > 0 && all.every(({ state }) => state === "running") ? all : false
    )
  )
  return { daemon, hash, name: first?.name ?? "", qbit }
})

/** Milliseconds of processor time that the process has used. */
const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** MiB of memory of the process. */
const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024

describe("clients of the event stream beside a daemon", () => {
  it.scopedLive(
    "see what happens, resume over a lost connection, and do not hold up the end",
    () =>
      Effect.gen(function* () {
        const { daemon, hash, name } = yield* working
        const all = yield* streamOf(daemon)
        const log = yield* streamOf(daemon, "?topics=process&logs=Main.log")
        const mute = yield* streamOf(daemon, "?logs=Main.log", false)
        assert.strictEqual(mute.status, 200)
        yield* greeted([all, log])
        yield* poll(
          "the download moves",
          Effect.sync(() => all.blocks().some((one) => JSON.stringify(one).includes(hash)))
        )
        assert.strictEqual(
          (yield* daemon.call("POST", `/api/processes/${encodeURIComponent(name)}/restart`)).status,
          200
        )
        yield* poll(
          "its restart is told",
          Effect.sync(() => all.names().includes("process"))
        )
        yield* poll(
          "its restart is in the log",
          Effect.sync(() => log.names().includes("log"))
        )
        const seen = all.blocks().findLast(({ id }) => id !== undefined)?.id ?? ""
        all.close()
        yield* daemon.call("POST", `/api/processes/${encodeURIComponent(name)}/restart`)
        const again = yield* streamOf(daemon, `?lastEventId=${seen}`)
        yield* poll(
          "what was missed is told",
          Effect.sync(() => again.names().includes("process"))
        )
        assert.notInclude(again.names(), "reset")

        const { code, took } = yield* daemon.stop("SIGTERM")
        assert.strictEqual(code, 0, daemon.output())
        assert.isBelow(took, 2_000)
        assert.isTrue(again.ended())

        yield* daemon.start
        yield* poll(
          "it is back",
          Effect.map(daemon.call("GET", "/api/health"), ({ status }) => status === 200)
        )
        const later = yield* streamOf(daemon, `?lastEventId=${seen}`)
        yield* poll(
          "the id of the run before is known for one",
          Effect.sync(() => later.names().includes("reset"))
        )
      }),
    120_000
  )

  it.scopedLive(
    "cost qBittorrent nothing and the daemon little, fifty of them",
    () =>
      Effect.gen(function* () {
        const { daemon, qbit } = yield* working
        const pid = yield* daemon.pid
        const seconds = Number(process.env["QBITRR_TEST_LISTEN_SECONDS"] ?? 15)
        const measure = Effect.gen(function* () {
          const before = { cpu: cpuOf(pid), requests: yield* qbit.requests }
          yield* Effect.sleep(seconds * 1_000)
          const after = yield* qbit.requests
          const more = [...after].map(([path, count]) => [path, count - (before.requests.get(path) ?? 0)] as const)
          return {
            cpu: (cpuOf(pid) - before.cpu) / seconds / 10,
            requests: new Map(more.filter(([, count]) => count > 0))
          }
        })
        const alone = yield* measure
        const memory = memoryOf(pid)
        const streams = yield* Effect.replicateEffect(streamOf(daemon, "?logs=Main.log"), 50)
        yield* greeted(streams)
        const together = yield* measure
        console.log(
          `50 clients: ${together.cpu.toFixed(1)} % of a core (${alone.cpu.toFixed(1)} % without), ${(memoryOf(pid) - memory).toFixed(1)} MiB more`
        )
        for (const [path, count] of together.requests) {
          assert.isAtMost(count, (alone.requests.get(path) ?? 0) * 1.2 + 2, path)
        }
        assert.isTrue(streams.every((one) => one.names().includes("torrent")))
        assert.isBelow(together.cpu - alone.cpu, 25)
        // What is not collected yet comes and goes; what is kept for a client is some kilobytes.
        assert.isBelow(memoryOf(pid) - memory, 70)
      }),
    400_000
  )

  it.scopedLive(
    "see more of the log when somebody sets its level, until the config names another one",
    () =>
      Effect.gen(function* () {
        const toml = (level: string, more = "") => `[Settings]\nConsoleLevel = "${level}"\n${more}`
        const daemon = yield* Daemon.make(toml("INFO"))
        const level = Effect.map(
          daemon.call("GET", "/api/logs"),
          ({ json }) => (json as { level?: string } | undefined)?.level
        )
        const isLevel = (word: string) =>
          poll(
            `the level is ${word}`,
            Effect.map(level, (now) => now === word)
          )
        yield* daemon.start
        yield* isLevel("INFO")
        const { status } = yield* daemon.call("POST", "/api/loglevel", { level: "DEBUG" })
        assert.strictEqual(status, 200)
        yield* isLevel("DEBUG")
        yield* daemon.writeConfig(toml("INFO", "LoopSleepTimer = 7\n"))
        yield* poll(
          "the new config is in force",
          Effect.sync(() => /LoopSleepTimer/.test(Daemon.mainLog(daemon)))
        )
        assert.strictEqual(yield* level, "DEBUG")
        yield* daemon.writeConfig(toml("WARNING"))
        yield* isLevel("WARNING")
      }),
    60_000
  )
})
