import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as Context from "effect/Context"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/**
 * What a caller may do. `read`: look at everything but the config; `actions`: act on torrents, searches and processes;
 * `webhook`: say that a request was made, nothing else; `config`: read and change the config; `admin`: everything,
 * tokens, sessions and the password included.
 */
export const Scope = Schema.Literal("read", "actions", "webhook", "config", "admin").annotations({
  identifier: "Scope"
})
export type Scope = typeof Scope.Type

/** `public`: everybody; `anyone`: whoever is let in at all. */
export type Requirement = Scope | "anyone" | "public"

/**
 * Annotation of an endpoint, or of a group for all its endpoints: what a caller needs. An endpoint that says nothing
 * needs `admin`.
 */
export class Requires extends Context.Tag("qbitrr/web/access/Requires")<Requires, Requirement>() {}

const implied: Readonly<Record<Scope, ReadonlyArray<Scope>>> = {
  read: ["read"],
  actions: ["actions", "webhook"],
  webhook: ["webhook"],
  config: ["config"],
  admin: ["read", "actions", "webhook", "config", "admin"]
}

/** All scopes. */
export const allScopes: ReadonlyArray<Scope> = implied.admin

const isScope = Schema.is(Scope)

/** The scopes among stored words; what is no scope any more allows nothing. */
export const knownScopes = (words: ReadonlyArray<string>): ReadonlyArray<Scope> => words.filter(isScope)

/** Whether these scopes are enough. */
export const permits = (scopes: ReadonlyArray<Scope>, required: Exclude<Requirement, "public">): boolean =>
  required === "anyone" || scopes.some((scope) => implied[scope].includes(required))

/** An endpoint and what it needs; undefined when nobody has said. */
export interface DeclaredEndpoint {
  readonly group: string
  readonly name: string
  readonly method: string
  /** As the router knows it, `/api/processes/:name/restart`. */
  readonly path: string
  readonly requires: Requirement | undefined
}

/** All endpoints of an API with what they declare. */
export const declarations = <Id extends string, Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<Id, Groups, E, R>
): ReadonlyArray<DeclaredEndpoint> => {
  const found: Array<DeclaredEndpoint> = []
  HttpApi.reflect(api, {
    onGroup: () => undefined,
    onEndpoint: ({ endpoint, group, mergedAnnotations }) => {
      found.push({
        group: group.identifier,
        name: endpoint.name,
        method: endpoint.method,
        path: endpoint.path,
        requires: Option.getOrUndefined(Context.getOption(mergedAnnotations, Requires))
      })
    }
  })
  return found
}
