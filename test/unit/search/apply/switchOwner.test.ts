import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { takeStep } from "../../../../src/search/apply/switchOwner.ts"
import type { ProfiledOwner } from "../../../../src/search/profiles/ProfiledOwner.ts"
import { profileSteps } from "../../../../src/search/profiles/profileSteps.ts"
import { type ProfileSwitch, ProfileSwitches } from "../../../../src/store/search/ProfileSwitches.ts"
import { layer } from "../../../harness/search/memoryStores.ts"
import { fakeArr, ok } from "../../clients/arr/fakeHttp.ts"
import { lives } from "../../store/search/support.ts"

const section = "Section"
const main = 1
const temp = 10

const entry: ProfileSwitch = {
  section,
  owner: { kind: "series", id: 3 },
  title: "Dark",
  mainProfile: main,
  tempProfile: temp,
  step: "switching",
  switchedAt: 0
}

const owner: ProfiledOwner = {
  owner: entry.owner,
  title: "Dark",
  profileId: main,
  readAt: -1,
  missing: true,
  hasFiles: true
}

/** Where a life ends: never, as it reads (the key is refused: anything else is asked again), as its PUT is on the way, or when the Arr has taken that. */
type Crash = "never" | "GET" | "before the PUT" | "after the PUT"

/** A Sonarr with one series, and what of it changed. */
const sonarr = (profile = main) => {
  const whole = { id: 3, title: "Dark", monitored: true, seasons: [{ seasonNumber: 1, monitored: true }], tags: [4] }
  const state = { profile, gone: false, crash: "never" as Crash, bodies: [] as Array<unknown> }
  const { calls, client } = fakeArr("sonarr", (call) => {
    if (call.path.endsWith("/status")) return ok({ appName: "Sonarr", version: "4.0" })
    if (state.gone) return { status: 404, body: { message: "NotFound" } }
    if (call.method === "GET") {
      return state.crash === "GET" ? { status: 401, body: "" } : ok({ ...whole, qualityProfileId: state.profile })
    }
    if (state.crash === "before the PUT") return "broken"
    state.bodies.push(call.json)
    const { json } = call
    if (typeof json === "object" && json !== null && "qualityProfileId" in json) {
      state.profile = Number(json.qualityProfileId)
    }
    return state.crash === "after the PUT" ? "broken" : { status: 202, body: "" }
  })
  return { state, client, whole, puts: () => calls.filter(({ method }) => method === "PUT").length }
}

const settings = { on: true, keep: false, timeout: undefined, mappings: new Map([[main, temp]]) }

/** Looks until there is nothing to do, at most so often. */
const lookOn = (client: ReturnType<typeof sonarr>["client"], on: boolean, known: ProfiledOwner | undefined = owner) =>
  Effect.gen(function* () {
    const journal = yield* ProfileSwitches
    for (let left = 5; left > 0; left--) {
      const steps = profileSteps({
        section,
        owners: known === undefined ? [] : [known],
        switches: journal.of(section),
        settings: { ...settings, on },
        complete: true,
        now: 0
      })
      for (const step of steps) yield* Effect.ignore(takeStep(client, step))
    }
    return journal.of(section)
  })

const crashes: ReadonlyArray<Crash> = ["never", "GET", "before the PUT", "after the PUT"]

describe("check 44: takeStep", () => {
  it.effect(
    "journals the way back before anything is asked, and sends the whole resource with only the profile changed",
    () =>
      Effect.gen(function* () {
        const { client, state, whole } = sonarr()
        const journal = yield* ProfileSwitches
        state.crash = "GET"
        yield* Effect.ignore(takeStep(client, { _tag: "ToTemporary", entry }))
        assert.deepStrictEqual(
          journal.of(section).map(({ step }) => step),
          ["switching"]
        )
        state.crash = "never"
        yield* takeStep(client, { _tag: "ToTemporary", entry })
        assert.deepStrictEqual(state.bodies, [{ ...whole, qualityProfileId: temp }])
        assert.deepStrictEqual(
          journal.of(section).map(({ step }) => step),
          ["temporary"]
        )
      }).pipe(Effect.provide(layer))
  )

  for (const going of crashes) {
    for (const back of crashes) {
      it.scoped(`a life that ends ${going} (there) and one that ends ${back} (back): nothing is left on it`, () =>
        Effect.gen(function* () {
          const { client, puts, state, whole } = sonarr()
          const life = yield* lives
          state.crash = going
          yield* life(
            Effect.flatMap(ProfileSwitches, () => Effect.ignore(takeStep(client, { _tag: "ToTemporary", entry })))
          )
          state.crash = back
          // Switched off in the next life: the index has read nothing since.
          yield* life(
            Effect.flatMap(ProfileSwitches, (journal) => {
              const [left] = journal.of(section)
              return left === undefined
                ? Effect.void
                : Effect.ignore(takeStep(client, { _tag: "Back", entry: left, why: "it is switched off", rest: false }))
            })
          )
          state.crash = "never"
          const left = yield* life(lookOn(client, false))
          assert.isEmpty(left)
          assert.strictEqual(state.profile, main)
          for (const body of state.bodies) assert.deepInclude(body, whole)
          assert.isAtMost(puts(), 4)
        })
      )
    }
  }

  it.effect("a person chose another profile: left alone there and back, and while it is missing", () =>
    Effect.gen(function* () {
      const { client, puts, state } = sonarr(42)
      const journal = yield* ProfileSwitches
      yield* takeStep(client, { _tag: "ToTemporary", entry })
      assert.isEmpty(journal.of(section))
      yield* journal.put({ ...entry, step: "temporary" })
      yield* takeStep(client, { _tag: "Back", entry, why: "it is switched off", rest: false })
      assert.isEmpty(journal.of(section))
      yield* takeStep(client, { _tag: "Check", entry })
      assert.deepStrictEqual(
        journal.of(section).map(({ step }) => step),
        ["rested"]
      )
      assert.strictEqual(puts(), 0)
      assert.strictEqual(state.profile, 42)
    }).pipe(Effect.provide(layer))
  )

  it.effect("a person gave the main profile back: it does not get the temporary one again while it is missing", () =>
    Effect.gen(function* () {
      const { client, puts, state } = sonarr()
      yield* lookOn(client, true)
      assert.strictEqual(state.profile, temp)
      state.profile = main
      yield* lookOn(client, true, { ...owner, readAt: 9 })
      assert.strictEqual(state.profile, main)
      assert.strictEqual(puts(), 1)
    }).pipe(Effect.provide(layer))
  )

  it.effect("what the index read of it was old: it keeps its temporary profile, and its way back", () =>
    Effect.gen(function* () {
      const { client, puts, state } = sonarr()
      yield* lookOn(client, true)
      const journal = yield* lookOn(client, true, { ...owner, readAt: 9 })
      assert.strictEqual(state.profile, temp)
      assert.deepStrictEqual(
        journal.map(({ step }) => step),
        ["temporary"]
      )
      assert.strictEqual(puts(), 1)
    }).pipe(Effect.provide(layer))
  )

  it.effect("an owner that is gone leaves the journal", () =>
    Effect.gen(function* () {
      for (const step of ["switching", "temporary", "restoring"] as const) {
        const { client, state } = sonarr()
        const journal = yield* ProfileSwitches
        yield* journal.put({ ...entry, step })
        state.gone = true
        assert.isEmpty(yield* lookOn(client, false))
      }
    }).pipe(Effect.provide(layer))
  )
})
