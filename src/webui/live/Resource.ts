import { useEffect, useSyncExternalStore } from "react"
import { request } from "./http.ts"
import { Unreachable } from "./Problem.ts"

/** What the page knows of one address of the API. */
export interface Reading<A> {
  readonly data: A | undefined
  /** What the daemon said last, when that was no answer. */
  readonly error: Error | undefined
  /** When `data` was read, epoch milliseconds; 0: never. */
  readonly at: number
}

/** Whoever keeps the page up to date asks all of these again. */
interface Refreshable {
  readonly isWatched: () => boolean
  readonly isEmpty: () => boolean
  readonly refresh: () => void
  readonly topics: ReadonlyArray<string>
}

const everything = new Set<Refreshable>()

let paused: ReadonlySet<string> = new Set()

/** From now on readings of these topics are taken anew only when a person asks for it. */
export const pauseTopics = (topics: ReadonlySet<string>): void => {
  paused = topics
}

const isPaused = ({ topics }: Refreshable): boolean => topics.some((topic) => paused.has(topic))

/** What was never read is no picture that could be kept. */
const mayGoOn = (one: Refreshable): boolean => one.isWatched() && (one.isEmpty() || !isPaused(one))

/** Asks again for all that is shown and not paused: after an outage, or when changes were missed. */
export const refreshAll = (): void => {
  for (const one of everything) if (mayGoOn(one)) one.refresh()
}

/** Something of a topic has changed: asks again for what is shown of it, unless that is paused. */
export const topicChanged = (topic: string): void => {
  for (const one of everything) if (one.topics.includes(topic) && mayGoOn(one)) one.refresh()
}

/** Asks again for what is paused, since a person wants to see it. */
export const refreshPaused = (): void => {
  for (const one of everything) if (one.isWatched() && isPaused(one)) one.refresh()
}

/** Asks again for what is shown of a topic, since a person has changed something about it. */
export const refreshTopic = (topic: string): void => {
  for (const one of everything) if (one.isWatched() && one.topics.includes(topic)) one.refresh()
}

/** How soon after one reading the next may begin, milliseconds: a burst of events costs one request. */
const pause = 250

/** One address of the API, read as long as somebody looks at it. */
export class Resource<A> {
  private reading: Reading<A> = { data: undefined, error: undefined, at: 0 }
  private readonly listeners = new Set<() => void>()
  private busy = false
  private again = false

  readonly path: string
  readonly topics: ReadonlyArray<string>
  private readonly also: ReadonlyArray<number>

  constructor(path: string, topics: ReadonlyArray<string>, also: ReadonlyArray<number> = []) {
    this.path = path
    this.topics = topics
    this.also = also
    everything.add(this)
  }

  readonly get = (): Reading<A> => this.reading

  readonly isWatched = (): boolean => this.listeners.size > 0

  readonly isEmpty = (): boolean => this.reading.data === undefined

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    if (this.listeners.size === 1) this.refresh()
    return () => this.listeners.delete(listener)
  }

  private readonly tell = (next: Reading<A>): void => {
    this.reading = next
    for (const listener of [...this.listeners]) listener()
  }

  /** Changes what is known without asking: the daemon has told the change itself. */
  readonly update = (change: (data: A) => A): void => {
    if (this.reading.data === undefined) return
    this.tell({ data: change(this.reading.data), error: undefined, at: Date.now() })
  }

  /** Reads anew; while a reading is under way, once more after it. */
  readonly refresh = (): void => {
    if (this.busy) {
      this.again = true
      return
    }
    this.busy = true
    void request<A>("GET", this.path, { also: this.also })
      .then(
        (data) => this.tell({ data, error: undefined, at: Date.now() }),
        (error: unknown) => {
          // An outage is shown once, for the whole page; what was known stays on the screen.
          if (error instanceof Unreachable && this.reading.data !== undefined) return
          this.tell({ ...this.reading, error: error instanceof Error ? error : new Error(String(error)) })
        }
      )
      .finally(() => {
        window.setTimeout(() => {
          this.busy = false
          if (!this.again) return
          this.again = false
          if (this.isWatched()) this.refresh()
        }, pause)
      })
  }

  /** Nobody will ask for it any more. */
  readonly dispose = (): void => {
    everything.delete(this)
  }
}

/** Readings of a resource; it is kept up to date while the component is there. */
export const useResource = <A>(resource: Resource<A>): Reading<A> =>
  useSyncExternalStore(resource.subscribe, resource.get)

/** Resources that differ in their address. The last few are remembered, so that the way back shows them at once. */
export class Family<A> {
  private readonly known = new Map<string, Resource<A>>()
  private readonly topics: ReadonlyArray<string>
  private readonly remembered: number

  constructor(topics: ReadonlyArray<string>, remembered = 30) {
    this.topics = topics
    this.remembered = remembered
  }

  readonly at = (path: string): Resource<A> => {
    const found = this.known.get(path)
    if (found !== undefined) {
      this.known.delete(path)
      this.known.set(path, found)
      return found
    }
    const made = new Resource<A>(path, this.topics)
    this.known.set(path, made)
    for (const [key, old] of this.known) {
      if (this.known.size <= this.remembered) break
      if (old.isWatched()) continue
      old.dispose()
      this.known.delete(key)
    }
    return made
  }
}

/** Asks for something every so often while the component is there and nothing is paused, for what no event tells. */
export const useEvery = (milliseconds: number, what: () => void): void => {
  useEffect(() => {
    const timer = window.setInterval(() => {
      if (!document.hidden && paused.size === 0) what()
    }, milliseconds)
    return () => window.clearInterval(timer)
  }, [milliseconds, what])
}
