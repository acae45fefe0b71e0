import { request } from "node:http"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TorrentId from "../../../../src/clients/qbittorrent/TorrentId.ts"
import * as Searches from "../../../../src/search/Searches.ts"
import { LibraryIndex } from "../../../../src/store/search/LibraryIndex.ts"
import { Api } from "../../../../src/web/Api.ts"
import { declarations } from "../../../../src/web/access/Scope.ts"
import { TorrentPlans } from "../../../../src/web/config/TorrentPlans.ts"
import { Posters } from "../../../../src/web/library/Posters.ts"
import { type ProblemKind, problems, typeOf } from "../../../../src/web/Problem.ts"
import { memory } from "../../../harness/access/memoryStores.ts"
import { type Document, findOperation, type JsonSchema } from "../../../harness/openapi/Document.ts"
import { schemasOf } from "../../../harness/openapi/schemas.ts"
import * as memoryStores from "../../../harness/search/memoryStores.ts"
import { editorWorld } from "../../config/edit/editorWorld.ts"
import { album, book, file } from "../../search/planSupport.ts"
import { torrent } from "../../torrents/samples.ts"
import { cheapHash, openSession, openToken } from "../access/support.ts"
import { noTorrents } from "../configWorld.ts"
import { start, token, worker } from "../fakes.ts"
import { line, logsWith } from "../logs/support.ts"
import { movieShelf, seriesShelf, shelf, status } from "../searchWorld.ts"

/** The document that the daemon serves. */
export const document: Document = JSON.parse(JSON.stringify(OpenApi.fromApi(Api)))

const check = schemasOf(document)

/** Nothing listens at port 1, so that a connection test is over at once. */
const arr = (section: string, category: string) =>
  `[${section}]\nURI = "http://127.0.0.1:1/${category}"\nAPIKey = "0123456789abcdef0123456789abcdef"\nCategory = "${category}"\n`

const config = [
  '[qBit]\nHost = "127.0.0.1"\nPort = 1\nManagedCategories = ["seed"]\n',
  arr("Radarr-Movies", "radarr"),
  arr("Sonarr-TV", "tv"),
  arr("Lidarr-Music", "music"),
  arr("Readarr-Books", "books")
].join("\n")

export const hash = "a".repeat(40)

const one = torrent({ id: TorrentId.make("qBit", hash), hash, name: "Movie", category: "radarr" })

const stalled = torrent({
  id: TorrentId.make("qBit", "b".repeat(40)),
  hash: "b".repeat(40),
  name: "Odd ⟨name⟩ 100%",
  state: "error",
  category: "seed",
  trackers: undefined,
  addedAt: undefined
})

const libraries = {
  "Radarr-Movies": [movieShelf(1, "The Matrix", 1999), movieShelf(2, "Alien", 1979, { file: file() })],
  "Sonarr-TV": [seriesShelf(1, "Dark")],
  "Lidarr-Music": [shelf(1, "Artist", [album(11), album(12, { file: file() })])],
  "Readarr-Books": [shelf(1, "Author", [book(11)])]
}

const searching = Layer.effectContext(
  Effect.gen(function* () {
    const context = yield* Layer.build(Layer.mergeAll(memoryStores.layer, Searches.layer))
    const index = Context.get(context, LibraryIndex)
    for (const [section, containers] of Object.entries(libraries)) {
      yield* index.put(section, containers)
      yield* index.setMarks(section, { fullAt: 1, listAt: 1, historyAt: 1 })
      const sync = {
        phase: "idle" as const,
        done: 0,
        total: 0,
        startedAt: undefined,
        lastFullAt: 1,
        lastError: undefined
      }
      yield* Context.get(context, Searches.Searches).register({
        section,
        status: Effect.succeed(status(section, { sync })),
        wake: Effect.void,
        askRequests: Effect.void,
        refresh: Effect.void
      })
    }
    return context
  })
).pipe(Layer.provide(Layer.scope))

/** A daemon in which there is something of everything. */
export const begin = Effect.gen(function* () {
  const editor = yield* editorWorld(config)
  const kept = memory()
  kept.account = { username: "admin", passwordHash: Redacted.make(cheapHash()), changedAt: 0 }
  openSession(kept)
  openToken(kept, ["read"])
  const { logs } = yield* logsWith({ "Main.log": line(1, "INFO", "begun") + line(2, "ERROR", "an [odd] thing") })
  const now = Date.now()
  const decision = { at: now, section: "Radarr-Movies", name: "Movie", rule: "stalled", reason: "stalled for 3 min" }
  const port = yield* start({
    access: kept,
    allowDrills: true,
    editing: Layer.merge(editor.layer, Layer.succeed(TorrentPlans, { compare: () => Effect.succeed(noTorrents) })),
    logs,
    searching,
    posters: Layer.succeed(Posters, {
      get: (_, id) =>
        Effect.succeed(id === 1 ? { bytes: Buffer.from("89504e47", "hex"), type: "image/png", etag: '"x"' } : undefined)
    }),
    torrents: [one, stalled],
    workers: [
      worker({ category: "radarr" }),
      worker({ name: "Search-Radarr-Movies", category: "radarr", role: "search" }),
      worker({ name: "qBit", category: "qBit", role: "category" })
    ],
    decisions: [{ ...decision, torrent: one.id, action: "recheck", result: "done", facts: { progress: 0.1 } }],
    lastDecisions: { [one.id]: { ...decision, again: now, facts: () => ({ state: "stalledDL" }) } },
    unknownMessages: [{ host: "tracker.example", message: "huh", count: 1, lastAt: now }]
  })
  yield* editor.editor.onDisk
  return { port, kept, editor: editor.editor }
})

/** All endpoints that there are. */
export const endpoints = declarations(Api)

export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
}

export interface Got {
  readonly status: number
  readonly type: string
  readonly body: Buffer
}

/** No request may take longer. Milliseconds. */
const patience = 15_000
const late = "no answer"

/** One request; of a stream that does not end, its beginning. Dies when no answer comes. */
export const send = (port: number, { body, headers, method, path }: Sent): Effect.Effect<Got> =>
  Effect.async<Got, string>((resume) => {
    const call = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path,
        agent: false,
        headers: { authorization: `Bearer ${token}`, ...headers }
      },
      (response) => {
        const pieces: Array<Buffer> = []
        const type = (response.headers["content-type"] ?? "").split(";")[0]?.trim() ?? ""
        const done = () =>
          resume(Effect.succeed({ status: response.statusCode ?? 0, type, body: Buffer.concat(pieces) }))
        response.on("data", (piece: Buffer) => {
          pieces.push(piece)
          if (type !== "text/event-stream") return
          done()
          call.destroy()
        })
        response.on("end", done)
        response.on("error", () => undefined)
      }
    )
    call.on("error", ({ message }) => resume(Effect.fail(message)))
    call.end(body)
    return Effect.sync(() => void call.destroy())
  }).pipe(
    Effect.timeoutFail({ duration: patience, onTimeout: () => late }),
    Effect.catchAll((why) =>
      // A body that nobody reads to its end is cut off, with its connection.
      (body?.length ?? 0) > 100_000 && why !== late
        ? Effect.succeed({ status: 413, type: "", body: Buffer.alloc(0) })
        : Effect.dieMessage(`${method} ${path}: ${why}`)
    )
  )

const bodyOf = (content: Readonly<Record<string, { readonly schema?: JsonSchema }>>, type: string) =>
  content[type] ?? Object.entries(content).find(([known]) => known.split("/")[0] === type.split("/")[0])?.[1]

const isKind = (word: string): word is ProblemKind => word in problems

const words = new Map(
  Object.keys(problems)
    .filter(isKind)
    .map((kind) => [typeOf(kind), kind])
)

/** What a refusal lacks to be problem details (RFC 9457) of a known kind, with the text where older scripts look; empty when nothing. */
export const faultsOfRefusal = ({ body, status: code, type }: Got): ReadonlyArray<string> => {
  if (type !== "application/problem+json") return [`${code} is ${type || "nothing"}: ${body.toString().slice(0, 200)}`]
  const said: Record<string, unknown> = JSON.parse(body.toString())
  const kind = words.get(String(said["type"]))
  if (kind === undefined) return [`nobody knows the type ${String(said["type"])}`]
  const faults: Array<string> = []
  if (said["status"] !== code || problems[kind].status !== code) faults.push(`${kind} is sent as ${code}`)
  if (said["title"] !== problems[kind].title) faults.push(`${kind} has the title ${String(said["title"])}`)
  if (typeof said["detail"] !== "string" || said["detail"] === "") faults.push(`${kind} has no detail`)
  if (said["error"] !== said["detail"]) faults.push(`${kind} says ${String(said["error"])} in error`)
  return faults
}

/** Answers that are no refusal though their status is one: what is not ready, and what a browser shows to a person. */
export const isOtherwise = ({ method, path }: Sent, { body, status: code, type }: Got): boolean =>
  method === "HEAD" ||
  (code === 413 && body.length === 0 && type === "") ||
  (code === 503 && path.startsWith("/api/ready")) ||
  (type === "text/html" && (path.startsWith("/api/oidc/callback") || !/^\/(api|web)(\/|$)/.test(path)))

/** What an answer and the document do not agree on; empty when they do. */
export const disagreements = ({ method, path }: Sent, { body, status: code, type }: Got): ReadonlyArray<string> => {
  const found = findOperation(document, method, path.split("?")[0] ?? "")
  if (typeof found === "string") return [found]
  const documented = found.operation.responses[String(code)]
  if (documented === undefined) return [`${code} is not documented: ${body.toString().slice(0, 200)}`]
  const content = documented.content ?? {}
  if (Object.keys(content).length === 0) return body.length === 0 ? [] : [`${code} is documented without a body`]
  const described = bodyOf(content, type)
  if (described === undefined) return [`${code} is ${Object.keys(content).join(" or ")}, not ${type}`]
  if (!/[/+]json$/.test(type) || described.schema === undefined) return []
  return check(described.schema)(JSON.parse(body.toString()))
}
