import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as ArrClient from "../../../../src/clients/arr/ArrClient.ts"
import { libraryReads } from "../../../../src/clients/arr/library/makeLibraryReads.ts"
import { AuthRejected, type ClientError, Transient } from "../../../../src/clients/ClientError.ts"
import * as FakeArr from "../../../../src/demo/FakeArr.ts"
import { takeStep } from "../../../../src/search/apply/switchOwner.ts"
import type { ProfileSettings } from "../../../../src/search/profileSettingsOf.ts"
import { isMissing } from "../../../../src/search/profiles/missingOf.ts"
import { profileLoop } from "../../../../src/search/profiles/profileLoop.ts"
import type { ProfileStep } from "../../../../src/search/profiles/profileSteps.ts"
import { LibraryIndex } from "../../../../src/store/search/LibraryIndex.ts"
import { ProfileSwitches } from "../../../../src/store/search/ProfileSwitches.ts"
import { Heartbeat } from "../../../../src/supervision/Heartbeat.ts"
import { layer } from "../../../harness/search/memoryStores.ts"
import { noon, small } from "../../demo/librarySupport.ts"
import { beating, containersOf, errors, section } from "../loopWorld.ts"
import { day, hour, minute, movie, profile, settings } from "../planSupport.ts"
import { advance, quickly } from "../searchClock.ts"

const config: ProfileSettings = {
  use: true,
  keep: false,
  mappings: [
    { main: "HD", temp: "Any" },
    { main: "UHD", temp: "Any" }
  ],
  resetAtStart: false,
  resetAfter: undefined,
  retries: 2
}

const profiles = [
  { id: 1, name: "HD" },
  { id: 2, name: "UHD" },
  { id: 10, name: "Any" }
]

/** A thousand times as fast: a loop with a rest of a minute does not keep a test waiting. */
const hurried = (clock: Clock.Clock): Clock.Clock => ({
  [Clock.ClockTypeId]: Clock.ClockTypeId,
  unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis(),
  unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos(),
  currentTimeMillis: clock.currentTimeMillis,
  currentTimeNanos: clock.currentTimeNanos,
  sleep: (duration) => clock.sleep(Duration.times(duration, 0.001))
})

/** Until it holds; a test without it fails within 5 seconds. */
const until = (check: Effect.Effect<boolean>) =>
  Effect.gen(function* () {
    for (let left = 500; left > 0; left--) {
      if (yield* check) return
      yield* Effect.sleep("10 millis")
    }
    return yield* Effect.dieMessage("it did not come to that")
  })

const isRow = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const withoutProfile = (value: unknown) => (isRow(value) ? { ...value, qualityProfileId: 0 } : value)

/** A program with two owners of things that are missing, with other main profiles, and its loop. */
const world = (kind: "radarr" | "sonarr" | "lidarr" | "readarr") =>
  Effect.gen(function* () {
    const fake = yield* FakeArr.make({ kind, apiKey: "key", category: kind, refreshEvery: "1 hours" })
    yield* fake.setProfiles(profiles)
    const items = small[kind].map(({ file: _file, ...item }) => ({ ...item, monitored: true, airsAt: noon - day }))
    yield* fake.setLibrary(
      items.map((item) => (kind === "radarr" ? { ...item, minimumAvailability: "announced" } : item))
    )
    yield* fake.setContainer(2, { profileId: 2 })
    const client = yield* ArrClient.make({
      name: section,
      kind,
      url: fake.url,
      apiKey: Redacted.make("key"),
      skipTlsVerify: false,
      timeout: "10 hours"
    })
    const index = yield* LibraryIndex
    const reads = libraryReads(client)
    const read = Effect.gen(function* () {
      yield* index.setProfiles(section, yield* reads.profiles)
      const readAt = yield* Clock.currentTimeMillis
      const { rows } = yield* reads.containers
      const { rows: things } = yield* reads.itemsOf(rows)
      yield* index.put(
        section,
        rows.map((container) => ({
          container,
          items: things.filter(({ containerId }) => containerId === container.id),
          readAt
        }))
      )
      yield* index.setMarks(section, { fullAt: readAt, listAt: readAt, historyAt: readAt })
    }).pipe(Effect.orDie)
    yield* read
    const settingsNow = yield* Ref.make(config)
    const dryRun = yield* Ref.make(false)
    const clock = yield* Effect.clock
    const begin = profileLoop({
      section,
      kind,
      config: Ref.get(settingsNow),
      dryRun: Ref.get(dryRun),
      isMissing: Effect.map(Clock.currentTimeMillis, (now) =>
        isMissing({ ...settings, unmonitored: true, specials: true }, now)
      ),
      take: (step) => takeStep(client, step),
      changed: () => read
    }).pipe(
      Effect.withClock(hurried(clock)),
      Effect.provideService(Heartbeat, beating()),
      Effect.provide(Logger.remove(Logger.defaultLogger)),
      Effect.fork
    )
    const profilesNow = Effect.map(Effect.orDie(reads.containers), ({ rows }) => rows.map(({ profileId }) => profileId))
    const are = (...expected: ReadonlyArray<number>) =>
      Effect.map(profilesNow, (now) => JSON.stringify(now) === JSON.stringify(expected))
    return {
      fake,
      begin,
      read,
      dryRun,
      are,
      set: (change: Partial<ProfileSettings>) => Ref.set(settingsNow, { ...config, ...change })
    }
  })

describe("check 44: temporary profiles of a real program's API", () => {
  for (const kind of ["radarr", "sonarr", "lidarr", "readarr"] as const) {
    it.scopedLive(
      `${kind}: there, back after the time-out and at a startup reset to the right main profile; monitored and all else stay`,
      () =>
        Effect.gen(function* () {
          const journal = yield* ProfileSwitches
          const { are, begin, fake, set } = yield* world(kind)
          yield* begin
          yield* until(are(10, 10))
          yield* set({ resetAfter: 1 })
          yield* until(are(1, 2))
          yield* until(Effect.sync(() => journal.of(section).every(({ step }) => step === "rested")))
          // It does not loop: they rest while they are missing.
          const before = (yield* fake.puts).length
          yield* Effect.sleep("300 millis")
          assert.lengthOf(yield* fake.puts, before)
          const puts = yield* fake.puts
          assert.isAtLeast(puts.length, 4)
          for (const { before: was, body, status } of puts) {
            assert.strictEqual(status, 202)
            assert.deepStrictEqual(withoutProfile(body), withoutProfile(was))
            assert.isTrue(isRow(body) && body["monitored"])
          }
          assert.isEmpty(yield* fake.violations)
        }).pipe(Effect.provide(layer))
    )

    it.scopedLive(
      `${kind}: ForceResetTempProfiles at the start of the next life, and switching the feature off, bring all back`,
      () =>
        Effect.gen(function* () {
          const journal = yield* ProfileSwitches
          const { are, begin, set } = yield* world(kind)
          const first = yield* begin
          yield* until(are(10, 10))
          yield* Fiber.interrupt(first)
          yield* set({ use: false, resetAtStart: true })
          const second = yield* begin
          yield* until(are(1, 2))
          yield* Fiber.interrupt(second)
          yield* set({})
          yield* begin
          yield* until(are(10, 10))
          yield* set({ use: false })
          yield* until(are(1, 2))
          yield* until(Effect.sync(() => journal.of(section).length === 0))
        }).pipe(Effect.provide(layer))
    )
  }

  it.scopedLive("dry run sends nothing, there or back", () =>
    Effect.gen(function* () {
      const { begin, dryRun, fake, set } = yield* world("sonarr")
      yield* Ref.set(dryRun, true)
      yield* begin
      yield* Effect.sleep("200 millis")
      yield* set({ use: false, resetAtStart: true })
      yield* Effect.sleep("200 millis")
      assert.isEmpty(yield* fake.puts)
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("KeepTempProfile: what was found keeps it; without it goes back", () =>
    Effect.gen(function* () {
      const { are, begin, fake, read, set } = yield* world("radarr")
      yield* set({ keep: true })
      yield* begin
      yield* until(are(10, 10))
      for (const movieId of [1, 2]) yield* fake.setMedia({ kind: "movie", movieId }, { file: {} })
      yield* read
      yield* Effect.sleep("200 millis")
      assert.isTrue(yield* are(10, 10))
      yield* set({ keep: false })
      yield* until(are(1, 2))
    }).pipe(Effect.provide(layer))
  )
})

/** A loop in a time of its own, with a door that answers as it is told. */
const model = (take: (step: ProfileStep) => Effect.Effect<void, ClientError>, count: number) =>
  Effect.gen(function* () {
    const index = yield* LibraryIndex
    yield* index.setProfiles(section, [profile, { ...profile, id: 9, name: "Any" }])
    const movies = Array.from({ length: count }, (_, nth) => movie(nth + 1))
    yield* index.put(section, containersOf(movies))
    yield* index.setMarks(section, { fullAt: 1, listAt: 1, historyAt: 1 })
    const lines: Array<string> = []
    yield* profileLoop({
      section,
      kind: "radarr",
      config: Effect.succeed({ ...config, mappings: [{ main: profile.name, temp: "Any" }] }),
      dryRun: Effect.succeed(false),
      isMissing: Effect.succeed(() => true),
      take,
      changed: () => Effect.void
    }).pipe(
      Effect.provideService(Heartbeat, beating()),
      Effect.provide(
        Logger.replace(
          Logger.defaultLogger,
          Logger.make<unknown, void>(({ logLevel, message }) => void lines.push(`${logLevel.label} ${String(message)}`))
        )
      ),
      Effect.fork
    )
    return lines
  })

describe("profileLoop: when it fails", () => {
  it.scoped("one that the Arr refuses is tried as often as ProfileSwitchRetryAttempts says, then once a day", () =>
    Effect.gen(function* () {
      let attempts = 0
      const lines = yield* model(
        () =>
          Effect.suspend(() => {
            attempts++
            return Effect.fail(errors["400"])
          }),
        1
      )
      yield* advance(hour)
      assert.strictEqual(attempts, 3)
      yield* advance(3 * day)
      assert.isAtMost(attempts, 6)
      assert.lengthOf(
        lines.filter((line) => line.startsWith("WARN")),
        attempts - 2
      )
    }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped(
    "an Arr that is away, or refuses the key, is nobody's fault: a switch a minute is tried, and all when it is back",
    () =>
      Effect.gen(function* () {
        let attempts = 0
        let away: ClientError | undefined = errors.broken
        const done = new Set<number>()
        const lines = yield* model(
          ({ entry }) =>
            Effect.suspend(() => {
              attempts++
              if (away !== undefined) return Effect.fail(away)
              done.add(entry.owner.id)
              return Effect.void
            }),
          50
        )
        yield* advance(hour)
        assert.isAtMost(attempts, 61)
        away = new AuthRejected({ service: section, request: "GET /", status: 401, detail: "refused" })
        yield* advance(hour)
        assert.isAtMost(attempts, 122)
        away = undefined
        yield* advance(3 * minute)
        assert.isAbove(done.size, 19)
        assert.isEmpty(lines.filter((line) => line.startsWith("WARN")))
      }).pipe(quickly, Effect.provide(layer))
  )

  it.scoped("one for which the Arr needs too long does not keep the others from theirs for ever", () =>
    Effect.gen(function* () {
      const done = new Set<number>()
      const slow = new Transient({
        service: section,
        request: "PUT /",
        kind: "timeout",
        detail: "no answer within 15s."
      })
      yield* model(
        ({ entry }) =>
          Effect.suspend(() => {
            if (entry.owner.id === 1) return Effect.fail(slow)
            done.add(entry.owner.id)
            return Effect.void
          }),
        5
      )
      yield* advance(10 * minute)
      assert.strictEqual(done.size, 4)
    }).pipe(quickly, Effect.provide(layer))
  )
})
