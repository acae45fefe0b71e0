import { empty, json, type WebRequest, type WebResponse } from "../http/Exchange.ts"
import type { ArrFacts } from "./ArrFacts.ts"
import type { ArrState, Order } from "./ArrState.ts"
import * as Commands from "./commands.ts"
import { fail, flagsOf, type Step as Removal, removeRows } from "./failing.ts"
import { lookUp } from "./lookUp.ts"

/** What never changes about one stand-in. */
export interface Setting {
  readonly facts: ArrFacts
  readonly apiKey: string
  /** Epoch milliseconds. */
  readonly startedAt: number
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
  return [json(201, Commands.commandRow(command)), next, isNew ? [{ _tag: "Run", commandId: command.id }] : []]
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
  return [lookUp(path, request.query, state, setting, now) ?? notFound, state, []]
}

/** One request answered. Every answer of the API names the version of the program. */
export const respond = (request: WebRequest, state: ArrState, setting: Setting, now: number): Step => {
  const [response, next, orders] = route(request, state, setting, now)
  const headers = { ...response.headers, "x-application-version": setting.facts.version }
  return [{ ...response, headers }, next, orders]
}
