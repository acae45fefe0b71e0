import { readdirSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { stringify } from "smol-toml"
import { arrTree } from "../../../src/config/keys/arr.ts"
import { qbitTree } from "../../../src/config/keys/qbit.ts"
import { webUITree } from "../../../src/config/keys/webUI.ts"
import * as FakeArr from "../../../src/demo/FakeArr.ts"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import { Api } from "../../../src/web/Api.ts"
import { declarations } from "../../../src/web/access/Scope.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { makePlanter, secretPlaces, setAt } from "../../harness/daemon/plantedSecrets.ts"
import { poll } from "../../harness/daemon/poll.ts"
import { openEvents } from "../../harness/web/eventStream.ts"

/** Answers every request with an error that repeats it: whatever a client sends comes back to it. */
const echo = Effect.map(
  Effect.acquireRelease(
    Effect.async<{ readonly port: number; readonly close: () => void }>((resume) => {
      const server = createServer((request, response) => {
        const pieces: Array<Buffer> = []
        request.on("data", (piece: Buffer) => pieces.push(piece))
        request.on("end", () => {
          const said = `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(pieces).toString()}`
          response.writeHead(500, {
            "content-type": "application/json",
            "x-said": encodeURIComponent(said).slice(0, 2000)
          })
          response.end(JSON.stringify({ message: said, error: said, errorMessage: said }))
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(
          Effect.succeed({
            port: typeof address === "object" && address !== null ? address.port : 0,
            close: () => {
              server.closeAllConnections()
              server.close()
            }
          })
        )
      })
    }),
    ({ close }) => Effect.sync(close)
  ),
  ({ port }) => port
)

/** What every section has that is not secret, by its name. */
const plainOf = (name: string, at: { readonly arr: string; readonly qbit: number; readonly echo: number }) => {
  const echoed = `http://127.0.0.1:${at.echo}`
  switch (name) {
    case "qBit":
      return { Host: "127.0.0.1", Port: at.qbit, UserName: "admin", ManagedCategories: ["seed"] }
    case "qBit-Echo":
      return { Host: "127.0.0.1", Port: at.echo, UserName: "admin" }
    default:
      return {
        URI: name === "Radarr-Movies" ? at.arr : echoed,
        Category: name.toLowerCase(),
        EntrySearch: {
          SearchMissing: true,
          Ombi: { SearchOmbiRequests: true, OmbiURI: echoed },
          Overseerr: { SearchOverseerrRequests: true, OverseerrURI: echoed }
        }
      }
  }
}

const folderTexts = (folder: string): ReadonlyArray<readonly [string, string]> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), "latin1")])

const world = Effect.gen(function* () {
  const { count, foundIn, plant, valueOf } = makePlanter()
  // Every secret key of the tables, in one section that works and in one whose server repeats what it is sent.
  const sections = {
    qBit: secretPlaces(qbitTree).filter(({ path }) => path.join() !== "ApiKey"),
    "qBit-Echo": secretPlaces(qbitTree),
    "Radarr-Movies": secretPlaces(arrTree),
    "Sonarr-Echo": secretPlaces(arrTree)
  }
  const values = new Map<string, string>()
  for (const [section, places] of Object.entries(sections)) {
    for (const { isTracker, path } of places) {
      const key = `${section}.${path.join(".")}`
      values.set(key, valueOf(key, isTracker))
    }
  }
  const valueAt = (key: string) => values.get(key) ?? assert.fail(`${key} is no secret any more`)
  const echoPort = yield* echo
  const qbit = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: valueAt("qBit.Password") })
  const arr = yield* FakeArr.make({
    kind: "radarr",
    apiKey: valueAt("Radarr-Movies.APIKey"),
    category: "radarr-movies",
    client: qbit
  })
  const passkey = plant("the passkey of a torrent")
  const announce = `https://tracker.example/${passkey}/announce`
  const hash = yield* qbit.add({
    name: "Movie.2024",
    category: "radarr-movies",
    trackers: [
      { url: announce, status: 4, msg: `Cannot reach ${announce}?passkey=${passkey}: strange words of a tracker` },
      { url: `udp://tracker.example:80/${passkey}`, status: 2, msg: "" }
    ]
  })
  yield* qbit.startDownload(hash, { seconds: 600 })

  const config: Record<string, Record<string, unknown>> = {}
  for (const [section, places] of Object.entries(sections)) {
    const table: Record<string, unknown> = structuredClone(
      plainOf(section, { arr: arr.url, qbit: qbit.port, echo: echoPort })
    )
    for (const { path } of places) setAt(table, path, valueAt(`${section}.${path.join(".")}`))
    config[section] = table
  }
  const toml = `${Arrs.settings({ AllowDrills: true })}\n${stringify(config)}\n`
  const env: Record<string, string> = {}
  for (const { path } of secretPlaces(webUITree)) {
    const key = `WebUI.${path.join(".")}`
    const value = path.join() === "PasswordHash" ? `$scrypt$ln=10,r=8,p=1$${plant(key)}$${plant(key)}` : plant(key)
    values.set(key, value)
    env[`QBITRR_WEBUI__${path.join("__").toUpperCase()}`] = value
  }
  Object.assign(env, {
    QBITRR_WEBUI__OIDCENABLED: "true",
    QBITRR_WEBUI__OIDC__AUTHORITY: `http://127.0.0.1:${echoPort}`,
    QBITRR_WEBUI__OIDC__REQUIREHTTPSMETADATA: "false",
    QBITRR_WEBUI__OIDC__CLIENTID: "qbitrr",
    QBITRR_WEBUI__OIDC__ALLOWEDUSERS: "ada",
    QBITRR_SETUP_TOKEN: plant("QBITRR_SETUP_TOKEN")
  })
  const daemon = yield* Daemon.make(toml, env)
  yield* daemon.start
  return { count, daemon, env, foundIn, hash, toml, token: valueAt("WebUI.Token") }
})

/** Addresses of an endpoint with everything that there is in the place of its parameters. */
const addressesOf = (path: string, choices: Readonly<Record<string, ReadonlyArray<string>>>): ReadonlyArray<string> => {
  const name = /:(\w+)/.exec(path)?.[1]
  if (name === undefined) return [path]
  const isLog = path.startsWith("/api/logs") || path.startsWith("/web/logs")
  const all = [...(choices[isLog ? "log" : path.includes("backups") ? "backup" : name] ?? ["1"]), "nothing"]
  return all.flatMap((one) => addressesOf(path.replace(`:${name}`, encodeURIComponent(one)), choices))
}

describe("a secret of the config", () => {
  it.scopedLive(
    "stands in no answer, no event and no log, whatever goes wrong",
    () =>
      Effect.gen(function* () {
        const { count, daemon, foundIn, hash, toml, token } = yield* world
        assert.isAbove(count(), 18)
        const leaks: Array<string> = []
        const look = (where: string, text: string) => {
          for (const what of foundIn(text)) leaks.push(`${what} in ${where}: ${text.slice(0, 300)}`)
        }
        const ask = (method: string, path: string, body?: unknown, authorization = `Bearer ${token}`) =>
          Effect.promise(async () => {
            const answer = await fetch(daemon.url + path, {
              method,
              redirect: "manual",
              headers: { authorization, connection: "close", "content-type": "application/json" },
              ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
            })
            const text = await answer.text()
            look(`${method} ${path} (${answer.status})`, `${JSON.stringify([...answer.headers])} ${text}`)
            return { status: answer.status, text }
          })
        const json = (path: string) =>
          Effect.map(
            ask("GET", path),
            ({ text }): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>
          )
        yield* poll(
          "the web answers",
          Effect.map(daemon.ready, (ready) => ready),
          30
        )
        const stream = yield* Effect.orDie(
          openEvents(Number(new URL(daemon.url).port), "?logs=Main.log", { authorization: `Bearer ${token}` })
        )
        yield* poll(
          "what repeats everything has failed",
          Effect.map(ask("GET", "/api/ready"), ({ text }) => (text.match(/"state":"down"/g)?.length ?? 0) >= 2),
          30
        )
        const seen = (event: string) =>
          poll(
            event,
            Effect.sync(() => stream.names().includes(event)),
            30
          )

        // Things happen: lives end, the config changes, connections are tested, searches are asked for.
        const { processes } = (yield* json("/api/processes")) as { processes: Array<{ name: string }> }
        for (const { name } of processes) {
          yield* ask("POST", `/api/processes/${encodeURIComponent(name)}/drill`, { kind: "crash" })
        }
        yield* seen("process")
        yield* seen("torrent")
        yield* ask("POST", `/api/torrents/qBit/${hash}/actions`, { action: "recheck" })
        yield* seen("decision")
        yield* ask("POST", "/api/searches", { query: "matrix" })
        for (const section of ["qBit", "qBit-Echo", "Radarr-Movies", "Sonarr-Echo"]) {
          for (const service of section.startsWith("qBit") ? [undefined] : [undefined, "ombi", "overseerr"]) {
            yield* ask("POST", "/api/config/test", { section, ...(service === undefined ? {} : { service }) })
          }
        }
        yield* ask("POST", "/api/config/test", {
          section: "Sonarr-Echo",
          values: { APIKey: "[redacted]", SkipTLSVerify: true }
        })
        yield* ask("POST", "/api/arr/test-connection", { instanceKey: "Sonarr-Echo", arrType: "sonarr" })

        // The text as it is shown, edited: right, wrong beside a secret, and with a secret in a wrong place.
        const { toml: shown } = (yield* json("/api/config/raw")) as { toml: string }
        assert.include(shown, "[redacted]")
        for (const text of [
          shown.replace("LoopSleepTimer = 1", "LoopSleepTimer = 2"),
          shown.replace(/APIKey = "\[redacted\]"/, "APIKey = [redacted]"),
          shown.replace(/(Password = "\[redacted\]")/, "$1 $1"),
          shown.replace(/Password = "\[redacted\]"/, "Password = 5"),
          shown.replace("UserName", "Passwort"),
          shown.replace(/\[redacted\]/g, "[redacted]x")
        ]) {
          for (const how of ["validate", "plan", "save"]) yield* ask("POST", `/api/config/${how}`, { toml: text })
        }
        for (const changes of [
          { "qBit.Password": 5 },
          { "qBit.Host": "elsewhere.example" },
          { "Sonarr-Echo.APIKey": ["[redacted]"] },
          { "WebUI.Token": "[redacted]", "Settings.LoopSleepTimer": 3 },
          { "Settings.LoopSleepTimer": "[redacted]" }
        ]) {
          for (const how of ["validate", "plan", "save"]) yield* ask("POST", `/api/config/${how}`, { changes })
        }
        yield* seen("config")

        // By hand, so that the file itself is wrong where a secret stands.
        for (const broken of [
          toml.replace(/^(APIKey = "[^"]+)"$/m, "$1"),
          toml.replace(/^Password = ("[^"]+")$/m, "Password = [$1]"),
          toml.replace(/^APIKey = "([^"]+)"$/m, "APIKey = $1"),
          toml.replace(/^URI = ("https:\/\/tracker[^"]+)"$/m, 'URI = { a = $1" }')
        ]) {
          assert.notStrictEqual(broken, toml)
          const before = daemon.output().length
          yield* daemon.writeConfig(broken)
          yield* poll(
            "the daemon has seen it",
            Effect.sync(() => daemon.output().length > before && /config/i.test(daemon.output().slice(before))),
            20
          )
          for (const path of ["/api/config", "/api/config/raw", "/web/config", "/api/config/backups"])
            yield* ask("GET", path)
          yield* ask("POST", "/api/config/plan", { changes: { "Settings.LoopSleepTimer": 4 } })
        }
        yield* daemon.writeConfig(toml)

        // Everything that can be looked at, of everything that there is.
        const backups = ((yield* json("/api/config/backups")) as { backups: Array<{ id: string }> }).backups
        const logs = ((yield* json("/api/logs")) as { files: Array<string> }).files
        const choices = {
          backup: backups.map(({ id }) => id),
          log: logs,
          instance: ["qBit", "qBit-Echo"],
          hash: [hash],
          section: ["Radarr-Movies", "Sonarr-Echo"],
          category: ["radarr-movies", "sonarr-echo", "all"],
          name: processes.map(({ name }) => name)
        }
        const statuses: Array<number> = []
        for (const { method, path } of declarations(Api)) {
          if (path === "/api/events") continue
          for (const address of addressesOf(path, choices)) {
            if (method === "GET") {
              const query = address.endsWith("/search") ? "?q=zq" : ""
              statuses.push((yield* ask("GET", address + query)).status)
            }
            statuses.push((yield* ask(method, address, undefined, "Bearer wrong")).status)
            if (method !== "GET") yield* ask(method, address, "{", `Bearer wrong`)
          }
        }
        for (const path of ["/", "/setup", "/api/openapi.json", "/api/docs", "/api/nothing"]) yield* ask("GET", path)
        assert.isAbove(statuses.filter((status) => status === 200).length, 40)
        assert.isAtLeast(backups.length, 1)

        stream.blocks().forEach((block) => look(`event ${block.event}`, JSON.stringify(block)))
        assert.includeMembers(
          [...stream.names()],
          ["hello", "process", "torrent", "dependency", "decision", "config", "log"]
        )
        yield* daemon.stop("SIGTERM")
        look("the console", daemon.output())
        const files = folderTexts(join(daemon.folder, "logs"))
        assert.isAbove(files.length, 3)
        for (const [name, text] of files) look(`logs/${name}`, text)
        assert.deepStrictEqual(
          [...new Set(leaks.map((leak) => leak.replace(/: .*$/s, "")))],
          [],
          leaks.slice(0, 5).join("\n")
        )
      }),
    180_000
  )
})
