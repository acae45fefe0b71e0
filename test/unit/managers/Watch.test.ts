import { assert, describe, it } from "vitest"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import * as Watch from "../../../src/managers/Watch.ts"

const id = TorrentId.make("qBit", "AA")

describe("Watch", () => {
  it("begins with everything, then only what changed or is due", () => {
    const watch = Watch.make()
    assert.isUndefined(Watch.take(watch, 0))
    assert.deepStrictEqual([...(Watch.take(watch, 0) ?? [])], [])
    watch.dirty.add(id)
    assert.deepStrictEqual([...(Watch.take(watch, 0) ?? [])], [id])
    assert.deepStrictEqual([...(Watch.take(watch, 0) ?? [])], [])
    watch.due.set(id, 1_000)
    assert.deepStrictEqual([...(Watch.take(watch, 999) ?? [])], [])
    assert.deepStrictEqual([...(Watch.take(watch, 1_000) ?? [])], [id])
  })

  it("sleeps until the next torrent is due, at most the interval", () => {
    const watch = Watch.make()
    assert.strictEqual(Watch.sleepFor(watch, 0, 5_000), 0)
    Watch.take(watch, 0)
    assert.strictEqual(Watch.sleepFor(watch, 0, 5_000), 5_000)
    watch.due.set(id, 1_200)
    assert.strictEqual(Watch.sleepFor(watch, 1_000, 5_000), 200)
    assert.strictEqual(Watch.sleepFor(watch, 2_000, 5_000), 0)
  })

  it("backs off a failing torrent from 10 s to 10 min", () => {
    const watch = Watch.make()
    const waits = Array.from({ length: 9 }, () => Watch.noteFailure(watch, id, 0) / 1_000)
    assert.deepStrictEqual(waits, [10, 20, 40, 80, 160, 320, 600, 600, 600])
    Watch.forget(watch, id)
    assert.strictEqual(Watch.noteFailure(watch, id, 0), 10_000)
  })
})
