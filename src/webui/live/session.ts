import { Cell } from "./Cell.ts"

/** `GET /api/session`. */
export interface Session {
  readonly authenticated: boolean
  readonly user: string | null
  readonly method: "password" | "oidc" | "proxy" | "token" | "disabled" | null
  readonly setupRequired: boolean
  readonly passwordLogin: boolean
  readonly oidcLogin: boolean
  readonly scopes: ReadonlyArray<string>
  readonly csrf: string | null
}

/** Whether the visitor may see anything. `unknown`: the daemon has not said yet, or is too old to say. */
export type Access =
  | { readonly state: "unknown" }
  | { readonly state: "open" }
  | { readonly state: "known"; readonly session: Session }
  /** The daemon wants to know who asks, and this version of it has no way to log in. */
  | { readonly state: "token only" }

export const access = new Cell<Access>({ state: "unknown" })

/** Whether there is any use in asking for anything. */
export const mayRead = (): boolean => {
  const now = access.get()
  return now.state === "open" || (now.state === "known" && now.session.authenticated)
}

/** What a change must show beside the cookie. */
export const csrf = (): string | null => {
  const now = access.get()
  return now.state === "known" ? now.session.csrf : null
}

/** An answer said that nobody is logged in (any more). */
export const refused = (): void => {
  const now = access.get()
  access.set(
    now.state === "known"
      ? { state: "known", session: { ...now.session, authenticated: false, user: null, csrf: null } }
      : { state: "token only" }
  )
}
