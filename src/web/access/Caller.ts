import type { Scope } from "./Scope.ts"

/** How somebody was let in. */
export type Method = "password" | "oidc" | "proxy" | "token" | "disabled"

/** Who sends a request. */
export interface Caller {
  readonly method: Method
  /** Null where nobody has said a name. */
  readonly user: string | null
  readonly scopes: ReadonlyArray<Scope>
  /** Id of the browser's session. */
  readonly session: string | undefined
  /**
   * What `X-CSRF-Token` has to say when something is changed. Undefined for whoever shows a token with each request: no
   * foreign page can make a browser do that.
   */
  readonly csrf: string | undefined
}
