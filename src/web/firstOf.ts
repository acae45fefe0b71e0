/** Gathers the first `count` of an order from what it is offered, one after the other. */
export interface FirstOf<A> {
  readonly offer: (item: A) => void
  /** How many it was offered. */
  readonly offered: () => number
  /** The first `count` of them, in order. */
  readonly taken: () => ReadonlyArray<A>
}

/**
 * Without sorting or keeping all the others: a page of a hundred out of ten thousand costs little more than one
 * comparison each.
 */
export const gather = <A>(count: number, order: (a: A, b: A) => number): FirstOf<A> => {
  const longest = Math.max(2 * count, 64)
  let kept: Array<A> = []
  let last: A | undefined
  let offered = 0
  const shorten = (): void => {
    kept = kept.sort(order).slice(0, count)
    last = kept.length < count ? undefined : kept.at(-1)
  }
  return {
    offer: (item) => {
      offered += 1
      if (count <= 0 || (last !== undefined && order(item, last) >= 0)) return
      kept.push(item)
      if (kept.length >= longest) shorten()
    },
    offered: () => offered,
    taken: () => {
      shorten()
      return kept
    }
  }
}

/** The first `count` of a list in this order. */
export const firstOf = <A>(items: Iterable<A>, count: number, order: (a: A, b: A) => number): ReadonlyArray<A> => {
  const first = gather(count, order)
  for (const item of items) first.offer(item)
  return first.taken()
}
