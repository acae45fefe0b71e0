import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import * as DemoWorld from "../../../src/demo/DemoWorld.ts"
import * as DaemonProcess from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"
import { launch } from "./chromium.ts"

/** What went wrong in a page without anybody having asked: errors, refused styles and scripts, requests elsewhere. */
export interface OpenPage {
  readonly page: Page
  readonly complaints: ReadonlyArray<string>
}

/** The real daemon before simulated servers, and a real browser before both. */
export interface Scene {
  readonly daemon: DaemonProcess.Daemon
  readonly servers: DemoWorld.DemoServers
  readonly url: string
  readonly run: <A, E>(effect: Effect.Effect<A, E>) => Promise<A>
  readonly until: <A>(what: string, check: Effect.Effect<A | undefined | false>) => Promise<A>
  /** A visitor with an empty browser; dark unless the options say otherwise. */
  readonly visit: (path: string, options?: BrowserContextOptions) => Promise<OpenPage>
  readonly close: () => Promise<void>
}

const section = (name: string, url: string, category: string): ReadonlyArray<string> => [
  `[${name}]`,
  `URI = "${url}"`,
  'APIKey = "demo-key"',
  `Category = "${category}"`,
  `[${name}.Torrent]`,
  "IgnoreTorrentsYoungerThan = 1",
  "StalledDelay = 15",
  ""
]

/** A user's config with short times. */
const configOf = ({ lidarr, qbittorrent, radarr, sonarr }: DemoWorld.DemoServers): string =>
  [
    "[Settings]",
    "LoopSleepTimer = 1",
    "SearchLoopDelay = 2",
    "ProcessRestartDelay = 4",
    "AllowDrills = true",
    "[qBit]",
    'Host = "127.0.0.1"',
    `Port = ${qbittorrent.port}`,
    'UserName = "admin"',
    'Password = "demo"',
    "",
    ...section("Radarr-Movies", radarr.url, "radarr"),
    ...section("Sonarr-TV", sonarr.url, "sonarr"),
    ...section("Lidarr-Music", lidarr.url, "lidarr")
  ].join("\n")

const watch = (page: Page, origin: string): ReadonlyArray<string> => {
  const complaints: Array<string> = []
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`))
  page.on("console", (message) => {
    // The browser itself notes every request that fails; tests of outages make them fail.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      complaints.push(`console: ${message.text()}`)
    }
  })
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) {
      complaints.push(`a request elsewhere: ${request.url()}`)
    }
  })
  return complaints
}

/** @param env further environment of the daemon; access is open unless it says otherwise */
export const open = async (env: Readonly<Record<string, string>> = {}): Promise<Scene> => {
  const scope = await Effect.runPromise(Scope.make())
  const inScope = <A, E>(effect: Effect.Effect<A, E, Scope.Scope>) =>
    Effect.runPromise(Effect.provideService(effect, Scope.Scope, scope))
  const run: Scene["run"] = (effect) => Effect.runPromise(effect)
  const servers = await inScope(DemoWorld.servers)
  const daemon = await inScope(DaemonProcess.make(configOf(servers), { QBITRR_WEBUI__AUTHDISABLED: "true", ...env }))
  await run(daemon.start)
  const until: Scene["until"] = (what, check) => run(poll(what, check))
  await until(
    "every process runs",
    Effect.map(daemon.processes, (all) => all.length > 5 && all.every(({ state }) => state === "running"))
  )
  const browser: Browser = await launch()
  return {
    daemon,
    servers,
    url: daemon.url,
    run,
    until,
    visit: async (path, options = {}) => {
      const context = await browser.newContext({
        colorScheme: "dark",
        viewport: { width: 1280, height: 800 },
        baseURL: daemon.url,
        ...options
      })
      const page = await context.newPage()
      const complaints = watch(page, daemon.url)
      await page.goto(path)
      return { page, complaints }
    },
    close: async () => {
      await browser.close()
      await Effect.runPromise(Scope.close(scope, Exit.void))
    }
  }
}
