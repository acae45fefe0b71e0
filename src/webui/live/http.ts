import { address } from "./base.ts"
import { noteServerTime } from "./clock.ts"
import { heard, lost } from "./link.ts"
import { type Problem, problemOf, Unreachable } from "./Problem.ts"
import { access, csrf, refused, type Session } from "./session.ts"

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"

/** How long an answer may take before the daemon counts as gone, milliseconds. A restart of everything takes a while. */
const patience = 30_000

const isJson = (response: Response): boolean => /[/+]json\b/.test(response.headers.get("content-type") ?? "")

const ask = async (method: Method, path: string, body: unknown, signal: AbortSignal | undefined): Promise<Response> => {
  const token = csrf()
  const headers: Record<string, string> = { accept: "application/json" }
  if (body !== undefined) headers["content-type"] = "application/json"
  if (method !== "GET" && token !== null) headers["x-csrf-token"] = token
  const limit = AbortSignal.timeout(patience)
  try {
    return await fetch(address(path), {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    lost()
    throw new Unreachable("The daemon does not answer.")
  }
}

/** Logging in says 401 for a wrong password, which ends no session. */
const endsNoSession = new Set(["/api/login", "/api/setup", "/api/password"])

/** Another tab may have logged in anew since: then the word of this one is old. */
const isOldWord = (method: Method, response: Response, problem: Problem): boolean =>
  method !== "GET" && response.status === 403 && problem.type === "/problems/wrong-csrf-token"

/** One request. Fails with `Problem` when the daemon refuses, with `Unreachable` when it does not answer. */
export const request = async <A>(
  method: Method,
  path: string,
  options: {
    readonly body?: unknown
    readonly signal?: AbortSignal
    /** Further statuses that are answers. */
    readonly also?: ReadonlyArray<number>
    readonly isSecondTry?: boolean
  } = {}
): Promise<A> => {
  const response = await ask(method, path, options.body, options.signal)
  // A proxy in front of a daemon that is gone answers for it, in its own words.
  if (response.status >= 502 && !isJson(response)) {
    lost()
    throw new Unreachable("The daemon does not answer; only the proxy in front of it does.")
  }
  heard()
  noteServerTime(response.headers.get("date"))
  const answer = isJson(response) ? await response.json() : await response.text()
  if (response.ok || options.also?.includes(response.status) === true) return answer
  const problem = problemOf(response.status, answer)
  if (response.status === 401 && !endsNoSession.has(path)) refused()
  if (isOldWord(method, response, problem) && options.isSecondTry !== true) {
    access.set({ state: "known", session: await request<Session>("GET", "/api/session") })
    return request<A>(method, path, { ...options, isSecondTry: true })
  }
  throw problem
}
