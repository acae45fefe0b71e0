import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ArrKind } from "../../clients/arr/ArrKind.ts"
import type { ClientError } from "../../clients/ClientError.ts"
import { type IndexedContainer, LibraryIndex } from "../../store/search/LibraryIndex.ts"
import { ProfileSwitches } from "../../store/search/ProfileSwitches.ts"
import type { Heartbeat } from "../../supervision/Heartbeat.ts"
import { stillOurs } from "../../torrents/apply/stillOurs.ts"
import type { ProfileSettings } from "../profileSettingsOf.ts"
import { ownersOf } from "./ProfiledOwner.ts"
import {
  ownerKey,
  type ProfileInput,
  type ProfileStep,
  profileSteps,
  resetSteps,
  resolveMappings,
  type TemporaryProfiles
} from "./profileSteps.ts"

export interface ProfileLoopOptions {
  readonly section: string
  readonly kind: ArrKind
  readonly config: Effect.Effect<ProfileSettings>
  readonly dryRun: Effect.Effect<boolean>
  /** Whether something is wanted, released, and not there. */
  readonly isMissing: Effect.Effect<(item: IndexedContainer["items"][number]) => boolean>
  /** The door. */
  readonly take: (step: ProfileStep) => Effect.Effect<void, ClientError, ProfileSwitches>
  /** The owner was changed: it has to be read again. */
  readonly changed: (containerId: number) => Effect.Effect<void>
  /** Completes when the index has changed. Default: nobody tells. */
  readonly libraryChanged?: Effect.Effect<void>
}

/** Between two looks, milliseconds. */
const every = 60_000

/** As soon after a look the next one may follow a change of the library. Milliseconds. */
const settle = 5_000

/** Most switches of one look: each is two requests. While more are due a look comes once a minute. */
const mostSteps = 20

/** How long an owner rests of whom the Arr refused every attempt, milliseconds. */
const givenUpFor = 24 * 3_600_000

/** The Arr as a whole does not answer, or refuses the key: that says nothing about an owner. */
const isAway = (error: ClientError): boolean =>
  error._tag === "AuthRejected" ||
  (error._tag === "Transient" && (error.kind === "connection" || error.status === 503 || error.status === 404))

interface Failure {
  readonly times: number
  readonly at: number
}

/** Gives what is missing its temporary quality profile and takes it back, as `profileSteps` says. */
export const profileLoop = (
  options: ProfileLoopOptions
): Effect.Effect<never, never, LibraryIndex | ProfileSwitches | Heartbeat> =>
  Effect.gen(function* () {
    const { kind, section } = options
    const index = yield* LibraryIndex
    const journal = yield* ProfileSwitches
    const failures = new Map<string, Failure>()
    let warned = ""
    let isReset = false
    let pending: ReadonlyArray<ProfileStep> = []

    const settingsOf = (config: ProfileSettings) =>
      Effect.gen(function* () {
        const { mappings, unknown } = resolveMappings(config.mappings, index.profiles(section).values())
        const names = unknown.join(", ")
        if (config.use && names !== warned) {
          warned = names
          if (names !== "") {
            yield* Effect.logError(
              `${section}: no quality profile is named ${names}: correct QualityProfileMappings (names are compared exactly)`
            )
          }
        }
        const settings: TemporaryProfiles = {
          on: config.use && mappings.size > 0,
          keep: config.keep,
          timeout: config.resetAfter,
          mappings
        }
        return settings
      })

    const isResting = (step: ProfileStep, attempts: number, now: number): boolean => {
      const failure = failures.get(ownerKey(step.entry.owner))
      return failure !== undefined && failure.times > attempts && now - failure.at < givenUpFor
    }

    /** Answers whether the Arr is there: while it is away the rest waits, and nobody is to blame. */
    const take = (step: ProfileStep, attempts: number, now: number) =>
      Effect.gen(function* (): Effect.fn.Return<boolean, never, ProfileSwitches | Heartbeat> {
        yield* stillOurs
        const key = ownerKey(step.entry.owner)
        const result = yield* Effect.either(options.take(step))
        if (result._tag === "Right") {
          failures.delete(key)
          if (step._tag !== "Forget") yield* options.changed(step.entry.owner.id)
          return true
        }
        const error = result.left
        const line = `${section}: the quality profile of ${step.entry.title} could not be switched: ${error.message}`
        if (isAway(error)) return yield* Effect.as(Effect.logDebug(line), false)
        const times = (failures.get(key)?.times ?? 0) + 1
        failures.set(key, { times, at: now })
        yield* times > attempts
          ? Effect.logWarning(`${line} It is tried again in a day.`)
          : Effect.logDebug(`${line} It is tried again.`)
        // One whose PUT takes too long is not asked for over and over before the others have their turn.
        return error._tag !== "Transient" || error.kind !== "timeout"
      })

    /** Answers how many steps were taken. */
    const look = Effect.gen(function* () {
      const config = yield* options.config
      const switches = journal.of(section)
      if (yield* options.dryRun) return 0
      if (!config.use && !config.resetAtStart && switches.length === 0) return 0
      // Without the profiles no name leads to an id, and everything would look switched off.
      if (index.profiles(section).size === 0) return 0
      const now = yield* Clock.currentTimeMillis
      const settings = yield* settingsOf(config)
      const input: ProfileInput = {
        section,
        owners: ownersOf(kind, index.containers(section).values(), yield* options.isMissing),
        switches,
        settings,
        complete: index.marks(section).fullAt !== undefined,
        now
      }
      if (config.resetAtStart && !isReset && input.complete) {
        isReset = true
        const { ambiguous, steps: back } = resetSteps(input)
        if (ambiguous.length > 0) {
          const some = ambiguous.slice(0, 5).map(({ title }) => title)
          const names = ambiguous.length > some.length ? `${some.join(", ")}, …` : some.join(", ")
          yield* Effect.logWarning(
            `${section}: ${ambiguous.length} have a temporary quality profile that several main profiles lead to, or that is a main profile itself; where it is wrong, set it by hand: ${names}`
          )
        }
        pending = back
      }
      const isDue = (step: ProfileStep) => !isResting(step, config.retries, now)
      pending = pending.filter(isDue)
      const due = pending.length > 0 ? pending : profileSteps(input).filter(isDue)
      const next = due.slice(0, mostSteps)
      for (const step of next) {
        if (!(yield* take(step, config.retries, now))) return 0
        pending = pending.filter((one) => one !== step)
      }
      return next.length
    })
    const changed = Effect.zipRight(Effect.sleep(settle), options.libraryChanged ?? Effect.never)
    const rest = (taken: number) =>
      taken < mostSteps ? Effect.raceFirst(Effect.sleep(every), changed) : Effect.sleep(every)
    return yield* Effect.forever(Effect.flatMap(look, rest))
  })
