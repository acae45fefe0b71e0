import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { json } from "../../../../../src/demo/http/Exchange.ts"
import { end, key, listenTo, makeHub, telling } from "./hub.ts"

const connected = { _tag: "Connected" } as const
const movie = (containerId: number) => ({ _tag: "LibraryChanged", containerId, deleted: false }) as const
const updated = (id: number) => telling("movie", { action: "updated", resource: { id } })

describe("push connects", () => {
  it.scoped("by negotiation, below the URL base, with the key in headers only", () =>
    Effect.gen(function* () {
      const hub = yield* makeHub()
      const ear = yield* listenTo(`${hub.url}/films/`)
      assert.deepStrictEqual(yield* ear.next, connected)
      const negotiation = yield* hub.request
      const upgrade = yield* hub.request
      assert.strictEqual(`${negotiation.method} ${negotiation.path}`, "POST /films/signalr/messages/negotiate")
      assert.deepStrictEqual([...negotiation.query], [["negotiateVersion", "1"]])
      assert.strictEqual(`${upgrade.method} ${upgrade.path}`, "GET /films/signalr/messages")
      assert.deepStrictEqual([...upgrade.query], [["id", "to ken"]])
      assert.deepStrictEqual([negotiation.headers["x-api-key"], upgrade.headers["x-api-key"]], [key, key])
      assert.deepStrictEqual(ear.lines, ["Info Radarr-Movies: push is connected, changes are told as they happen"])
    })
  )

  it.scoped("to a server that knows connections by their id, with a key that was copied with a line break", () =>
    Effect.gen(function* () {
      const hub = yield* makeHub({ negotiation: json(200, { connectionId: "old" }) })
      const ear = yield* listenTo(hub.url, { apiKey: Redacted.make(`${key}\n`) })
      assert.deepStrictEqual(yield* ear.next, connected)
      yield* hub.request
      const upgrade = yield* hub.request
      assert.deepStrictEqual([upgrade.query.get("id"), upgrade.headers["x-api-key"]], ["old", key])
    })
  )
})

describe("push hears", () => {
  it.scoped("what follows the handshake in its frame, several messages in one frame, and one in several", () =>
    Effect.gen(function* () {
      const hub = yield* makeHub({ greeting: `{}${end}${updated(1)}${updated(2).slice(0, 20)}` })
      const ear = yield* listenTo(hub.url)
      const server = yield* hub.connection
      yield* server.send(updated(2).slice(20, 40))
      yield* server.send(updated(2).slice(40) + updated(3) + updated(4).slice(0, -1))
      yield* server.send(end)
      const all = [connected, movie(1), movie(2), movie(3), movie(4)]
      assert.deepStrictEqual(yield* Effect.replicateEffect(ear.next, 5), all)
    })
  )

  it.scoped("on after everything it cannot read or has no use for", () =>
    Effect.gen(function* () {
      const hub = yield* makeHub()
      const ear = yield* listenTo(hub.url)
      const server = yield* hub.connection
      assert.deepStrictEqual(yield* ear.next, connected)
      const useless = [
        "<html>no JSON</html>",
        "null",
        "[]",
        `{"type":6}`,
        `{"type":3,"invocationId":"1"}`,
        `{"type":"1"}`,
        `{"type":1,"target":"receiveMessage"}`,
        `{"type":1,"target":"receiveMessage","arguments":[{"name":7}]}`,
        `{"type":1,"target":"somethingElse","arguments":[{"name":"queue"}]}`
      ]
      for (const record of useless) yield* server.send(record + end)
      yield* server.send(`${end}${end}`)
      yield* server.send(telling("movie", "nonsense"))
      yield* server.send(telling("movie", { action: "updated", resource: { id: "one" } }))
      yield* server.send(telling("command", { action: "updated", resource: { id: 1 } }))
      yield* server.send(telling("version", { version: "5.28.0.10274" }))
      yield* server.send(telling("health", { action: "sync" }))
      assert.deepStrictEqual(yield* ear.next, { _tag: "HealthChanged" })
      assert.lengthOf(ear.lines, 1)
    })
  )

  it.scoped("a command with all that its resource says, without waiting to be asked", () =>
    Effect.gen(function* () {
      const hub = yield* makeHub()
      const ear = yield* listenTo(hub.url)
      const server = yield* hub.connection
      assert.deepStrictEqual(yield* ear.next, connected)
      const resource = {
        id: 7,
        name: "MoviesSearch",
        status: "completed",
        result: "unsuccessful",
        body: { movieIds: [1] },
        queued: "2024-01-01T00:00:00Z"
      }
      yield* server.send(telling("command", { action: "updated", resource }))
      assert.deepStrictEqual(yield* ear.next, {
        _tag: "CommandChanged",
        command: {
          id: 7,
          name: "MoviesSearch",
          status: "completed",
          result: "unsuccessful",
          message: undefined,
          body: { movieIds: [1] },
          queuedAt: 1_704_067_200_000
        }
      })
    })
  )
})
