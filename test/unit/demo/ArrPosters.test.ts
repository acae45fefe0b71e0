import { inflateSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { readPoster } from "../../../src/clients/arr/readPoster.ts"
import * as FakeArr from "../../../src/demo/FakeArr.ts"
import { pictureType } from "../../../src/web/library/sniff.ts"

const own = { radarr: { kind: "movie", movieId: 7 }, lidarr: { kind: "album", artistId: 7, albumId: 70 } } as const

const sizeOf = (bytes: Uint8Array) => {
  const data = Buffer.from(bytes)
  return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) }
}

describe("posters of a simulated Arr", () => {
  for (const kind of ["radarr", "lidarr"] as const) {
    it.scopedLive(`${kind}: are PNGs of the small size, another one for each id; some have none`, () =>
      Effect.gen(function* () {
        const arr = yield* FakeArr.make({ kind, apiKey: "demo-key", category: kind })
        yield* arr.setMedia(own[kind], {})
        const options = {
          name: kind,
          kind,
          url: arr.url,
          apiKey: Redacted.make("demo-key"),
          skipTlsVerify: false,
          timeout: "5 seconds"
        } as const
        const bytes = yield* readPoster(options, 7)
        assert.strictEqual(pictureType(bytes), "image/png")
        assert.deepStrictEqual(sizeOf(bytes), { width: 250, height: 375 })
        const data = Buffer.from(bytes)
        const begin = data.indexOf("IDAT") + 4
        assert.lengthOf(inflateSync(data.subarray(begin, begin + data.readUInt32BE(begin - 8))), 251 * 375)
        assert.isFalse((yield* Effect.flip(readPoster({ ...options, apiKey: Redacted.make("other") }, 7))).isLasting)
        assert.isTrue((yield* Effect.flip(readPoster(options, 8))).isLasting)
        yield* arr.setContainer(7, { hasPoster: false })
        assert.isTrue((yield* Effect.flip(readPoster(options, 7))).isLasting)
      })
    )
  }
})
