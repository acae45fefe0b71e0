import { AuthRejected } from "../ClientError.ts"
import type { Http, HttpAnswer, HttpCall } from "../http.ts"
import { nameOf } from "../http.ts"

/** Which way of signing in the options ask for. `none` relies on the bypass for local or whitelisted addresses. */
export type Credentials = "password" | "apiKey" | "none"

/** `POST /api/v2/auth/login` */
export const loginPath = "/api/v2/auth/login"

const loginName = `POST ${loginPath}`

/** qBittorrent counts refused logins per address: `web_ui_max_auth_fail_count` (5), `web_ui_ban_duration` (3600 s). */
const banRule = "Five refused logins (by default) ban this address for an hour."

/** User name or password is wrong. The status is told only where it is one (200 means `Fails.` before 5.2). */
export const refusedLogin = (http: Http, status: number): AuthRejected =>
  new AuthRejected({
    service: http.service,
    request: loginName,
    status,
    detail:
      `qBittorrent refuses this user name or password. Check UserName and Password in [${http.service}]. ` +
      `No further login is tried with them until the config changes or the worker is started anew by a person. ${banRule}`
  })

/** A 403 on login: too many refused logins from this address, of any program. */
export const banned = (http: Http): AuthRejected =>
  new AuthRejected({
    service: http.service,
    request: loginName,
    status: 403,
    detail:
      "qBittorrent has banned this address after too many refused logins, and refuses even the right password until the " +
      "ban ends (3600 s by default, Web UI option 'ban for'). Restarting qBittorrent lifts it. " +
      `Check UserName and Password in [${http.service}] and of other programs on this machine.`
  })

/** A 401 that is not about credentials: the Host or Origin check failed. Source: api/qbittorrent-webapi.md §3. */
export const wrongHost = (http: Http, call: HttpCall): AuthRejected =>
  new AuthRejected({
    service: http.service,
    request: nameOf(call),
    status: 401,
    detail:
      `qBittorrent refuses the address ${http.baseUrl} (Host header validation), not the credentials. The port must be ` +
      "the one qBittorrent itself listens on (with a container: the same port inside and outside), and the host name " +
      "must be in its list of server domains; or switch Host header validation off in its Web UI options. " +
      "A reverse proxy in front that wants a password gives the same answer."
  })

const forbiddenDetail = (http: Http, credentials: Credentials): string => {
  switch (credentials) {
    case "apiKey":
      return `qBittorrent refuses the API key. Check APIKey in [${http.service}]; only 5.2 and later know API keys.`
    case "none":
      return `qBittorrent wants a login. Set UserName and Password in [${http.service}], or let it skip authentication for this address.`
    case "password":
      return "qBittorrent refuses this request although the login was accepted."
  }
}

/** What a 401 or 403 outside of login means; undefined for any other status. */
export const refusalOf = (
  http: Http,
  call: HttpCall,
  answer: HttpAnswer,
  credentials: Credentials
): AuthRejected | undefined =>
  answer.status === 401
    ? wrongHost(http, call)
    : answer.status === 403
      ? new AuthRejected({
          service: http.service,
          request: nameOf(call),
          status: 403,
          detail: forbiddenDetail(http, credentials)
        })
      : undefined

/**
 * Whether asking again later, rarely, is safe and may help: a ban ends by itself and a Host check is corrected on the
 * other side. Neither counts as a refused login. A refused password or key stays refused.
 */
export const mayPass = (error: AuthRejected): boolean =>
  error.request === loginName ? error.status === 403 : error.status === 401
