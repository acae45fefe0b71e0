import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { problems, typeOf } from "../../../../src/web/Problem.ts"
import { password } from "../access/support.ts"
import {
  begin,
  disagreements,
  document,
  endpoints,
  faultsOfRefusal,
  hash,
  isOtherwise,
  type Sent,
  send
} from "./contractWorld.ts"

/** What stands in the place of a parameter so that there is something. */
const values: Readonly<Record<string, string>> = {
  instance: "qBit",
  hash,
  section: "Radarr-Movies",
  containerId: "1",
  name: "Radarr-Movies",
  category: "radarr",
  kind: "all",
  id: "1"
}

interface Sample {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: string
  readonly body?: unknown
}

const edit = { changes: { "Settings.LoopSleepTimer": 10 } }
const credentials = { username: "admin", password }

/** What an endpoint needs to succeed, where an empty body and `values` are not enough. A new one is asked without. */
const samples: Readonly<Record<string, Sample>> = {
  actOnTorrent: { body: { action: "recheck" } },
  changeConfig: { body: edit },
  createToken: { body: { name: "mine", scopes: ["read"] } },
  downloadLog: { path: { name: "Main.log" } },
  drill: { body: { kind: "crash" } },
  login: { body: credentials },
  log: { path: { name: "Main.log" } },
  oldChangeConfig: { body: edit },
  oldTestArr: { body: { arrType: "radarr", instanceKey: "Radarr-Movies" } },
  olderLogin: { body: credentials },
  planConfig: { body: edit },
  requestWebhook: { body: { notification_type: "MEDIA_AUTO_APPROVED", media: { media_type: "movie", tmdbId: "603" } } },
  saveConfig: { body: edit },
  searchLog: { path: { name: "Main.log" }, query: "?q=odd" },
  searchNow: { body: { query: "matrix" } },
  setLogLevel: { body: { level: "DEBUG" } },
  testArr: { body: { arrType: "radarr", instanceKey: "Radarr-Movies" } },
  testConnection: { body: { section: "Radarr-Movies" } },
  validateConfig: { body: edit }
}

/** Those that only ever refuse, or that the samples cannot reach: what they need is made up elsewhere (test/unit/web/access). */
const refusing = new Set([
  "configBackup",
  "endSession",
  "goneToken",
  "oidcCallback",
  "oidcChallenge",
  "olderGoneToken",
  "olderOidcChallenge",
  "olderSetPassword",
  "password",
  "restoreConfig",
  "revokeToken",
  "setup"
])

/** Sections of the kind that an address names. */
const categories: Readonly<Record<string, string>> = {
  radarr: "radarr",
  sonarr: "tv",
  lidarr: "music",
  readarr: "books"
}

const filled = (path: string, given: Readonly<Record<string, string>>): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(given[name] ?? "x"))

const ofKind = (path: string): Readonly<Record<string, string>> => {
  const kind = path.split("/")[2] ?? ""
  const category = categories[kind]
  return category === undefined ? {} : { category, id: "1" }
}

const json = { "content-type": "application/json" }

/** The one that should succeed, and those that should be refused. */
const requestsOf = (one: (typeof endpoints)[number]): ReadonlyArray<Sent> => {
  const sample = samples[one.name] ?? {}
  const good = filled(one.path, { ...values, ...ofKind(one.path), ...sample.path })
  const withBody = (body: unknown) =>
    one.method === "GET" ? {} : { headers: json, body: typeof body === "string" ? body : JSON.stringify(body) }
  return [
    { method: one.method, path: good + (sample.query ?? ""), ...withBody(sample.body ?? {}) },
    { method: one.method, path: filled(one.path, {}), ...withBody(sample.body ?? {}) },
    { method: one.method, path: `${good}?limit=x&offset=-1&sort=no&lines=0&q=`, ...withBody("{") },
    { method: one.method, path: good, ...withBody({ nonsense: 1 }) },
    { method: one.method, path: good, ...withBody({}), headers: { ...json, authorization: "Bearer wrong" } },
    {
      method: one.method,
      path: good,
      ...withBody(sample.body ?? {}),
      headers: { ...json, origin: "http://evil.example", "sec-fetch-site": "cross-site" }
    }
  ]
}

const isGood = (status: number): boolean => (status >= 200 && status < 300) || status === 302

describe("every endpoint", () => {
  it("refuses with problem details only, says the document, and with nothing of the platform's own", () => {
    const odd = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) =>
        Object.entries(responses).flatMap(([status, { content = {} }]) =>
          Number(status) < 400 || Object.keys(content).join() === "application/problem+json"
            ? []
            : [`${method.toUpperCase()} ${path} ${status} ${Object.keys(content).join()}`]
        )
      )
    )
    assert.deepStrictEqual(odd.sort(), [
      "GET /api/oidc/callback 400 text/html",
      "GET /api/oidc/callback 403 text/html",
      "GET /api/oidc/callback 502 text/html",
      "GET /api/ready 503 application/json"
    ])
    assert.notInclude(JSON.stringify(document.paths), "HttpApiDecodeError")
  })

  it("is in the document", () => {
    const known = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`)
    )
    assert.sameMembers(
      known,
      endpoints.map(({ method, path }) => `${method} ${path}`)
    )
  })

  it("refuses with nothing that docs/api.md does not explain, and the page looks for what is sent", () => {
    const text = readFileSync("docs/api.md", "utf8")
    for (const [kind, { status }] of Object.entries(problems)) {
      assert.match(text, new RegExp(`^\\| ${status} \\| \`/problems/${kind}\` \\|`, "m"))
    }
    // The page brings nothing of the daemon but types, so the one it looks for stands there as a text.
    assert.include(readFileSync("src/webui/live/http.ts", "utf8"), `"${typeOf("wrong-csrf-token")}"`)
  })

  it.scopedLive(
    "answers as the document says, whether it succeeds or refuses",
    () =>
      Effect.gen(function* () {
        const { port } = yield* begin
        // Who has shown a wrong token too often is not let in for a while.
        const guarded = yield* begin
        const problems: Array<string> = []
        const unseen: Array<string> = []
        const kinds = new Set<string>()
        for (const one of endpoints) {
          for (const [nth, sent] of requestsOf(one).entries()) {
            const got = yield* send(sent.headers?.["authorization"] === undefined ? port : guarded.port, sent)
            const isRefusal = got.status >= 400 && !isOtherwise(sent, got)
            for (const wrong of [...disagreements(sent, got), ...(isRefusal ? faultsOfRefusal(got) : [])]) {
              problems.push(`${sent.method} ${sent.path}: ${wrong}`)
            }
            if (isRefusal) kinds.add(String(JSON.parse(got.body.toString()).type))
            if (nth === 0 && !isGood(got.status) && !refusing.has(one.name)) {
              unseen.push(`${one.name} answers ${got.status}: ${got.body.toString().slice(0, 200)}`)
            }
          }
        }
        assert.deepStrictEqual(problems, [])
        // A new endpoint that needs more than `values` wants a line in `samples`.
        assert.deepStrictEqual(unseen, [])
        assert.includeMembers(
          [...kinds],
          ["malformed", "unauthorized", "foreign-page", "unknown-torrent", "unknown-log", "config-invalid", "gone"].map(
            (kind) => `/problems/${kind}`
          )
        )
      }),
    60_000
  )
})
