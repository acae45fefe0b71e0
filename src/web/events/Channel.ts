import type { Bell } from "./Bell.ts"
import * as FrameRing from "./FrameRing.ts"

/** A ring that rings the bell of those who wait for more. Several may share one bell. */
export interface Channel<K> {
  readonly ring: FrameRing.FrameRing<K>
  /** Appends and wakes the readers. */
  readonly publish: (kind: K, make: (number: number) => Uint8Array) => void
  /** As `FrameRing.skip`, and wakes the readers. */
  readonly skip: () => void
}

export const make = <K>(bell: Bell, limits: { readonly count: number; readonly bytes: number }): Channel<K> => {
  const ring = FrameRing.make<K>(limits)
  return {
    ring,
    publish: (kind, make) => {
      ring.append(kind, make)
      bell.ring()
    },
    skip: () => {
      ring.skip()
      bell.ring()
    }
  }
}
