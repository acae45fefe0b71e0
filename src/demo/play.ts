import { createServer } from "node:net"
import { join } from "node:path"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as App from "../App.ts"
import * as Http from "../clients/http.ts"
import * as DemoWorld from "./DemoWorld.ts"
import { stories } from "./stories.ts"

/** Some story did not end as told. */
class DemoFailed extends Data.TaggedError("DemoFailed")<{ readonly message: string }> {}

const freePort: Effect.Effect<number> = Effect.async((resume) => {
  const server = createServer()
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() => resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0)))
  })
})

const token = "demo-token"

/** As Overseerr sends it: with the token in a header that people set beside the webhook's address. */
const webhook =
  (port: number) =>
  (body: unknown): Effect.Effect<void> =>
    Http.make({
      service: "demo",
      baseUrl: `http://127.0.0.1:${port}`,
      skipTlsVerify: false,
      timeout: "5 seconds"
    }).pipe(
      Effect.flatMap((http) =>
        http.send({
          method: "POST",
          path: "/api/webhooks/requests",
          json: body,
          headers: { authorization: `Bearer ${token}` }
        })
      ),
      Effect.filterOrDieMessage(({ status }) => status === 202, "the daemon refused the webhook"),
      Effect.orDie,
      Effect.asVoid,
      Effect.scoped
    )

/** A user's config.toml, but for short times and the addresses of the simulated servers. */
const configText = (servers: DemoWorld.DemoServers, port: number): string => {
  const { lidarr, qbittorrent, radarr, sonarr } = servers
  const arr = (section: string, uri: string, category: string, more = ""): string =>
    [
      `[${section}]`,
      `URI = "${uri}"`,
      'APIKey = "demo-key"',
      `Category = "${category}"`,
      `[${section}.Torrent]`,
      "IgnoreTorrentsYoungerThan = 1",
      "StalledDelay = 15",
      more,
      ""
    ].join("\n")
  return [
    "[Settings]",
    "LoopSleepTimer = 2",
    "SearchLoopDelay = 3",
    "ProcessRestartDelay = 3",
    "AllowDrills = true",
    'FreeSpace = "100G"',
    "[WebUI]",
    'Host = "127.0.0.1"',
    `Port = ${port}`,
    // On loopback, and to be looked at.
    "AuthDisabled = true",
    `Token = "${token}"`,
    "[qBit]",
    'Host = "127.0.0.1"',
    `Port = ${qbittorrent.port}`,
    'UserName = "admin"',
    'Password = "demo"',
    "",
    arr(
      "Radarr-Movies",
      radarr.url,
      "radarr",
      "[Radarr-Movies.Torrent.SeedingMode]\nRemoveTorrent = 2\nMaxSeedingTime = 86400"
    ),
    arr("Sonarr-TV", sonarr.url, "sonarr"),
    arr("Lidarr-Music", lidarr.url, "lidarr")
  ].join("\n")
}

const tell = (world: DemoWorld.DemoWorld) =>
  Effect.gen(function* () {
    const begun = yield* Clock.currentTimeMillis
    for (const [index, story] of stories.entries()) {
      yield* Console.log(`\n  ${index + 1}. ${story.title}`)
      yield* story
        .play(world)
        .pipe(
          Effect.mapError(
            (error) => new DemoFailed({ message: `Story ${index + 1} did not end as told, ${error.message}` })
          )
        )
    }
    const seconds = Math.round(((yield* Clock.currentTimeMillis) - begun) / 1000)
    yield* Console.log(`\n  All ${stories.length} stories ended as told, in ${seconds} s.\n`)
  })

const once = (stay: boolean) =>
  Effect.scoped(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* fs.makeTempDirectoryScoped({ prefix: "qbitrr-demo-" })
      const servers = yield* DemoWorld.servers
      const port = yield* freePort
      const configFile = join(folder, "config.toml")
      yield* fs.writeFileString(configFile, configText(servers, port))
      yield* Console.log(
        `\nqbitrr demo: the real daemon, with simulated servers on loopback.\n` +
          `  qBittorrent ${servers.qbittorrent.url}   Radarr ${servers.radarr.url}   Sonarr ${servers.sonarr.url}   Lidarr ${servers.lidarr.url}\n` +
          `  qbitrr      http://127.0.0.1:${port}/   (open it in a browser while the stories are told)\n`
      )
      yield* Effect.gen(function* () {
        const logFile = fs.readFileString(join(folder, "logs", "Main.log"))
        const world = yield* DemoWorld.make(
          servers,
          Effect.orElseSucceed(logFile, () => ""),
          webhook(port)
        )
        yield* world
          .until(
            "every manager runs",
            Effect.map(Effect.forEach(["Radarr-Movies", "Sonarr-TV", "Lidarr-Music"], world.stateOf), (states) =>
              states.every((state) => state === "running")
            )
          )
          .pipe(Effect.mapError((error) => new DemoFailed({ message: `The managers did not start, ${error.message}` })))
        yield* tell(world)
        if (!stay) return yield* Console.log("  Stopping in order.\n")
        yield* Console.log(`  The daemon goes on; look at http://127.0.0.1:${port}/ and press Ctrl-C to stop it.\n`)
        yield* Effect.never
      }).pipe(Effect.provide(App.layer({ configFile, dataFolder: folder })))
    })
  )

/** What happens when the stories are told: the end, the daemon goes on, or they are told again. */
export type Afterwards = "end" | "stay" | "again"

/** The stories. One that does not end as told is an error. */
export const play = (afterwards: Afterwards) =>
  (afterwards === "again" ? Effect.forever(once(false)) : once(afterwards === "stay")).pipe(
    Effect.tapError((error) => Console.error(`\n  ${error.message}\n`)),
    Effect.provide(NodeContext.layer)
  )
