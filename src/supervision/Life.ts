import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as FiberRef from "effect/FiberRef"
import * as Scope from "effect/Scope"
import { withoutName } from "./Dependencies.ts"
import { Heartbeat, type HeartbeatService } from "./Heartbeat.ts"
import type { LifeHost } from "./LifeHost.ts"
import { unsafeMonotonicMillis } from "./Monotonic.ts"
import { Pulse, type PulseDeadline } from "./Pulse.ts"
import type { ReadyWorker } from "./ReadyWorker.ts"
import { Steadiness } from "./Steadiness.ts"
import type { Watched } from "./Watchdog.ts"

/** The supervisor means to end this life for a reason that lies in the life. */
export interface Sentence {
  readonly kind: "hung" | "crashed"
  readonly message: string
}

const none: ReadonlyMap<string, string> = new Map()
const drillDefect = "drill: asked to crash"

/** One life of a worker: from acquiring its resources until the last of them is released. */
export class Life implements Watched {
  readonly pulse: Pulse
  /** Epoch milliseconds. */
  readonly startedAt: number
  lastBeat: number | null = null
  exit: Exit.Exit<unknown, unknown> | undefined
  sentence: Sentence | undefined
  /** Provoked by a drill. */
  drilled = false
  /** Dependencies that are away, with the reason. */
  missing: ReadonlyMap<string, string> = none
  readonly #begun: number
  #fiber: Fiber.RuntimeFiber<unknown, unknown> | undefined
  #silenced = false
  #ignoresInterruption = 0
  #lastBeatAt: number
  readonly #steadiness = new Steadiness()

  constructor(
    readonly worker: ReadyWorker,
    readonly number: number,
    readonly host: LifeHost
  ) {
    const now = this.#now()
    this.#begun = now
    this.#lastBeatAt = now
    this.startedAt = host.clock.unsafeCurrentTimeMillis()
    this.pulse = new Pulse(now, Duration.toMillis(worker.startDeadline), Duration.toMillis(worker.progressDeadline))
  }

  /** Begins it. The fiber outlives the one that forked it only when it is abandoned. */
  get begin(): Effect.Effect<void> {
    return Effect.map(Effect.forkDaemon(this.#run), (fiber) => {
      this.#fiber = fiber
      fiber.addObserver((exit) => {
        this.exit = exit
        this.host.wake()
      })
      this.host.watchdog.watch(this)
    })
  }

  /** Asks it to end; a drilled life may take its time. */
  get interrupt(): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.host.watchdog.unwatch(this)
      const interrupt = Effect.sync(() => this.#fiber?.unsafeInterruptAsFork(FiberId.none))
      return this.#ignoresInterruption > 0
        ? Effect.asVoid(Effect.forkDaemon(Effect.delay(interrupt, this.#ignoresInterruption)))
        : Effect.asVoid(interrupt)
    })
  }

  /** Returns when it has ended, however late. */
  get ended(): Effect.Effect<void> {
    return Effect.suspend(() => (this.#fiber === undefined ? Effect.void : Effect.asVoid(Fiber.await(this.#fiber))))
  }

  /** How long it has lasted, milliseconds. */
  get lived(): number {
    return this.#now() - this.#begun
  }

  /** The longest time it was ready, beating and missed no dependency, milliseconds. */
  get steadiest(): number {
    return this.#steadiness.longest(this.sentence?.kind === "hung" ? this.#lastBeatAt : this.#now())
  }

  hung({ track }: PulseDeadline): void {
    const { progressDeadline, startDeadline } = this.worker
    const silent = Math.round((this.#now() - this.#lastBeatAt) / 1000)
    this.#condemn({
      kind: "hung",
      message: this.pulse.isReady
        ? `no heartbeat${track === undefined ? "" : ` of "${track}"`} (deadline ${Duration.toSeconds(progressDeadline)} seconds)`
        : `not ready, and no heartbeat for ${silent} seconds (deadline ${Duration.toSeconds(startDeadline)} seconds)`
    })
  }

  /** The drill "crash": it dies with a defect. */
  crash(): void {
    this.drilled = true
    this.#condemn({ kind: "crashed", message: drillDefect })
  }

  /** The drill "hang": it beats no more and ignores interruption for so many milliseconds. */
  hang(ignoreFor: number): void {
    this.drilled = true
    this.#silenced = true
    this.#ignoresInterruption = ignoreFor
  }

  get heartbeat(): HeartbeatService {
    const signal = (f: (now: number) => void): Effect.Effect<void> =>
      Effect.sync(() => {
        if (this.#silenced || this.sentence !== undefined || !this.host.isCurrent(this)) return
        f(this.#now())
      })
    const beaten = (now: number): void => {
      this.lastBeat = this.host.clock.unsafeCurrentTimeMillis()
      this.#lastBeatAt = now
    }
    return {
      worker: this.worker.name,
      life: this.number,
      ready: signal((now) => {
        beaten(now)
        if (this.pulse.isReady) return
        this.pulse.ready(now)
        this.host.watchdog.look(this)
        this.#settle(now, this.missing)
      }),
      beat: (track) =>
        signal((now) => {
          beaten(now)
          this.pulse.beat(now, track)
          this.host.watchdog.look(this)
        }),
      extend: (track, duration) =>
        signal((now) => {
          this.pulse.extend(now, track, Duration.toMillis(duration))
          this.host.watchdog.look(this)
        }),
      release: (track) => signal(() => this.pulse.release(track)),
      degrade: (dependency, given) =>
        signal((now) => {
          const reason = withoutName(dependency, given)
          if (this.missing.get(dependency) === reason) return
          this.#settle(now, new Map(this.missing).set(dependency, reason))
        }),
      recover: (dependency) =>
        signal((now) => {
          if (!this.missing.has(dependency)) return
          const missing = new Map(this.missing)
          missing.delete(dependency)
          this.#settle(now, missing)
        }),
      isCurrent: Effect.sync(() => this.host.isCurrent(this))
    }
  }

  get #run(): Effect.Effect<never, unknown> {
    return Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(Scope.make(), (scope) => {
        const { context, effect } = this.worker.live(
          Context.make(Scope.Scope, scope).pipe(Context.add(Heartbeat, this.heartbeat))
        )
        // The fiber has no other use, so its context need not be restored: `Effect.provide` would keep the frames for
        // that as long as the life lasts, and there may be thousands of idle lives.
        return FiberRef.set(FiberRef.currentContext, context).pipe(
          Effect.zipRight(restore(effect)),
          Effect.exit,
          Effect.flatMap((exit) => {
            const end = this.drilled && this.sentence?.kind === "crashed" ? Exit.die(new Error(drillDefect)) : exit
            return Effect.zipRight(Scope.close(scope, end), end)
          })
        )
      })
    )
  }

  #settle(now: number, missing: ReadonlyMap<string, string>): void {
    this.missing = missing
    this.#steadiness.set(this.pulse.isReady && missing.size === 0, now)
    this.host.changed(this)
  }

  #condemn(sentence: Sentence): void {
    this.sentence ??= sentence
    this.host.wake()
  }

  #now(): number {
    return unsafeMonotonicMillis(this.host.clock)
  }
}
