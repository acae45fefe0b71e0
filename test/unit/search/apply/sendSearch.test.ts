import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as ArrClient from "../../../../src/clients/arr/ArrClient.ts"
import type { SearchTarget } from "../../../../src/clients/arr/SearchTarget.ts"
import * as FakeArr from "../../../../src/demo/FakeArr.ts"
import { type Sending, sendSearch } from "../../../../src/search/apply/sendSearch.ts"
import { followCommands } from "../../../../src/search/running.ts"
import { searchArr } from "../../../../src/search/SearchArr.ts"
import { SearchLog } from "../../../../src/store/search/SearchLog.ts"
import { markKey, SearchMarks } from "../../../../src/store/search/SearchMarks.ts"
import { Wishes } from "../../../../src/store/search/Wishes.ts"
import { layer } from "../../../harness/search/memoryStores.ts"
import { apiKey, fakeArr, ok, type Reply } from "../../clients/arr/fakeHttp.ts"
import { lives } from "../../store/search/support.ts"

const section = "Section"
const movie: SearchTarget = { kind: "movie", movieId: 5 }
const season: SearchTarget = { kind: "season", seriesId: 3, seasonNumber: 1 }

const sending = (target: SearchTarget, change: Partial<Sending> = {}): Sending => ({
  section,
  reason: "Missing",
  target,
  items: [5],
  title: "It",
  wish: undefined,
  marks: [{ itemId: 5, reason: "Missing" }],
  ...change
})

const taken: Reply = {
  status: 201,
  body: { id: 9, name: "MoviesSearch", status: "queued", body: { movieIds: [5] }, queued: "2024-06-15T12:00:00Z" }
}

/** A Radarr that answers a search so, and everything else as usual. */
const answering = (reply: Reply, asked: () => void = () => undefined) =>
  fakeArr("radarr", (call) => {
    if (call.method !== "POST") return ok({ appName: "Radarr", version: "5.0" })
    asked()
    return reply
  })

describe("sendSearch", () => {
  it.effect("the intent and its marks are there before the Arr is asked", () =>
    Effect.gen(function* () {
      const log = yield* SearchLog
      const marks = yield* SearchMarks
      const seen: Array<unknown> = []
      const { client } = answering(taken, () => {
        seen.push([log.open(section).map(({ state }) => state), marks.all(section).has(markKey(5, "Missing"))])
      })
      const search = yield* sendSearch(client, sending(movie))
      assert.deepStrictEqual(seen, [[["sending"], true]])
      assert.deepStrictEqual([search.state, search.commandId], ["running", 9])
      assert.deepStrictEqual(log.open(section), [search])
    }).pipe(Effect.provide(layer))
  )

  const cases: ReadonlyArray<
    readonly [string, Reply, { state: string | undefined; fails: boolean; marked: boolean; wish: boolean }]
  > = [
    ["taken", taken, { state: "running", fails: false, marked: true, wish: false }],
    [
      "over at once, without success",
      { status: 201, body: { id: 9, name: "MoviesSearch", status: "completed", result: "unsuccessful" } },
      { state: "failed", fails: false, marked: true, wish: false }
    ],
    [
      "404",
      { status: 404, body: { message: "NotFound" } },
      { state: "failed", fails: false, marked: true, wish: false }
    ],
    ["400", { status: 400, body: [] }, { state: "failed", fails: false, marked: true, wish: false }],
    ["a refused key", { status: 401, body: "" }, { state: "lost", fails: true, marked: false, wish: true }],
    ["too many requests", { status: 429, body: "" }, { state: "lost", fails: true, marked: false, wish: true }],
    ["an Arr that starts", { status: 503, body: "" }, { state: "lost", fails: true, marked: false, wish: true }],
    ["a broken connection", "broken", { state: "sending", fails: true, marked: true, wish: true }],
    ["an error of the Arr", { status: 500, body: "" }, { state: "sending", fails: true, marked: true, wish: true }],
    [
      "a gateway without patience",
      { status: 504, body: "" },
      { state: "sending", fails: true, marked: true, wish: true }
    ],
    ["an answer nobody can read", ok("<html></html>"), { state: "sending", fails: true, marked: true, wish: true }]
  ]
  for (const [name, reply, expected] of cases) {
    it.effect(`${name}: ${expected.state}${expected.marked ? "" : ", as if nothing had been sent"}`, () =>
      Effect.gen(function* () {
        const log = yield* SearchLog
        const marks = yield* SearchMarks
        const wishes = yield* Wishes
        const { calls, client } = answering(reply)
        yield* marks.note(section, [{ itemId: 6, reason: "Missing" }], -5)
        const before = marks.all(section).get(markKey(6, "Missing"))
        const wish = yield* wishes.add({ section, reason: "Manual", target: movie, title: "It", askedAt: 0 })
        const marking = [
          { itemId: 5, reason: "Missing" },
          { itemId: 6, reason: "Missing" }
        ] as const
        const result = yield* Effect.either(sendSearch(client, sending(movie, { wish: wish.key, marks: marking })))
        const { searches } = yield* log.list({ limit: 9, offset: 0 })
        assert.deepStrictEqual(
          {
            state: searches[0]?.state,
            fails: result._tag === "Left",
            marked: marks.all(section).has(markKey(5, "Missing")),
            wish: wishes.of(section).length > 0
          },
          expected
        )
        // What was known of it before is known again.
        if (!expected.marked) assert.deepStrictEqual(marks.all(section).get(markKey(6, "Missing")), before)
        assert.lengthOf(
          calls.filter(({ method }) => method === "POST"),
          1
        )
        assert.notInclude(JSON.stringify(searches), apiKey)
      }).pipe(Effect.provide(layer))
    )
  }

  it.effect("a proxy that says 404 while the program restarts is no refusal", () =>
    Effect.gen(function* () {
      const { client } = fakeArr("radarr", () => ({ status: 404, body: "404 page not found" }))
      assert.strictEqual((yield* Effect.flip(sendSearch(client, sending(movie))))._tag, "Transient")
      assert.isEmpty((yield* SearchLog).open(section))
      assert.isFalse((yield* SearchMarks).all(section).has(markKey(5, "Missing")))
    }).pipe(Effect.provide(layer))
  )

  it.effect("a target of another program is refused without a request", () =>
    Effect.gen(function* () {
      const { calls, client } = answering(taken)
      assert.strictEqual((yield* sendSearch(client, sending(season))).state, "failed")
      assert.isEmpty(calls)
    }).pipe(Effect.provide(layer))
  )
})

/** Counts as searched for; how often it was before is known either way. */
const isMarked = Effect.map(SearchMarks, (marks) => (marks.all(section).get(markKey(5, "Missing"))?.at ?? 0) > 0)

/** Clocks of an earlier time: what is sent by it was sent a while ago. */
const earlier = (clock: Clock.Clock, by: number): Clock.Clock => ({
  [Clock.ClockTypeId]: Clock.ClockTypeId,
  unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis() - by,
  unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos(),
  currentTimeMillis: Effect.map(clock.currentTimeMillis, (now) => now - by),
  currentTimeNanos: clock.currentTimeNanos,
  sleep: (duration) => clock.sleep(duration)
})

/** A Sonarr with a season, as a client reaches it. */
const sonarr = Effect.gen(function* () {
  const fake = yield* FakeArr.make({
    kind: "sonarr",
    apiKey,
    category: "tv",
    commandDelay: "5 millis",
    refreshEvery: "1 hours"
  })
  for (const episodeId of [5, 6, 7]) {
    yield* fake.setMedia({ kind: "episode", seriesId: 3, seasonNumber: 1, episodeId }, {})
  }
  const client = yield* ArrClient.make({
    name: section,
    kind: "sonarr",
    url: fake.url,
    apiKey: Redacted.make(apiKey),
    skipTlsVerify: false,
    timeout: "500 millis"
  })
  const clock = yield* Effect.clock
  const send = (target: SearchTarget) =>
    Effect.either(Effect.withClock(sendSearch(client, sending(target)), earlier(clock, 150_000)))
  return { fake, client, send, arr: searchArr(client, Effect.succeed([])) }
})

/** Polls until nothing is open any more. */
const settled = (arr: ReturnType<typeof searchArr>) =>
  Effect.gen(function* () {
    const log = yield* SearchLog
    for (let left = 200; left > 0 && log.open(section).length > 0; left--) {
      yield* Effect.ignore(followCommands(arr))
      yield* Effect.sleep("10 millis")
    }
    const { searches } = yield* log.list({ limit: 1, offset: 0 })
    return searches[0]
  })

describe("sendSearch and followCommands with a Sonarr", () => {
  const episode: SearchTarget = { kind: "episode", seriesId: 3, seasonNumber: 1, episodeId: 5 }

  for (const target of [episode, season]) {
    it.scopedLive(`${target.kind}: its answer was cut off: found in the list of commands, and searched for once`, () =>
      Effect.gen(function* () {
        const { arr, fake, send } = yield* sonarr
        yield* fake.fault("broken-json", { paths: /\/command$/, times: 1 })
        assert.strictEqual((yield* send(target))._tag, "Left")
        const search = yield* settled(arr)
        assert.strictEqual(search?.state, "done")
        assert.isDefined(search?.commandId)
        assert.deepStrictEqual([...(yield* fake.searches).values()], [1])
      }).pipe(Effect.provide(layer))
    )

    it.scopedLive(`${target.kind}: it never arrived: lost, and free to be searched for again`, () =>
      Effect.gen(function* () {
        const { arr, fake, send } = yield* sonarr
        yield* fake.fault("hang", { paths: /\/command$/, times: 1 })
        assert.strictEqual((yield* send(target))._tag, "Left")
        assert.strictEqual((yield* settled(arr))?.state, "lost")
        assert.isFalse(yield* isMarked)
        assert.strictEqual((yield* send(target))._tag, "Right")
        assert.strictEqual((yield* settled(arr))?.state, "done")
        assert.deepStrictEqual([...(yield* fake.searches).values()], [1])
      }).pipe(Effect.provide(layer))
    )
  }

  it.scopedLive("a search that ends without success is a failure, one whose Arr restarts is lost", () =>
    Effect.gen(function* () {
      const { arr, fake, send } = yield* sonarr
      yield* fake.setSearchOutcome("all", { ends: "unsuccessful" })
      yield* send(episode)
      assert.strictEqual((yield* settled(arr))?.state, "failed")
      yield* fake.setSearchOutcome("all", { ends: "failed" })
      yield* send(episode)
      assert.strictEqual((yield* settled(arr))?.state, "failed")
      yield* fake.setSearchOutcome("all", { ends: "hang" })
      yield* send(episode)
      yield* Effect.sleep("50 millis")
      yield* fake.restart("orphaned")
      assert.strictEqual((yield* settled(arr))?.state, "lost")
      yield* send(season)
      yield* Effect.sleep("50 millis")
      yield* fake.restart("forgotten")
      assert.strictEqual((yield* settled(arr))?.state, "lost")
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive(
    "check 45: killed between the intent and the answer, the next life finds out, on the real database",
    () =>
      Effect.gen(function* () {
        const { arr, fake, send } = yield* sonarr
        const life = yield* lives
        for (const [arrives, state] of [
          [true, "done"],
          [false, "lost"]
        ] as const) {
          yield* life(
            Effect.gen(function* () {
              yield* fake.fault("hang", { paths: /\/command$/, times: 1 })
              const fiber = yield* Effect.fork(send(season))
              yield* Effect.sleep("100 millis")
              yield* Fiber.interrupt(fiber)
              assert.lengthOf((yield* SearchLog).open(section), 1)
            })
          )
          if (arrives) yield* Effect.scoped(Effect.provide(send(season), layer))
          yield* life(
            Effect.gen(function* () {
              assert.isTrue(yield* isMarked)
              assert.strictEqual((yield* settled(arr))?.state, state)
              assert.strictEqual(yield* isMarked, arrives)
            })
          )
          yield* fake.restart("forgotten")
        }
      })
  )
})
