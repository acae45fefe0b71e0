import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Ref from "effect/Ref"
import type { ArrCommand } from "../../../src/clients/arr/ArrClient.ts"
import type { LibraryItem } from "../../../src/clients/arr/library/LibraryItem.ts"
import { plannedSearch } from "../../../src/clients/arr/plannedCommand.ts"
import type { SearchTarget } from "../../../src/clients/arr/SearchTarget.ts"
import {
  AuthRejected,
  type ClientError,
  Conflict,
  Malformed,
  NotFound,
  Transient
} from "../../../src/clients/ClientError.ts"
import { loggedSearch } from "../../../src/search/apply/loggedSearch.ts"
import type { Sending } from "../../../src/search/apply/sendSearch.ts"
import { followLoop } from "../../../src/search/followLoop.ts"
import type { IndexersState } from "../../../src/search/indexers.ts"
import type { QueueFacts } from "../../../src/search/queueFacts.ts"
import type { SearchArr } from "../../../src/search/SearchArr.ts"
import type { SearchSettings } from "../../../src/search/SearchSettings.ts"
import { type LoopView, searchLoop } from "../../../src/search/searchLoop.ts"
import * as Waker from "../../../src/search/Waker.ts"
import { type IndexedContainer, LibraryIndex } from "../../../src/store/search/LibraryIndex.ts"
import { Wishes } from "../../../src/store/search/Wishes.ts"
import { Heartbeat } from "../../../src/supervision/Heartbeat.ts"
import { now as midday, profile, settings as usual } from "./planSupport.ts"

export const section = "Sonarr-TV"

const at = { service: section, request: "POST /api/v3/command" }

/** What becomes of a request for a search. `broken`: it arrives, its answer does not. `lost`: it never arrives. */
export type Fault = "none" | "broken" | "lost" | "404" | "400" | "429" | "500" | "html" | "401"

export const errors: Readonly<Record<Exclude<Fault, "none">, ClientError>> = {
  broken: new Transient({ ...at, kind: "connection", detail: "socket hang up" }),
  lost: new Transient({ ...at, kind: "timeout", detail: "no answer within 15s." }),
  "404": new NotFound({ ...at, status: 404, detail: "no such thing" }),
  "400": new Conflict({ ...at, status: 400, detail: "it will not" }),
  "429": new Transient({ ...at, status: 429, kind: "status", detail: "too many requests" }),
  "500": new Transient({ ...at, status: 500, kind: "status", detail: "database is locked" }),
  html: new Malformed({ ...at, detail: "a page of a proxy" }),
  "401": new AuthRejected({ ...at, status: 401, detail: "the key was refused" })
}

/** An Arr as far as searching sees it, in memory; its clock is ours. */
export interface ModelArr extends SearchArr {
  readonly post: (target: SearchTarget) => Effect.Effect<ArrCommand, ClientError>
  readonly commandList: Array<ArrCommand>
  /** When which search came in. */
  readonly searches: Array<{ readonly at: number; readonly key: string }>
  readonly lastSearched: Map<number, number>
  queueFacts: QueueFacts
  /** Undefined: answers. */
  away: ClientError | undefined
  fault: Fault
  faultFor: ReadonlySet<string>
  /** How long a search runs, milliseconds; how it ends. */
  lasts: number
  ends: Pick<ArrCommand, "status" | "result" | "message">
  latency: number
  queueReads: number
  commandReads: number
}

export const keyOf = (target: SearchTarget): string => Object.values(plannedSearch(target).body).flat().join(":")

export const modelArr = (): ModelArr => {
  const answering = <A>(value: () => A): Effect.Effect<A, ClientError> =>
    Effect.suspend(() => (arr.away === undefined ? Effect.sync(value) : Effect.fail(arr.away)))
  const seen = (command: ArrCommand, now: number): ArrCommand =>
    command.status === "started" && now - (command.queuedAt ?? 0) >= arr.lasts ? { ...command, ...arr.ends } : command
  const list = Effect.map(Clock.currentTimeMillis, (now) => arr.commandList.map((one) => seen(one, now)))
  const arr: ModelArr = {
    section,
    kind: "sonarr",
    commandList: [],
    searches: [],
    lastSearched: new Map(),
    queueFacts: { items: new Set(), size: 0 },
    away: undefined,
    fault: "none",
    faultFor: new Set(),
    lasts: 5_000,
    ends: { status: "completed", result: "successful", message: undefined },
    latency: 0,
    queueReads: 0,
    commandReads: 0,
    queue: answering(() => {
      arr.queueReads++
      return arr.queueFacts
    }),
    commands: Effect.zipRight(
      answering(() => void arr.commandReads++),
      list
    ),
    command: (id) =>
      Effect.flatMap(list, (all) => {
        const found = all.find((one) => one.id === id)
        return found === undefined ? Effect.fail(errors["404"]) : Effect.succeed(found)
      }),
    health: Effect.succeed([]),
    lastSearchedAt: (ref) =>
      answering(() =>
        arr.lastSearched.get(ref.kind === "episode" ? ref.episodeId : ref.kind === "movie" ? ref.movieId : 0)
      ),
    post: (target) =>
      Effect.gen(function* () {
        const fault = arr.faultFor.size === 0 || arr.faultFor.has(keyOf(target)) ? arr.fault : "none"
        if (arr.latency > 0) yield* Effect.sleep(arr.latency)
        if (fault !== "none" && fault !== "broken") return yield* Effect.fail(errors[fault])
        const now = yield* Clock.currentTimeMillis
        const planned = plannedSearch(target)
        const command: ArrCommand = {
          id: arr.commandList.length + 1,
          name: planned.name,
          body: planned.body,
          status: "started",
          result: undefined,
          message: undefined,
          queuedAt: now
        }
        arr.commandList.push(command)
        arr.searches.push({ at: now, key: keyOf(target) })
        return fault === "broken" ? yield* Effect.fail(errors.broken) : command
      })
  }
  return arr
}

/** Containers of these things, as a sync would have read them. */
export const containersOf = (items: ReadonlyArray<LibraryItem>, readAt = midday): ReadonlyArray<IndexedContainer> => {
  const byId = new Map<number, Array<LibraryItem>>()
  for (const item of items) byId.set(item.containerId, [...(byId.get(item.containerId) ?? []), item])
  return [...byId].map(([id, own]) => ({
    container: {
      id,
      title: own[0]?.containerTitle ?? "",
      monitored: true,
      profileId: profile.id,
      hasFiles: false,
      revision: `${readAt}`,
      movie: undefined
    },
    items: own,
    readAt
  }))
}

export const beating = (isCurrent: () => boolean = () => true): Heartbeat["Type"] => ({
  worker: `Search-${section}`,
  life: 1,
  ready: Effect.void,
  beat: () => Effect.void,
  extend: () => Effect.void,
  release: () => Effect.void,
  degrade: () => Effect.void,
  recover: () => Effect.void,
  isCurrent: Effect.sync(isCurrent)
})

/** The door of a model Arr. */
const door =
  (arr: ModelArr) =>
  ({ wish, ...sending }: Sending) =>
    Effect.flatMap(Wishes, (wishes) =>
      loggedSearch(
        { ...sending, answered: wish === undefined ? Effect.void : wishes.remove(wish) },
        arr.post(sending.target)
      )
    )

/** Puts things into the index, read as a whole unless `partly`. */
export const fill = (items: ReadonlyArray<LibraryItem>, partly = false) =>
  Effect.gen(function* () {
    const index = yield* LibraryIndex
    yield* index.open(section)
    yield* index.setProfiles(section, [profile])
    yield* index.put(section, containersOf(items))
    if (!partly) yield* index.setMarks(section, { fullAt: midday, listAt: midday, historyAt: midday })
  })

/** One life of the loops on the stores that are there. */
export const live = (arr: ModelArr, given: Partial<SearchSettings> = {}) =>
  Effect.gen(function* () {
    const settings = yield* Ref.make<SearchSettings>({ ...usual, delay: 10_000, perHour: 1_000, ...given })
    const view = yield* Ref.make<LoopView>({ activity: undefined, held: undefined, plan: undefined })
    const indexers = yield* Ref.make<IndexersState>("all up")
    const waker = yield* Waker.make
    const following = yield* Waker.make
    const lines: Array<string> = []
    const state = { current: true, beats: 0 }
    const logger = Logger.make<unknown, void>(({ logLevel, message }) => {
      lines.push(`${logLevel.label} ${(Array.isArray(message) ? message : [message]).join(" ")}`)
    })
    const heartbeat = {
      ...beating(() => state.current),
      beat: () =>
        Effect.sync(() => {
          state.beats++
        })
    }
    const loop = searchLoop({
      arr,
      indexers: Ref.get(indexers),
      send: door(arr),
      settings: Ref.get(settings),
      zone: DateTime.zoneMakeOffset(0),
      waker,
      view,
      sent: following.wake
    })
    const fiber = yield* Effect.all([loop, followLoop(arr, following, waker.wake)], {
      concurrency: "unbounded",
      discard: true
    }).pipe(
      Effect.provideService(Heartbeat, heartbeat),
      Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
      Logger.withMinimumLogLevel(LogLevel.Debug),
      Effect.forkDaemon
    )
    yield* Effect.addFinalizer(() => Fiber.interrupt(fiber))
    // Whatever can be done without time is.
    yield* Effect.promise(() => new Promise<void>((done) => setImmediate(done)))
    return {
      arr,
      settings,
      indexers,
      waker,
      lines,
      state,
      fiber,
      view: Ref.get(view),
      set: (change: Partial<SearchSettings>) => Ref.update(settings, (now) => ({ ...now, ...change })),
      /** The end of the process: nothing is tidied up. */
      kill: Fiber.interrupt(fiber),
      ended: Effect.map(Fiber.poll(fiber), (exit) =>
        exit._tag === "Some" && Exit.isFailure(exit.value) ? exit.value : undefined
      ),
      /** INFO and above. */
      told: () => lines.filter((line) => !line.startsWith("DEBUG"))
    }
  })

/** When these tests begin. */
export { midday }

/** Keys of what was searched for, in order. */
export const keys = (arr: ModelArr): ReadonlyArray<string> => arr.searches.map(({ key }) => key)
