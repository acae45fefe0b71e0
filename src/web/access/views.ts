import * as Schema from "effect/Schema"
import type { StoredToken } from "../../store/access/ApiTokens.ts"
import type { StoredSession } from "../../store/access/Sessions.ts"
import { iso } from "../ProcessView.ts"
import type { Caller } from "./Caller.ts"
import { longestPassword, shortestPassword } from "./Passwords.ts"
import { knownScopes, Scope } from "./Scope.ts"
import { endOf } from "./sessionRules.ts"
import type { WaysIn } from "./waysIn.ts"

const time = Schema.String.annotations({ description: "ISO 8601, UTC" })

/** `GET /api/session`: all that a page has to know before anything else. */
export const SessionView = Schema.Struct({
  authenticated: Schema.Boolean,
  user: Schema.NullOr(Schema.String),
  method: Schema.NullOr(Schema.Literal("password", "oidc", "proxy", "token", "disabled")),
  setupRequired: Schema.Boolean.annotations({ description: "the first password has to be chosen: POST /api/setup" }),
  passwordLogin: Schema.Boolean,
  oidcLogin: Schema.Boolean,
  scopes: Schema.Array(Scope),
  csrf: Schema.NullOr(Schema.String).annotations({ description: "value for X-CSRF-Token; null where none is needed" })
}).annotations({ identifier: "Session" })
export type SessionView = typeof SessionView.Type

export const sessionView = (caller: Caller | undefined, ways: WaysIn): SessionView => ({
  authenticated: caller !== undefined,
  user: caller?.user ?? null,
  method: caller?.method ?? null,
  setupRequired: ways.setupRequired,
  passwordLogin: ways.passwordLogin,
  oidcLogin: ways.oidcLogin,
  scopes: caller?.scopes ?? [],
  csrf: caller?.csrf ?? null
})

/** A name as it is chosen. */
const chosenName = Schema.Trim.pipe(
  Schema.pattern(/^[^\p{Cc}]{1,64}$/u, { message: () => "a name has 1 to 64 characters" })
)
/** A name as it is typed; any other is simply wrong. */
const typedName = Schema.Trim.pipe(Schema.maxLength(64, { message: () => "a name has 64 characters at most" }))

const chosenPassword = Schema.String.pipe(
  Schema.minLength(shortestPassword, { message: () => `a password has ${shortestPassword} characters at least` }),
  Schema.maxLength(longestPassword, { message: () => `a password has ${longestPassword} characters at most` }),
  Schema.Redacted
)
const typedPassword = Schema.String.pipe(
  Schema.maxLength(longestPassword, { message: () => `a password has ${longestPassword} characters at most` }),
  Schema.Redacted
)
const code = Schema.String.pipe(Schema.maxLength(256, { message: () => "a code is much shorter" }))

/** Body of `POST /api/login`. */
export const LoginOrder = Schema.Struct({ username: typedName, password: typedPassword }).annotations({
  identifier: "Login"
})

/** Body of `POST /api/setup`. */
export const SetupOrder = Schema.Struct({
  code: code.annotations({ description: "from the log, or the value of QBITRR_SETUP_TOKEN" }),
  username: chosenName,
  password: chosenPassword
}).annotations({ identifier: "Setup" })

/** Body of `POST /api/password`. */
export const PasswordOrder = Schema.Struct({
  currentPassword: Schema.optional(
    typedPassword.annotations({ description: "asked of browsers once there is a password" })
  ),
  username: Schema.optional(chosenName.annotations({ description: "as it is unless given; the first is admin" })),
  password: chosenPassword
}).annotations({ identifier: "PasswordChange" })

/** Body of `POST /web/auth/set-password`. */
export const OlderPasswordOrder = Schema.Struct({
  username: chosenName,
  password: chosenPassword,
  setupToken: Schema.optional(code)
})

/** One browser that is logged in. */
export const BrowserSession = Schema.Struct({
  id: Schema.String,
  user: Schema.String,
  method: Schema.Literal("password", "oidc"),
  createdAt: time,
  seenAt: time,
  expiresAt: Schema.String.annotations({ description: "ISO 8601, UTC; later once it is used again" }),
  address: Schema.String,
  agent: Schema.String.annotations({ description: "what the browser called itself" }),
  current: Schema.Boolean.annotations({ description: "it is the one that asks" })
}).annotations({ identifier: "BrowserSession" })

/** `GET /api/sessions`. */
export const SessionList = Schema.Struct({ sessions: Schema.Array(BrowserSession) })

export const browserSession = (session: StoredSession, caller: Caller | undefined): typeof BrowserSession.Type => ({
  id: session.id,
  user: session.username,
  method: session.method,
  createdAt: iso(session.createdAt),
  seenAt: iso(session.seenAt),
  expiresAt: iso(endOf(session)),
  address: session.address,
  agent: session.agent,
  current: caller?.session === session.id
})

/** A token of a script, without the token. */
export const TokenView = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  scopes: Schema.Array(Scope),
  createdAt: time,
  createdBy: Schema.String,
  expiresAt: Schema.NullOr(time),
  lastUsedAt: Schema.NullOr(time)
}).annotations({ identifier: "Token" })

/** `GET /api/tokens`. */
export const TokenList = Schema.Struct({ tokens: Schema.Array(TokenView) })

/** Body of `POST /api/tokens`. */
export const TokenOrder = Schema.Struct({
  name: Schema.Trim.pipe(
    Schema.pattern(/^[^\p{Cc}]{1,100}$/u, { message: () => "a name has 1 to 100 characters" })
  ).annotations({ description: "what it is for" }),
  scopes: Schema.NonEmptyArray(Scope).pipe(Schema.maxItems(10)),
  expiresInDays: Schema.optional(
    Schema.Int.pipe(Schema.between(1, 3650, { message: () => "a token lasts 1 to 3650 days, or forever" }))
  )
}).annotations({ identifier: "TokenOrder" })

/** Answer of `POST /api/tokens`. */
export const NewToken = Schema.Struct({
  token: TokenView,
  secret: Schema.String.annotations({ description: "send it as Authorization: Bearer …; it is shown this once" })
}).annotations({ identifier: "NewToken" })

export const tokenView = (token: StoredToken): typeof TokenView.Type => ({
  id: token.id,
  name: token.name,
  scopes: knownScopes(token.scopes),
  createdAt: iso(token.createdAt),
  createdBy: token.createdBy,
  expiresAt: token.expiresAt === undefined ? null : iso(token.expiresAt),
  lastUsedAt: token.usedAt === undefined ? null : iso(token.usedAt)
})
