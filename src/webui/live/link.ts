import { Cell } from "./Cell.ts"

/** How the page hears from the daemon. Times are epoch milliseconds. */
export type Link =
  | { readonly state: "connecting" }
  /** Changes are pushed. */
  | { readonly state: "live" }
  /** The daemon pushes nothing: it is asked again and again. */
  | { readonly state: "polling" }
  | { readonly state: "offline"; readonly since: number; readonly retryAt: number }

export const link = new Cell<Link>({ state: "connecting" })

/** When the daemon last answered anything. */
let heardAt = Date.now()

/** What happens once the daemon cannot be reached; set by whoever keeps the connection. */
let onLost: () => void = () => undefined

export const whenLost = (listener: () => void): void => {
  onLost = listener
}

/** The daemon has answered. */
export const heard = (): void => {
  heardAt = Date.now()
}

/** Shows since when nothing is heard, and when the next attempt is. */
export const showOffline = (retryAt: number): void => {
  const before = link.get()
  link.set({ state: "offline", since: before.state === "offline" ? before.since : heardAt, retryAt })
}

/** A request found nobody: from now on the page says so, until the daemon is back. */
export const lost = (): void => {
  if (link.get().state === "offline") return
  showOffline(Date.now())
  onLost()
}
