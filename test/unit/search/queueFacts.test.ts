import { assert, describe, it } from "vitest"
import type { MediaRef } from "../../../src/clients/arr/MediaRef.ts"
import type { QueueRecord } from "../../../src/clients/arr/QueueRecord.ts"
import { itemIdOf, queueFactsOf } from "../../../src/search/queueFacts.ts"

const episode = (episodeId: number): MediaRef => ({ kind: "episode", seriesId: 3, seasonNumber: 1, episodeId })

const row = (change: Partial<QueueRecord>): QueueRecord => ({
  id: 1,
  hash: "a",
  media: episode(11),
  title: "A release",
  status: "downloading",
  trackedStatus: "ok",
  trackedState: "downloading",
  messages: [],
  errorMessage: undefined,
  outputPath: undefined,
  customFormatScore: undefined,
  ...change
})

const facts = (downloads: ReadonlyArray<ReadonlyArray<QueueRecord>>, pending: ReadonlyArray<QueueRecord> = []) =>
  queueFactsOf({
    at: 0,
    byHash: new Map(downloads.map((rows, index) => [String(index), rows])),
    pending,
    skipped: 0
  })

describe("queueFactsOf", () => {
  it("the id of a thing is that of the movie, episode, album or book, never of what contains it", () => {
    assert.deepStrictEqual(
      [
        itemIdOf({ kind: "movie", movieId: 1 }),
        itemIdOf(episode(2)),
        itemIdOf({ kind: "album", artistId: 9, albumId: 3 }),
        itemIdOf({ kind: "book", authorId: 9, bookId: 4 })
      ],
      [1, 2, 3, 4]
    )
  })

  it("a season pack is one download for many things", () => {
    const { items, size } = facts([[row({}), row({ media: episode(12) }), row({ media: episode(13) })]])
    assert.deepStrictEqual([...items], [11, 12, 13])
    assert.strictEqual(size, 1)
  })

  it("what waits for its delay profile is on its way, but no download yet", () => {
    const { items, size } = facts([], [row({ hash: undefined, status: "delay", trackedState: undefined })])
    assert.deepStrictEqual([...items], [11])
    assert.strictEqual(size, 0)
  })

  it("only what still downloads fills the queue; whatever is in it is not searched for", () => {
    const table: ReadonlyArray<readonly [Partial<QueueRecord>, number]> = [
      [{ status: "downloading" }, 1],
      [{ status: "queued" }, 1],
      [{ status: "paused" }, 1],
      [{ status: "warning" }, 1],
      [{ status: "queued", trackedState: undefined }, 1],
      [{ status: "completed", trackedState: "importPending" }, 0],
      [{ status: "completed", trackedState: "importBlocked" }, 0],
      [{ status: "warning", trackedState: "importBlocked" }, 0],
      [{ status: "completed", trackedState: "downloading" }, 0],
      [{ status: "failed", trackedState: "failedPending" }, 0],
      [{ status: "failed", trackedState: undefined }, 0]
    ]
    for (const [change, size] of table) {
      const found = facts([[row(change)]])
      assert.strictEqual(found.size, size, JSON.stringify(change))
      assert.deepStrictEqual([...found.items], [11])
    }
  })

  it("a download that its Arr could not match counts, for no thing", () => {
    const { items, size } = facts([[row({ media: undefined })]])
    assert.strictEqual(items.size, 0)
    assert.strictEqual(size, 1)
  })
})
