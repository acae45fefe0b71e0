import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { libraryReads } from "../../../../../src/clients/arr/library/LibraryReads.ts"
import { readProfile } from "../../../../../src/clients/arr/library/readProfile.ts"
import type { ClientError } from "../../../../../src/clients/ClientError.ts"
import { fakeArr, ok, type Reply } from "../fakeHttp.ts"
import { arrWith } from "./library.ts"

const owners = { radarr: "movie", sonarr: "series", lidarr: "artist", readarr: "author" } as const
const kinds = ["radarr", "sonarr", "lidarr", "readarr"] as const
const row = {
  id: 3,
  title: "X",
  monitored: true,
  qualityProfileId: 8,
  seasons: [],
  minimumAvailability: "tba",
  sizeOnDisk: 0
}

describe("one container", () => {
  for (const kind of kinds) {
    const owner = owners[kind]
    it.effect(`${owner}: is the one of the list, or not there`, () =>
      Effect.gen(function* () {
        const { reads } = arrWith(kind, { [`/${owner}`]: [row], [`/${owner}/3`]: row })
        const { odd, rows } = yield* reads.containers
        assert.isEmpty(odd)
        assert.deepStrictEqual(yield* reads.container(3), rows[0])
        assert.isUndefined(yield* reads.container(4))
      })
    )

    it.effect(`${owner}: one that cannot be read, or another one, is a failure and not gone`, () =>
      Effect.gen(function* () {
        const { reads } = arrWith(kind, { [`/${owner}/3`]: { ...row, monitored: null }, [`/${owner}/4`]: row })
        const error = yield* Effect.flip(reads.container(3))
        assert.strictEqual(error._tag, "Malformed")
        assert.include(error.message, `${owner} 3 (X): monitored is missing.`)
        assert.strictEqual((yield* Effect.flip(reads.container(4)))._tag, "Malformed")
      })
    )

    it.effect(`${owner}: has a quality profile, or is gone`, () =>
      Effect.gen(function* () {
        const { client } = arrWith(kind, { [`/${owner}/3`]: row })
        assert.strictEqual(yield* readProfile(client, { kind: owner, id: 3 }), 8)
        assert.isUndefined(yield* readProfile(client, { kind: owner, id: 4 }))
      })
    )
  }
})

describe("when the Arr does not answer as an Arr", () => {
  const failures: ReadonlyArray<readonly [string, Reply, string]> = [
    ["401", { status: 401, body: "" }, "AuthRejected"],
    ["an HTML page", ok("<html><body>Sign in</body></html>"), "Malformed"],
    ["no list", ok({ message: "no list" }), "Malformed"],
    ["an empty answer", ok(""), "Malformed"],
    ["503", { status: 503, body: { errorMessage: "Radarr is starting up" } }, "Transient"],
    ["a proxy that says 404 to everything", { status: 404, body: "404 page not found" }, "Transient"]
  ]
  for (const [what, reply, tag] of failures) {
    for (const kind of kinds) {
      it.effect(`${kind}: ${what} is a failure of every read, and nothing looks gone`, () =>
        Effect.gen(function* () {
          const { rows } = yield* arrWith(kind, { [`/${owners[kind]}`]: [{ ...row, hasFile: true }] }).reads.containers
          const reads = libraryReads(fakeArr(kind, () => reply).client)
          const inItems = yield* Effect.either(reads.itemsOf(rows))
          assert.strictEqual(inItems._tag === "Left" ? inItems.left._tag : "nothing", tag)
          if (what !== "no list") assert.strictEqual((yield* Effect.flip(reads.container(3)))._tag, tag)
          if (what.startsWith("a proxy")) return
          const failing = (list: Effect.Effect<unknown, ClientError>) =>
            Effect.map(Effect.flip(list), (error) => error._tag)
          assert.strictEqual(yield* failing(reads.containers), tag)
          assert.strictEqual(yield* failing(reads.profiles), tag)
          assert.strictEqual(yield* failing(reads.health), tag)
          assert.strictEqual(yield* failing(reads.historySince(0)), tag)
        })
      )
    }
  }
})

describe("profiles", () => {
  it.effect("come as they are; one that is odd allows nothing and is spoken of", () =>
    Effect.gen(function* () {
      const { reads } = arrWith("sonarr", {
        "/qualityprofile": [
          { id: 1, name: "HD", upgradeAllowed: true, minFormatScore: -10, cutoffFormatScore: 100 },
          { id: 2, name: "Any" },
          { name: "no id" },
          7
        ]
      })
      const lines: Array<string> = []
      const collect = Logger.replace(
        Logger.defaultLogger,
        Logger.make(({ message }) => lines.push(String(message)))
      )
      assert.deepStrictEqual(yield* Effect.provide(reads.profiles, collect), [
        { id: 1, name: "HD", upgradeAllowed: true, minFormatScore: -10, cutoffFormatScore: 100 },
        { id: 2, name: "Any", upgradeAllowed: false, minFormatScore: 0, cutoffFormatScore: undefined }
      ])
      assert.deepStrictEqual(lines, [
        "Section: quality profile 2: upgradeAllowed is missing.",
        "Section: quality profile in row 3: id is missing.",
        "Section: quality profile in row 4 is no object."
      ])
    })
  )
})

describe("health", () => {
  it.effect("a type that is not known is a notice, and what is no check is left out", () =>
    Effect.gen(function* () {
      const { reads } = arrWith("radarr", {
        "/health": [
          {
            id: 1,
            source: "IndexerStatusCheck",
            type: "error",
            message: "All indexers are unavailable due to failures"
          },
          { source: "UpdateCheck", type: "Warning", message: "https://x.example/api?apikey=0123456789abcdef" },
          { type: "constructor" },
          "ill"
        ]
      })
      assert.deepStrictEqual(yield* reads.health, [
        { source: "IndexerStatusCheck", type: "error", message: "All indexers are unavailable due to failures" },
        { source: "UpdateCheck", type: "warning", message: "https://x.example/api?apikey=<redacted>" },
        { source: "", type: "notice", message: "" }
      ])
    })
  )
})
