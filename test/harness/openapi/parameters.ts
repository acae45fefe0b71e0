import type { Document, JsonSchema, Operation } from "./Document.ts"

type Check = (schema: JsonSchema) => (value: unknown) => ReadonlyArray<string>

const resolve = (document: Document, schema: JsonSchema): JsonSchema => {
  const name = schema.$ref?.split("/").at(-1)
  return name === undefined ? schema : (document.components.schemas[name] ?? schema)
}

/** A query or path value as the JSON that ASP.NET would make of it; unchanged where that is impossible. */
const typed = (type: string | undefined, text: string): unknown => {
  if (type === "integer" && /^-?\d+$/.test(text)) return Number(text)
  if (type === "number" && text !== "" && !Number.isNaN(Number(text))) return Number(text)
  if (type === "boolean" && /^(true|false)$/i.test(text)) return text.toLowerCase() === "true"
  return text
}

/** What is wrong with the path and query values of a request. Arrays are repeated keys. */
export const checkParameters = (
  document: Document,
  check: Check,
  operation: Operation,
  path: Readonly<Record<string, string>>,
  query: ReadonlyArray<readonly [string, string]>
): ReadonlyArray<string> => {
  const parameters = operation.parameters ?? []
  const problems: Array<string> = []
  for (const [name] of query) {
    if (!parameters.some((one) => one.in === "query" && one.name.toLowerCase() === name.toLowerCase())) {
      problems.push(`there is no query parameter ${name}`)
    }
  }
  for (const parameter of parameters) {
    const given =
      parameter.in === "path"
        ? [path[parameter.name] ?? ""]
        : query.filter(([name]) => name.toLowerCase() === parameter.name.toLowerCase()).map(([, value]) => value)
    if (given.length === 0) {
      if (parameter.required === true && parameter.in === "query") problems.push(`${parameter.name} is missing`)
      continue
    }
    const schema = resolve(document, parameter.schema)
    const single = schema.type === "array" ? schema.items : schema
    if (schema.type !== "array" && given.length > 1) problems.push(`${parameter.name} is given ${given.length} times`)
    for (const value of given) {
      const inner = single === undefined ? undefined : resolve(document, single)
      const wrong = inner === undefined ? [] : check(inner)(typed(inner.type, value))
      problems.push(...wrong.map((text) => `${parameter.name}=${value}: ${text.replace("the body ", "")}`))
    }
  }
  return problems
}
