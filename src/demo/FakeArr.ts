import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { type ArrKind, factsOf } from "./arr/ArrFacts.ts"
import * as ArrState from "./arr/ArrState.ts"
import type { ClientView } from "./arr/Download.ts"
import { type ArrFault, type FaultReach, make as makeFaults } from "./arr/faults.ts"
import * as LibraryControls from "./arr/LibraryControls.ts"
import { keyOf, type SearchTarget } from "./arr/Media.ts"
import * as Push from "./arr/push.ts"
import * as Runner from "./arr/Runner.ts"
import { bodyOf, respond } from "./arr/respond.ts"
import type { SearchOutcome } from "./arr/searching.ts"
import type { WebRequest, WebResponse } from "./http/Exchange.ts"
import * as LoopbackServer from "./http/LoopbackServer.ts"
import type { TorrentSpec } from "./qbittorrent/Torrent.ts"

/** A request as a validator sees it. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query: ReadonlyArray<readonly [string, string]>
  /** Parsed JSON; undefined without one. */
  readonly body: unknown
}

/** How to start one. */
export interface FakeArrOptions {
  readonly kind: ArrKind
  readonly apiKey: string
  /** The category it follows in its client. */
  readonly category: string
  /** Default 0: any free one. */
  readonly port?: number
  /** Its download client; without one only explicit rows are in the queue. */
  readonly client?: ClientView
  /** From a complete download to its import by itself. Default 2 seconds; `"never"`: only a scan imports. */
  readonly autoImportAfter?: Duration.DurationInput | "never"
  /** Between two looks at the client that nobody asked for. Default 1 minute, as in the real ones. */
  readonly refreshEvery?: Duration.DurationInput
  /** How long a command is queued, and how long it runs. Default 100 milliseconds each. */
  readonly commandDelay?: Duration.DurationInput
  /** How long a search runs. Default: `commandDelay`. */
  readonly searchLasts?: Duration.DurationInput
  /** How long a finished command is listed by `GET command`. Default 5 minutes, as in the real ones. */
  readonly commandsListedFor?: Duration.DurationInput
  /** How long a finished command is found by its id, after that 404. Default 1 day, as in the real ones. */
  readonly commandsKeptFor?: Duration.DurationInput
  /** From a request to its answer. Default none. */
  readonly latency?: Duration.DurationInput
  /** Whether it tells its changes over SignalR. False: like an old build, the hub is not there. Default true. */
  readonly push?: boolean
  /** A path of the client as this Arr sees it. Default: the same. */
  readonly localPath?: (path: string) => string
  /** What a search finds, if anything; it is added to the client, grabbed and followed. */
  readonly onSearch?: (target: SearchTarget) => TorrentSpec | undefined
  /** Looks at every request; what it finds wrong goes to `violations`. */
  readonly onRequest?: (request: SeenRequest) => ReadonlyArray<string>
}

/**
 * A Radarr, Sonarr, Lidarr or Readarr on loopback: real HTTP, state in memory, time from the `Clock` of its maker.
 * While it is down it neither looks at its client nor imports by itself; it looks as soon as it is back.
 */
export interface FakeArr extends LoopbackServer.LoopbackServer, LibraryControls.LibraryControls {
  readonly kind: ArrKind
  /** Notes a release as sent to the client and follows it at once when it is there. Unknown media join the library. */
  readonly grab: (grab: Runner.NewGrab) => Effect.Effect<void>
  /**
   * From the next look at the client on, this download is not imported, for these reasons: texts about all of it, or
   * about each of its files. An empty list lifts it. `state` is what its queue rows say; default `blocked`.
   */
  readonly blockImport: (
    hash: string,
    reasons: ReadonlyArray<string> | ReadonlyArray<ArrState.StatusMessage>,
    state?: ArrState.Complaint["state"]
  ) => Effect.Effect<void>
  /** Custom-format score of a release, from the next look at the client on. */
  readonly setFormatScore: (hash: string, score: number) => Effect.Effect<void>
  /** Rows that are in the queue besides the followed downloads, as on the wire. */
  readonly setRows: (rows: ReadonlyArray<ArrState.ExplicitRow>) => Effect.Effect<void>
  readonly setAutoRedownloadFailed: (on: boolean) => Effect.Effect<void>
  /** A look at the client, now. */
  readonly refresh: Effect.Effect<void>
  readonly fault: (kind: ArrFault, reach?: FaultReach) => Effect.Effect<void>
  /** What searches for this target, or all searches, come to from now on; without an outcome as usual again. */
  readonly setSearchOutcome: (target: SearchTarget | "all", outcome?: SearchOutcome) => Effect.Effect<void>
  /**
   * Cuts all connections and starts again with another start time. Commands that ran are orphaned, queued ones begin
   * again; `"forgotten"`: no command is known any more. Ids go on.
   */
  readonly restart: (commands?: "orphaned" | "forgotten") => Effect.Effect<void, LoopbackServer.PortUnavailable>
  /** What `system/status` claims; undefined is the truth. */
  readonly wrongApp: (name: string | undefined) => Effect.Effect<void>
  /** Everything it knows: `log`, `requests`, `imports`, `scans`, `searches`, `blocklist`, `history`, `tracked`, … */
  readonly state: Effect.Effect<ArrState.ArrState>
  readonly log: Effect.Effect<ArrState.ArrState["log"]>
  /** By path, those that met a fault included. */
  readonly requests: Effect.Effect<ReadonlyMap<string, number>>
  /** Lower-case hash to how often it was imported. */
  readonly imports: Effect.Effect<ArrState.ArrState["imports"]>
  /** `movie:1`, `episode:11`, `season:3:1`, `album:5`, … (`keyOf`) to how often it was searched. */
  readonly searches: Effect.Effect<ArrState.ArrState["searches"]>
  /** When which search commands came in, and the most of them that were open at once. */
  readonly searchLog: Effect.Effect<ArrState.ArrState["searchLog"]>
  readonly blocklist: Effect.Effect<ArrState.ArrState["blocklist"]>
  /** What `onRequest` found, and scans of incomplete downloads. */
  readonly violations: Effect.Effect<ReadonlyArray<string>>
}

/** Starts one; it stops with the scope. Fails when the port is taken. */
export const make = Effect.fn("FakeArr.make")(function* (
  options: FakeArrOptions
): Effect.fn.Return<FakeArr, LoopbackServer.PortUnavailable, Scope.Scope> {
  const facts = factsOf(options.kind)
  const { apiKey, onRequest = () => [] } = options
  const setting = { facts, apiKey }
  const state = yield* SubscriptionRef.make<ArrState.ArrState>({
    ...ArrState.initial,
    startedAt: yield* Clock.currentTimeMillis,
    commandsListedFor: Duration.toMillis(options.commandsListedFor ?? "5 minutes"),
    commandsKeptFor: Duration.toMillis(options.commandsKeptFor ?? "1 day")
  })
  const faults = yield* makeFaults(facts.appName)
  const up = yield* Ref.make(true)
  const runner = yield* Runner.make(state, facts, options, Ref.get(up))

  const hub = yield* Push.make({ apiKey, version: facts.version, enabled: options.push ?? true })

  const answer = Effect.fn("FakeArr.answer")(function* (request: WebRequest) {
    const invitation = hub.negotiate(request)
    if (invitation !== undefined) return yield* invitation
    const now = yield* Clock.currentTimeMillis
    const [response, orders] = yield* Ref.modify(state, (before) => {
      const [given, after, todo] = respond(request, before, setting, now)
      return [[given, todo] as const, after]
    })
    yield* runner.carryOut(orders)
    return response
  })
  const meet = Effect.fn("FakeArr.meet")(function* (request: WebRequest, reply: Effect.Effect<WebResponse>) {
    const { method, path, query } = request
    // The hub is in no OpenAPI document.
    const ofApi = !path.startsWith(Push.hubPath)
    const found = ofApi ? onRequest({ method, path, query: [...query], body: bodyOf(request) }) : []
    yield* Ref.update(state, (before) => ({
      ...before,
      requests: ArrState.asked(before.requests, path),
      violations: found.length === 0 ? before.violations : [...before.violations, ...found]
    }))
    if (options.latency !== undefined) yield* Effect.sleep(options.latency)
    return yield* faults.through(request, reply)
  })
  const server = yield* LoopbackServer.make((request) => meet(request, answer(request)), options.port, {
    answer: (request) => meet(request, hub.admit(request)),
    converse: hub.converse
  })
  yield* Effect.forkScoped(Push.tellChanges(hub, state.changes, facts))
  yield* runner.look
  yield* Effect.forkScoped(Effect.schedule(runner.look, Schedule.spaced(options.refreshEvery ?? "1 minute")))

  const get = <A>(f: (state: ArrState.ArrState) => A) => Effect.map(Ref.get(state), f)
  return {
    ...server,
    goDown: Effect.zipRight(Ref.set(up, false), server.goDown),
    comeBack: server.comeBack.pipe(Effect.zipRight(Ref.set(up, true)), Effect.zipRight(runner.look)),
    ...LibraryControls.make(state),
    restart: (commands = "orphaned") =>
      server.goDown.pipe(
        Effect.zipRight(runner.restart(commands === "forgotten")),
        Effect.zipRight(server.comeBack),
        Effect.zipRight(runner.look)
      ),
    kind: options.kind,
    grab: runner.grab,
    setSearchOutcome: (target, outcome) =>
      Ref.update(state, (before) => {
        const key = target === "all" ? target : keyOf(target)
        const others = ArrState.without(before.outcomes, key)
        return { ...before, outcomes: outcome === undefined ? others : new Map(others).set(key, outcome) }
      }),
    blockImport: (hash, reasons, how = "blocked") =>
      Ref.update(state, (before) => ({
        ...before,
        blocked:
          reasons.length === 0
            ? ArrState.without(before.blocked, hash.toLowerCase())
            : new Map(before.blocked).set(hash.toLowerCase(), {
                state: how,
                messages: reasons.map((one) => (typeof one === "string" ? { title: hash, messages: [one] } : one))
              })
      })),
    setFormatScore: (hash, score) =>
      Ref.update(state, (before) => ({
        ...before,
        formatScores: new Map(before.formatScores).set(hash.toLowerCase(), score)
      })),
    setRows: (rows) => Ref.update(state, (before) => ({ ...before, rows })),
    setAutoRedownloadFailed: (on) => Ref.update(state, (before) => ({ ...before, autoRedownloadFailed: on })),
    refresh: runner.look,
    fault: faults.set,
    wrongApp: (appName) => Ref.update(state, (before) => ({ ...before, appName })),
    state: Ref.get(state),
    log: get(({ log }) => log),
    requests: get(({ requests }) => new Map(requests)),
    imports: get(({ imports }) => imports),
    searches: get(({ searches }) => searches),
    searchLog: get(({ searchLog }) => searchLog),
    blocklist: get(({ blocklist }) => blocklist),
    violations: get(({ violations }) => violations)
  }
})
