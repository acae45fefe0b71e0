import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as FakeArr from "../../../src/demo/FakeArr.ts"
import { searchManager } from "../../../src/managers/SearchManager.ts"
import * as Searches from "../../../src/search/Searches.ts"
import type { SearchSettings } from "../../../src/search/SearchSettings.ts"
import { LibraryIndex } from "../../../src/store/search/LibraryIndex.ts"
import { ProfileSwitches } from "../../../src/store/search/ProfileSwitches.ts"
import { Wishes } from "../../../src/store/search/Wishes.ts"
import * as Dependencies from "../../../src/supervision/Dependencies.ts"
import { Heartbeat } from "../../../src/supervision/Heartbeat.ts"
import { layer } from "../../harness/search/memoryStores.ts"
import { settings } from "../search/planSupport.ts"

const section = "Radarr-Movies"

const speed = 100

/** Time that passes a hundred times as fast, so that rests of seconds are over at once; HTTP has time enough. */
const hurried = (clock: Clock.Clock): Clock.Clock => {
  const start = clock.unsafeCurrentTimeMillis()
  const startNanos = clock.unsafeCurrentTimeNanos()
  const millis = () => start + (clock.unsafeCurrentTimeMillis() - start) * speed
  const nanos = () => startNanos + (clock.unsafeCurrentTimeNanos() - startNanos) * BigInt(speed)
  return {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: millis,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanos: Effect.sync(nanos),
    sleep: (duration) => clock.sleep(Duration.times(duration, 1 / speed))
  }
}

/** Until it holds; a test without it fails within 10 seconds. */
const until = (what: string, check: Effect.Effect<boolean>) =>
  Effect.gen(function* () {
    for (let left = 1_000; left > 0; left--) {
      if (yield* check) return
      yield* Effect.sleep("10 millis")
    }
    return yield* Effect.dieMessage(`never: ${what}`)
  })

/** A Radarr with so many missing movies, and a search worker's life beside it. */
const world = (count = 3, kind: "radarr" | "sonarr" = "radarr") =>
  Effect.gen(function* () {
    const clock = hurried(yield* Effect.clock)
    const fake = yield* FakeArr.make({ kind, apiKey: "key", category: "movies", refreshEvery: "1 hours" }).pipe(
      Effect.withClock(clock)
    )
    const add = (movieId: number) =>
      fake.setMedia({ kind: "movie", movieId }, { minimumAvailability: "announced", year: 2020 })
    if (kind === "radarr") for (let id = 1; id <= count; id++) yield* add(id)
    const live = yield* Ref.make<SearchSettings>({ ...settings, delay: 0, perHour: 1_000 })
    const on = yield* Ref.make(true)
    const told: Array<string> = []
    const say = (what: string) => Effect.sync(() => void told.push(what))
    const heartbeat: Heartbeat["Type"] = {
      worker: `Search-${section}`,
      life: 1,
      ready: say("ready"),
      beat: () => Effect.void,
      extend: () => Effect.void,
      release: (track) => say(`released ${track}`),
      degrade: (name) => say(`degraded ${name}`),
      recover: (name) => say(`recovered ${name}`),
      isCurrent: Effect.succeed(true)
    }
    const begin = searchManager({
      arr: {
        name: section,
        kind: "radarr",
        url: fake.url,
        apiKey: Redacted.make("key"),
        skipTlsVerify: false,
        timeout: "1 hours"
      },
      settings: Ref.get(live),
      requests: Effect.succeed({ overseerr: undefined, ombi: undefined, every: 300_000 }),
      profiles: Effect.succeed({
        use: false,
        keep: false,
        mappings: [],
        resetAtStart: false,
        resetAfter: undefined,
        retries: 1
      }),
      searches: Ref.get(on)
    }).pipe(
      Effect.withClock(clock),
      Effect.provideService(Heartbeat, heartbeat),
      Effect.provide(Logger.remove(Logger.defaultLogger)),
      Effect.fork
    )
    const searched = Effect.map(fake.searches, (all) => [...all.values()].reduce((sum, one) => sum + one, 0))
    const requests = Effect.map(fake.requests, (all) => [...all.values()].reduce((sum, one) => sum + one, 0))
    return { fake, add, begin, live, on, told, searched, requests }
  })

const services = <A, E, R>(test: Effect.Effect<A, E, R>) =>
  test.pipe(Effect.provide(layer), Effect.provide(Searches.layer), Effect.provide(Dependencies.layer))

describe("searchManager", () => {
  it.scopedLive(
    "reads the library, searches for what is missing once each, and is known to others while it lives",
    () =>
      Effect.gen(function* () {
        const { begin, fake, searched, told } = yield* world()
        const life = yield* begin
        yield* until(
          "all are searched for",
          Effect.map(searched, (count) => count === 3)
        )
        assert.include(told, "ready")
        assert.deepStrictEqual([...(yield* (yield* Searches.Searches).all).keys()], [section])
        const status = yield* Effect.flatMap((yield* Searches.Searches).all, (all) => {
          const own = all.get(section)
          return own === undefined ? Effect.dieMessage("not known") : own.status
        })
        assert.strictEqual(status.wanted, 3)
        yield* Effect.sleep("300 millis")
        assert.strictEqual(yield* searched, 3)
        yield* Fiber.interrupt(life)
        assert.strictEqual((yield* (yield* Searches.Searches).all).size, 0)
        assert.isEmpty(yield* fake.violations)
      }).pipe(services)
  )

  it.scopedLive("check 35: a movie added later is searched for without a restart", () =>
    Effect.gen(function* () {
      const { add, begin, searched } = yield* world()
      yield* begin
      yield* until(
        "all are searched for",
        Effect.map(searched, (count) => count === 3)
      )
      yield* add(9)
      yield* until(
        "the new one is",
        Effect.map(searched, (count) => count === 4)
      )
    }).pipe(services)
  )

  it.scopedLive("waits for an Arr that is away, degraded; and again when it goes away later", () =>
    Effect.gen(function* () {
      const { add, begin, fake, searched, told } = yield* world()
      yield* fake.goDown
      yield* begin
      yield* until(
        "degraded",
        Effect.sync(() => told.includes(`degraded ${section}`))
      )
      assert.notInclude(told, "ready")
      yield* fake.comeBack
      yield* until(
        "all are searched for",
        Effect.map(searched, (count) => count === 3)
      )
      assert.isBelow(told.indexOf(`recovered ${section}`), told.indexOf("ready") + 1)
      told.length = 0
      yield* fake.goDown
      yield* until(
        "degraded again",
        Effect.sync(() => told.includes(`degraded ${section}`))
      )
      yield* add(7)
      yield* fake.comeBack
      yield* until(
        "recovered",
        Effect.sync(() => told.includes(`recovered ${section}`))
      )
      yield* until(
        "the new one is searched for",
        Effect.map(searched, (count) => count === 4)
      )
    }).pipe(services)
  )

  it.scopedLive("another program, or a refused key, is a mistake of the config and not an outage", () =>
    Effect.gen(function* () {
      const reasonOf = (life: Fiber.RuntimeFiber<never, unknown>) =>
        Effect.map(Fiber.await(life), (exit) => (Exit.isFailure(exit) ? String(exit.cause) : ""))
      const wrong = yield* world(0, "sonarr")
      const said = yield* Effect.flatMap(wrong.begin, reasonOf)
      assert.include(said, "Sonarr")
      const refused = yield* world()
      const life = yield* refused.begin
      yield* until(
        "it searches",
        Effect.map(refused.searched, (count) => count > 0)
      )
      yield* refused.fake.fault("401")
      yield* refused.add(8)
      yield* (yield* Wishes).add({
        section,
        reason: "Manual",
        target: { kind: "movie", movieId: 8 },
        title: "It",
        askedAt: yield* Clock.currentTimeMillis
      })
      const refusal = yield* reasonOf(life)
      assert.match(refusal, /401|key/i)
      assert.notInclude(refusal, "apikey=")
    }).pipe(services)
  )

  it.scopedLive(
    "switched off, the library is not read, nothing is asked, and nobody counts as away; switched on it goes on",
    () =>
      Effect.gen(function* () {
        const { add, begin, fake, live, on, requests, searched, told } = yield* world()
        yield* begin
        yield* until(
          "all are searched for",
          Effect.map(searched, (count) => count === 3)
        )
        yield* Ref.update(live, (now) => ({ ...now, missing: false }))
        yield* Ref.set(on, false)
        yield* until(
          "released",
          Effect.sync(() => told.includes("released library"))
        )
        assert.strictEqual(told.at(-1), `recovered ${section}`)
        yield* Effect.sleep("400 millis")
        const before = yield* requests
        yield* add(20)
        yield* fake.goDown
        yield* Effect.sleep("500 millis")
        yield* fake.comeBack
        assert.strictEqual(yield* requests, before)
        assert.strictEqual(told.at(-1), `recovered ${section}`)
        yield* Ref.update(live, (now) => ({ ...now, missing: true }))
        yield* Ref.set(on, true)
        yield* until(
          "the new one is searched for",
          Effect.map(searched, (count) => count === 4)
        )
      }).pipe(services)
  )

  it.scopedLive("switched off with a temporary profile in the journal, the library is read until that is back", () =>
    Effect.gen(function* () {
      const { begin, fake, on, told } = yield* world(1)
      const journal = yield* ProfileSwitches
      yield* fake.setProfiles([{ id: 1 }, { id: 10 }])
      yield* fake.setContainer(1, { profileId: 10 })
      yield* journal.put({
        section,
        owner: { kind: "movie", id: 1 },
        title: "It",
        mainProfile: 1,
        tempProfile: 10,
        step: "temporary",
        switchedAt: 0
      })
      yield* Ref.set(on, false)
      yield* begin
      yield* until(
        "back",
        Effect.map(fake.puts, (puts) => puts.length === 1)
      )
      yield* until(
        "released",
        Effect.sync(() => told.includes("released library"))
      )
      assert.isEmpty(journal.of(section))
    }).pipe(services)
  )

  it.scopedLive("ends promptly, whatever it is doing: reading, waiting for an answer, searching", () =>
    Effect.gen(function* () {
      for (const fault of ["none", "hang"] as const) {
        const { begin, fake, requests } = yield* world(30)
        yield* fake.fault(fault, { after: 6 })
        const life = yield* begin
        yield* until(
          "it is busy",
          Effect.map(requests, (count) => count > 6)
        )
        const [took] = yield* Effect.timed(Fiber.interrupt(life))
        assert.isBelow(Duration.toMillis(took), 1_000)
        // What was on its way is still counted there.
        yield* Effect.sleep("200 millis")
        const before = yield* requests
        yield* Effect.sleep("200 millis")
        assert.strictEqual(yield* requests, before)
      }
      assert.isDefined(yield* LibraryIndex)
    }).pipe(services)
  )
})
