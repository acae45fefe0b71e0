import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { Transient } from "../../../../src/clients/ClientError.ts"
import * as Polled from "../../../../src/clients/qbittorrent/polled.ts"
import type { Maindata } from "../../../../src/clients/qbittorrent/wire.ts"

/** A qBittorrent with these torrents and trackers; says what it was asked for. */
const source = () => {
  const torrents = new Map<string, ReadonlyArray<string>>()
  const asked: Array<string> = []
  let failing = false
  let hidden = ""
  const failure = new Transient({ service: "qBit", request: "GET", detail: "away", kind: "timeout" })
  const readable = () => new Map([...torrents.keys()].map((hash) => [hash, { name: hash }]))
  const everything = Effect.sync((): Maindata => {
    asked.push("everything")
    const trackers = new Map<string, ReadonlyArray<string>>()
    for (const [hash, urls] of torrents) {
      for (const url of urls) trackers.set(url, [...(trackers.get(url) ?? []), hash])
    }
    return {
      rid: 7,
      full: true,
      torrents: readable(),
      removed: [],
      unreadable: ["odd"],
      connection: "connected",
      trackers,
      trackersRemoved: [],
      freeSpace: asked.length,
      queueing: true
    }
  })
  return {
    torrents,
    asked,
    setFailing: (value: boolean) => {
      failing = value
    },
    hide: (hash: string) => {
      hidden = hash
    },
    given: {
      everything,
      torrents: Effect.sync(() => {
        asked.push("torrents")
        return { readable: readable(), unreadable: [] }
      }),
      trackersOf: (hashes: ReadonlyArray<string>) =>
        Effect.suspend(() => {
          asked.push(`trackers of ${hashes.join(" ")}`)
          if (failing) return Effect.fail(failure)
          const seen = hashes.filter((hash) => hash !== hidden)
          return Effect.succeed(
            new Map(
              seen.map((hash) => [hash, (torrents.get(hash) ?? []).map((url) => ({ url, status: 2, message: "" }))])
            )
          )
        })
    } satisfies Polled.PolledSource
  }
}

describe("the picture for an API key", () => {
  it.effect("is everything twice a minute, and in between torrents and the trackers of those that came", () =>
    Effect.gen(function* () {
      const server = source()
      server.torrents.set("aa", ["https://one/x", "https://two/x"]).set("bb", ["https://one/x"]).set("none", [])
      const polled = yield* Polled.make(server.given)
      const first = yield* polled.read
      assert.deepInclude(first, { rid: 0, full: true, connection: "connected", freeSpace: 1, queueing: true })
      assert.deepStrictEqual(first.unreadable, ["odd"])
      yield* TestClock.adjust("20 seconds")
      server.torrents.delete("aa")
      server.torrents.set("cc", ["https://two/x"])
      const second = yield* polled.read
      assert.deepStrictEqual(
        second.trackers,
        new Map([
          ["https://one/x", ["bb"]],
          ["https://two/x", ["cc"]]
        ])
      )
      assert.deepInclude(second, { rid: 0, full: true, connection: "connected", freeSpace: 1, queueing: true })
      assert.deepStrictEqual(second.unreadable, [])
      assert.deepStrictEqual((yield* polled.read).trackers, second.trackers)
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* polled.read).freeSpace, 5)
      yield* polled.read
      assert.deepStrictEqual(server.asked, [
        "everything",
        "torrents",
        "trackers of cc",
        "torrents",
        "everything",
        "torrents"
      ])
    })
  )

  it.effect("has the trackers that this client changed, also when the first try to learn them fails", () =>
    Effect.gen(function* () {
      const server = source()
      server.torrents.set("aa", ["https://one/x"]).set("bb", [])
      const polled = yield* Polled.make(server.given)
      yield* polled.read
      server.torrents.set("aa", ["https://three/x"])
      yield* polled.changed("AA")
      server.setFailing(true)
      assert.strictEqual((yield* Effect.flip(polled.read))._tag, "Transient")
      server.setFailing(false)
      assert.deepStrictEqual((yield* polled.read).trackers, new Map([["https://three/x", ["aa"]]]))
      yield* polled.read
      assert.deepStrictEqual(server.asked.slice(1), [
        "torrents",
        "trackers of aa",
        "torrents",
        "trackers of aa",
        "torrents"
      ])
    })
  )

  it.effect("calls a torrent whose trackers cannot be learnt unreadable, not one without trackers", () =>
    Effect.gen(function* () {
      const server = source()
      server.torrents.set("aa", [])
      const polled = yield* Polled.make(server.given)
      yield* polled.read
      server.torrents.set("bb", ["https://one/x"])
      server.hide("bb")
      const { torrents, unreadable } = yield* polled.read
      assert.deepStrictEqual([...torrents.keys()], ["aa"])
      assert.deepStrictEqual(unreadable, ["bb"])
      server.hide("")
      assert.deepStrictEqual((yield* polled.read).unreadable, [])
    })
  )
})
