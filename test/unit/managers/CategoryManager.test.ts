import { assert, describe, it } from "vitest"
import type { QueueSnapshot } from "../../../src/clients/arr/QueueRecord.ts"
import { ownerOf } from "../../../src/managers/CategoryManager.ts"
import { row } from "../torrents/samples.ts"

const radarr = { section: "Radarr-Movies", category: "radarr", research: true }
const sonarr = { section: "Sonarr-TV", category: "tv", research: false }
const arrs = [radarr, sonarr]
const queue = (...hashes: ReadonlyArray<string>): QueueSnapshot => ({
  at: 0,
  byHash: new Map(hashes.map((hash) => [hash, [row({ hash })]])),
  pending: [],
  skipped: 0
})

describe("ownerOf", () => {
  it("is the Arr whose queue lists the download, whatever its category was", () => {
    const queues = new Map([
      ["Radarr-Movies", queue()],
      ["Sonarr-TV", queue("aa")]
    ])
    assert.deepStrictEqual(ownerOf(arrs, queues, "aa", "radarr"), { _tag: "Known", ...sonarr })
  })

  it("is the section of its previous category when no queue lists it", () => {
    const queues = new Map([
      ["Radarr-Movies", queue()],
      ["Sonarr-TV", queue()]
    ])
    assert.deepStrictEqual(ownerOf(arrs, queues, "aa", "tv"), { _tag: "Known", ...sonarr })
  })

  it("cannot be told while a queue holds rows that cannot be read", () => {
    const queues = new Map([
      ["Radarr-Movies", { ...queue(), skipped: 1 }],
      ["Sonarr-TV", queue()]
    ])
    assert.strictEqual(ownerOf(arrs, queues, "aa", undefined)._tag, "Unknown")
    assert.strictEqual(ownerOf(arrs, queues, "aa", "radarr")._tag, "Unknown")
  })

  it("is nobody only when every Arr has answered", () => {
    const answered = new Map([
      ["Radarr-Movies", queue()],
      ["Sonarr-TV", queue()]
    ])
    assert.strictEqual(ownerOf(arrs, answered, "aa", undefined)._tag, "None")
    const silent = new Map([["Radarr-Movies", queue()]])
    assert.deepStrictEqual(ownerOf(arrs, silent, "aa", undefined), {
      _tag: "Unknown",
      reason: "Sonarr-TV does not answer"
    })
  })
})
