import { execFile } from "node:child_process"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { inflateRawSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import { mainScript } from "../../harness/daemon/bundle.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { query } from "../../harness/daemon/database.ts"
import { poll } from "../../harness/daemon/poll.ts"

/** What nobody but qBittorrent, its trackers and the config file may know. */
const passkey = "5ecre7pa55key0fthe0wner"
const announce = `https://tracker.example/${passkey}/announce`
const wanted = `https://second.example/announce?key=${passkey}`

interface Printed {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command of the bundle as a person would. */
const qbitrr = (...args: ReadonlyArray<string>): Effect.Effect<Printed> =>
  Effect.async((resume) => {
    const env = { ...process.env, NO_COLOR: "1" }
    execFile(process.execPath, [mainScript, ...args], { env }, (error, out, err) =>
      resume(Effect.succeed({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : 1, out, err }))
    )
  })

/** Every file below a folder. */
const filesOf = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** What was recorded for replays, which stands compressed in the database. */
const recorded = (databaseFile: string): ReadonlyArray<string> =>
  query(databaseFile, "SELECT body FROM recordings").map(({ body }) =>
    inflateRawSync(Buffer.from(String(body), "base64")).toString("utf8")
  )

const minutes = 60

describe("what a person can ask a running daemon", () => {
  it.scopedLive(
    "explain, replay and trackers tell what was decided, with its numbers and without a passkey",
    () =>
      Effect.gen(function* () {
        const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "pw" })
        const radarr = yield* Arrs.arr({ kind: "radarr", category: "radarr", client: qbittorrent })
        const now = Math.floor(Date.now() / 1000)
        const trackers = [{ url: announce, status: 2, msg: "" }]
        const add = (movieId: number, spec: Parameters<typeof qbittorrent.add>[0]) =>
          Effect.gen(function* () {
            const hash = yield* qbittorrent.add({ category: "radarr", trackers, ...spec })
            yield* radarr.grab({ hash, media: { kind: "movie", movieId }, title: spec.name })
            return hash
          })
        yield* add(1, {
          name: "Dead.Movie.2020",
          addedOn: now - 40 * minutes,
          lastActivity: now - 20 * minutes,
          progress: 0.3,
          availability: 0.3
        })
        const waiting = yield* add(2, {
          name: "Waiting.Movie.2021",
          addedOn: now - 40 * minutes,
          lastActivity: now - 5 * minutes,
          progress: 0.25,
          availability: 0.25
        })
        yield* add(3, {
          name: "Puzzling.Movie.2022",
          addedOn: now - 180 * minutes,
          state: "downloading",
          dlspeed: 1_000_000,
          progress: 0.5,
          trackers: [{ url: announce, status: 4, msg: `The moon of ${passkey} is in the wrong house, see ${announce}` }]
        })
        const section = Arrs.section("Radarr-Movies", radarr, "radarr", { StalledDelay: 15 })
        const config = (delay: number) =>
          [
            Arrs.settings(),
            Arrs.qbit({ url: qbittorrent.url, username: "admin", password: "pw" }),
            `[[qBit.Trackers]]\nURI = "${wanted}"\nAddTrackerIfMissing = true\n`,
            section.replace("StalledDelay = 15", `StalledDelay = ${delay}`),
            "[Radarr-Movies.Torrent.SeedingMode]\nRemoveUnregistered = true\n"
          ].join("\n")
        const daemon = yield* Daemon.make(config(15))
        const where = ["--config", daemon.configFile, "--data", daemon.folder]
        yield* daemon.start
        yield* poll(
          "the dead one is gone and searched for again",
          Effect.map(radarr.searches, (all) => all.get("movie:1") === 1)
        )
        yield* poll(
          "the other ones have the second tracker",
          Effect.map(
            qbittorrent.torrents,
            (all) => all.length === 2 && all.every((torrent) => torrent.trackers.some(({ url }) => url === wanted))
          )
        )
        const asked: Array<Printed> = []
        const ask = (...args: ReadonlyArray<string>) =>
          Effect.tap(qbitrr(...args), (printed) => Effect.sync(() => asked.push(printed)))

        const dead = yield* poll(
          "the dead one is known as gone",
          Effect.map(ask("explain", "dead.movie", ...where), (printed) =>
            printed.out.includes("It is not in qBit any more.") ? printed : undefined
          )
        )
        assert.match(dead.out, /remove \(with files, blocklist, search again\) → done\n/)
        assert.match(dead.out, / {2}stalled at 30 % for 20 min, StalledDelay is 15 min \(Radarr-Movies\)\n/)

        const grace = yield* poll(
          "the waiting one has its grace",
          Effect.map(ask("explain", waiting.slice(0, 8), ...where), (printed) =>
            printed.out.includes("Left as it is") ? printed : undefined
          )
        )
        assert.strictEqual(grace.code, 0)
        assert.match(grace.out, /^Waiting\.Movie\.2021\n {2}qBit\/[0-9a-f]{40}\n {2}stalledDL, 25 %, /)
        assert.match(grace.out, /\n {2}768\.0 MB left, availability 0\.25, last activity \S+Z \(5m( \d+s)? ago\)\n/)
        assert.match(grace.out, /\nLeft as it is, .*\n {2}stalled for 5 min/)
        assert.match(grace.out, /Looked at again when something about it changes, and at \S+Z \(in 9m( \d+s)?\)\./)
        assert.include(grace.out, "add tag qBitrr-allowed_stalled → done")

        const several = yield* ask("explain", "movie", ...where)
        assert.strictEqual(several.code, 1)
        for (const name of ["Dead", "Waiting", "Puzzling"]) assert.include(several.err, `${name}.Movie`)

        const hosts = yield* ask("trackers", ...where)
        assert.match(hosts.out, /^TORRENTS {2}TRACKER\n *2 {2}second\.example\n *2 {2}tracker\.example\n/)
        assert.match(hosts.out, /\n *\d+ {2}tracker\.example: The moon of \S* is in the wrong house, see \(last /)
        yield* ask("explain", "puzzling", "--json", ...where)

        const other = join(daemon.folder, "other.toml")
        writeFileSync(other, config(0))
        const replayed = yield* poll(
          "what was seen is recorded",
          Effect.map(ask("replay", "--since", "1h", "--config", other, "--data", daemon.folder), (printed) =>
            printed.code === 0 ? printed : undefined
          ),
          60
        )
        assert.include(replayed.out, "\n1 difference\n  would be removed: 0 torrents instead of 1\n")
        assert.match(replayed.out, /\nDead\.Movie\.2020 \(qBit\/.*\n {2}\S+Z {2}would no longer be removed\n/)
        assert.match(replayed.out, /was: stalled at 30 % for 20 min, StalledDelay is 15 min\n *new: stalled for 20 min/)
        const same = yield* ask("replay", "--since", "1h", ...where)
        assert.include(same.out, "No difference.")
        assert.strictEqual((yield* daemon.waitState("Radarr-Movies", "running")).life, 1)

        const answers = yield* Effect.forEach(
          ["torrents", `torrents/qBit/${waiting}`, "decisions", "trackers"],
          (path) => daemon.call("GET", `/api/${path}`)
        )
        assert.strictEqual((yield* daemon.stop("SIGTERM")).code, 0)
        assert.include(readFileSync(daemon.configFile, "utf8"), passkey)
        const files = filesOf(daemon.folder).filter((path) => !path.endsWith(".toml"))
        assert.includeMembers(
          files.map((path) => basename(path)),
          ["qbitrr.db", "Main.log"]
        )
        for (const path of files) assert.isFalse(readFileSync(path).includes(passkey), path)
        const snapshots = recorded(daemon.databaseFile)
        assert.isTrue(snapshots.some((text) => text.includes("Puzzling.Movie.2022")))
        for (const text of [...snapshots, daemon.output(), JSON.stringify(answers), JSON.stringify(asked)]) {
          assert.notInclude(text, passkey)
        }
        assert.deepStrictEqual(yield* radarr.violations, [])
      }),
    90_000
  )
})
