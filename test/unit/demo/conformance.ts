import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Ajv } from "ajv"
import addFormats from "ajv-formats"
import { apiFolder } from "./support.ts"

/** What a published OpenAPI document has against an answer; empty when it conforms. */
export type Check = (schema: string, value: unknown) => ReadonlyArray<string>

/** `nullable` beside `$ref` or alone, as these documents have it, is nothing that JSON schema knows. */
const plain = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(plain)
  if (typeof node !== "object" || node === null) return node
  const { nullable, ...rest } = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, plain(value)]))
  return nullable === true ? { anyOf: [rest, { type: "null" }] } : rest
}

/**
 * Checks answers against the schemas of one program. The body of a command is left open: the documents describe only
 * what all commands share, and the real programs answer with the members of the command itself as well.
 */
export const conformance = (kind: string): Check => {
  const document = JSON.parse(readFileSync(join(apiFolder, `openapi/${kind}.json`), "utf8"))
  document.components.schemas.Command.additionalProperties = true
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
  addFormats.default(ajv)
  ajv.addSchema({ components: plain(document.components) }, kind)
  return (schema, value) => {
    const validate = ajv.getSchema(`${kind}#/components/schemas/${schema}`)
    if (validate === undefined) return [`no schema ${schema}`]
    return validate(value) === true
      ? []
      : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
  }
}
