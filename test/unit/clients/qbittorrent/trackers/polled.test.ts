import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { Transient } from "../../../../../src/clients/ClientError.ts"
import * as PolledTrackers from "../../../../../src/clients/qbittorrent/trackers/polled.ts"

/** A qBittorrent with these torrents and trackers; says what it was asked for. */
const source = () => {
  const torrents = new Map<string, ReadonlyArray<string>>()
  const asked: Array<string> = []
  let failing = false
  let hidden = ""
  const trackers = (hash: string) => (torrents.get(hash) ?? []).map((url) => ({ url, status: 2, message: "" }))
  const failure = new Transient({ service: "qBit", request: "GET", detail: "away", kind: "timeout" })
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
      torrents: (told: boolean) =>
        Effect.sync(() => {
          asked.push(told ? "everything" : "torrents")
          return [...torrents.keys()].map((hash) => ({
            hash,
            name: hash,
            ...(told && hash !== hidden ? { trackers: trackers(hash) } : {})
          }))
        }),
      trackersOf: (hashes: ReadonlyArray<string>) =>
        Effect.suspend(() => {
          asked.push(`trackers of ${hashes.join(" ")}`)
          return failing
            ? Effect.fail(failure)
            : Effect.succeed(new Map(hashes.filter((hash) => hash !== hidden).map((hash) => [hash, trackers(hash)])))
        })
    }
  }
}

describe("trackers of a polled picture", () => {
  it.effect("are asked for every five minutes, in between only those of torrents that came", () =>
    Effect.gen(function* () {
      const server = source()
      server.torrents.set("aa", ["https://one/x", "https://two/x"]).set("bb", ["https://one/x"])
      const polled = yield* PolledTrackers.make(server.given)
      const first = yield* polled.read
      assert.deepStrictEqual(
        first.trackers,
        new Map([
          ["https://one/x", ["aa", "bb"]],
          ["https://two/x", ["aa"]]
        ])
      )
      yield* TestClock.adjust("1 minute")
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
      assert.deepStrictEqual((yield* polled.read).trackers, second.trackers)
      yield* TestClock.adjust("4 minutes")
      yield* polled.read
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

  it.effect("are asked for again after this client changed them, also when the first try fails", () =>
    Effect.gen(function* () {
      const server = source()
      server.torrents.set("aa", ["https://one/x"]).set("bb", [])
      const polled = yield* PolledTrackers.make(server.given)
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

  it.effect("that cannot be learnt make the torrent unreadable, not one without trackers", () =>
    Effect.gen(function* () {
      const server = source()
      server.torrents.set("aa", []).set("bb", ["https://one/x"])
      server.hide("bb")
      const polled = yield* PolledTrackers.make(server.given)
      const { readable, unreadable } = yield* polled.read
      assert.deepStrictEqual([...readable.keys()], ["aa"])
      assert.deepStrictEqual(unreadable, ["bb"])
      server.hide("")
      assert.deepStrictEqual((yield* polled.read).unreadable, [])
    })
  )
})
