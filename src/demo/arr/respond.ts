import { empty, json, type WebRequest, type WebResponse } from "../http/Exchange.ts"
import type { ArrFacts } from "./ArrFacts.ts"
import type { ArrState, Order } from "./ArrState.ts"
import type { Command } from "./commands.ts"
import * as Commands from "./commands.ts"
import { fail, flagsOf, type Step as Removal, removeRows } from "./failing.ts"
import { containerName } from "./library/containers.ts"
import * as Library from "./library/Library.ts"
import { readLibrary } from "./library/read.ts"
import { refusals, replaced } from "./library/replace.ts"
import { lookUp } from "./lookUp.ts"
import { keyOf as targetKey } from "./Media.ts"
import { targetsOf } from "./searching.ts"
import { arrived } from "./searchLog.ts"

/** What never changes about one stand-in. */
export interface Setting {
  readonly facts: ArrFacts
  readonly apiKey: string
}

/** An answer, the new state, and what has to happen outside. */
export type Step = readonly [WebResponse, ArrState, ReadonlyArray<Order>]

/** The parsed body; undefined when there is none or it is no JSON. */
export const bodyOf = (request: WebRequest): unknown => {
  try {
    return request.body === "" ? undefined : JSON.parse(request.body)
  } catch {
    return undefined
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined

const notFound = json(404, { message: "NotFound" })
const done = (removal: Removal | undefined, state: ArrState): Step =>
  removal === undefined ? [notFound, state, []] : [empty(200), ...removal]

const postCommand = (request: WebRequest, state: ArrState, { facts }: Setting, now: number): Step => {
  const body = bodyOf(request)
  const name = member(body, "name")
  if (typeof name !== "string" || Commands.canonical(facts, name) === undefined) {
    // The real ones look the name up with First(), so an unknown one is their error, not the caller's.
    return [json(500, { message: "Sequence contains no matching element", description: "" }), state, []]
  }
  const own = Object.fromEntries(Object.entries(body ?? {}))
  const [command, next, isNew] = Commands.enqueue(state, facts, name, own, "manual", now)
  const told = noteSearch(next, command, isNew, facts, now)
  return [json(201, Commands.commandRow(command)), told, isNew ? [{ _tag: "Run", commandId: command.id }] : []]
}

/** A search somebody sent, for the counters. */
const noteSearch = (state: ArrState, command: Command, isNew: boolean, facts: ArrFacts, now: number): ArrState => {
  const targets = targetsOf(state.library, command, facts)
  if (targets === undefined) return state
  const isOurs = ({ name, trigger }: Command) => trigger === "manual" && facts.searches[name] !== undefined
  const active = state.commands.filter((one) => Commands.isOpen(one) && isOurs(one)).length
  const arrival = { at: now, name: command.name, targets: targets.map(targetKey), commandId: command.id, known: !isNew }
  return { ...state, searchLog: arrived(state.searchLog, arrival, active) }
}

/** PUT of a movie, series, artist or author: 202 with the resource as it is then. */
const put = (request: WebRequest, id: number, state: ArrState, { facts }: Setting, now: number): Step => {
  const body = bodyOf(request)
  const name = containerName(facts)
  const read = (library: ArrState["library"]) =>
    readLibrary(name, String(member(body, "id") ?? id), new URLSearchParams(), { library, odd: state.odd, facts, now })
  const was = read(state.library)
  const before: unknown = was === undefined ? undefined : JSON.parse(was.body)
  const answer = (response: WebResponse, after: ArrState): Step => {
    const one = { at: now, path: request.path, body, before, status: response.status }
    return [response, { ...after, puts: [...after.puts, one] }, []]
  }
  if (was === undefined) return answer(notFound, state)
  if (typeof body !== "object" || body === null) return answer(json(400, { message: "the body is no resource" }), state)
  const fields = Object.fromEntries(Object.entries(body))
  const refused = refusals(fields, new Set(state.profiles.map((profile) => profile.id)))
  if (refused.length > 0) return answer(json(400, refused), state)
  const owner = Number(fields["id"] ?? id)
  const library = Library.changeShelf(state.library, owner, (shelf) => replaced(shelf, fields, facts))
  return answer(json(202, JSON.parse(read(library)?.body ?? "null")), { ...state, library })
}

const markFailed = (id: number, state: ArrState, { facts }: Setting, now: number): Step => {
  const entry = state.history.find((one) => one.id === id)
  const grab = entry === undefined ? undefined : state.grabs.get(entry.hash)
  return done(grab === undefined ? undefined : fail(state, grab, facts, false, now), state)
}

const mutate = (request: WebRequest, path: string, state: ArrState, setting: Setting, now: number): Step => {
  const flags = flagsOf(request.query)
  const [, resource, last] = /^\/(.+?)(?:\/([^/]+))?$/.exec(path) ?? []
  const id = Number(last)
  switch (`${request.method} ${resource}`) {
    case "POST command":
      return last === undefined ? postCommand(request, state, setting, now) : [empty(405), state, []]
    case "DELETE queue": {
      const ids = member(bodyOf(request), "ids")
      const wanted = last === "bulk" ? (Array.isArray(ids) ? ids.filter(Number.isInteger) : []) : [id]
      return done(removeRows(state, wanted, setting.facts, flags, now), state)
    }
    case "POST history/failed":
      return markFailed(id, state, setting, now)
    case `PUT ${containerName(setting.facts)}`:
      return put(request, id, state, setting, now)
    default:
      return [notFound, state, []]
  }
}

const keyOf = (request: WebRequest): string | null =>
  request.query.get("apikey") ??
  request.headers["x-api-key"] ??
  /^Bearer (.+)$/.exec(request.headers["authorization"] ?? "")?.[1] ??
  null

const logged = (request: WebRequest, [response, state, orders]: Step, now: number): Step => {
  const entry = {
    at: now,
    method: request.method,
    path: request.path,
    query: Object.fromEntries([...request.query].filter(([name]) => name !== "apikey")),
    body: bodyOf(request),
    status: response.status
  }
  return [response, { ...state, log: [...state.log, entry] }, orders]
}

const route = (request: WebRequest, state: ArrState, setting: Setting, now: number): Step => {
  const { facts } = setting
  if (request.path === "/ping") return [json(200, { status: "OK" }), state, []]
  if (keyOf(request) !== setting.apiKey) return [empty(401), state, []]
  if (request.path === "/api") return [json(200, { current: facts.apiPath.slice(5), deprecated: [] }), state, []]
  if (!request.path.startsWith(`${facts.apiPath}/`)) return [notFound, state, []]
  const path = request.path.slice(facts.apiPath.length)
  if (request.method !== "GET") return logged(request, mutate(request, path, state, setting, now), now)
  return [lookUp(path, request.query, state, facts, now) ?? notFound, state, []]
}

/** One request answered. Every answer of the API names the version of the program. */
export const respond = (request: WebRequest, state: ArrState, setting: Setting, now: number): Step => {
  const [response, next, orders] = route(request, state, setting, now)
  const headers = { ...response.headers, "x-application-version": setting.facts.version }
  return [{ ...response, headers }, next, orders]
}
