import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { ConfigService } from "../../config/ConfigService.ts"
import { Account } from "../../store/access/Account.ts"
import { ApiTokens } from "../../store/access/ApiTokens.ts"
import { Sessions, type StoredSession } from "../../store/access/Sessions.ts"
import { Unauthorized } from "../ApiError.ts"
import { WebSettings } from "../WebSettings.ts"
import type { TooManyTries } from "./accessErrors.ts"
import type { Caller } from "./Caller.ts"
import { cookieValues, sessionCookie } from "./cookies.ts"
import { isOwnHost } from "./ownHost.ts"
import { RateLimits } from "./RateLimits.ts"
import { allScopes, knownScopes } from "./Scope.ts"
import { digestOf, randomId, randomSecret, sameSecret, signed } from "./secrets.ts"
import { isAlive, isSessionSecret, seenEvery } from "./sessionRules.ts"
import { shownToken } from "./shownToken.ts"
import { proxyUser, type Visit, visitOf } from "./visit.ts"
import { stampOf, type WaysIn, waysIn } from "./waysIn.ts"

type Request = HttpServerRequest.HttpServerRequest

/** Who a request is from, and the sessions of browsers. */
export interface AccessService {
  /**
   * Undefined: nobody has said who they are. Fails with 401 for a token or a pair of sessions that do not hold, with 429
   * for too many of them.
   */
  readonly identify: (request: Request) => Effect.Effect<Caller | undefined, Unauthorized | TooManyTries>
  /**
   * Whether somebody who was let in still is, e.g. for a stream that goes on. It guesses nothing, so it neither counts as a try
   * nor is refused because of those of others: nobody else's failures end it, and none keep it open.
   */
  readonly identifyAgain: (request: Request) => Effect.Effect<Caller | undefined>
  readonly visit: (request: Request) => Effect.Effect<Visit>
  /** Whether this host can only be ours; see `isOwnHost`. */
  readonly isOurs: (host: string) => Effect.Effect<boolean>
  readonly ways: Effect.Effect<WaysIn>
  /**
   * Begins a session and ends the ones that the browser came with, so that none that somebody planted goes on. The stamp
   * is that of the moment when the login was judged (`stampOf`): if the password has changed since, it opens nothing.
   */
  readonly begin: (
    request: Request,
    login: Pick<StoredSession, "method" | "stamp" | "username">
  ) => Effect.Effect<{ readonly caller: Caller; readonly secret: Redacted.Redacted }>
  /** Ends the sessions that the browser came with. */
  readonly end: (request: Request) => Effect.Effect<void>
}

export class Access extends Context.Tag("qbitrr/web/access/Access")<Access, AccessService>() {}

/** A configured token shorter than this may be guessed, so guesses are limited for it. */
const unguessable = 32

/** Cookies of our name that are looked at; more come from somebody who plays with them. */
const mostCookies = 8

const refused = () => new Unauthorized({ error: "unauthorized" })

const make = Effect.gen(function* () {
  const account = yield* Account
  const configs = yield* ConfigService
  const limits = yield* RateLimits
  const sessions = yield* Sessions
  const settings = yield* WebSettings
  const tokens = yield* ApiTokens
  const key = Redacted.value(account.signingKey)

  const webUI = Effect.map(configs.current, ({ WebUI }) => WebUI)
  const ways = Effect.gen(function* () {
    return waysIn(yield* webUI, yield* account.current, yield* account.setupClosed)
  })
  const visit = (request: Request) =>
    Effect.map(webUI, (current) =>
      visitOf({ headers: request.headers, peer: Option.getOrUndefined(request.remoteAddress) }, current)
    )

  /** Who shows this token; undefined for none of ours. `weak`: it is so short that it may have been guessed. */
  const ownerOf = (shown: string) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const full: Caller = { method: "token", user: null, scopes: allScopes, session: undefined, csrf: undefined }
      const stored = yield* tokens.find(digestOf(shown))
      if (stored !== undefined && (stored.expiresAt === undefined || now < stored.expiresAt)) {
        if (now - (stored.usedAt ?? 0) >= seenEvery) yield* tokens.used(stored.hash, now)
        return { caller: { ...full, user: stored.name, scopes: knownScopes(stored.scopes) }, weak: false }
      }
      const expected = Redacted.value(yield* settings.token)
      // An empty token would let everyone with an empty header in: it never matches.
      if (expected === "" || !sameSecret(shown, expected)) return undefined
      return { caller: full, weak: expected.length < unguessable }
    })

  const byToken = (shown: string, address: string) =>
    Effect.gen(function* () {
      const owner = yield* ownerOf(shown)
      if (owner?.weak === false) return owner.caller
      yield* limits.take("token", address)
      if (owner === undefined) return yield* refused()
      yield* limits.giveBack("token", address)
      return owner.caller
    })

  /** The sessions that the browser shows, alive or not. */
  const shownSessions = (request: Request) =>
    Effect.gen(function* () {
      const secrets = [...new Set(cookieValues(request.headers["cookie"], sessionCookie))].filter(isSessionSecret)
      const found = yield* Effect.forEach(secrets.slice(0, mostCookies), (secret) => sessions.find(digestOf(secret)))
      return found.filter((session) => session !== undefined)
    })

  const callerOf = (session: StoredSession): Caller => ({
    method: session.method,
    user: session.username,
    scopes: allScopes,
    session: session.id,
    csrf: signed(key, `session ${session.hash}`)
  })

  const bySession = (request: Request) =>
    Effect.gen(function* () {
      const shown = yield* shownSessions(request)
      if (shown.length === 0) return undefined
      const now = yield* Clock.currentTimeMillis
      const current = yield* webUI
      const open = yield* ways
      const alive = shown.filter((session) => isAlive(session, now, stampOf(session.method, current, open)))
      const [session, another] = alive
      // Whoever could set a cookie for us from a neighbouring host might have planted the second one.
      if (another !== undefined) return yield* new Unauthorized({ error: "Several sessions at once; log in again." })
      if (session === undefined) {
        const hashes = new Set(shown.map(({ hash }) => hash))
        yield* sessions.removeWhere(({ hash }) => hashes.has(hash))
        return undefined
      }
      if (now - session.seenAt >= seenEvery) yield* sessions.touch(session.hash, now)
      return callerOf(session)
    })

  /** @param check what becomes of a token that is shown */
  const identifyBy = <E>(
    request: Request,
    check: (shown: string, address: string) => Effect.Effect<Caller | undefined, E>
  ): Effect.Effect<Caller | undefined, E | Unauthorized> =>
    Effect.gen(function* () {
      const current = yield* webUI
      if (yield* settings.authDisabled) {
        return {
          method: "disabled",
          user: null,
          scopes: allScopes,
          session: undefined,
          csrf: undefined
        } satisfies Caller
      }
      const here = yield* visit(request)
      const shown = shownToken(request.headers, current.AllowInsecureTokenQuery ? request.url : undefined)
      if (shown !== undefined) return yield* check(shown, here.address)
      const named = proxyUser(request.headers, here, current)
      if (named === undefined) return yield* bySession(request)
      const csrf = signed(key, `proxy ${named}`)
      return { method: "proxy", user: named, scopes: allScopes, session: undefined, csrf } satisfies Caller
    })

  const end = (request: Request) =>
    Effect.gen(function* () {
      const hashes = new Set((yield* shownSessions(request)).map(({ hash }) => hash))
      if (hashes.size > 0) yield* sessions.removeWhere(({ hash }) => hashes.has(hash))
    })

  return Access.of({
    identify: (request) => identifyBy(request, byToken),
    identifyAgain: (request) =>
      identifyBy(request, (shown) => Effect.map(ownerOf(shown), (owner) => owner?.caller)).pipe(
        Effect.catchTag("Unauthorized", () => Effect.succeed(undefined))
      ),
    isOurs: (host) => Effect.map(webUI, (current) => isOwnHost(host, current)),
    visit,
    ways,
    begin: (request, login) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const current = yield* webUI
        const open = yield* ways
        yield* end(request)
        yield* sessions.removeWhere((one) => !isAlive(one, now, stampOf(one.method, current, open)))
        const secret = randomSecret()
        const session: StoredSession = {
          hash: digestOf(secret),
          id: randomId(),
          ...login,
          createdAt: now,
          seenAt: now,
          address: (yield* visit(request)).address,
          agent: (request.headers["user-agent"] ?? "").slice(0, 200)
        }
        yield* sessions.add(session)
        return { caller: callerOf(session), secret: Redacted.make(secret) }
      }),
    end
  })
})

/** Follows the live config, so that a change of a key of access acts on the next request. */
export const layer: Layer.Layer<
  Access,
  never,
  Account | ApiTokens | ConfigService | RateLimits | Sessions | WebSettings
> = Layer.effect(Access, make)
