import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { assemble } from "../../../../src/config/assemble.ts"
import { LibraryIndex } from "../../../../src/store/search/LibraryIndex.ts"
import { SearchLog } from "../../../../src/store/search/SearchLog.ts"
import { SearchMarks } from "../../../../src/store/search/SearchMarks.ts"
import { QueueFeeds } from "../../../../src/torrents/QueueFeeds.ts"
import * as Libraries from "../../../../src/web/library/Libraries.ts"
import { skipOf } from "../../../../src/web/library/shelves.ts"
import * as memoryStores from "../../../harness/search/memoryStores.ts"
import { movieShelf, config as text } from "../searchWorld.ts"

const section = "Radarr-Movies"

const config = Effect.suspend(() => {
  const made = assemble({ file: "config.toml", text, environment: {}, secretFiles: new Map() })
  return Either.isRight(made) ? Effect.succeed(made.right.config) : Effect.dieMessage(JSON.stringify(made.left))
})

const noQueues = Layer.succeed(QueueFeeds, {
  register: () => Effect.void,
  get: () => Effect.succeed(undefined),
  all: Effect.succeed(new Map())
})

/** One missing movie in the library, a long time after it came out. */
const scene = Effect.gen(function* () {
  yield* TestClock.setTime(Date.UTC(2024, 0, 15))
  const context = yield* Layer.build(
    Libraries.layer.pipe(Layer.provideMerge(Layer.merge(memoryStores.layer, noQueues)))
  )
  const index = Context.get(context, LibraryIndex)
  yield* index.put(section, [movieShelf(1, "Sunrise", 1927)])
  const known = yield* config
  return {
    index,
    log: Context.get(context, SearchLog),
    marks: Context.get(context, SearchMarks),
    look: Context.get(context, Libraries.Libraries).of(known, section)
  }
})

describe("the libraries as people see them", () => {
  it.scoped("are worked out once for as long as nothing changes, for 15 seconds at most", () =>
    Effect.gen(function* () {
      const { index, look } = yield* scene
      const first = yield* look
      yield* TestClock.adjust("14 seconds")
      assert.strictEqual(yield* look, first)
      yield* TestClock.adjust("1 seconds")
      const second = yield* look
      assert.notStrictEqual(second, first)
      yield* index.put(section, [movieShelf(2, "Faust", 1926)])
      assert.deepStrictEqual([...(yield* look).keys()], [1, 2])
    })
  )

  it.scoped("show at once what a search that was sent changes", () =>
    Effect.gen(function* () {
      const { log, look, marks } = yield* scene
      const skip = Effect.map(look, (shelves) => shelves.get(1)?.things.map(skipOf))
      assert.deepStrictEqual(yield* skip, [undefined])
      const sentAt = Date.UTC(2024, 0, 15)
      yield* marks.setCycle(section, { number: 1, startedAt: sentAt - 1 })
      yield* marks.note(section, [{ itemId: 1, reason: "Missing" }], sentAt)
      const reason = "Missing"
      yield* log.begin({ section, reason, target: { kind: "movie", movieId: 1 }, items: [1], title: "Sunrise", sentAt })
      assert.deepStrictEqual(yield* skip, ["searched in this cycle"])
    })
  )
})
