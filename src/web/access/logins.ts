import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { ConfigService } from "../../config/ConfigService.ts"
import { Account, type StoredAccount } from "../../store/access/Account.ts"
import { Sessions } from "../../store/access/Sessions.ts"
import { BadRequest, Forbidden, Unauthorized } from "../ApiError.ts"
import { Access } from "./Access.ts"
import { NotNow, type TooManyTries } from "./accessErrors.ts"
import type { Caller } from "./Caller.ts"
import { Passwords } from "./Passwords.ts"
import { RateLimits } from "./RateLimits.ts"
import { SetupCode } from "./SetupCode.ts"
import { sameSecret } from "./secrets.ts"
import type { LoginOrder, PasswordOrder, SetupOrder } from "./views.ts"
import { stampOf } from "./waysIn.ts"

type Request = HttpServerRequest.HttpServerRequest

/** A caller with the secret of the session that has just begun; without one where no browser is concerned. */
export interface LoggedIn {
  readonly caller: Caller
  readonly secret: Redacted.Redacted | undefined
}

/** Somebody's name as it is compared: however it is typed. */
const plainName = (name: string): string => name.normalize("NFKC").toLowerCase()

const webUI = Effect.flatMap(ConfigService, ({ current }) => Effect.map(current, ({ WebUI }) => WebUI))

/** A session by the password as it is now; undefined when logging in by password is switched off. */
const beginByPassword = (request: Request) =>
  Effect.gen(function* () {
    const access = yield* Access
    const ways = yield* access.ways
    const stamp = stampOf("password", yield* webUI, ways)
    if (stamp === undefined || ways.credentials === undefined) return undefined
    return yield* access.begin(request, { method: "password", username: ways.credentials.username, stamp })
  })

/** Why there is no login by password. */
const noPassword = (setupRequired: boolean): Forbidden =>
  new Forbidden({
    error: setupRequired
      ? "Nobody has a password yet: choose the first one with the code in the log (POST /api/setup)."
      : "There is no login by password here. Log in as the page offers it, or set a password on the machine with `qbitrr password set`."
  })

/** Name and password for a session. Wrong ones take as long as right ones, and the log says where they came from. */
export const login = Effect.fn("web.login")(function* (request: Request, order: typeof LoginOrder.Type) {
  const access = yield* Access
  const limits = yield* RateLimits
  const passwords = yield* Passwords
  const ways = yield* access.ways
  const stamp = stampOf("password", yield* webUI, ways)
  if (ways.credentials === undefined || stamp === undefined) return yield* noPassword(ways.setupRequired)
  const { passwordHash, username } = ways.credentials
  const { address } = yield* access.visit(request)
  const name = plainName(order.username)
  yield* limits.take("login", address, name)
  const isKnown = sameSecret(name, plainName(username))
  const isRight = yield* passwords.verify(order.password, isKnown ? passwordHash : undefined)
  if (!isRight) {
    // Not the name that was typed: now and then it is a password.
    yield* Effect.logWarning(`A login from ${address} failed.`)
    return yield* new Unauthorized({ error: "The name or the password is wrong." })
  }
  yield* limits.giveBack("login", address, name)
  yield* Effect.logInfo(`${username} logged in from ${address}.`)
  return (yield* access.begin(request, { method: "password", username, stamp })) satisfies LoggedIn
})

const setupOver = () =>
  new NotNow({
    error:
      "The setup is over: a password exists or has existed. Log in, or set a new one on the machine with `qbitrr password set`."
  })

/** The first password, for whoever knows the code of the log. */
export const setup = Effect.fn("web.setup")(function* (request: Request, order: typeof SetupOrder.Type) {
  const access = yield* Access
  const account = yield* Account
  const limits = yield* RateLimits
  if (!(yield* access.ways).setupRequired) return yield* setupOver()
  const { address } = yield* access.visit(request)
  yield* limits.take("setup", address)
  if (!(yield* SetupCode).matches(order.code)) {
    yield* Effect.logWarning(`A wrong setup code came from ${address}.`)
    return yield* new Forbidden({ error: "The code is wrong. It is in the log, at the last start of the daemon." })
  }
  yield* limits.giveBack("setup", address)
  const passwordHash = yield* (yield* Passwords).hash(order.password)
  const changedAt = yield* Clock.currentTimeMillis
  // Two at once: the store lets one of them in.
  const isFirst = yield* account.create({ username: order.username, passwordHash, changedAt })
  if (!isFirst) return yield* setupOver()
  yield* Effect.logInfo(`${order.username} has chosen the first password, from ${address}.`)
  const begun = yield* beginByPassword(request)
  return begun === undefined ? yield* setupOver() : begun
})

/** Whoever sits at a browser that somebody left open must not be able to take it over for good. */
const confirm = (request: Request, caller: Caller, current: Redacted.Redacted | undefined) =>
  Effect.gen(function* () {
    const { credentials } = yield* (yield* Access).ways
    if (caller.method === "token" || credentials === undefined) return
    if (current === undefined) return yield* new BadRequest({ error: "currentPassword: is missing" })
    const limits = yield* RateLimits
    const { address } = yield* (yield* Access).visit(request)
    const name = plainName(credentials.username)
    yield* limits.take("login", address, name)
    if (!(yield* (yield* Passwords).verify(current, credentials.passwordHash))) {
      yield* Effect.logWarning(`A wrong current password came from ${address}.`)
      return yield* new Forbidden({ error: "The current password is wrong." })
    }
    yield* limits.giveBack("login", address, name)
  })

/** Another password. Every session ends; a browser that asked gets a new one. */
export const changePassword = (
  request: Request,
  caller: Caller,
  order: typeof PasswordOrder.Type
): Effect.Effect<
  LoggedIn,
  BadRequest | Forbidden | NotNow | TooManyTries,
  Access | Account | ConfigService | Passwords | RateLimits | Sessions
> =>
  Effect.gen(function* () {
    const access = yield* Access
    const account = yield* Account
    const { credentials } = yield* access.ways
    if (caller.method === "disabled") {
      return yield* new Forbidden({ error: "Everybody is let in without a login: set AuthDisabled = false first." })
    }
    if (credentials?.from === "config") {
      return yield* new NotNow({
        error: "The password is fixed by WebUI.PasswordHash: change it there, with what `qbitrr password hash` prints."
      })
    }
    yield* confirm(request, caller, order.currentPassword)
    const next: StoredAccount = {
      username: order.username ?? credentials?.username ?? "admin",
      passwordHash: yield* (yield* Passwords).hash(order.password),
      changedAt: yield* Clock.currentTimeMillis
    }
    yield* account.replace(next)
    yield* (yield* Sessions).removeWhere(() => true)
    yield* Effect.logInfo(`The password of ${next.username} was changed; every session is ended.`)
    if (caller.session === undefined) return { caller, secret: undefined }
    return (yield* beginByPassword(request)) ?? { caller, secret: undefined }
  })
