import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import type { TorrentSpec } from "../qbittorrent/Torrent.ts"
import type { ArrFacts } from "./ArrFacts.ts"
import type { ArrState, Order } from "./ArrState.ts"
import * as Commands from "./commands.ts"
import type { ClientView } from "./Download.ts"
import { grabData, type ReleaseSource, record } from "./history.ts"
import * as Library from "./library/Library.ts"
import { idOf, type Media, type SearchTarget } from "./Media.ts"
import { outcomeOf, targetsOf } from "./searching.ts"
import { imported, refresh } from "./tracking.ts"
import { started, type Workplace, work } from "./work.ts"

/** What the runner needs of the options of a stand-in. */
export interface RunnerOptions {
  readonly category: string
  readonly client?: ClientView
  readonly autoImportAfter?: Duration.DurationInput | "never"
  readonly commandDelay?: Duration.DurationInput
  readonly searchLasts?: Duration.DurationInput
  readonly localPath?: (path: string) => string
  readonly onSearch?: (target: SearchTarget) => TorrentSpec | undefined
}

/** A release and what it is for. */
export interface NewGrab {
  readonly hash: string
  readonly media: Media | ReadonlyArray<Media>
  readonly title: string
  /** Where it came from. Default `Rss`. */
  readonly source?: ReleaseSource
  /** Name of the indexer. Default `Simulated Indexer`. */
  readonly indexer?: string
}

/** Everything an Arr does by itself over time. */
export interface Runner {
  readonly grab: (grab: NewGrab) => Effect.Effect<void>
  /** A look at the client; what is complete begins to be imported. */
  readonly look: Effect.Effect<void>
  /** The program ends and begins again. `forgotten`: without its commands. */
  readonly restart: (forgotten: boolean) => Effect.Effect<void>
  readonly carryOut: (orders: ReadonlyArray<Order>) => Effect.Effect<void>
}

const runOrder = (commandId: number): Order => ({ _tag: "Run", commandId })

/** Commands run in two threads like in the real ones, so a flood of searches holds imports up. */
const threads = 2

/** @param up false while the Arr is away: it does nothing by itself then. */
export const make = Effect.fn("Runner.make")(function* (
  state: Ref.Ref<ArrState>,
  facts: ArrFacts,
  options: RunnerOptions,
  up: Effect.Effect<boolean>
): Effect.fn.Return<Runner, never, Scope.Scope> {
  const { category, client, autoImportAfter = "2 seconds", commandDelay = "100 millis", onSearch } = options
  const searchLasts = options.searchLasts ?? commandDelay
  const localPath = options.localPath ?? ((path) => path)
  const fibers = yield* FiberMap.make<string>()
  const semaphore = yield* Effect.makeSemaphore(threads)

  const place: Effect.Effect<Workplace> = Effect.gen(function* () {
    const away = client === undefined || !(yield* client.listening)
    const downloads = away ? undefined : yield* client.torrents
    return { facts, category, downloads, localPath, now: yield* Clock.currentTimeMillis }
  })

  const importLater = (hash: string, delay: Duration.DurationInput) =>
    Effect.gen(function* () {
      yield* Effect.sleep(delay)
      if (!(yield* up)) return
      const now = yield* Clock.currentTimeMillis
      yield* Ref.update(state, (before) => {
        const tracked = before.tracked.get(hash)
        if (tracked?.state !== "importPending") return before
        return imported(before, hash, localPath(tracked.download.contentPath), now) ?? before
      })
    })

  /** After each look everything complete is on its way, once, unless only scans may import. */
  const process = Effect.gen(function* () {
    if (autoImportAfter === "never") return
    const { tracked } = yield* Ref.get(state)
    for (const { hash, state: at } of tracked.values()) {
      if (at !== "importPending") continue
      yield* FiberMap.run(fibers, `import ${hash}`, importLater(hash, autoImportAfter), { onlyIfMissing: true })
    }
  })

  const look = Effect.gen(function* () {
    if (!(yield* up)) return
    const { downloads, now } = yield* place
    if (downloads !== undefined) yield* Ref.update(state, (before) => refresh(before, downloads, category, now))
    yield* process
  })

  const grab = Effect.fn("Runner.grab")(function* ({ hash, indexer, media, source, title }: NewGrab) {
    const now = yield* Clock.currentTimeMillis
    const release = { hash: hash.toLowerCase(), title, media: "kind" in media ? [media] : media }
    yield* Ref.update(state, (before) => {
      const library = release.media.reduce(
        (known, one) => (Library.item(known, idOf(one)) === undefined ? Library.put(known, one, {}) : known),
        before.library
      )
      const grabbed = { ...before, library, grabs: new Map(before.grabs).set(release.hash, release) }
      return record(grabbed, release, "grabbed", grabData(release.hash, "qBittorrent", source, indexer), now)
    })
    yield* look
  })

  /** Without a client a release is noted as grabbed all the same when its hash is known. */
  const offer = Effect.fn("Runner.offer")(function* (target: SearchTarget, command: Commands.Command) {
    const spec = onSearch?.(target)
    if (spec === undefined) return
    const { library } = yield* Ref.get(state)
    const media = Library.covered(library, target).map((item) => item.media)
    const hash = client === undefined ? spec.hash : yield* client.add({ category, ...spec })
    const source = command.trigger === "manual" ? "UserInvokedSearch" : "Search"
    if (hash !== undefined) yield* grab({ hash, media, title: spec.name, source })
  })

  /** A thread takes the oldest that waits, whichever of them woke it. */
  const run = Effect.fn("Runner.run")(function* () {
    yield* Effect.sleep(commandDelay)
    yield* semaphore.withPermits(1)(
      Effect.gen(function* () {
        const before = yield* place
        const begun = yield* Ref.modify(state, (current) => {
          const command = Commands.oldestQueued(current)
          if (command === undefined) return [undefined, current]
          const targets = targetsOf(current.library, command, facts)
          const outcome = targets === undefined ? { lasts: commandDelay } : outcomeOf(current.outcomes, targets)
          return [{ command, outcome }, started(Commands.begin(current, command.id, before.now), command, before)]
        })
        if (begun === undefined) return
        const { command, outcome } = begun
        if (outcome.ends === "hang") yield* Effect.never
        yield* Effect.sleep(outcome.lasts ?? searchLasts)
        const after = yield* place
        const searched = yield* Ref.modify(state, (current) => {
          const done = work(current, command, after, outcome.ends)
          return [done.searched, Commands.end(done.state, command.id, done.outcome, after.now)]
        })
        yield* Effect.forEach(searched, (target) => offer(target, command), { discard: true })
        if (/MonitoredDownloads$/.test(command.name)) yield* process
      })
    )
  })

  const carryOut = Effect.forEach((order: Order) =>
    order._tag === "Run"
      ? Effect.asVoid(FiberMap.run(fibers, `command ${order.commandId}`, run()))
      : (client?.remove(order.hash) ?? Effect.void)
  )

  /** Nothing that ran goes on; what was queued waits for its turn again. */
  const restart = Effect.fn("Runner.restart")(function* (forgotten: boolean) {
    yield* FiberMap.clear(fibers)
    const now = yield* Clock.currentTimeMillis
    const { commands } = yield* Ref.updateAndGet(state, (before) => Commands.restarted(before, forgotten, now))
    yield* carryOut(commands.filter(({ status }) => status === "queued").map(({ id }) => runOrder(id)))
  })

  return { grab, look, restart, carryOut: (orders) => Effect.asVoid(carryOut(orders)) }
})
