import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { commandTime, film, open, samples } from "./arrSupport.ts"
import { at } from "./support.ts"

describe("imports", () => {
  it.scoped.each(samples)("%s: happen once by themselves after a look at a complete download", ([kind, media]) =>
    Effect.gen(function* () {
      const fake = yield* open(kind, { autoImportAfter: "5 seconds" })
      const hash = yield* fake.download("Thing", media, "stalledDL")
      yield* fake.client.update(hash, { state: "stalledUP" })
      yield* fake.command("RefreshMonitoredDownloads")
      yield* commandTime
      assert.strictEqual(at(yield* fake.queue, 0, "trackedDownloadState"), "importPending")
      yield* TestClock.adjust("5 seconds")
      assert.lengthOf(yield* fake.queue, 0)
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual([...(yield* fake.arr.imports)], [[hash, 1]])
      const [latest] = at(yield* fake.get(`history?downloadId=${hash.toUpperCase()}`), "records") as Array<unknown>
      assert.match(String(at(latest, "eventType")), /^download(Folder)?Imported$/)
    })
  )

  it.scoped("happen by a scan of the right path of a complete download, shown as importing, only once", () =>
    Effect.gen(function* () {
      const localPath = (path: string) => path.replace("/downloads", "/data")
      const fake = yield* open("radarr", { autoImportAfter: "never", localPath })
      const hash = yield* fake.download("Film", film, "stalledUP")
      const scan = Effect.fn(function* (path: string, downloadClientId = hash.toUpperCase()) {
        const id = at((yield* fake.command("DownloadedMoviesScan", { path, downloadClientId })).json, "id")
        yield* TestClock.adjust("150 millis")
        const during = at(yield* fake.queue, 0, "trackedDownloadState")
        yield* commandTime
        const after = yield* fake.get(`command/${id}`)
        return [during, at(after, "status"), at(after, "result")]
      })
      const path = "/data/radarr/Film/Film.mkv"
      assert.deepStrictEqual(yield* scan("/downloads/radarr/Film/Film.mkv"), [
        "importPending",
        "completed",
        "unsuccessful"
      ])
      assert.deepStrictEqual(yield* scan(""), ["importPending", "failed", "unknown"])
      assert.deepStrictEqual(yield* scan(path), ["importing", "completed", "successful"])
      assert.deepStrictEqual(yield* scan(path), [undefined, "completed", "unsuccessful"])
      assert.strictEqual((yield* fake.arr.imports).get(hash), 1)
      assert.strictEqual((yield* fake.arr.state).scans.get(hash), 2)
      assert.deepStrictEqual(yield* fake.arr.violations, [])
    })
  )

  it.scoped("of half a download are refused and noted", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Film", film, "stalledDL")
      yield* fake.command("DownloadedMoviesScan", {
        path: "/downloads/radarr/Film/Film.mkv",
        downloadClientId: hash.toUpperCase()
      })
      yield* commandTime
      assert.strictEqual((yield* fake.arr.imports).size, 0)
      assert.lengthOf(yield* fake.arr.violations, 1)
    })
  )

  it.scoped("can wait for a person, with the reasons in the queue", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Film", film, "stalledDL")
      yield* fake.arr.blockImport(hash, ["Sample"])
      yield* fake.client.update(hash, { state: "stalledUP" })
      yield* TestClock.adjust("2 minutes")
      const [row] = yield* fake.queue
      assert.deepStrictEqual(
        [at(row, "trackedDownloadState"), at(row, "trackedDownloadStatus"), at(row, "statusMessages", 0, "messages")],
        ["importBlocked", "warning", ["Sample"]]
      )
      yield* fake.arr.blockImport(hash, [])
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual((yield* fake.arr.imports).get(hash), 1)
    })
  )

  it.scoped("do not happen while the Arr is down, but once it is back", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Film", film, "stalledDL")
      yield* fake.arr.goDown
      yield* fake.client.update(hash, { state: "stalledUP" })
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual((yield* fake.arr.imports).size, 0)
      assert.strictEqual(yield* Effect.flip(fake.get("queue")), "unreachable")
      yield* fake.arr.comeBack
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual((yield* fake.arr.imports).get(hash), 1)
    })
  )

  it.scoped("leave the queue as it is while the client is away", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      yield* fake.download("Film", film, "stalledDL")
      yield* fake.client.goDown
      yield* TestClock.adjust("10 minutes")
      assert.lengthOf(yield* fake.queue, 1)
    })
  )
})
