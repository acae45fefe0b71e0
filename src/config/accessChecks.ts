import * as Redacted from "effect/Redacted"
import type { WebUI } from "./Config.ts"
import type { KeyPath } from "./KeyPath.ts"
import type { Remark } from "./structure.ts"
import { parseNetwork } from "./values/Address.ts"
import { parsePasswordHash } from "./values/PasswordHash.ts"

const remark = (
  severity: Remark["severity"],
  path: KeyPath,
  found: string,
  allowed: string,
  message: string
): Remark => ({ path: ["WebUI", ...path], found, allowed, message, severity })

const oidc = ({ OIDC, OIDCEnabled }: WebUI): ReadonlyArray<Remark> => {
  if (!OIDCEnabled) return []
  if (OIDC.Authority === "" || OIDC.ClientId === "") {
    const message = "has no effect without OIDC.Authority and OIDC.ClientId; set both"
    return [remark("warning", ["OIDCEnabled"], "true", "true with OIDC.Authority and OIDC.ClientId", message)]
  }
  const remarks: Array<Remark> = []
  const url = URL.canParse(OIDC.Authority) ? new URL(OIDC.Authority) : undefined
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:"
  if (!isWeb || (OIDC.RequireHttpsMetadata && url.protocol !== "https:")) {
    const allowed = 'a URL such as "https://auth.example.org"'
    const message = isWeb
      ? "does not begin with https://, so nobody can log in by it; use HTTPS, or set OIDC.RequireHttpsMetadata = false"
      : `is no URL, so nobody can log in by it; allowed: ${allowed}`
    remarks.push(remark("warning", ["OIDC", "Authority"], JSON.stringify(OIDC.Authority), allowed, message))
  }
  if (OIDC.AllowedUsers.length === 0 && OIDC.AllowedGroups.length === 0) {
    const message =
      "lets nobody in: OIDC.AllowedUsers and OIDC.AllowedGroups are both empty; list the people or groups that may log in"
    remarks.push(
      remark("warning", ["OIDCEnabled"], "true", "true with OIDC.AllowedUsers or OIDC.AllowedGroups", message)
    )
  }
  return remarks
}

const proxy = ({ ProxyAuth, TrustedProxies }: WebUI): ReadonlyArray<Remark> => {
  if (!ProxyAuth.Enabled) return []
  if (TrustedProxies.length === 0) {
    const message = "lets nobody in: TrustedProxies is empty; list the address of your reverse proxy there"
    return [remark("warning", ["ProxyAuth", "Enabled"], "true", "true with TrustedProxies", message)]
  }
  return TrustedProxies.flatMap((text, at) => {
    if (parseNetwork(text)?.prefix !== 0) return []
    const message = `with ProxyAuth, ${text} lets everybody say who they are; list the address of your reverse proxy only`
    return [remark("error", ["TrustedProxies", at], text, "the address of the reverse proxy", message)]
  })
}

const password = (webUI: WebUI): ReadonlyArray<Remark> => {
  const hash = Redacted.value(webUI.PasswordHash)
  if (hash === "") return []
  const allowed = "what `qbitrr password hash` prints, or nothing"
  if (parsePasswordHash(hash) === undefined) {
    const kind = /^\$2[abxy]?\$/.test(hash) ? "is a bcrypt hash of qBitrr" : "is no hash of a known kind"
    const message = `${kind} and cannot be used: remove it and choose the password anew on the page, with the code in the log, or put here ${allowed.split(",")[0]}`
    return [remark("warning", ["PasswordHash"], "a hash that cannot be used", allowed, message)]
  }
  if (webUI.Username !== "") return []
  const message = "has no effect without Username; set it"
  return [remark("warning", ["PasswordHash"], "a hash", "a hash with Username", message)]
}

/** What the keys of access do not say one by one: ways in that let nobody in, or everybody. */
export const accessRemarks = (webUI: WebUI): ReadonlyArray<Remark> => [
  ...oidc(webUI),
  ...proxy(webUI),
  ...password(webUI)
]
