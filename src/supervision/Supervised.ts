import type * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { DeathTallyService } from "./DeathTally.ts"
import { Life } from "./Life.ts"
import { unsafeMonotonicMillis } from "./Monotonic.ts"
import type { ReadyWorker } from "./ReadyWorker.ts"
import type { Watchdog } from "./Watchdog.ts"
import type { WorkerExit, WorkerState, WorkerStatus } from "./WorkerStatus.ts"

/** What all workers of one supervisor share. */
export interface Ground {
  readonly clock: Clock.Clock
  readonly watchdog: Watchdog
  readonly tally: DeathTallyService
  readonly publish: (status: WorkerStatus) => void
  /** The worker has ended for good. */
  readonly forget: (worker: Supervised) => void
  /** Lives that ignored interruption and still go on. */
  readonly abandoned: Set<Life>
}

/**
 * What is wanted of a worker. A level, not a queue of edges: whoever acts looks at the newest goal, so a command that
 * comes while a life ends, or while another command is carried out, cannot be lost.
 */
export interface Goal {
  readonly wanted: "up" | "down" | "gone"
  /** Grows with every command; a life belongs to the goal it was begun for. */
  readonly generation: number
  /** In the words of the status. */
  readonly why: string
  /** Whether the wish was to begin anew rather than to begin. */
  readonly again: boolean
}

interface Waiter {
  readonly generation: number
  readonly done: Deferred.Deferred<boolean>
}

/** One worker under supervision: what is wanted of it, and what is known about it. Its own fiber alone moves it on. */
export class Supervised {
  readonly name: string
  /** The newest definition; a life keeps the one it was begun with. */
  worker: ReadyWorker
  goal: Goal = { wanted: "up", generation: 0, why: "start requested", again: false }
  life: Life | undefined
  exits: ReadonlyArray<WorkerExit> = []
  readonly #latch = Effect.unsafeMakeLatch(false)
  #waiters: ReadonlyArray<Waiter> = []
  #reached = -1
  #lives = 0
  #state: WorkerState = "starting"
  #since: number
  #reason: string | null = null
  #nextAttemptAt: number | null = null
  #lastRestart: number | null = null
  // Monotonic milliseconds of the counted restarts.
  #restarts: ReadonlyArray<number> = []

  constructor(
    worker: ReadyWorker,
    readonly ground: Ground
  ) {
    this.name = worker.name
    this.worker = worker
    this.#since = ground.clock.unsafeCurrentTimeMillis()
  }

  /** Sets a new goal. The effect returns when it was carried out (true) or a newer one took its place (false). */
  aim(wanted: Goal["wanted"], why: string, again = false): Effect.Effect<boolean> {
    return Effect.suspend(() => {
      this.goal = { wanted, why, again, generation: this.goal.generation + 1 }
      this.wake()
      return this.arrival
    })
  }

  /** Waits for the present goal, as `aim`. */
  get arrival(): Effect.Effect<boolean> {
    return Effect.flatMap(Deferred.make<boolean>(), (done) => {
      const { generation } = this.goal
      if (generation === this.#reached) return Effect.succeed(true)
      this.#waiters = [...this.#waiters, { generation, done }]
      return Deferred.await(done)
    })
  }

  /** The goal has been carried out. */
  reach(goal: Goal): void {
    this.#reached = goal.generation
    const waiting = this.#waiters
    this.#waiters = waiting.filter(({ generation }) => generation > goal.generation)
    for (const { done, generation } of waiting) {
      if (generation <= goal.generation) Deferred.unsafeDone(done, Exit.succeed(generation === goal.generation))
    }
  }

  /** Makes the worker's fiber look again. */
  readonly wake = (): void => this.#latch.unsafeOpen()

  /** Waits until the condition holds; it is looked at after every `wake`. Only for the worker's own fiber. */
  until(condition: () => boolean): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.#latch.unsafeClose()
      return condition() ? Effect.void : Effect.flatMap(this.#latch.await, () => this.until(condition))
    })
  }

  /** A new life of the present definition; it has not begun yet. */
  conceive(): Life {
    this.#lives += 1
    this.life = new Life(this.worker, this.#lives, {
      clock: this.ground.clock,
      watchdog: this.ground.watchdog,
      isCurrent: (life) => this.life === life,
      changed: (life) => this.#changed(life),
      wake: this.wake
    })
    this.show("starting", null)
    return this.life
  }

  get isFirstLife(): boolean {
    return this.#lives === 0
  }

  /** Changes the state and tells everybody. */
  show(state: WorkerState, reason: string | null, nextAttemptIn?: Duration.Duration): void {
    const now = this.ground.clock.unsafeCurrentTimeMillis()
    if (state !== this.#state) this.#since = now
    this.#state = state
    this.#reason = reason
    this.#nextAttemptAt = nextAttemptIn === undefined ? null : now + Duration.toMillis(nextAttemptIn)
    this.ground.publish(this.status)
  }

  /** A new life begins after another one; counted unless a person asked for it. */
  noteRestart(counted: boolean): void {
    this.#lastRestart = this.ground.clock.unsafeCurrentTimeMillis()
    if (counted) this.#restarts = [...this.#recent, unsafeMonotonicMillis(this.ground.clock)]
  }

  /** A fresh budget. */
  clearRestarts(): void {
    this.#restarts = []
  }

  /** Restarts inside the window now. */
  get restartCount(): number {
    return this.#recent.length
  }

  get status(): WorkerStatus {
    const { life, worker } = this
    return {
      name: this.name,
      category: worker.category,
      role: worker.role,
      state: this.#state,
      since: this.#since,
      reason: this.#reason,
      nextAttemptAt: this.#nextAttemptAt,
      life: this.#lives,
      lifeStartedAt: life?.startedAt ?? null,
      lastBeat: life?.lastBeat ?? null,
      restartCount: this.restartCount,
      lastRestart: this.#lastRestart,
      restartLimit: worker.restart.maxRestarts,
      restartWindow: Duration.toMillis(worker.restart.window),
      exits: this.exits
    }
  }

  get #recent(): ReadonlyArray<number> {
    const width = Duration.toMillis(this.worker.restart.window)
    const now = unsafeMonotonicMillis(this.ground.clock)
    return this.#restarts.filter((at) => now - at < width)
  }

  #changed({ missing, pulse }: Life): void {
    if (missing.size > 0) {
      this.show("degraded", Array.from(missing, ([name, reason]) => `${name}: ${reason}`).join("; "))
    } else this.show(pulse.isReady ? "running" : "starting", null)
  }
}
