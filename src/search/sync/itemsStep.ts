import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { LibraryItem, Listing } from "../../clients/arr/library/LibraryItem.ts"
import type { ClientError } from "../../clients/ClientError.ts"
import type { IndexedContainer } from "../../store/search/LibraryIndex.ts"
import { monotonicMillis } from "../../supervision/Monotonic.ts"
import { blame, confirmThere, type SyncContext } from "./SyncContext.ts"
import { type Failure, waitAfter } from "./Troubles.ts"
import { atOnce } from "./timing.ts"
import { type Portion, portionsOf, type Todo } from "./Work.ts"

/** Questions at the same time. */
const parallel = 4

/** Portions until the sync looks whether something more urgent has come. */
const round = 40

/** So many failures in a row are no longer the fault of those containers. */
const mostFailures = 4

/** What of one answer belongs to which container; each item once. */
const byContainer = (rows: ReadonlyArray<LibraryItem>): ReadonlyMap<number, ReadonlyArray<LibraryItem>> => {
  const found = new Map<number, Map<number, LibraryItem>>()
  for (const row of rows) {
    const items = found.get(row.containerId) ?? new Map<number, LibraryItem>()
    if (!items.has(row.id)) items.set(row.id, row)
    found.set(row.containerId, items)
  }
  return new Map([...found].map(([id, items]) => [id, [...items.values()]]))
}

/**
 * Reads the next containers, a few at a time, each answer into the index as it comes. Fails when the Arr is away or one
 * answer after the other is bad; what was read until then stays.
 */
export const itemsStep = (context: SyncContext): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const { index, odd, options, troubles, work } = context
    const { reads, section } = options
    const beat = options.beat ?? Effect.void
    const empty: Array<readonly [Todo, number]> = []
    let inARow = 0
    let stopped: Failure | undefined

    const put = (containers: ReadonlyArray<IndexedContainer>): Effect.Effect<void> => {
      if (containers.length === 0) return Effect.void
      return Effect.gen(function* () {
        yield* index.put(section, containers)
        for (const { container } of containers) work.todo.delete(container.id)
        yield* options.changed
      }).pipe(Effect.uninterruptible)
    }

    const take = (portion: Portion, listing: Listing<LibraryItem>, readAt: number) =>
      Effect.gen(function* () {
        const items = byContainer(listing.rows)
        const full: Array<IndexedContainer> = []
        for (const todo of portion) {
          const found = items.get(todo.container.id)
          if (found === undefined) empty.push([todo, readAt])
          else full.push({ container: todo.container, items: found, readAt })
        }
        yield* odd.items(listing)
        yield* put(full)
      })

    const refuse = (portion: Portion, error: ClientError) =>
      Effect.gen(function* () {
        const failure = yield* blame(reads, error)
        inARow++
        if (failure.whole || inARow >= mostFailures) {
          stopped ??= failure
          if (failure.whole) return
        }
        const now = yield* monotonicMillis
        for (const todo of portion) {
          const attempts = todo.attempts + 1
          work.todo.set(todo.container.id, { ...todo, attempts, notBefore: now + waitAfter(error, attempts) })
        }
        if (stopped === undefined) yield* troubles.failed("items", failure, false)
      })

    const read = (portion: Portion) =>
      Effect.gen(function* () {
        if (stopped !== undefined) return
        const readAt = yield* Clock.currentTimeMillis
        const answer = yield* Effect.either(reads.itemsOf(portion.map(({ container }) => container)))
        yield* beat
        if (Either.isLeft(answer)) return yield* refuse(portion, answer.left)
        inARow = 0
        yield* troubles.answered
        yield* take(portion, answer.right, readAt)
      })

    const portions = portionsOf(work, reads.portion, round, yield* monotonicMillis)
    yield* Effect.forEach(portions, read, { concurrency: parallel, discard: true })
    if (stopped !== undefined) return yield* Effect.fail(stopped)
    if (empty.length === 0) return

    // No items: it has none, it is gone, or something else than the Arr answered.
    yield* confirmThere(reads)
    const known = index.containers(section)
    const isDoubtful = ([{ confirmed, container }]: readonly [Todo, number]) =>
      !confirmed && (known.get(container.id)?.items.length ?? 0) > 0
    const now = yield* monotonicMillis
    for (const [{ container }] of empty.filter(isDoubtful)) {
      work.todo.delete(container.id)
      work.changed.set(container.id, atOnce(now))
    }
    yield* put(
      empty.filter((one) => !isDoubtful(one)).map(([{ container }, readAt]) => ({ container, items: [], readAt }))
    )
  })
