import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import type { Scheduler } from "effect/Scheduler"

/** Something that happens at its time. */
interface Alarm {
  readonly at: number
  readonly nth: number
  run: (() => void) | undefined
}

const isBefore = (a: Alarm, b: Alarm): boolean => a.at < b.at || (a.at === b.at && a.nth < b.nth)

/** A binary heap: the earliest first, of the same time in the order in which they were set. */
class Alarms {
  readonly #all: Array<Alarm> = []

  first(): Alarm | undefined {
    return this.#all[0]
  }

  add(alarm: Alarm): void {
    const all = this.#all
    let at = all.length
    all.push(alarm)
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = all[above]
      if (parent === undefined || isBefore(parent, alarm)) break
      all[at] = parent
      at = above
    }
    all[at] = alarm
  }

  shift(): void {
    const all = this.#all
    const last = all.pop()
    if (last === undefined || all.length === 0) return
    let at = 0
    while (true) {
      const left = 2 * at + 1
      const right = all[left + 1]
      const below = right !== undefined && isBefore(right, all[left] ?? right) ? left + 1 : left
      const child = all[below]
      if (child === undefined || isBefore(last, child)) break
      all[at] = child
      at = below
    }
    all[at] = last
  }
}

/**
 * A month in seconds: the clock of the daemon and the order in which its fibers run. `TestClock` waits for a real timer
 * at each step, here nothing real is waited for: whatever can run does, then time jumps to the next sleep.
 */
export class VirtualTime {
  readonly scheduler: Scheduler
  readonly clock: Clock.Clock
  readonly start: number
  readonly #alarms = new Alarms()
  #tasks: Array<() => void> = []
  #isRunning = false
  #isDriven = false
  #passed = 0
  #nth = 0
  /** How much the clock of the daemon's machine is off, milliseconds. */
  off = 0

  /** `start`: epoch milliseconds. */
  constructor(start: number) {
    this.start = start
    const millis = (): number => this.now + this.off
    const nanos = (): bigint => BigInt(Math.round(this.#passed * 1_000)) * 1_000n
    this.scheduler = {
      shouldYield: () => false,
      scheduleTask: (task) => {
        this.#tasks.push(task)
        // What comes back from the disk while nobody drives.
        if (!this.#isRunning && !this.#isDriven && this.#tasks.length === 1) queueMicrotask(() => this.settle())
      }
    }
    this.clock = {
      [Clock.ClockTypeId]: Clock.ClockTypeId,
      unsafeCurrentTimeMillis: millis,
      unsafeCurrentTimeNanos: nanos,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanos: Effect.sync(nanos),
      sleep: (duration) =>
        Effect.async((resume) => {
          const cancel = this.after(Duration.toMillis(duration), () => resume(Effect.void))
          return Effect.sync(cancel)
        })
    }
  }

  /** The true time, epoch milliseconds; whatever is done to the daemon's clock. */
  get now(): number {
    return this.start + this.#passed
  }

  /** Milliseconds from now. Answers how to take it back. */
  after(millis: number, run: () => void): () => void {
    this.#nth += 1
    const alarm: Alarm = { at: this.#passed + Math.max(0, Math.ceil(millis)), nth: this.#nth, run }
    this.#alarms.add(alarm)
    return () => {
      alarm.run = undefined
    }
  }

  /** Epoch milliseconds. */
  at(time: number, run: () => void): void {
    this.after(time - this.now, run)
  }

  /** Runs what can run without time. */
  settle(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    while (this.#tasks.length > 0) {
      const tasks = this.#tasks
      this.#tasks = []
      for (const task of tasks) task()
    }
    this.#isRunning = false
  }

  /** Lets time pass up to then (epoch milliseconds), or until `isEnough` after a step. */
  runUntil(end: number, isEnough: () => boolean = () => false): void {
    this.#isDriven = true
    this.settle()
    for (let next = this.#alarms.first(); next !== undefined && !isEnough(); next = this.#alarms.first()) {
      if (this.start + next.at > end) break
      this.#alarms.shift()
      if (next.run === undefined) continue
      this.#passed = Math.max(this.#passed, next.at)
      next.run()
      this.settle()
    }
    this.#isDriven = false
    if (!isEnough()) this.#passed = Math.max(this.#passed, end - this.start)
  }

  /** Starts a fiber that lives in this time. */
  fork<A, E>(effect: Effect.Effect<A, E>) {
    return Runtime.runFork(Runtime.defaultRuntime)(
      effect.pipe(Effect.withClock(this.clock), Effect.withTracerEnabled(false)),
      { scheduler: this.scheduler }
    )
  }
}
