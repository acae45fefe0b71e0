import * as fc from "fast-check"
import { day, minute, now as when } from "../samples.ts"

export const gigabyte = 2 ** 30

/** Mostly told, sometimes not. */
export const maybe = <A>(known: fc.Arbitrary<A>, weight = 9): fc.Arbitrary<A | undefined> =>
  fc.oneof({ weight, arbitrary: known }, { weight: 1, arbitrary: fc.constant(undefined) })

/** True in so many of a hundred cases. */
export const flag = (chance: number): fc.Arbitrary<boolean> =>
  fc.integer({ min: 1, max: 100 }).map((roll) => roll <= chance)

/** One of these. */
export const some = <A>(...values: ReadonlyArray<A>): fc.Arbitrary<A> => fc.constantFrom(...values)

/** Milliseconds before the sample's now at which something happened; the edges of the usual delays among them. */
export const past: fc.Arbitrary<number> = some(
  0,
  10_000,
  minute,
  14 * minute,
  15 * minute,
  16 * minute,
  61 * minute,
  5 * 60 * minute,
  day,
  3 * day,
  30 * day
).map((age) => when - age)

/** Trackers that torrents and rules know. */
export const hosts = ["tracker.example", "other.example", "sub.tracker.example"] as const

export const urlOf = (host: string): string => `https://${host}/announce`
