import type { ArrKind } from "../../src/clients/arr/ArrKind.ts"
import { checkCommand, loadCommands } from "./openapi/commands.ts"
import { type Document, findOperation, jsonSchemaOf } from "./openapi/Document.ts"
import { checkParameters } from "./openapi/parameters.ts"
import { schemasOf } from "./openapi/schemas.ts"
import { hasShared, readShared, sharedFolder } from "./openapi/shared.ts"

/** A request as a stand-in Arr gets it. The path is without the URL base, the body parsed; undefined = none. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query: ReadonlyArray<readonly [string, string]>
  readonly body: unknown
}

interface Api {
  readonly document: Document
  readonly check: ReturnType<typeof schemasOf>
  readonly commands: ReturnType<typeof loadCommands>
}

const isDocument = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && "paths" in value && "components" in value

const apis = new Map<ArrKind, Api | undefined>()
let told = false

const load = (kind: ArrKind): Api | undefined => {
  const path = `api/openapi/${kind}.json`
  if (!hasShared(path)) {
    if (!told) console.warn(`No OpenAPI documents in ${sharedFolder}: requests of stand-in Arrs are not validated.`)
    told = true
    return undefined
  }
  const document = readShared(path)
  if (!isDocument(document)) throw new Error(`${path} is no OpenAPI document`)
  return { document, check: schemasOf(document), commands: loadCommands(kind) }
}

const apiOf = (kind: ArrKind): Api | undefined => {
  if (!apis.has(kind)) apis.set(kind, load(kind))
  return apis.get(kind)
}

/** Whether there is a document to check against; without one the functions below find nothing wrong. */
export const isAvailable = (kind: ArrKind): boolean => apiOf(kind) !== undefined

const isCommand = (template: string, method: string): boolean =>
  /^\/api\/v\d+\/command$/.test(template) && method.toUpperCase() === "POST"

/**
 * What is wrong with a request, by the OpenAPI document of that program; empty when nothing is. Commands are checked
 * against the list of commands, since the document does not know their fields.
 */
export const validateRequest = (kind: ArrKind, request: SeenRequest): ReadonlyArray<string> => {
  const api = apiOf(kind)
  if (api === undefined) return []
  const found = findOperation(api.document, request.method, request.path)
  if (typeof found === "string") return [found]
  const { operation, path, template } = found
  const problems = checkParameters(api.document, api.check, operation, path, request.query)
  if (isCommand(template, request.method) && api.commands !== undefined) {
    return [...problems, ...checkCommand(api.commands, request.body)]
  }
  const schema = jsonSchemaOf(operation.requestBody?.content)
  if (schema === undefined) return request.body === undefined ? problems : [...problems, "it takes no body"]
  if (request.body === undefined) return [...problems, "the body is missing"]
  return [...problems, ...api.check(schema)(request.body)]
}

/** A command tells its own fields back inside `body`, which the document does not know. */
const withoutCommandBody = (body: unknown): unknown => {
  if (Array.isArray(body)) return body.map(withoutCommandBody)
  if (typeof body !== "object" || body === null || !("body" in body)) return body
  const { body: _, ...rest } = body
  return rest
}

/** What is wrong with an answer of a stand-in. Only 2xx answers are documented. */
export const validateResponse = (
  kind: ArrKind,
  method: string,
  path: string,
  status: number,
  body: unknown
): ReadonlyArray<string> => {
  const api = apiOf(kind)
  if (api === undefined || status < 200 || status > 299) return []
  const found = findOperation(api.document, method, path)
  if (typeof found === "string") return [found]
  const { responses } = found.operation
  const documented = responses[String(status)] ?? Object.entries(responses).find(([code]) => code.startsWith("2"))?.[1]
  const schema = jsonSchemaOf(documented?.content)
  if (schema === undefined) return []
  return api.check(schema)(/\/command(\/|$)/.test(found.template) ? withoutCommandBody(body) : body)
}
