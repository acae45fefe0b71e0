import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as ArrMutations from "../../src/clients/arr/mutations.ts"
import * as QbittorrentMutations from "../../src/clients/qbittorrent/mutations.ts"
import * as FakeArr from "../../src/demo/FakeArr.ts"
import * as FakeQbittorrent from "../../src/demo/FakeQbittorrent.ts"
import * as library from "../../src/index.ts"

describe("the library", () => {
  it("offers the layers of the daemon, the supervisor, the clients and the store", () => {
    for (const make of [library.App, library.QbittorrentClient, library.ArrClient, library.Store])
      assert.isFunction(make.layer)
    assert.isTrue(Layer.isLayer(library.Supervisor.layer))
    assert.isTrue(Layer.isLayer(library.DeathTally.layerMemory))
    assert.isTrue(Layer.isLayer(library.Apply.layer))
  })

  it("has no function that changes something behind the one door", () => {
    const mutations = new Set<unknown>(
      [...Object.values(QbittorrentMutations), ...Object.values(ArrMutations)].filter(
        (value) => typeof value === "function"
      )
    )
    assert.isAbove(mutations.size, 5)
    const reachable = Object.values(library).flatMap((module) =>
      typeof module === "object" ? Object.values(module) : [module]
    )
    assert.isEmpty(reachable.filter((value) => mutations.has(value)))
  })

  it("says of each export what it is for", () => {
    const lines = readFileSync(resolve(import.meta.dirname, "../../src/index.ts"), "utf8").split("\n")
    const exports = lines.flatMap((line, index) => (line.startsWith("export ") ? [[line, lines[index - 1]]] : []))
    assert.isAbove(exports.length, 30)
    assert.isEmpty(exports.filter(([, above]) => !/^\/\*\* .{15,}\*\/$/.test(above ?? "")))
  })

  it.live("reads a qBittorrent through a client that can do nothing else", () =>
    Effect.gen(function* () {
      const server = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "demo" })
      const hash = yield* server.add({ name: "Sintel", category: "radarr" })
      const { keys, torrents } = yield* Effect.gen(function* () {
        const client = yield* library.QbittorrentClient.QbittorrentClient
        return { keys: Object.keys(client), torrents: yield* client.torrents() }
      }).pipe(
        Effect.provide(
          library.QbittorrentClient.layer({
            name: "qBit",
            url: server.url,
            username: "admin",
            password: Redacted.make("demo"),
            apiKey: Option.none(),
            skipTlsVerify: false,
            timeout: "5 seconds"
          })
        )
      )
      assert.deepStrictEqual(
        torrents.map((torrent) => torrent.hash),
        [hash]
      )
      assert.isEmpty(keys.filter((key) => key === "post" || key === "http"))
      assert.isEmpty(yield* server.log)
    }).pipe(Effect.scoped)
  )

  it.live("reads an Arr through a client that does not hand out its key", () =>
    Effect.gen(function* () {
      const server = yield* FakeArr.make({ kind: "sonarr", apiKey: "secret-key", category: "sonarr" })
      const { keys, status, text } = yield* Effect.gen(function* () {
        const client = yield* library.ArrClient.ArrClient
        return { keys: Object.keys(client), text: JSON.stringify(client), status: yield* client.status }
      }).pipe(
        Effect.provide(
          library.ArrClient.layer({
            name: "Sonarr-TV",
            kind: "sonarr",
            url: server.url,
            apiKey: Redacted.make("secret-key"),
            skipTlsVerify: false,
            timeout: "5 seconds"
          })
        )
      )
      assert.strictEqual(status.appName, "Sonarr")
      assert.isEmpty(keys.filter((key) => key === "http" || key === "headers"))
      assert.notInclude(text, "secret-key")
    }).pipe(Effect.scoped)
  )
})
