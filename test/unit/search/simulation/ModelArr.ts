import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type ArrClient, type ArrCommand, fromHttp } from "../../../../src/clients/arr/ArrClient.ts"
import type { HealthCheck, LibraryReads } from "../../../../src/clients/arr/library/LibraryReads.ts"
import { type ClientError, NotFound, Transient } from "../../../../src/clients/ClientError.ts"
import type { Http, HttpAnswer, HttpCall } from "../../../../src/clients/http.ts"
import type { IndexersState } from "../../../../src/search/indexers.ts"
import { itemIdOf, type QueueFacts } from "../../../../src/search/queueFacts.ts"
import type { SearchArr } from "../../../../src/search/SearchArr.ts"
import { profiles } from "./births.ts"
import type { Library } from "./Library.ts"
import { containerOf, day, hour, itemOf, minute, seasonOf, type Thing } from "./Thing.ts"
import { lackOf } from "./truth.ts"

/** A search command that was taken. */
interface Taken {
  command: ArrCommand
  readonly takenAt: number
  readonly owner: number | undefined
}

export interface Listener {
  /** A search is on its way to the Arr. */
  readonly posted: () => void
  /** The Arr has taken it. */
  readonly arrived: () => void
}

const health: Readonly<Record<IndexersState, ReadonlyArray<HealthCheck>>> = {
  "all up": [],
  "some down": [{ source: "IndexerStatusCheck", type: "warning", message: "Indexers unavailable: one" }],
  "all down": [{ source: "IndexerStatusCheck", type: "error", message: "All indexers are unavailable" }]
}

const isOn = ({ status }: ArrCommand): boolean => status === "queued" || status === "started"

/** A command that no search expects to end any more. */
const patience = 24 * hour

const fieldsOf = (json: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(typeof json === "object" && json !== null ? json : {}))

/** One Arr of the model, as the client sees it. */
export class ModelArr {
  readonly client: ArrClient
  readonly reads: LibraryReads
  readonly search: SearchArr
  readonly #library: Library
  readonly #listener: Listener
  readonly #taken = new Map<number, Taken>()
  /** Those that it still shows in its list. */
  readonly #listed = new Map<number, Taken>()
  readonly #endedAt = new Map<number, number>()
  #ids = 0
  #attempts = 0
  /** A search was sent and is not answered. */
  isAsked = false

  constructor(library: Library, listener: Listener) {
    this.#library = library
    this.#listener = listener
    const { kind, section } = library
    const http: Http = { service: section, baseUrl: "http://model", send: (call) => this.#send(call) }
    this.client = fromHttp({ name: section, kind, apiKey: Redacted.make("key") }, http)
    const answer = <A>(read: () => A): Effect.Effect<A, ClientError> =>
      Effect.suspend(() => (library.isAway ? Effect.fail(this.#broken("GET")) : Effect.succeed(read())))
    const healthNow = answer(() => health[library.indexers])
    this.reads = {
      portion: kind === "radarr" ? 100 : 1,
      profiles: answer(() => profiles),
      containers: answer(() => ({ rows: Array.from(library.owners.values(), containerOf), odd: [] })),
      itemsOf: (containers) =>
        answer(() => ({
          rows: containers.flatMap(({ id }) => (library.owners.get(id)?.things ?? []).map(itemOf)),
          odd: []
        })),
      container: (id) =>
        answer(() => {
          const owner = library.owners.get(id)
          return owner === undefined ? undefined : containerOf(owner)
        }),
      historySince: (at) => answer(() => library.historySince(at)),
      health: healthNow
    }
    this.search = {
      section,
      kind,
      queue: answer(
        (): QueueFacts => ({
          items: new Set([...library.queue.values()].flatMap((things) => things.map(({ id }) => id))),
          size: library.queue.size
        })
      ),
      commands: answer(() => Array.from(this.#listed.values(), ({ command }) => command)),
      command: (id) =>
        Effect.flatMap(
          answer(() => this.#taken.get(id)?.command),
          (found) => (found === undefined ? Effect.fail(this.#missing()) : Effect.succeed(found))
        ),
      health: healthNow,
      lastSearchedAt: (ref) => answer(() => library.things.get(itemIdOf(ref))?.searchedAt)
    }
  }

  /** Searches that it works on, but for those that hang for ever. */
  get active(): number {
    const since = this.#library.time.now - patience
    return [...this.#listed.values()].filter(({ command, takenAt }) => isOn(command) && takenAt > since).length
  }

  /** When it worked on a search for something of this owner last, epoch milliseconds; as far as it remembers. */
  busyAt(owner: number): number {
    for (const taken of this.#taken.values())
      if (taken.owner === owner && isOn(taken.command)) return this.#library.time.now
    return this.#endedAt.get(owner) ?? Number.NEGATIVE_INFINITY
  }

  get size(): number {
    return this.#taken.size
  }

  /** It was restarted: nothing that was under way goes on. */
  restarted(): void {
    for (const [id, { command }] of this.#listed) if (isOn(command)) this.#end(id, "orphaned", undefined)
  }

  #broken(request: string, kind: "connection" | "timeout" = "connection"): Transient {
    return new Transient({ service: this.#library.section, request, kind, detail: "the model broke this connection" })
  }

  #missing(): NotFound {
    return new NotFound({ service: this.#library.section, request: "GET command", status: 404, detail: "forgotten" })
  }

  #answer(status: number, body: unknown): HttpAnswer {
    return { status, headers: {}, cookies: [], body: JSON.stringify(body) }
  }

  /** Now and then a connection breaks, before or after the command arrived, or the answer takes too long. */
  #send(call: HttpCall): Effect.Effect<HttpAnswer, Transient> {
    const request = `${call.method} ${call.path}`
    if (!call.path.endsWith("/command")) {
      return Effect.suspend(() =>
        this.#library.isAway
          ? Effect.fail(this.#broken(request))
          : Effect.succeed(this.#answer(200, { appName: "Model", version: "1" }))
      )
    }
    return Effect.gen(this, function* () {
      const library = this.#library
      this.#attempts += 1
      const chance = library.luck(this.#attempts, 3)
      const fate = chance.next()
      this.isAsked = true
      this.#listener.posted()
      yield* Effect.sleep(fate < 0.01 ? 15_000 : chance.between(20, 1_500))
      if (library.isAway || (fate > 0.01 && fate < 0.02)) return yield* Effect.fail(this.#broken(request))
      if (fate > 0.98) return this.#answer(503, { message: "Database is locked" })
      const things = this.#wanted(fieldsOf(call.json))
      if (things.length === 0) return this.#answer(404, { message: "NotFound" })
      const command = this.#take(fieldsOf(call.json), things)
      this.#listener.arrived()
      yield* Effect.sleep(fate < 0.01 ? 15_000 : chance.between(20, 500))
      if (library.isAway || (fate > 0.02 && fate < 0.03)) return yield* Effect.fail(this.#broken(request))
      if (fate < 0.01) return yield* Effect.fail(this.#broken(request, "timeout"))
      return this.#answer(201, { ...command, queued: new Date(library.time.now).toISOString() })
    }).pipe(
      Effect.ensuring(
        Effect.sync(() => {
          this.isAsked = false
        })
      )
    )
  }

  /** What a command is about. */
  #wanted(fields: Readonly<Record<string, unknown>>): ReadonlyArray<Thing> {
    const { things } = this.#library
    const { seasonNumber, seriesId } = fields
    if (typeof seriesId === "number") {
      const all = this.#library.owners.get(seriesId)?.things ?? []
      return seasonNumber === undefined ? all : all.filter((thing) => seasonOf(thing) === seasonNumber)
    }
    const ids = fields["movieIds"] ?? fields["episodeIds"] ?? fields["albumIds"]
    return Array.isArray(ids) ? ids.flatMap((id) => things.get(Number(id)) ?? []) : []
  }

  #take({ name, ...body }: Readonly<Record<string, unknown>>, things: ReadonlyArray<Thing>): ArrCommand {
    const { time } = this.#library
    const [first] = things
    const chance = this.#library.luck(first?.id ?? 0, first?.searches ?? 0, 5)
    this.#ids += 1
    const id = this.#ids
    const queuedAt = time.now
    const command = { id, name: String(name), status: "started", result: undefined, message: undefined, body, queuedAt }
    const taken = { command, takenAt: queuedAt, owner: first?.owner.id }
    this.#taken.set(id, taken)
    this.#listed.set(id, taken)
    const isWide = body["seriesId"] !== undefined
    for (const thing of things) {
      thing.searchedAt = queuedAt
      if (!isWide || thing.monitored) thing.searches += 1
    }
    const takes = chance.chance(0.85)
      ? chance.between(2_000, minute)
      : chance.chance(0.95)
        ? chance.between(minute, 15 * minute)
        : chance.between(15 * minute, 4 * hour)
    const fate = chance.next()
    if (fate < 0.000_3) return command
    time.after(takes, () => {
      if (!isOn(taken.command)) return
      if (fate < 0.01) this.#forget(id)
      else if (fate < 0.03) this.#end(id, "failed", undefined)
      else if (fate < 0.05) this.#end(id, "aborted", undefined)
      else if (fate < 0.1) this.#end(id, "completed", "unsuccessful")
      else {
        this.#library.grab(this.#found(things, isWide), "search")
        this.#end(id, "completed", "successful")
      }
    })
    return command
  }

  /** Half of what there is to find is easy to find. */
  #found(things: ReadonlyArray<Thing>, isWide: boolean): ReadonlyArray<Thing> {
    return things.filter((thing) => {
      if (thing.isGone || (isWide && !thing.monitored)) return false
      if (thing.downloads > 0 || lackOf(thing, this.#library.time.now) === undefined) return false
      const isEasy = this.#library.luck(thing.id, 11).chance(0.3)
      return this.#library.luck(thing.id, thing.searches, 13).chance(isEasy ? 0.5 : 0.02)
    })
  }

  #forget(id: number): void {
    const taken = this.#taken.get(id)
    if (taken?.owner !== undefined && isOn(taken.command)) this.#endedAt.set(taken.owner, this.#library.time.now)
    this.#taken.delete(id)
    this.#listed.delete(id)
  }

  #end(id: number, status: string, result: string | undefined): void {
    const taken = this.#taken.get(id)
    if (taken === undefined) return
    const { time } = this.#library
    taken.command = { ...taken.command, status, result }
    if (taken.owner !== undefined) this.#endedAt.set(taken.owner, time.now)
    time.after(5 * minute, () => this.#listed.delete(id))
    time.after(day, () => this.#forget(id))
    if (!this.#library.isAway) this.#library.tell?.({ _tag: "CommandChanged", command: taken.command })
  }
}
