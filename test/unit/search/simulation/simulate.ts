import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Scope from "effect/Scope"
import { sendSearch } from "../../../../src/search/apply/sendSearch.ts"
import type { SearchSettings } from "../../../../src/search/SearchSettings.ts"
import * as SectionSearch from "../../../../src/search/SectionSearch.ts"
import { LibraryIndex } from "../../../../src/store/search/LibraryIndex.ts"
import { Requests } from "../../../../src/store/search/Requests.ts"
import { SearchLog } from "../../../../src/store/search/SearchLog.ts"
import { SearchMarks } from "../../../../src/store/search/SearchMarks.ts"
import { Wishes } from "../../../../src/store/search/Wishes.ts"
import { random } from "../../torrents/simulation/random.ts"
import { heartbeat } from "../../torrents/simulation/stores.ts"
import { Births, type Sizes } from "./births.ts"
import { happen } from "./happenings.ts"
import { Judge } from "./Judge.ts"
import { type Kind, Library } from "./Library.ts"
import { ModelArr } from "./ModelArr.ts"
import { day, minute, type Thing } from "./Thing.ts"
import { VirtualTime } from "./VirtualTime.ts"

export type Stores = SectionSearch.SearchStores

export interface Options {
  readonly seed: number
  /** Default: all three. */
  readonly kinds?: ReadonlyArray<Kind>
  readonly sizes: Sizes
  readonly days: number
  readonly settings: Partial<SearchSettings>
  /** Milliseconds; undefined: one life. */
  readonly restartEvery: number | undefined
  /** The stores of one life; with `keep` those of all. */
  readonly stores: Layer.Layer<Stores, unknown>
  readonly keep: boolean
}

const start = Date.UTC(2025, 2, 3, 4)
const zone = DateTime.zoneUnsafeMakeNamed("UTC")

const ordinary: SearchSettings = {
  missing: true,
  customFormat: true,
  quality: true,
  upgrade: true,
  specials: false,
  unmonitored: false,
  byYear: true,
  oldestFirst: false,
  bySeries: "smart",
  today: true,
  again: true,
  limit: 5,
  delay: 30_000,
  perHour: 20,
  maxQueue: 0,
  windows: [],
  dryRun: false
}

const sections: ReadonlyArray<readonly [string, Kind, Partial<SearchSettings>]> = [
  ["Sonarr-TV", "sonarr", {}],
  ["Radarr-Movies", "radarr", { today: false, bySeries: false, maxQueue: 200 }],
  ["Lidarr-Music", "lidarr", { today: false, bySeries: false, byYear: false }]
]

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

/** Sizes of what is kept, at the end of one day. */
export interface Weight {
  readonly day: number
  readonly heap: number
  readonly open: number
  readonly marks: number
  readonly arrs: number
}

interface Side {
  readonly library: Library
  readonly arr: ModelArr
  readonly judge: Judge
  readonly settings: SearchSettings
}

const sideOf = (
  time: VirtualTime,
  { seed, settings, sizes }: Options,
  [section, kind, own]: readonly [string, Kind, Partial<SearchSettings>],
  nth: number
): Side => {
  const all = { ...ordinary, ...own, ...settings }
  const judge = new Judge(all)
  const births = new Births(random(seed + nth), start, sizes)
  const touched = (thing: Thing): void => judge.touch(thing)
  const library = new Library(section, kind, time, births, seed + 100 * nth, touched)
  const owners = kind === "sonarr" ? sizes.series : kind === "radarr" ? sizes.movies : sizes.artists
  for (let count = 0; count < owners; count++) {
    library.add(kind === "sonarr" ? births.series() : kind === "radarr" ? births.movie() : births.artist())
  }
  const arr = new ModelArr(library, judge)
  judge.watch(library, arr)
  return { library, arr, judge, settings: all }
}

/** What one month came to. */
export interface Month {
  readonly sides: ReadonlyArray<Side>
  readonly happened: ReadonlyMap<string, number>
  readonly weights: ReadonlyArray<Weight>
  readonly lives: number
  /** Restarts in the middle of a search. */
  readonly cut: number
  /** Times the quality profiles were asked for, which is once for each plan and for a few lists. */
  readonly plans: number
  readonly seconds: number
}

/** The stores with the eyes of the judge. */
const observed = (stores: Context.Context<Stores>, sides: ReadonlyArray<Side>, planned: () => void) => {
  const marks = Context.get(stores, SearchMarks)
  const index = Context.get(stores, LibraryIndex)
  const judgeOf = (section: string) => sides.find(({ library }) => library.section === section)?.judge
  return stores.pipe(
    Context.add(SearchMarks, {
      ...marks,
      setCycle: (section, cycle) =>
        Effect.zipRight(
          Effect.sync(() => judgeOf(section)?.cycleBegins(cycle.number)),
          marks.setCycle(section, cycle)
        )
    }),
    Context.add(LibraryIndex, {
      ...index,
      profiles: (section) => {
        planned()
        return index.profiles(section)
      }
    })
  )
}

/** One life of the daemon's searching. */
const life = (sides: ReadonlyArray<Side>, time: VirtualTime, woken: Map<string, Effect.Effect<void>>) =>
  Effect.gen(function* () {
    const loops = yield* Effect.forEach(sides, ({ arr, judge, library, settings }) =>
      Effect.gen(function* () {
        const parts = yield* SectionSearch.make({
          arr: arr.search,
          reads: arr.reads,
          send: (sending) =>
            Effect.suspend(() => {
              judge.sending(sending)
              return sendSearch(arr.client, sending)
            }),
          settings: Effect.succeed(settings),
          report: () => Effect.void,
          isKnownAway: Effect.sync(() => library.isAway),
          zone
        })
        library.tell = (message) => time.fork(parts.told(message))
        woken.set(library.section, parts.section.wake)
        if (!library.isAway) yield* parts.told({ _tag: "Connected" })
        judge.settledAt = time.now
        return [parts.run, parts.sync.run]
      })
    )
    return yield* Effect.all(loops.flat(), { concurrency: "unbounded", discard: true })
  }).pipe(Effect.scoped)

/** Runs what needs the disk, in no time. */
const finish = async <A>(time: VirtualTime, effect: Effect.Effect<A>): Promise<A> => {
  const fiber = time.fork(effect)
  while (true) {
    time.runUntil(time.now)
    const exit = fiber.unsafePoll()
    if (exit !== null) return Exit.isSuccess(exit) ? exit.value : Promise.reject(exit.cause)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Lets a month pass. */
export const simulate = async (options: Options): Promise<Month> => {
  const { days, keep, restartEvery = days * day, seed, stores } = options
  const cpu = process.cpuUsage()
  const time = new VirtualTime(start)
  const sides = sections
    .filter(([, kind]) => options.kinds?.includes(kind) !== false)
    .map((section, nth) => sideOf(time, options, section, nth + 1))
  const happened = new Map<string, number>()
  const weights: Array<Weight> = []
  const woken = new Map<string, Effect.Effect<void>>()
  let plans = 0
  let lives = 0
  let cut = 0
  let context: Context.Context<Stores> | undefined

  const asked = (section: string, effect: (context: Context.Context<Stores>) => Effect.Effect<unknown>): void => {
    if (context === undefined) return
    time.fork(Effect.zipRight(effect(context), woken.get(section) ?? Effect.void))
  }
  for (const [nth, { arr, judge, library }] of sides.entries()) {
    happen(
      library,
      arr,
      {
        wish: (wish) => asked(wish.section, (all) => Context.get(all, Wishes).add(wish)),
        request: (section, request) => asked(section, (all) => Context.get(all, Requests).add(section, request))
      },
      random(seed + 1_000 * (nth + 1)),
      (what) => {
        if (what === "back") judge.settledAt = time.now
        else happened.set(what, (happened.get(what) ?? 0) + 1)
      }
    )
  }
  time.after(3.3 * day, () => {
    time.off -= minute
  })
  const daily = (): void => {
    collect()
    if (context !== undefined) {
      const marks = Context.get(context, SearchMarks)
      const log = Context.get(context, SearchLog)
      weights.push({
        day: Math.round((time.now - start) / day),
        heap: process.memoryUsage().heapUsed / 2 ** 20,
        open: sides.reduce((sum, { library }) => sum + log.open(library.section).length, 0),
        marks: sides.reduce((sum, { library }) => sum + marks.all(library.section).size, 0),
        arrs: sides.reduce((sum, { arr, library }) => sum + arr.size + library.size, 0)
      })
    }
    time.after(day, daily)
  }
  time.after(day, daily)

  const open = async () => {
    const scope = Effect.runSync(Scope.make())
    return { scope, built: await finish(time, Layer.buildWithScope(stores.pipe(Layer.orDie), scope)) }
  }
  const end = start + days * day
  let opened = await open()
  while (time.now < end && sides.every(({ judge }) => judge.violations.length === 0)) {
    lives += 1
    context = observed(opened.built, sides, () => {
      plans += 1
    })
    const running = time.fork(
      life(sides, time, woken).pipe(
        Effect.provide(context),
        Effect.provide(heartbeat),
        Effect.provide(Logger.remove(Logger.defaultLogger))
      )
    )
    const until = Math.min(end, time.now + restartEvery)
    time.runUntil(until)
    // Every other time in the middle of a search, if one comes soon.
    if (lives % 2 === 0) time.runUntil(Math.min(end, until + 20 * minute), () => sides.some(({ arr }) => arr.isAsked))
    if (sides.some(({ arr }) => arr.isAsked)) cut += 1
    for (const { library } of sides) library.tell = undefined
    time.fork(Fiber.interrupt(running))
    time.settle()
    const exit = running.unsafePoll()
    if (exit === null || !Exit.isInterrupted(exit)) throw new Error(`a life ended: ${JSON.stringify(exit)}`)
    if (keep) continue
    await finish(time, Scope.close(opened.scope, Exit.void))
    opened = await open()
  }
  await finish(time, Scope.close(opened.scope, Exit.void))
  const { system, user } = process.cpuUsage(cpu)
  return { sides, happened, weights, lives, cut, plans, seconds: (system + user) / 1e6 }
}
