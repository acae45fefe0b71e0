import type { NewToken, SessionList, TokenList } from "../../web/access/views.ts"
import { request } from "./http.ts"
import { Resource } from "./Resource.ts"
import { access, type Session } from "./session.ts"

export const browserSessions = new Resource<typeof SessionList.Type>("/api/sessions", [])
export const apiTokens = new Resource<typeof TokenList.Type>("/api/tokens", [])

/** What a token may be allowed. */
export type Scope = (typeof TokenList.Type)["tokens"][number]["scopes"][number]

/** Ends every other session, too. */
export const changePassword = async (currentPassword: string, password: string): Promise<void> => {
  const session = await request<Session>("POST", "/api/password", {
    body: { password, ...(currentPassword === "" ? {} : { currentPassword }) }
  })
  access.set({ state: "known", session })
  browserSessions.refresh()
}

export const endSession = async (id: string): Promise<void> => {
  await request("DELETE", `/api/sessions/${encodeURIComponent(id)}`)
  browserSessions.refresh()
}

export const endOtherSessions = async (): Promise<void> => {
  await request("DELETE", "/api/sessions")
  browserSessions.refresh()
}

/** The answer is the only one that ever holds the secret. */
export const createToken = async (
  name: string,
  scopes: ReadonlyArray<Scope>,
  expiresInDays: number | undefined
): Promise<typeof NewToken.Type> => {
  const made = await request<typeof NewToken.Type>("POST", "/api/tokens", {
    body: { name, scopes, ...(expiresInDays === undefined ? {} : { expiresInDays }) }
  })
  apiTokens.refresh()
  return made
}

export const revokeToken = async (id: string): Promise<void> => {
  await request("DELETE", `/api/tokens/${encodeURIComponent(id)}`)
  apiTokens.refresh()
}
