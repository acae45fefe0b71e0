import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { bytes } from "../../../../src/torrents/space/bytes.ts"
import { freeBytes } from "../../../../src/torrents/space/freeBytes.ts"

describe("freeBytes", () => {
  it.live("is what may still be written to the disk of a folder", () =>
    Effect.gen(function* () {
      const free = yield* freeBytes(tmpdir())
      assert.isTrue(Number.isSafeInteger(free))
      assert.isAbove(free, 0)
    })
  )

  it.live("says which folder is missing and does not look elsewhere", () =>
    Effect.gen(function* () {
      const folder = join(tmpdir(), "qbitrr-is-not-here", "downloads")
      const error = yield* Effect.flip(freeBytes(folder))
      assert.strictEqual(error.message, `the disk of ${folder} cannot be measured: this folder does not exist`)
    })
  )
})

describe("bytes", () => {
  it("speaks in powers of 1024, as the config does", () => {
    assert.deepStrictEqual([0, 1023, 1024, 1.5 * 1024 ** 2, 120 * 1024 ** 3, 5_000 * 1024 ** 4, -2048].map(bytes), [
      "0 B",
      "1023 B",
      "1.0 KB",
      "1.5 MB",
      "120.0 GB",
      "5000.0 TB",
      "-2.0 KB"
    ])
  })
})
