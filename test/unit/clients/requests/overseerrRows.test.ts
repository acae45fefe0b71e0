import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { mediaStatusOf, requestOfRow, requestStatusOf } from "../../../../src/clients/requests/overseerrRows.ts"

const wanted = { kind: "tv", is4k: false, approvedOnly: true } as const

const row = (more: Record<string, unknown> = {}) => ({
  id: 7,
  type: "tv",
  status: 2,
  is4k: false,
  media: { tmdbId: 1, tvdbId: 2, imdbId: "tt0000003", status: 3, status4k: 1 },
  seasons: [
    { seasonNumber: 2, status: 2 },
    { seasonNumber: 1, status: 3 },
    { seasonNumber: 0, status: 2 }
  ],
  ...more
})

describe("rows of Overseerr", () => {
  it("states are understood as numbers and as words", () => {
    assert.deepStrictEqual(
      [1, 4, "5", "PARTIALLY_AVAILABLE", "Partially Available", "partially-available", 99, null].map(mediaStatusOf),
      [
        "UNKNOWN",
        "PARTIALLY_AVAILABLE",
        "AVAILABLE",
        "PARTIALLY_AVAILABLE",
        "PARTIALLY_AVAILABLE",
        "PARTIALLY_AVAILABLE",
        "99",
        undefined
      ]
    )
    assert.deepStrictEqual([2, "approved", 3].map(requestStatusOf), ["APPROVED", "APPROVED", "DECLINED"])
  })

  it("seasons that were declined are not asked for; the request leaves with its last season", () => {
    const read = requestOfRow(row(), wanted)
    assert.deepStrictEqual(typeof read === "string" ? read : read.seasons, [0, 2])
    assert.strictEqual(requestOfRow(row({ seasons: [{ seasonNumber: 1, status: 3 }] }), wanted), "elsewhere")
  })

  it("a state nobody knows is not taken for approved", () => {
    assert.strictEqual(requestOfRow(row({ status: 9 }), wanted), "elsewhere")
    assert.strictEqual(requestOfRow(row({ status: undefined }), wanted), "odd")
  })

  it("whatever a row holds, reading it does not fail, and what comes through has an id", () => {
    const value = fc.oneof(fc.anything(), fc.integer(), fc.string(), fc.constant(null))
    const media = fc.record({ tmdbId: value, tvdbId: value, status: value, status4k: value }, { requiredKeys: [] })
    const rows = fc.record(
      {
        id: value,
        type: fc.constantFrom("tv", "movie", 1),
        status: fc.oneof(fc.constant(2), value),
        is4k: value,
        media: fc.oneof(media, value),
        seasons: fc.oneof(fc.array(fc.record({ seasonNumber: value, status: value })), value),
        createdAt: value
      },
      { requiredKeys: [] }
    )
    fc.assert(
      fc.property(fc.oneof(rows, value), fc.boolean(), (one, approvedOnly) => {
        const read = requestOfRow(one, { ...wanted, approvedOnly })
        if (typeof read === "string") return read === "odd" || read === "elsewhere"
        return [read.tmdbId, read.tvdbId, read.imdbId].some((id) => id !== undefined) && read.seasons?.length !== 0
      })
    )
  })
})
