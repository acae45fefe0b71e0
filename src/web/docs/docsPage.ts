import { createHash } from "node:crypto"
import type { ApiDocument, Operation, Parameter } from "./ApiDocument.ts"
import { escaped } from "./html.ts"
import { style } from "./style.ts"

/** What the page may do: look as it does, and send its forms here. It runs no script at all. */
export const docsPolicy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'self'`

interface Entry {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

const refPrefix = "#/components/schemas/"

/** A schema as JSON in which names of other schemas lead to them. */
const schemaHtml = (schema: unknown): string =>
  escaped(JSON.stringify(schema, undefined, 2) ?? "").replaceAll(
    /&quot;#\/components\/schemas\/(\w+)&quot;/g,
    (_, name: string) => `&quot;<a href="#schema-${name}">${refPrefix}${name}</a>&quot;`
  )

const fieldHtml = ({ description = "", in: where, name, required = false }: Parameter): string => {
  const must = where === "path" || required
  return [
    `<label><code>${escaped(name)}</code>${must ? " (needed)" : ""} <span class="muted">${escaped(description)}</span>`,
    `<input name="${escaped(`${where}.${name}`)}"${must ? " required" : ""} autocomplete="off"></label>`
  ].join("")
}

/** Every GET can be tried: its answer opens beside this page. */
const tryHtml = ({ operation, path }: Entry): string =>
  [
    `<form method="get" action="docs/try" target="_blank" rel="noopener">`,
    `<input type="hidden" name="to" value="${escaped(path)}">`,
    ...(operation.parameters ?? []).map(fieldHtml),
    `<button type="submit">Try it</button></form>`
  ].join("\n")

const parametersHtml = (parameters: ReadonlyArray<Parameter>): string =>
  parameters.length === 0
    ? ""
    : `<ul>${parameters
        .map(
          ({ description = "", in: where, name }) =>
            `<li><code>${escaped(name)}</code> (${escaped(where)}) ${escaped(description)}</li>`
        )
        .join("")}</ul>`

const contentHtml = (content: NonNullable<Operation["requestBody"]>["content"]): string =>
  Object.entries(content)
    .map(
      ([type, { schema }]) =>
        `<code>${escaped(type)}</code>${schema === undefined ? "" : `<pre>${schemaHtml(schema)}</pre>`}`
    )
    .join("")

const answersHtml = (responses: Operation["responses"]): string =>
  [
    "<table><thead><tr><th>Answer</th><th>What it is</th></tr></thead><tbody>",
    ...Object.entries(responses).map(
      ([status, { content = {}, description = "" }]) =>
        `<tr><td>${escaped(status)}</td><td>${escaped(description)} ${contentHtml(content)}</td></tr>`
    ),
    "</tbody></table>"
  ].join("\n")

const entryHtml = (entry: Entry): string => {
  const { method, operation, path } = entry
  const { parameters = [], requestBody, responses, summary = "" } = operation
  return [
    `<details id="${escaped(operation.operationId ?? `${method} ${path}`)}">`,
    `<summary><span class="method">${method.toUpperCase()}</span> <code>${escaped(path)}</code><br>${escaped(summary)}</summary>`,
    method === "get" ? tryHtml(entry) : parametersHtml(parameters),
    requestBody === undefined ? "" : `<h3>Body</h3>${contentHtml(requestBody.content)}`,
    answersHtml(responses),
    "</details>"
  ].join("\n")
}

/** The documentation of the whole API as one page. Pure. */
export const docsPage = (document: ApiDocument): string => {
  const groups = new Map<string, Array<Entry>>()
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const group = operation.tags?.[0] ?? "other"
      groups.set(group, [...(groups.get(group) ?? []), { method, path, operation }])
    }
  }
  const { description = "", title, version } = document.info
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>API - ${escaped(title)}</title><style>${style}</style></head><body>`,
    `<header><h1>${escaped(title)} ${escaped(version)}: HTTP API</h1><p>${escaped(description)}</p>`,
    '<p><a href="openapi.json">The OpenAPI document</a> says the same to programs. Here, GET requests can be tried; they are sent as whoever is logged in.</p></header>',
    `<nav aria-label="Groups"><ul>${[...groups.keys()]
      .map((name) => `<li><a href="#group-${escaped(name)}">${escaped(name)}</a></li>`)
      .join("")}</ul></nav><main>`,
    ...[...groups].map(
      ([name, entries]) => `<h2 id="group-${escaped(name)}">${escaped(name)}</h2>${entries.map(entryHtml).join("\n")}`
    ),
    "<h2>Schemas</h2>",
    ...Object.entries(document.components.schemas).map(
      ([name, schema]) => `<h3 id="schema-${escaped(name)}">${escaped(name)}</h3><pre>${schemaHtml(schema)}</pre>`
    ),
    "</main></body></html>"
  ].join("\n")
}

/**
 * Where a filled-in form leads, relative to `/api/docs/try`, so that it is right below every `UrlBase`; undefined when
 * nothing in the document can be read there. A parameter without a value is left out, one of the path must have one.
 */
export const tryTarget = (document: ApiDocument, query: URLSearchParams): string | undefined => {
  const path = query.get("to") ?? ""
  const operation = Object.hasOwn(document.paths, path) ? document.paths[path]?.["get"] : undefined
  if (operation === undefined) return undefined
  let isComplete = true
  const filled = path.slice(1).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = query.get(`path.${name}`) ?? ""
    // A segment of dots alone would lead elsewhere.
    if (/^\.*$/.test(value)) isComplete = false
    return encodeURIComponent(value)
  })
  if (!isComplete) return undefined
  const asked = new URLSearchParams()
  for (const { in: where, name } of operation.parameters ?? []) {
    const value = query.get(`query.${name}`) ?? ""
    if (where === "query" && value !== "") asked.append(name, value)
  }
  return `../../${filled}${asked.size === 0 ? "" : `?${asked.toString()}`}`
}
