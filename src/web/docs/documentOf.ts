import { problemType } from "../Problem.ts"

type Fields = Record<string, unknown>

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Every "anything" comes with the same `$id`, and one document must not have an id twice. */
const withoutIds = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutIds)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key !== "$id" || typeof inner !== "string")
      .map(([key, inner]) => [key, withoutIds(inner)])
  )
}

/** The schemas of a union, without what is said about them beside their names. */
const choicesOf = (schema: unknown): ReadonlyArray<unknown> => {
  if (!isRecord(schema)) return []
  if (Array.isArray(schema["anyOf"])) return schema["anyOf"].flatMap(choicesOf)
  return Array.isArray(schema["allOf"]) && schema["allOf"].length === 1 ? choicesOf(schema["allOf"][0]) : [schema]
}

const isProblem = (schema: unknown): boolean =>
  isRecord(schema) && typeof schema["$ref"] === "string" && schema["$ref"].endsWith("Problem")

/** The platform says of several refusals with one status that they are plain JSON, and names one of two errors twice. */
const asSent = (content: Fields): Fields =>
  Object.fromEntries(
    Object.entries(content).map(([type, described]) => {
      const choices = isRecord(described) ? choicesOf(described["schema"]) : []
      if (choices.length === 0 || !choices.every(isProblem)) return [type, described]
      const different = [...new Map(choices.map((one) => [JSON.stringify(one), one])).values()]
      return [problemType, { schema: different.length === 1 ? different[0] : { anyOf: different } }]
    })
  )

const withProblems = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withProblems)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "content" && isRecord(inner) ? asSent(inner) : withProblems(inner)
    ])
  )
}

/** The document as it is served, made of what the platform makes of the API. */
export const documentOf = (document: Fields): Fields => {
  const made = withoutIds(document)
  if (!isRecord(made)) return document
  return { ...made, paths: withProblems(made["paths"]) }
}
