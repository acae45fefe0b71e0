import * as Redacted from "effect/Redacted"
import type { WebUI } from "../../config/Config.ts"
import { parsePasswordHash } from "../../config/values/PasswordHash.ts"
import type { StoredAccount } from "../../store/access/Account.ts"
import { digestOf } from "./secrets.ts"

/** Name and password that open the page. */
export interface Credentials {
  readonly username: string
  readonly passwordHash: Redacted.Redacted
  /** `config`: fixed by `WebUI.PasswordHash`, which wins. */
  readonly from: "config" | "database"
}

/** How one can get in at the moment. */
export interface WaysIn {
  /** Undefined: no password is set, whether it may be used or not. */
  readonly credentials: Credentials | undefined
  readonly passwordLogin: boolean
  readonly oidcLogin: boolean
  /** Nobody can get in yet: the first password is to be chosen, with the code of the log. */
  readonly setupRequired: boolean
}

/** The password in force: the config's if it can be used, else the one of the page. */
export const credentialsOf = (webUI: WebUI, account: StoredAccount | undefined): Credentials | undefined => {
  if (webUI.Username !== "" && parsePasswordHash(Redacted.value(webUI.PasswordHash)) !== undefined) {
    return { username: webUI.Username, passwordHash: webUI.PasswordHash, from: "config" }
  }
  return account === undefined
    ? undefined
    : { username: account.username, passwordHash: account.passwordHash, from: "database" }
}

/** OIDC is on, and there is somebody whom it lets in. */
const oidcAdmits = ({ OIDC, OIDCEnabled }: WebUI): boolean =>
  OIDCEnabled &&
  OIDC.Authority !== "" &&
  OIDC.ClientId !== "" &&
  OIDC.AllowedUsers.length + OIDC.AllowedGroups.length > 0

const proxyAdmits = ({ ProxyAuth, TrustedProxies }: WebUI): boolean => ProxyAuth.Enabled && TrustedProxies.length > 0

/** @param setupClosed a password exists or has existed */
export const waysIn = (webUI: WebUI, account: StoredAccount | undefined, setupClosed: boolean): WaysIn => {
  const credentials = credentialsOf(webUI, account)
  const otherWay = oidcAdmits(webUI) || proxyAdmits(webUI)
  return {
    credentials,
    passwordLogin: credentials !== undefined && (webUI.LocalAuthEnabled || !otherWay),
    oidcLogin: oidcAdmits(webUI),
    setupRequired: !webUI.AuthDisabled && credentials === undefined && !setupClosed && !otherWay
  }
}

/**
 * What a login of this kind is judged by at the moment; undefined when that way is shut. A session holds the stamp of its
 * login and is over once it differs: another password, another provider, another list of people.
 */
export const stampOf = (method: "password" | "oidc", webUI: WebUI, ways: WaysIn): string | undefined => {
  if (method === "password") {
    return ways.passwordLogin && ways.credentials !== undefined
      ? digestOf(`${ways.credentials.username}\n${Redacted.value(ways.credentials.passwordHash)}`).slice(0, 32)
      : undefined
  }
  const { AllowedGroups, AllowedUsers, Authority, ClientId, GroupsClaim } = webUI.OIDC
  return ways.oidcLogin
    ? digestOf(JSON.stringify([Authority, ClientId, GroupsClaim, AllowedUsers, AllowedGroups])).slice(0, 32)
    : undefined
}
