import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { LibraryItem } from "../../../../src/clients/arr/library/LibraryItem.ts"
import type { MediaRef } from "../../../../src/clients/arr/MediaRef.ts"
import { pack, unpack } from "../../../../src/store/search/containerJson.ts"
import { episode, series } from "./support.ts"

const number = fc.integer()
const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined })
/** Of few values, so that items of a container are alike in most. */
const few = fc.integer({ min: 1, max: 2 })

const ref: fc.Arbitrary<MediaRef> = fc.oneof(
  fc.record({ kind: fc.constant("movie" as const), movieId: number }),
  fc.record({ kind: fc.constant("episode" as const), seriesId: number, seasonNumber: number, episodeId: number }),
  fc.record({ kind: fc.constant("album" as const), artistId: number, albumId: number }),
  fc.record({ kind: fc.constant("book" as const), authorId: number, bookId: number })
)

const file = fc.record({ id: few, score: maybe(few), cutoffUnmet: maybe(fc.boolean()) })

const item: fc.Arbitrary<LibraryItem> = fc.record({
  ref,
  id: few,
  containerId: few,
  title: fc.string({ unit: "grapheme" }),
  containerTitle: fc.constantFrom("", "The Series"),
  episodeNumber: maybe(number),
  year: maybe(number),
  airsAt: maybe(number),
  releases: maybe(
    fc.record({ minimum: fc.string(), inCinemas: maybe(number), digital: maybe(number), physical: maybe(number) })
  ),
  monitored: fc.boolean(),
  file: maybe(file),
  profileId: maybe(few),
  tmdbId: maybe(few),
  tvdbId: maybe(few),
  imdbId: maybe(fc.constantFrom("tt1", "tt2")),
  lastSearchedAt: maybe(number)
})

const container = (movie: fc.Arbitrary<LibraryItem | undefined>) =>
  fc.record({
    id: few,
    title: fc.constantFrom("", "The Series"),
    monitored: fc.boolean(),
    profileId: maybe(few),
    hasFiles: fc.boolean(),
    revision: fc.string(),
    movie
  })

describe("a container as one text", () => {
  it("comes back as it was, whatever is in it", () => {
    fc.assert(
      fc.property(container(maybe(item)), fc.array(item, { maxLength: 4 }), (one, items) => {
        assert.deepStrictEqual(unpack(pack({ container: one, items })), { container: one, items })
      })
    )
  })

  it("comes back as it was for a movie, with or without another file, which costs next to nothing", () => {
    fc.assert(
      fc.property(item, container(fc.constant(undefined)), maybe(file), (movie, one, other) => {
        const content = { container: { ...one, movie }, items: [{ ...movie, file: other }] }
        const text = pack(content)
        assert.deepStrictEqual(unpack(text), content)
        assert.isBelow(text.length - pack({ ...content, items: [] }).length, 80)
      })
    )
  })

  it("says what is common once, and is short", () => {
    const items = Array.from({ length: 40 }, (_, n) => episode(1, n))
    const text = pack(series(1, items))
    assert.strictEqual(text.split("tt1").length, 2)
    assert.isBelow(text.length / items.length, 260)
  })

  it("of equal titles is one string in memory", () => {
    const found = unpack(pack(series(1, [episode(1, 1), episode(1, 2)])))
    assert.isDefined(found)
    assert.isTrue(found.items.every((one) => Object.is(one.containerTitle, found.container.title)))
  })

  it("that is anything else is nothing", () => {
    const text = pack(series(1, [episode(1, 1)]))
    for (let length = 0; length < text.length; length += 7) assert.isUndefined(unpack(text.slice(0, length)))
    for (const other of ["null", "[]", "{}", text.replace('"id":1', '"id":null'), text.replace("episode", "planet")])
      assert.isUndefined(unpack(other), other)
  })
})
