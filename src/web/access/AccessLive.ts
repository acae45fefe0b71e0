import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type { ConfigService } from "../../config/ConfigService.ts"
import type { Secrets } from "../../observability/Redaction.ts"
import type { Account } from "../../store/access/Account.ts"
import type { ApiTokens } from "../../store/access/ApiTokens.ts"
import type { Sessions } from "../../store/access/Sessions.ts"
import type { WebSettings } from "../WebSettings.ts"
import * as Access from "./Access.ts"
import * as OidcLogin from "./oidc/OidcLogin.ts"
import * as Passwords from "./Passwords.ts"
import * as RateLimits from "./RateLimits.ts"
import * as SetupCode from "./SetupCode.ts"

/** Everything that decides who is let in. */
export type AccessServices =
  | Access.Access
  | OidcLogin.OidcLogin
  | Passwords.Passwords
  | RateLimits.RateLimits
  | SetupCode.SetupCode

/** Where it keeps what must survive a restart. */
export type AccessStores = Account | ApiTokens | Sessions

/**
 * Access control. It outlives the web server, which binds anew when its address changes: tries stay counted, begun logins
 * can be finished, and there is one setup code for the whole run.
 * @param setupToken `QBITRR_SETUP_TOKEN`
 */
export const layer = (
  setupToken: Redacted.Redacted | undefined
): Layer.Layer<AccessServices, never, AccessStores | ConfigService | Secrets | WebSettings> =>
  OidcLogin.layer.pipe(
    Layer.provideMerge(Access.layer),
    Layer.provideMerge(Layer.mergeAll(RateLimits.layer, Passwords.layer, SetupCode.layer(setupToken)))
  )
