import { assert, describe, it } from "@effect/vitest"
import { idOf, imdbIdOf, seasonNumbers, timeOf, titleOf } from "../../../../src/clients/requests/reading.ts"

describe("reading what request services send", () => {
  it("ids are whole numbers above 0, also as text", () => {
    assert.deepStrictEqual(
      [603, "603", " 603 ", 0, "0", -1, 1.5, "1.5", "", "0x10", "1e3", null, Number.NaN, 2 ** 60, [603]].map(idOf),
      [603, 603, 603, ...Array.from({ length: 12 }, () => undefined)]
    )
  })

  it("IMDb ids begin with tt", () => {
    assert.deepStrictEqual(["tt0133093", "TT1", "nm0000206", "0133093", "tt", 133093].map(imdbIdOf), [
      "tt0133093",
      "tt1",
      ...Array.from({ length: 4 }, () => undefined)
    ])
  })

  it("times without an offset are UTC, whatever the zone of this machine; year 1 is never", () => {
    assert.strictEqual(timeOf("2026-08-01T10:00:00"), Date.UTC(2026, 7, 1, 10))
    assert.strictEqual(timeOf("2026-08-01T10:00:00.1234567"), Date.UTC(2026, 7, 1, 10) + 123)
    assert.strictEqual(timeOf("2026-08-01T10:00:00.000Z"), Date.UTC(2026, 7, 1, 10))
    assert.strictEqual(timeOf("2026-08-01T10:00:00+02:00"), Date.UTC(2026, 7, 1, 8))
    for (const none of ["0001-01-01T00:00:00", "soon", "", null, 5]) assert.isUndefined(timeOf(none))
  })

  it("a title is one printable line that is not endless", () => {
    assert.strictEqual(titleOf(" The\r\nMatrix\u0000 "), "The Matrix")
    assert.lengthOf(titleOf("x".repeat(5_000)) ?? "", 200)
    for (const none of ["", " \n ", 5, null]) assert.isUndefined(titleOf(none))
  })

  it("seasons are sorted, each once; season 0 counts", () => {
    assert.deepStrictEqual(seasonNumbers([3, "1", 0, 1, -2, "x", null, 1.5]), [0, 1, 3])
  })
})
