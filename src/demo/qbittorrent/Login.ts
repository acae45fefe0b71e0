import { empty, text, type WebRequest, type WebResponse } from "../http/Exchange.ts"
import { hashOf } from "../http/identity.ts"
import type { Dialect } from "./Dialect.ts"
import * as Sync from "./SyncSession.ts"

/** Credentials and the fixed facts of one stand-in. */
export interface Access {
  readonly username: string
  readonly password: string
  /** 5.2 only. */
  readonly apiKey: string | undefined
  readonly seed: string
}

/** Sessions and failed logins. All clients are on loopback, so there is one address to count and to ban. */
export interface Logins {
  readonly sessions: ReadonlyMap<string, Sync.SyncSession>
  readonly opened: number
  readonly failures: number
  /** Epoch milliseconds. */
  readonly bannedUntil: number
}

export const none: Logins = { sessions: new Map(), opened: 0, failures: 0, bannedUntil: 0 }

/** Failed logins before the ban, and how long it lasts: qBittorrent's defaults. */
const maxFailures = 5
const banMillis = 3_600_000

/** The session a request belongs to, by its cookie or (5.2) by the API key, which is one session for all its users. */
export const sessionOf = (
  request: WebRequest,
  logins: Logins,
  dialect: Dialect,
  access: Access
): string | undefined => {
  const bearer = /^Bearer (.+)$/.exec(request.headers["authorization"] ?? "")?.[1]
  if (dialect.fiveTwo && bearer !== undefined) return bearer === access.apiKey ? bearer : undefined
  const cookies = (request.headers["cookie"] ?? "").split(/;\s*/)
  const id = cookies.find((cookie) => cookie.startsWith(`${dialect.cookie(request.port)}=`))?.split("=")[1]
  return id !== undefined && logins.sessions.has(id) ? id : undefined
}

const refused = (dialect: Dialect): WebResponse => (dialect.fiveTwo ? text(401, "Unauthorized") : text(200, "Fails."))
const welcome = (dialect: Dialect, headers: Readonly<Record<string, string>> = {}): WebResponse =>
  dialect.fiveTwo ? empty(204, headers) : text(200, "Ok.", headers)

/**
 * `auth/login`. A valid session is welcomed without a look at the password; the sixth wrong password in a row is
 * answered 403 like every login after it, also with the right password, until the ban ends.
 */
export const login = (
  form: URLSearchParams,
  session: string | undefined,
  logins: Logins,
  { dialect, access, port, now }: { dialect: Dialect; access: Access; port: number; now: number }
): readonly [WebResponse, Logins] => {
  if (session !== undefined) return [welcome(dialect), logins]
  if (now < logins.bannedUntil) {
    return [text(403, "Your IP address has been banned after too many failed authentication attempts."), logins]
  }
  if (form.get("username") !== access.username || form.get("password") !== access.password) {
    const failures = logins.failures + 1
    const banned = failures >= maxFailures
    return [
      refused(dialect),
      { ...logins, failures: banned ? 0 : failures, bannedUntil: banned ? now + banMillis : logins.bannedUntil }
    ]
  }
  const opened = logins.opened + 1
  const id = hashOf(access.seed, "session", opened)
  const rest = dialect.fiveTwo ? "HttpOnly; SameSite=Lax; path=/" : "HttpOnly; SameSite=Strict; path=/"
  return [
    welcome(dialect, { "set-cookie": `${dialect.cookie(port)}=${id}; ${rest}` }),
    { ...logins, opened, failures: 0, sessions: new Map(logins.sessions).set(id, Sync.fresh) }
  ]
}

/** `auth/logout`. */
export const logout = (
  session: string | undefined,
  logins: Logins,
  dialect: Dialect,
  port: number
): readonly [WebResponse, Logins] => {
  const sessions = new Map([...logins.sessions].filter(([id]) => id !== session))
  const gone = `${dialect.cookie(port)}=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/`
  return [text(200, "", { "set-cookie": gone }), { ...logins, sessions }]
}
