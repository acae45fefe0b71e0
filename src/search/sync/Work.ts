import type { LibraryContainer } from "../../clients/arr/library/LibraryItem.ts"
import type { PushMessage } from "../../clients/arr/push/PushMessage.ts"
import type { HistoryPlace } from "./historyPlace.ts"
import { again, atOnce, type Burst } from "./timing.ts"

/** A container whose items are to be read, as the Arr told it last. */
export interface Todo {
  readonly container: LibraryContainer
  /** Something happened to it: before those that are only read again. */
  readonly urgent: boolean
  /** The Arr said that it is there, asked for it alone: no items are no items. */
  readonly confirmed: boolean
  /** How often reading it failed while the Arr answered other questions. */
  readonly attempts: number
  /** Monotonic milliseconds. */
  readonly notBefore: number
}

/** What a sync has before it. One fiber works on it; others only note what they heard. Monotonic milliseconds. */
export interface Work {
  readonly todo: Map<number, Todo>
  /** Containers that changed as somebody said. */
  readonly changed: Map<number, Burst>
  /** Containers to read as soon as the next list tells them, changed or not. */
  readonly forced: Set<number>
  /** Containers that were deleted as somebody said. */
  readonly gone: Set<number>
  connected: boolean
  listing: boolean
  listReadAt: number | undefined
  listWanted: Burst | undefined
  /** Containers that a list did not have any more, not believed yet. */
  doubt: { readonly at: number; readonly lost: ReadonlySet<number> } | undefined
  historyReadAt: number | undefined
  historyWanted: Burst | undefined
  place: HistoryPlace
  /** Everything is being read since `startedAt`; what was read after `freshAfter` counts. Epoch milliseconds. */
  full: { readonly startedAt: number; readonly freshAfter: number } | undefined
  /** Of the reading that goes on; `startedAt` epoch milliseconds. */
  batch: { readonly startedAt: number; readonly total: number } | undefined
}

export const make = (historyAt: number | undefined): Work => ({
  todo: new Map(),
  changed: new Map(),
  forced: new Set(),
  gone: new Set(),
  connected: false,
  listing: false,
  listReadAt: undefined,
  listWanted: undefined,
  doubt: undefined,
  historyReadAt: undefined,
  historyWanted: undefined,
  place: { at: historyAt, seen: new Set() },
  full: undefined,
  batch: undefined
})

export const noteChange = (work: Work, id: number, now: number): void => {
  work.changed.set(id, again(work.changed.get(id), now))
}

/** Commands that an Arr or this program sends all the time and that leave nothing in the history. */
const quietCommands = new Set([
  "refreshmonitoreddownloads",
  "checkhealth",
  "messagingcleanup",
  "housekeeping",
  "backup"
])

const running = new Set(["queued", "started"])

/** Notes what the Arr said by itself. `now`: monotonic milliseconds. */
export const hear = (work: Work, message: PushMessage, now: number): void => {
  switch (message._tag) {
    case "Connected": {
      work.connected = true
      // Whatever happened while nobody listened is in neither.
      work.listWanted = atOnce(now)
      work.historyWanted = atOnce(now)
      return
    }
    case "Disconnected": {
      work.connected = false
      return
    }
    case "LibraryChanged": {
      const { containerId, deleted } = message
      if (containerId === undefined) work.listWanted = again(work.listWanted, now)
      else if (deleted) {
        work.gone.add(containerId)
        work.changed.delete(containerId)
      } else noteChange(work, containerId, now)
      work.historyWanted = again(work.historyWanted, now)
      return
    }
    case "CommandChanged": {
      const { name, status } = message.command
      if (running.has(status.toLowerCase()) || quietCommands.has(name.toLowerCase())) return
      work.historyWanted = again(work.historyWanted, now)
      return
    }
    default:
      return
  }
}

/** Puts containers on the list of those to be read; what is on it already keeps its place but is told anew. `at`: epoch milliseconds. */
export const plan = (
  work: Work,
  containers: ReadonlyArray<LibraryContainer>,
  how: Pick<Todo, "urgent" | "confirmed">,
  at: number
): void => {
  if (containers.length === 0) return
  const before = work.todo.size
  for (const container of containers) {
    const known = work.todo.get(container.id)
    work.todo.set(container.id, {
      container,
      urgent: how.urgent || known?.urgent === true,
      confirmed: how.confirmed,
      attempts: known?.attempts ?? 0,
      notBefore: known?.notBefore ?? Number.NEGATIVE_INFINITY
    })
  }
  const added = work.todo.size - before
  work.batch = { startedAt: work.batch?.startedAt ?? at, total: (work.batch?.total ?? 0) + added }
}

/** Takes back everything that is planned for a container that is not there. */
export const drop = (work: Work, id: number): void => {
  work.todo.delete(id)
  work.forced.delete(id)
}

/** A portion for one question; all of it failed as often. */
export type Portion = ReadonlyArray<Todo>

/**
 * The next portions, `most` of them. What failed by itself comes last and in ever smaller portions, so that one odd
 * container costs the others nothing.
 */
export const portionsOf = (work: Work, size: number, most: number, now: number): ReadonlyArray<Portion> => {
  const due = [...work.todo.values()]
    .filter(({ notBefore }) => notBefore <= now)
    .sort((a, b) => a.attempts - b.attempts || Number(b.urgent) - Number(a.urgent))
  const portions: Array<Portion> = []
  for (let from = 0; from < due.length && portions.length < most; ) {
    const attempts = due[from]?.attempts ?? 0
    const room = Math.max(1, Math.floor(size / 10 ** attempts))
    const portion = due.slice(from, from + room).filter((todo) => todo.attempts === attempts)
    portions.push(portion)
    from += portion.length
  }
  return portions
}

/** Some containers failed by themselves and wait for their next attempt. */
export const hasFailed = (work: Work): boolean => [...work.todo.values()].some(({ attempts }) => attempts > 0)
