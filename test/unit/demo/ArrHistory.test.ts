import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { indexerKey } from "../../../src/demo/arr/history.ts"
import { validateRequest, validateResponse } from "../../harness/OpenApi.ts"
import { commandTime, open, samples } from "./arrSupport.ts"
import { noon } from "./librarySupport.ts"
import { at, haveApi } from "./support.ts"

const rows = (value: unknown) => value as ReadonlyArray<unknown>

describe("history since a date", () => {
  it.scoped("is what happened at or after it, oldest first", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const fake = yield* open("radarr", { autoImportAfter: "1 second" })
      for (const movieId of [1, 2, 3]) {
        yield* fake.download(`Film ${movieId}`, { kind: "movie", movieId }, "stalledDL")
        yield* TestClock.adjust("10 seconds")
      }
      const since = (date: string, more = "") =>
        Effect.map(fake.get(`history/since?date=${date}${more}`), (found) =>
          rows(found).map((row) => at(row, "movieId"))
        )
      assert.deepStrictEqual(yield* since("2024-06-01T12:00:00Z"), [1, 2, 3])
      assert.deepStrictEqual(yield* since("2024-06-01T12:00:10Z"), [2, 3])
      assert.deepStrictEqual(yield* since("2024-06-01T12:00:10.001Z"), [3])
      assert.deepStrictEqual(yield* since("2024-06-01T13:00:00Z"), [])
      assert.deepStrictEqual(yield* since("2024-06-01T12:00:00Z", "&eventType=grabbed"), [1, 2, 3])
      assert.deepStrictEqual(yield* since("2024-06-01T12:00:00Z", "&eventType=4"), [])
      assert.strictEqual((yield* fake.send("GET", "history/since?date=soon")).status, 400)
    })
  )

  it.scoped.each(samples)("%s: tells grabs, imports and deleted files as the document has it", ([kind, media]) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const fake = yield* open(kind, {
        autoImportAfter: "100 millis",
        onRequest: (request) => (haveApi ? validateRequest(kind, request) : [])
      })
      yield* fake.download("Thing", media, "stalledUP")
      yield* commandTime
      yield* fake.arr.deleteFile(media, "MissingFromDisk")
      const path = "history/since?date=2024-06-01T00:00:00Z"
      const reply = yield* fake.send("GET", path)
      const where = new URL(`${fake.base}/history/since`).pathname
      assert.deepStrictEqual(validateResponse(kind, "GET", where, reply.status, reply.json), [])
      const words = rows(reply.json).map((row) => String(at(row, "eventType")))
      assert.strictEqual(words[0], "grabbed")
      assert.match(words.slice(1, -1).join(), /Imported/)
      assert.match(words.at(-1) ?? "", /FileDeleted$/)
      assert.strictEqual(at(reply.json, words.length - 1, "data", "reason"), "MissingFromDisk")
      assert.notProperty(rows(reply.json).at(-1), "downloadId")
      assert.include(String(at(reply.json, 0, "data", "downloadUrl")), indexerKey)
      assert.deepStrictEqual(yield* fake.arr.violations, [])
    })
  )
})
