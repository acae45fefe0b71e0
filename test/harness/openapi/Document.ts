/** The part of OpenAPI 3.0 that the Arr documents use. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly items?: JsonSchema
  readonly enum?: ReadonlyArray<unknown>
}

export interface Parameter {
  readonly name: string
  readonly in: "query" | "path" | "header"
  readonly required?: boolean
  readonly schema: JsonSchema
}

type Content = Readonly<Record<string, { readonly schema?: JsonSchema }>>

export interface Operation {
  readonly parameters?: ReadonlyArray<Parameter>
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}

/** The schema of a JSON body, when there is one. */
export const jsonSchemaOf = (content: Content | undefined): JsonSchema | undefined => {
  const type = Object.keys(content ?? {}).find((name) => /[/+]json\b/.test(name))
  return type === undefined ? undefined : content?.[type]?.schema
}

/** An operation, and what its path parameters are in this request. */
export interface Found {
  readonly template: string
  readonly operation: Operation
  readonly path: Readonly<Record<string, string>>
}

const literalSegments = (template: string): number =>
  template.split("/").filter((segment) => !segment.startsWith("{")).length

const matchPath = (template: string, path: string): Readonly<Record<string, string>> | undefined => {
  const wanted = template.split("/")
  const given = path.split("/")
  if (wanted.length !== given.length) return undefined
  const values: Record<string, string> = {}
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? ""
    const name = /^\{(.+)\}$/.exec(segment)?.[1]
    if (name !== undefined) values[name] = decodeURIComponent(value)
    else if (segment.toLowerCase() !== value.toLowerCase()) return undefined
  }
  return values
}

/** Looks up the operation of a request; the template with the most literal segments wins. Else says what is missing. */
export const findOperation = (document: Document, method: string, path: string): Found | string => {
  const templates = Object.keys(document.paths)
    .filter((template) => matchPath(template, path) !== undefined)
    .sort((a, b) => literalSegments(b) - literalSegments(a))
  if (templates.length === 0) return `there is no path ${path}`
  for (const template of templates) {
    const operation = document.paths[template]?.[method.toLowerCase()]
    if (operation !== undefined) return { template, operation, path: matchPath(template, path) ?? {} }
  }
  return `there is no ${method} ${path}`
}
