import { request } from "./http.ts"
import { access, type Session } from "./session.ts"

const visited = (session: Session): void => access.set({ state: "known", session })

/** Learns who visits, and how one gets in. */
export const loadSession = async (): Promise<void> => visited(await request<Session>("GET", "/api/session"))

/** Fails with the daemon's own words when it does not let the visitor in. */
export const logIn = async (username: string, password: string): Promise<void> =>
  visited(await request<Session>("POST", "/api/login", { body: { username, password } }))

export const logOut = async (): Promise<void> => {
  await request("POST", "/api/logout", { body: {} })
  await loadSession()
}

/** The first visit: the one-time code of the log proves that it is the owner's. */
export const setUp = async (code: string, username: string, password: string): Promise<void> =>
  visited(await request<Session>("POST", "/api/setup", { body: { code, username, password } }))
