import { Ajv, type ErrorObject, type ValidateFunction } from "ajv"
import formats from "ajv-formats"
import type { Document, JsonSchema } from "./Document.ts"

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** OpenAPI 3.0 says `nullable` where JSON Schema lists "null" among the types. */
const adapt = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(adapt)
  if (!isRecord(value)) return value
  const { nullable, ...rest } = value
  const adapted = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, adapt(inner)]))
  if (nullable !== true) return adapted
  if (typeof adapted["type"] === "string" && !("enum" in adapted))
    return { ...adapted, type: [adapted["type"], "null"] }
  return { anyOf: [adapted, { type: "null" }] }
}

/** `ajv-formats` is CommonJS: under NodeNext its function is the default of the default. */
const addFormats = formats.default

const textOf = (error: ErrorObject): string => {
  const extra = typeof error.params["additionalProperty"] === "string" ? ` "${error.params["additionalProperty"]}"` : ""
  const allowed = Array.isArray(error.params["allowedValues"]) ? ` (${error.params["allowedValues"].join(", ")})` : ""
  return `${error.instancePath === "" ? "the body" : error.instancePath} ${error.message ?? "is wrong"}${extra}${allowed}`
}

/** Compiles schemas of one document. The answer is a list of what is wrong, empty when nothing is. */
export const schemasOf = (document: Document): ((schema: JsonSchema) => (value: unknown) => ReadonlyArray<string>) => {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false })
  addFormats(ajv)
  ajv.addFormat("date-span", /^-?(?:\d+\.)?\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?$/)
  const root = adapt({ components: document.components })
  if (isRecord(root)) ajv.addSchema(root, "api")
  const compiled = new WeakMap<JsonSchema, ValidateFunction>()
  const compile = (schema: JsonSchema): ValidateFunction => {
    const known = compiled.get(schema)
    if (known !== undefined) return known
    const absolute: unknown = JSON.parse(JSON.stringify(adapt(schema)).replaceAll('"#/components', '"api#/components'))
    const validate = ajv.compile(isRecord(absolute) ? absolute : {})
    compiled.set(schema, validate)
    return validate
  }
  return (schema) => (value) => {
    const validate = compile(schema)
    return validate(value) ? [] : (validate.errors ?? []).map(textOf)
  }
}
