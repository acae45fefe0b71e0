import * as fc from "fast-check"
import type { LibraryItem } from "../../../src/clients/arr/library/LibraryItem.ts"
import type { PlanInput } from "../../../src/search/plan.ts"
import { searchReasons } from "../../../src/store/search/SearchReason.ts"
import {
  day,
  episode,
  frozen,
  hour,
  input,
  marksOf,
  minute,
  movie,
  now,
  profile,
  request,
  settings,
  wish
} from "./planSupport.ts"

const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined })

/** Half of it is missing, so that whole seasons and series are. */
const files = fc.option(
  fc.record({ id: fc.constant(1), score: maybe(fc.constantFrom(0, 50, 100)), cutoffUnmet: maybe(fc.boolean()) }),
  { nil: undefined, freq: 1 }
)

/** Often days ago, sometimes hours, sometimes to come. */
const moments = fc.oneof(
  fc.integer({ min: -900, max: -2 }).map((days) => now + days * day),
  fc.integer({ min: -40 * 60, max: 40 * 60 }).map((minutes) => now + minutes * minute)
)

const changes = fc.record({
  monitored: fc.oneof({ arbitrary: fc.constant(true), weight: 5 }, { arbitrary: fc.constant(false), weight: 1 }),
  file: files,
  profileId: maybe(fc.constantFrom(profile.id, frozen.id, 99)),
  tvdbId: maybe(fc.integer({ min: 1, max: 3 })),
  airsAt: maybe(moments)
})

export const episodes: fc.Arbitrary<ReadonlyArray<LibraryItem>> = fc
  .array(
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 6 }), changes),
    { maxLength: 40 }
  )
  .map((rows) => {
    const byId = new Map(
      rows.map(([series, season, number, more]) => {
        const item = episode(series, season, number, more)
        return [item.id, item]
      })
    )
    return [...byId.values()]
  })

const movies: fc.Arbitrary<ReadonlyArray<LibraryItem>> = fc
  .uniqueArray(
    fc.tuple(
      fc.integer({ min: 1, max: 40 }),
      changes,
      maybe(fc.integer({ min: 2020, max: 2026 })),
      fc.record({
        minimum: fc.constantFrom("announced", "inCinemas", "released", "tba"),
        inCinemas: maybe(moments),
        digital: maybe(moments),
        physical: maybe(moments)
      })
    ),
    { selector: ([id]) => id, maxLength: 20 }
  )
  .map((rows) => rows.map(([id, more, year, releases]) => movie(id, { ...more, airsAt: undefined, year, releases })))

export const switchedSettings = fc
  .record({
    missing: fc.oneof({ arbitrary: fc.constant(true), weight: 3 }, { arbitrary: fc.constant(false), weight: 1 }),
    customFormat: fc.boolean(),
    quality: fc.boolean(),
    upgrade: fc.boolean(),
    specials: fc.boolean(),
    unmonitored: fc.boolean(),
    byYear: fc.boolean(),
    oldestFirst: fc.boolean(),
    bySeries: fc.constantFrom(true, false, "smart" as const),
    today: fc.boolean()
  })
  .map((changed) => ({ ...settings, ...changed }))

export const requests = fc.array(
  fc.record({ tvdbId: fc.integer({ min: 1, max: 3 }), seasons: maybe(fc.array(fc.integer({ min: 0, max: 3 }))) }),
  { maxLength: 2 }
)

const reasons = fc.constantFrom(...searchReasons)

/** A section with some history, some of it of things that are gone; wishes are about things known and unknown. */
export const inputs: fc.Arbitrary<PlanInput> = fc
  .record({ items: fc.oneof(episodes, movies), settings: switchedSettings, requests })
  .chain(({ items, settings, requests }) => {
    const ids = [9999, ...items.map(({ id }) => id)]
    const targets = [
      ...items.map(({ ref }) => ref),
      { kind: "movie", movieId: 9998 } as const,
      { kind: "series", seriesId: 1 } as const,
      { kind: "series", seriesId: 77 } as const,
      { kind: "season", seriesId: 1, seasonNumber: 1 } as const,
      { kind: "season", seriesId: 2, seasonNumber: 0 } as const
    ]
    const mark = fc.tuple(
      fc.constantFrom(...ids),
      reasons,
      fc.integer({ min: -10 * 24 * 60, max: -1 }).map((minutes) => now + minutes * minute),
      fc.integer({ min: 1, max: 5 })
    )
    const wished = fc.tuple(
      fc.constantFrom("Manual" as const, "Replacement" as const),
      fc.constantFrom(...targets),
      fc.integer({ min: -3 * 24 * 60, max: -1 }).map((minutes) => now + minutes * minute)
    )
    return fc
      .record({
        marks: fc.array(mark, { maxLength: 30 }),
        queued: fc.array(fc.constantFrom(...ids), { maxLength: 5 }),
        wishes: fc.array(wished, { maxLength: 4 }),
        cycleAge: fc.integer({ min: 0, max: 3 * 24 })
      })
      .map(({ marks, queued, wishes, cycleAge }) =>
        input(items, {
          settings,
          requests: requests.map((row, index) => request({ id: `overseerr:${index}`, ...row })),
          marks: marksOf(...marks),
          queued: new Set(queued),
          wishes: wishes.map(([reason, target, askedAt], index) => wish(index + 1, reason, target, askedAt)),
          cycle: { number: 3, startedAt: now - cycleAge * hour }
        })
      )
  })
