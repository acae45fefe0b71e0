import type { SessionView } from "../../web/access/views.ts"
import { Cell } from "./Cell.ts"

/** `GET /api/session`. */
export type Session = SessionView

/** Whether the visitor may see anything. `unknown`: the daemon has not said yet. */
export type Access = { readonly state: "unknown" } | { readonly state: "known"; readonly session: Session }

export const access = new Cell<Access>({ state: "unknown" })

/** Whether there is any use in asking for anything. */
export const mayRead = (): boolean => {
  const now = access.get()
  return now.state === "known" && now.session.authenticated
}

/** What a change must show beside the cookie. */
export const csrf = (): string | null => {
  const now = access.get()
  return now.state === "known" ? now.session.csrf : null
}

/** An answer said that nobody is logged in any more. */
export const refused = (): void => {
  const now = access.get()
  if (now.state !== "known" || !now.session.authenticated) return
  access.set({
    state: "known",
    session: { ...now.session, authenticated: false, user: null, method: null, scopes: [], csrf: null }
  })
}
