import * as Effect from "effect/Effect"
import type { ClientError } from "../../clients/ClientError.ts"
import { withoutName } from "../../supervision/Dependencies.ts"
import { monotonicMillis } from "../../supervision/Monotonic.ts"
import type { Step } from "./agenda.ts"

/** What fails: the Arr as a whole, or one kind of question while others are answered. */
export type Subject = "arr" | Step

/** A failed question, and whether the Arr as a whole is to blame. */
export interface Failure {
  readonly error: ClientError
  readonly whole: boolean
}

interface Trouble {
  readonly error: ClientError
  readonly attempts: number
  /** Nothing is asked before; monotonic milliseconds. */
  readonly until: number
  readonly told: boolean
}

/** What goes wrong in one section: one log line at its beginning and one at its end, and when to try again. */
export interface Troubles {
  /** `hold`: the whole step waits, not only the container that failed. */
  readonly failed: (step: Step, failure: Failure, hold?: boolean) => Effect.Effect<void>
  /** An answer came: the Arr is there, whatever else is wrong. */
  readonly answered: Effect.Effect<void>
  /** Everything that belongs to this step was answered. */
  readonly succeeded: (step: Step) => Effect.Effect<void>
  /** Nothing is wrong any more with this step, whether or not the Arr answers now. */
  readonly over: (step: Step) => Effect.Effect<void>
  /** The Arr is said to be back: try again without waiting. */
  readonly retry: () => void
  /** Monotonic milliseconds. */
  readonly heldUntil: (step: Step) => number
  /** Message of the latest trouble that is not over. */
  readonly lastError: () => string | undefined
}

const firstWait = 30_000
const longestWait = 5 * 60_000

/** How long to wait after so many failures in a row, milliseconds. A refused key is not tried more often: that may lead to a ban. */
export const waitAfter = (error: ClientError, attempts: number): number =>
  error._tag === "AuthRejected" ? longestWait : Math.min(firstWait * 2 ** Math.max(0, attempts - 1), longestWait)

const words: { readonly [S in Subject]: string } = {
  arr: "its library",
  remove: "its library",
  list: "the list of its library",
  history: "its history",
  changes: "a part of its library that changed",
  items: "a part of its library"
}

const inWords = (millis: number): string =>
  millis < 60_000 ? `${Math.round(millis / 1000)} seconds` : `${Math.round(millis / 60_000)} min`

export const make = (
  section: string,
  report: (error: ClientError | undefined) => Effect.Effect<void>,
  isKnownAway: Effect.Effect<boolean> = Effect.succeed(false)
): Troubles => {
  const troubles = new Map<Subject, Trouble>()

  const isSame = (a: ClientError, b: ClientError): boolean => a._tag === b._tag && a.detail === b.detail

  const over = (subject: Subject): Effect.Effect<void> =>
    Effect.suspend(() => {
      const trouble = troubles.get(subject)
      if (trouble === undefined) return Effect.void
      troubles.delete(subject)
      const log = trouble.told ? Effect.logInfo(`${section}: ${words[subject]} can be read again`) : Effect.void
      return subject === "arr" ? Effect.zipRight(log, report(undefined)) : log
    })

  return {
    failed: (step, { error, whole }, hold = true) =>
      Effect.gen(function* () {
        if (!whole) yield* over("arr")
        const now = yield* monotonicMillis
        const subject: Subject = whole ? "arr" : step
        const before = troubles.get(subject)
        const attempts = (before?.attempts ?? 0) + 1
        const wait = waitAfter(error, attempts)
        const isSaid =
          [...troubles.values()].some((trouble) => trouble.told && isSame(trouble.error, error)) ||
          (whole && error._tag === "Transient" && (yield* isKnownAway))
        const told = before?.told === true || !isSaid
        // Last in the map is the latest.
        troubles.delete(subject)
        troubles.set(subject, { error, attempts, until: hold ? now + wait : now, told })
        if (before === undefined && told) {
          const reason = withoutName(section, error.message).replace(/\.$/, "")
          yield* Effect.logWarning(
            `${section}: ${words[subject]} cannot be read: ${reason}; trying again in ${inWords(wait)}`
          )
        }
        if (whole) yield* report(error)
      }),
    answered: over("arr"),
    succeeded: (step) => Effect.zipRight(over("arr"), over(step)),
    over,
    retry: () => {
      const trouble = troubles.get("arr")
      if (trouble !== undefined) troubles.set("arr", { ...trouble, until: Number.NEGATIVE_INFINITY })
    },
    heldUntil: (step) =>
      step === "remove"
        ? Number.NEGATIVE_INFINITY
        : Math.max(
            troubles.get("arr")?.until ?? Number.NEGATIVE_INFINITY,
            troubles.get(step)?.until ?? Number.NEGATIVE_INFINITY
          ),
    lastError: () => [...troubles.values()].at(-1)?.error.message
  }
}
