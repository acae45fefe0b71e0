/** One event as it goes over the wire, made once for all who read it. */
export interface Frame<K> {
  readonly kind: K
  readonly bytes: Uint8Array
}

/** What a reader gets at once. */
export interface Reading {
  readonly frames: ReadonlyArray<Uint8Array>
  /** Where the reader stands afterwards. */
  readonly position: number
  /** Something after the reader's position is not kept any more; there are no frames then, and it stands at the newest. */
  readonly missed: boolean
}

/**
 * The last events, numbered from 1. Readers keep a position, not a queue: however many there are and however slow they
 * are, they cost no memory here, and who falls behind what is kept is told so.
 */
export interface FrameRing<K> {
  /** The number of the newest one, 0 before the first. */
  readonly newest: () => number
  /** `make` is given the number of the frame; gives that number. */
  readonly append: (kind: K, make: (number: number) => Uint8Array) => number
  /** Something that happened could not be kept: every reader that is not yet told has missed it. */
  readonly skip: () => void
  /** What comes after `position`, as far as it is wanted, at most about `bytes` at once. */
  readonly read: (position: number, wanted: (kind: K) => boolean, bytes: number) => Reading
  /** Whether a reader that has seen everything up to this number can go on without a gap. */
  readonly holds: (position: number) => boolean
}

/** Keeps at most `count` frames of together at most `bytes`; the newest one always. */
export const make = <K>(limits: { readonly count: number; readonly bytes: number }): FrameRing<K> => {
  const slots = new Array<Frame<K> | undefined>(limits.count)
  let newest = 0
  let oldest = 1
  let size = 0
  const slotOf = (number: number): number => number % limits.count

  const dropOldest = () => {
    size -= slots[slotOf(oldest)]?.bytes.length ?? 0
    slots[slotOf(oldest)] = undefined
    oldest += 1
  }

  const holds = (position: number): boolean => position >= oldest - 1 && position <= newest

  return {
    newest: () => newest,
    append: (kind, make) => {
      const number = newest + 1
      const frame = { kind, bytes: make(number) }
      size += frame.bytes.length
      while (oldest <= newest && (number - oldest >= limits.count || size > limits.bytes)) dropOldest()
      slots[slotOf(number)] = frame
      newest = number
      return number
    },
    skip: () => {
      while (oldest <= newest) dropOldest()
      newest += 1
      oldest = newest + 1
    },
    read: (position, wanted, bytes) => {
      if (!holds(position)) return { frames: [], position: newest, missed: true }
      const frames: Array<Uint8Array> = []
      let at = position
      let taken = 0
      while (at < newest && taken < bytes) {
        at += 1
        const frame = slots[slotOf(at)]
        if (frame === undefined || !wanted(frame.kind)) continue
        frames.push(frame.bytes)
        taken += frame.bytes.length
      }
      return { frames, position: at, missed: false }
    },
    holds
  }
}
