/** A source of chance that gives the same numbers for the same seed. */
export interface Random {
  /** From 0 up to but without 1. */
  readonly next: () => number
  /** True once in `1 / share` times. */
  readonly chance: (share: number) => boolean
  readonly between: (least: number, most: number) => number
  /** One of them; the list is never empty. */
  readonly pick: <A>(first: A, ...others: ReadonlyArray<A>) => A
}

/** mulberry32. */
export const random = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number): number => least + next() * (most - least)
  return {
    next,
    chance: (share) => next() < share,
    between,
    pick: (first, ...others) => {
      const index = Math.floor(next() * (others.length + 1))
      return index === 0 ? first : (others[index - 1] ?? first)
    }
  }
}
