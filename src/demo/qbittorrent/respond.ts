import { formOf, json, text, type WebRequest, type WebResponse } from "../http/Exchange.ts"
import { mutationsOf, perform } from "./changes.ts"
import type { Dialect } from "./Dialect.ts"
import * as Login from "./Login.ts"
import type { Moment } from "./Mutation.ts"
import { maindataOf } from "./maindata.ts"
import { reads } from "./reads.ts"
import * as Sync from "./SyncSession.ts"
import * as World from "./World.ts"

/** One mutating call, in the order they came. */
export interface LoggedCall {
  /** Epoch milliseconds. */
  readonly at: number
  /** `<scope>/<action>`, e.g. `torrents/delete`. */
  readonly endpoint: string
  /** The form. */
  readonly params: Readonly<Record<string, string>>
  /** What it was answered. */
  readonly status: number
}

/** The whole stand-in. */
export interface State {
  readonly world: World.World
  readonly logins: Login.Logins
  readonly log: ReadonlyArray<LoggedCall>
  /** Path to how often it was asked. */
  readonly requests: ReadonlyMap<string, number>
}

/** What never changes about one stand-in. */
export interface Setting {
  readonly dialect: Dialect
  readonly access: Login.Access
  readonly recheckSeconds: number
}

type Step = readonly [WebResponse, State]

const prefix = "/api/v2/"

/** `Origin`, or else `Referer`, must name the host the request was sent to. */
const forgedOrigin = (request: WebRequest): boolean => {
  const from = request.headers["origin"] ?? request.headers["referer"]
  return from !== undefined && URL.canParse(from) && new URL(from).host !== request.headers["host"]
}

const wrongPort = (request: WebRequest): boolean => {
  const given = /:(\d+)$/.exec(request.headers["host"] ?? "")?.[1]
  return given !== undefined && Number(given) !== request.port
}

const auth = (
  endpoint: string,
  request: WebRequest,
  state: State,
  session: string | undefined,
  setting: Setting,
  now: number
): Step => {
  const [response, logins] =
    endpoint === "auth/login"
      ? Login.login(formOf(request), session, state.logins, { ...setting, port: request.port, now })
      : Login.logout(session, state.logins, setting.dialect, request.port)
  return [response, { ...state, logins }]
}

const sync = (request: WebRequest, state: State, session: string, { dialect }: Setting, now: number): Step => {
  const before = state.logins.sessions.get(session) ?? Sync.fresh
  const [answer, after] = Sync.answer(before, request.query.get("rid"), maindataOf(state.world, dialect, now), dialect)
  const sessions = new Map(state.logins.sessions).set(session, after)
  return [json(200, answer), { ...state, logins: { ...state.logins, sessions } }]
}

const mutate = (endpoint: string, request: WebRequest, state: State, moment: Moment): Step => {
  const mutation = mutationsOf(moment.dialect)[endpoint]
  if (mutation === undefined) return [unknown(moment.dialect), state]
  const form = formOf(request)
  const [response, world] = perform(mutation, form, state.world, moment)
  const call = { at: moment.now, endpoint, params: Object.fromEntries(form), status: response.status }
  return [response, { ...state, world, log: [...state.log, call] }]
}

const unknown = (dialect: Dialect): WebResponse => text(404, dialect.fiveTwo ? "Endpoint does not exist" : "Not Found")

const route = (request: WebRequest, state: State, setting: Setting, now: number): Step => {
  const { dialect } = setting
  if (forgedOrigin(request) || wrongPort(request)) return [text(401, "Unauthorized"), state]
  if (!request.path.startsWith(prefix)) return [text(404, "Not Found"), state]
  const endpoint = request.path.slice(prefix.length)
  const session = Login.sessionOf(request, state.logins, dialect, setting.access)
  const post = request.method === "POST"
  if (endpoint === "auth/login" || endpoint === "auth/logout") {
    return post ? auth(endpoint, request, state, session, setting, now) : [text(405, "Method Not Allowed"), state]
  }
  if (session === undefined) return [text(403, "Forbidden"), state]
  if (!post && Object.hasOwn(mutationsOf(dialect), endpoint)) return [text(405, "Method Not Allowed"), state]
  if (endpoint === "sync/maindata") return sync(request, state, session, setting, now)
  const read = Object.hasOwn(reads, endpoint) ? reads[endpoint] : undefined
  if (read !== undefined) return [read(post ? formOf(request) : request.query, state.world, dialect, now), state]
  return mutate(endpoint, request, state, { dialect, now, recheckSeconds: setting.recheckSeconds })
}

/** Counts a request, whether it is answered or not. */
export const counted = (state: State, path: string): State => ({
  ...state,
  requests: new Map(state.requests).set(path, (state.requests.get(path) ?? 0) + 1)
})

/** One request: the world moves to `now` (epoch milliseconds), the request is answered. */
export const respond = (request: WebRequest, state: State, setting: Setting, now: number): Step =>
  route(request, { ...state, world: World.at(state.world, now) }, setting, now)
