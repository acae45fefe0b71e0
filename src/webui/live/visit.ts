import { request } from "./http.ts"
import { Problem } from "./Problem.ts"
import { access, type Session } from "./session.ts"

/** Learns who visits. A daemon from before there were sessions answers 404: then it is simply tried. */
export const loadSession = async (): Promise<void> => {
  try {
    access.set({ state: "known", session: await request<Session>("GET", "/api/session") })
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 404) throw error
    access.set({ state: "open" })
  }
}

/** Fails with the daemon's own words when it does not let the visitor in. */
export const logIn = async (username: string, password: string): Promise<void> => {
  await request("POST", "/api/login", { body: { username, password } })
  await loadSession()
}

export const logOut = async (): Promise<void> => {
  await request("POST", "/api/logout", { body: {} })
  await loadSession()
}

/** The first visit: the one-time code of the log proves that it is the owner's. */
export const setUp = async (code: string, username: string, password: string): Promise<void> => {
  await request("POST", "/api/setup", { body: { code, username, password } })
  await loadSession()
}
