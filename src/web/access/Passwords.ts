import { randomBytes, scrypt, timingSafeEqual } from "node:crypto"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { parsePasswordHash, type ScryptHash, showPasswordHash } from "../../config/values/PasswordHash.ts"
import { TooManyTries } from "./accessErrors.ts"

/** Characters of a password. */
export const shortestPassword = 8
export const longestPassword = 1024

/** What scrypt takes: `ln` is the base-2 logarithm of N. */
export type Cost = Pick<ScryptHash, "ln" | "r" | "p">

/** OWASP's scrypt of 32 MiB (N = 2^15, r = 8, p = 3): as hard as its 128 MiB, which is more than all of this daemon. */
const ordinary: Cost = { ln: 15, r: 8, p: 3 }

/**
 * What a new hash takes, and a login of nobody. No key of the config and no option sets it: only tests provide another one,
 * since what they wait for is not scrypt.
 */
export class PasswordCost extends Context.Reference<PasswordCost>()("qbitrr/web/access/PasswordCost", {
  defaultValue: () => ordinary
}) {}

const hashBytes = 32

/** Password hashes. One is computed at a time, off the event loop; a few may wait, more are refused. */
export interface PasswordsService {
  readonly hash: (password: Redacted.Redacted) => Effect.Effect<Redacted.Redacted, TooManyTries>
  /** Takes as long for no hash at all (undefined), so that the time tells nobody whether a name exists. */
  readonly verify: (
    password: Redacted.Redacted,
    stored: Redacted.Redacted | undefined
  ) => Effect.Effect<boolean, TooManyTries>
}

export class Passwords extends Context.Tag("qbitrr/web/access/Passwords")<Passwords, PasswordsService>() {}

/** Computations that may wait for their turn. */
const mostWaiting = 8

const derive = (password: string, salt: Buffer, { ln, p, r }: Cost, bytes: number) =>
  Effect.async<Buffer>((resume) => {
    const N = 2 ** ln
    scrypt(password.normalize("NFKC"), salt, bytes, { N, r, p, maxmem: 128 * N * r + 2 ** 20 * p }, (error, key) =>
      resume(error === null ? Effect.succeed(key) : Effect.die(error))
    )
  })

const make = Effect.gen(function* () {
  const cost = yield* PasswordCost
  const turn = yield* Effect.makeSemaphore(1)
  let waiting = 0
  // Uninterruptible: who hangs up must not make room for another computation beside the one that goes on.
  const queued = <A>(work: Effect.Effect<A>): Effect.Effect<A, TooManyTries> =>
    Effect.suspend(() => {
      if (waiting >= mostWaiting) {
        return Effect.fail(
          new TooManyTries({ error: "Too many logins at once; try again in a moment.", retryAfter: 5 })
        )
      }
      waiting += 1
      return Effect.ensuring(
        turn.withPermits(1)(Effect.uninterruptible(work)),
        Effect.sync(() => {
          waiting -= 1
        })
      )
    })
  const nobody: ScryptHash = { ...cost, salt: randomBytes(16), hash: randomBytes(hashBytes) }

  return Passwords.of({
    hash: (password) =>
      queued(
        Effect.gen(function* () {
          const salt = randomBytes(16)
          const hash = yield* derive(Redacted.value(password), salt, cost, hashBytes)
          return Redacted.make(showPasswordHash({ ...cost, salt, hash }))
        })
      ),
    verify: (password, stored) => {
      const known = stored === undefined ? undefined : parsePasswordHash(Redacted.value(stored))
      const expected = known ?? nobody
      return queued(
        Effect.map(
          derive(Redacted.value(password), expected.salt, expected, expected.hash.length),
          (hash) => timingSafeEqual(hash, expected.hash) && known !== undefined
        )
      )
    }
  })
})

export const layer: Layer.Layer<Passwords> = Layer.effect(Passwords, make)
