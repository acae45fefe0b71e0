import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { ArrClient, ArrCommand, HistoryEvent } from "../../../../src/clients/arr/ArrClient.ts"
import { fromHttp } from "../../../../src/clients/arr/ArrClient.ts"
import type { MediaRef } from "../../../../src/clients/arr/MediaRef.ts"
import type { QueueRecord, QueueSnapshot } from "../../../../src/clients/arr/QueueRecord.ts"
import { type ClientError, Transient } from "../../../../src/clients/ClientError.ts"
import type { Http, HttpAnswer, HttpCall } from "../../../../src/clients/http.ts"
import type { ArrAccess } from "../../../../src/torrents/apply/ApplyContext.ts"
import { row } from "../samples.ts"
import { hashOf } from "./births.ts"
import { type Model, stepTime } from "./Model.ts"
import type { World } from "./World.ts"

/** What the Arr was told of one download, and how often it was searched for again, whoever asked for that. */
export interface Told {
  failures: number
  searches: number
  /** Epoch milliseconds. */
  searchedAt: number | undefined
}

const serialOfRef = (ref: MediaRef): number =>
  ref.kind === "movie" ? ref.movieId : ref.kind === "episode" ? ref.seriesId : 0

const answerOf = (status: number, body: unknown = {}): HttpAnswer => ({
  status,
  headers: {},
  cookies: [],
  body: JSON.stringify(body)
})

/** Radarr has one row per download, Sonarr one per episode of a pack. */
const mediaOf = (kind: "radarr" | "sonarr", serial: number): ReadonlyArray<MediaRef> =>
  kind === "radarr"
    ? [{ kind: "movie", movieId: serial }]
    : [1, 2].map((nth) => ({ kind: "episode", seriesId: serial, seasonNumber: 1, episodeId: serial * 10 + nth }))

/** The serial number of what a search is for. */
const serialOf = (json: unknown): number | undefined => {
  if (typeof json !== "object" || json === null) return undefined
  if ("movieIds" in json && Array.isArray(json.movieIds)) return Number(json.movieIds[0])
  if ("seriesId" in json) return Number(json.seriesId)
  if ("episodeIds" in json && Array.isArray(json.episodeIds)) return Math.floor(Number(json.episodeIds[0]) / 10)
  return undefined
}

/** One Arr of the model: its queue, its history, and what it was told. */
export class ModelArr {
  readonly rows = new Map<string, ReadonlyArray<QueueRecord>>()
  readonly told = new Map<string, Told>()
  readonly section: string
  readonly kind: "radarr" | "sonarr"
  readonly client: ArrClient
  readonly access: ArrAccess
  readonly #world: World
  readonly #changed: (hash: string) => void
  readonly #history = new Map<string, ReadonlyArray<HistoryEvent>>()
  readonly #hashes = new Map<number, string>()
  readonly #waiting = new Map<string, Model>()
  /** The newest ones. */
  #commands: ReadonlyArray<ArrCommand> = []
  #ids = 0
  isOnline = true

  constructor(world: World, section: string, kind: "radarr" | "sonarr", changed: (hash: string) => void) {
    this.#world = world
    this.section = section
    this.kind = kind
    this.#changed = changed
    const http: Http = { service: section, baseUrl: "http://model", send: (call) => this.#send(call) }
    const guarded = <A>(read: () => A): Effect.Effect<A, ClientError> =>
      Effect.suspend(() => (this.isOnline ? Effect.succeed(read()) : Effect.fail(this.#broken("GET"))))
    this.client = {
      ...fromHttp({ name: section, kind, apiKey: Redacted.make("key") }, http),
      queue: guarded(() => this.#snapshot()),
      commands: guarded(() => this.#commands),
      command: (id) =>
        guarded(() => ({
          id,
          name: "scan",
          status: "completed",
          result: undefined,
          message: undefined,
          body: {},
          queuedAt: undefined
        })),
      history: (hash) => guarded(() => this.#history.get(hash) ?? []),
      media: (ref) =>
        guarded(() => ({
          title: "Something",
          monitored: true,
          lastSearchedAt: this.told.get(hashOf(serialOfRef(ref)))?.searchedAt
        })),
      formats: () => guarded(() => ({ file: undefined, minimum: undefined })),
      redownloadsFailed: guarded(() => true)
    }
    this.access = {
      client: this.client,
      snapshot: Effect.sync(() => (this.isOnline ? this.#snapshot() : undefined)),
      refresh: Effect.void
    }
  }

  /** It has grabbed this download. */
  grabbed({ media, torrent }: Model): void {
    const refs = mediaOf(this.kind, media)
    this.#put(
      torrent.hash,
      refs.map((ref) => {
        this.#ids += 1
        this.#hashes.set(this.#ids, torrent.hash)
        return row({ id: this.#ids, hash: torrent.hash, media: ref, title: torrent.name })
      })
    )
    this.#note(torrent.hash, "grabbed", refs[0])
  }

  /** Its download is complete; it looks at it when it is told to, or by itself a little later. */
  completed(model: Model): void {
    this.#waiting.set(model.torrent.hash, model)
  }

  /** Nobody will ever ask for this download again. */
  forget(hash: string): void {
    this.#drop(hash)
    this.#history.delete(hash)
    this.#waiting.delete(hash)
    this.told.delete(hash)
  }

  /** Everything it keeps, to see that it does not grow for ever. */
  get size(): number {
    return this.rows.size + this.#history.size + this.told.size + this.#waiting.size
  }

  #snapshot(): QueueSnapshot {
    return { at: this.#world.now, byHash: this.rows, pending: [], skipped: 0 }
  }

  #broken(request: string): Transient {
    return new Transient({
      service: this.section,
      request,
      kind: "connection",
      detail: "the model broke this connection"
    })
  }

  #put(hash: string, rows: ReadonlyArray<QueueRecord>): void {
    this.rows.set(hash, rows)
    this.#changed(hash)
  }

  #drop(hash: string): boolean {
    const rows = this.rows.get(hash)
    if (rows === undefined) return false
    for (const { id } of rows) this.#hashes.delete(id)
    this.rows.delete(hash)
    this.#changed(hash)
    return true
  }

  #note(hash: string, type: HistoryEvent["type"], media: MediaRef | undefined): void {
    const event: HistoryEvent = { id: this.#ids, type, at: this.#world.now, hash, media }
    this.#history.set(hash, [event, ...(this.#history.get(hash) ?? [])])
  }

  #toldOf(hash: string): Told {
    const told = this.told.get(hash) ?? { failures: 0, searches: 0, searchedAt: undefined }
    this.told.set(hash, told)
    return told
  }

  /** Looks at what is complete; the import takes one step. */
  #lookAtDownloads(): void {
    for (const [hash, model] of this.#waiting) {
      this.#waiting.delete(hash)
      const rows = this.rows.get(hash)
      if (rows === undefined) continue
      if (model.isRefused) {
        const texts = rows.map(({ id }) => ({
          title: `file ${id}`,
          messages: ["Not an upgrade for existing movie file(s)"]
        }))
        const refused = {
          status: "completed",
          trackedState: "importPending",
          trackedStatus: "warning",
          messages: texts
        }
        model.condemnedAt = this.#world.now
        this.#put(
          hash,
          rows.map((one) => ({ ...one, ...refused }))
        )
        continue
      }
      this.#put(
        hash,
        rows.map((one) => ({ ...one, status: "completed", trackedState: "importing" }))
      )
      this.#world.later(stepTime, () => {
        if (!this.#drop(hash)) return
        this.#note(hash, "imported", rows[0]?.media)
      })
    }
  }

  /** Now and then a connection breaks, before or after the command arrived. */
  #send(call: HttpCall): Effect.Effect<HttpAnswer, Transient> {
    return Effect.suspend(() => {
      const { random } = this.#world
      if (!this.isOnline || random.chance(0.02)) return Effect.fail(this.#broken(`${call.method} ${call.path}`))
      const answer = this.#answer(call)
      return random.chance(0.02) ? Effect.fail(this.#broken(`${call.method} ${call.path}`)) : Effect.succeed(answer)
    })
  }

  #answer(call: HttpCall): HttpAnswer {
    const query = new Map(call.query ?? [])
    const last = call.path.slice(call.path.lastIndexOf("/") + 1)
    if (call.method === "DELETE" && call.path.includes("/queue/")) {
      const hash = this.#hashes.get(Number(last))
      if (hash === undefined) return answerOf(404)
      const told = this.#toldOf(hash)
      told.failures += 1
      if (query.get("skipRedownload") !== "true") told.searches += 1
      const media = this.rows.get(hash)?.[0]?.media
      this.#drop(hash)
      this.#note(hash, "failed", media)
      return answerOf(200)
    }
    if (call.method === "POST" && call.path.includes("/history/failed/")) {
      for (const [hash, events] of this.#history) {
        if (!events.some((event) => event.id === Number(last) && event.type === "grabbed")) continue
        const told = this.#toldOf(hash)
        told.failures += 1
        told.searches += 1
        this.#note(hash, "failed", undefined)
      }
      return answerOf(200)
    }
    if (call.method === "POST" && last === "command") {
      const { json } = call
      const name = typeof json === "object" && json !== null && "name" in json ? String(json.name) : ""
      if (name === "RefreshMonitoredDownloads" || name.startsWith("Downloaded")) this.#lookAtDownloads()
      const serial = serialOf(json)
      if (serial !== undefined && name.endsWith("Search")) {
        const told = this.#toldOf(hashOf(serial))
        told.searches += 1
        told.searchedAt = this.#world.now
      }
      this.#ids += 1
      const body = Object.fromEntries(Object.entries(typeof json === "object" && json !== null ? json : {}))
      const command = { id: this.#ids, name, status: "completed", result: undefined, message: undefined, body }
      this.#commands = [{ ...command, queuedAt: this.#world.now }, ...this.#commands.slice(0, 49)]
      return answerOf(201, { id: this.#ids, name, status: "queued" })
    }
    throw new Error(`the model of ${this.section} does not know ${call.method} ${call.path}`)
  }
}
