import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { commandTime, episode, film, open } from "./arrSupport.ts"
import { at } from "./support.ts"

describe("the queue", () => {
  it.scoped("has one row per episode of a pack, upper-case hashes, and unmatched rows only when asked", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr")
      const hash = yield* fake.download("Show.S01", [episode(11), episode(12), episode(13)], "stalledDL")
      yield* fake.client.add({ name: "Stranger", category: "sonarr" })
      yield* fake.client.add({ name: "Not ours", category: "radarr" })
      yield* fake.arr.refresh
      const rows = yield* fake.queue
      assert.deepStrictEqual(
        rows.map((row) => [at(row, "downloadId"), at(row, "episodeId"), at(row, "status")]),
        [11, 12, 13].map((id) => [hash.toUpperCase(), id, "warning"])
      )
      assert.lengthOf(new Set(rows.map((row) => at(row, "id"))), 3)
      const all = yield* fake.get("queue?includeUnknownSeriesItems=true&pageSize=100")
      assert.strictEqual(at(all, "totalRecords"), 4)
    })
  )

  it.scoped("is paged by ten and repeats its last page", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      yield* fake.arr.setRows(Array.from({ length: 12 }, (_, index) => ({ id: index + 1, title: `row ${index}` })))
      assert.lengthOf(at(yield* fake.get("queue"), "records") as Array<unknown>, 10)
      const beyond = yield* fake.get("queue?page=9")
      assert.deepStrictEqual([at(beyond, "page"), at(beyond, "records", "length")], [2, 2])
    })
  )

  it.scoped("stays as it was at the last look at the client", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Film", film, "stalledDL")
      yield* fake.client.remove(hash)
      assert.lengthOf(yield* fake.queue, 1)
      yield* fake.command("RefreshMonitoredDownloads")
      yield* commandTime
      assert.lengthOf(yield* fake.queue, 0)
    })
  )

  it.scoped("removes with the data, blocklists and searches again by default of the Arr", () =>
    Effect.gen(function* () {
      const fake = yield* open("radarr", {
        onSearch: (target) => (target.kind === "movie" ? { name: "Better", downloadSeconds: 60 } : undefined)
      })
      const hash = yield* fake.download("Dead", film, "stalledDL")
      const id = at(yield* fake.queue, 0, "id")
      assert.strictEqual((yield* fake.send("DELETE", `queue/${id}?blocklist=true`)).status, 200)
      assert.deepStrictEqual(
        (yield* fake.arr.blocklist).map((entry) => entry.hash),
        [hash]
      )
      assert.isUndefined(yield* fake.client.torrent(hash))
      yield* commandTime
      assert.strictEqual((yield* fake.arr.searches).get("movie:1"), 1)
      assert.deepStrictEqual(
        (yield* fake.client.torrents).map(({ name, category }) => [name, category]),
        [["Better", "radarr"]]
      )
      assert.strictEqual(at(yield* fake.queue, 0, "movieId"), 1)
      const types = at(yield* fake.get("history"), "records") as Array<unknown>
      assert.deepStrictEqual(
        types.map((entry) => at(entry, "eventType")),
        ["grabbed", "downloadFailed", "grabbed"]
      )
      assert.isString(at(yield* fake.get("movie/1"), "lastSearchTime"))
      assert.strictEqual((yield* fake.send("DELETE", `queue/${id}`)).status, 404)
    })
  )

  it.scoped("leaves the torrent, the search and the blocklist alone when told so", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Dead", film, "stalledDL")
      const id = at(yield* fake.queue, 0, "id")
      yield* fake.send("DELETE", `queue/${id}?removeFromClient=false&blocklist=true&skipRedownload=true`)
      yield* commandTime
      assert.isDefined(yield* fake.client.torrent(hash))
      assert.strictEqual((yield* fake.arr.searches).size, 0)
      assert.lengthOf(yield* fake.arr.blocklist, 1)
      yield* fake.arr.refresh
      assert.lengthOf(yield* fake.queue, 0)
    })
  )

  it.scoped("blocklists nothing that was not grabbed, and answers 200 all the same", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      yield* fake.client.add({ name: "Stranger", category: "radarr" })
      yield* fake.arr.refresh
      const id = at(yield* fake.get("queue?includeUnknownMovieItems=true"), "records", 0, "id")
      assert.strictEqual((yield* fake.send("DELETE", `queue/${id}?blocklist=true`)).status, 200)
      assert.lengthOf(yield* fake.arr.blocklist, 0)
      assert.lengthOf(yield* fake.client.torrents, 0)
    })
  )

  it.scoped("ignores a download when neither removal nor blocklist is asked for", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Film", film, "stalledDL")
      yield* fake.send("DELETE", `queue/${at(yield* fake.queue, 0, "id")}?removeFromClient=false`)
      assert.isDefined(yield* fake.client.torrent(hash))
      assert.strictEqual(at(yield* fake.get("history"), "records", 0, "eventType"), "downloadIgnored")
    })
  )

  it.scoped("removes in bulk all or nothing", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr")
      yield* fake.download("Show.S01", [episode(11), episode(12)], "stalledDL")
      const ids = (yield* fake.queue).map((row) => at(row, "id"))
      const query = "queue/bulk?blocklist=true&skipRedownload=true"
      assert.strictEqual((yield* fake.send("DELETE", query, { ids: [...ids, 1] })).status, 404)
      assert.lengthOf(yield* fake.client.torrents, 1)
      assert.strictEqual((yield* fake.send("DELETE", query, { ids })).status, 200)
      assert.lengthOf(yield* fake.arr.blocklist, 1)
      assert.deepStrictEqual(
        at(yield* fake.get("blocklist"), "records", 0, "quality", "quality", "name"),
        "WEBDL-1080p"
      )
    })
  )

  it.scoped("fails a grab from the history", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Dead", film, "stalledDL")
      const id = at(yield* fake.get(`history?downloadId=${hash.toUpperCase()}&eventType=1`), "records", 0, "id")
      assert.strictEqual((yield* fake.send("POST", `history/failed/${id}`)).status, 200)
      assert.lengthOf(yield* fake.arr.blocklist, 1)
      assert.strictEqual((yield* fake.send("POST", "history/failed/999")).status, 404)
    })
  )
})

describe("complaints in the queue", () => {
  it.scoped("stand in every row of a pack, file by file, in the word of the test", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr", { autoImportAfter: "100 millis" })
      const hash = yield* fake.download("Show.S01", [episode(11), episode(12)], "stalledUP")
      const about = (file: number) => ({ title: `Show.S01E${file}.mkv`, messages: ["Sample"] })
      yield* fake.arr.blockImport(hash, [about(11), about(12)], "importPending")
      yield* fake.command("RefreshMonitoredDownloads")
      yield* commandTime
      const seen = (yield* fake.queue).map((row) => [
        at(row, "status"),
        at(row, "trackedDownloadState"),
        at(row, "trackedDownloadStatus"),
        at(row, "statusMessages")
      ])
      const row = ["completed", "importPending", "warning", [about(11), about(12)]]
      assert.deepStrictEqual(seen, [row, row])
      assert.strictEqual((yield* fake.arr.imports).size, 0)
    })
  )
})
