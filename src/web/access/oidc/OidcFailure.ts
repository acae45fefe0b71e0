import * as Data from "effect/Data"

/** A login by the provider that came to nothing; the message is for the person at the browser. */
export class OidcFailure extends Data.TaggedError("OidcFailure")<{
  readonly message: string
  /** 400: it has to be begun again; 403: this person is not let in; 502: the provider, or our settings of it. */
  readonly status: 400 | 403 | 502
}> {}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined

/** The innermost reason: the library wraps what Node says, and Node wraps what the system says. */
const causes = (error: unknown): ReadonlyArray<unknown> => {
  const found: Array<unknown> = []
  for (let one: unknown = error; one !== undefined && found.length < 6; one = field(one, "cause")) found.push(one)
  return found
}

const codeIn = (all: ReadonlyArray<unknown>): string | undefined =>
  all
    .map((one) => field(one, "code"))
    .findLast((code) => typeof code === "string" && !code.startsWith("OAUTH_"))
    ?.toString()

/** What the provider itself said, cut to what fits on a page. */
const said = (error: unknown): string | undefined => {
  const name = field(error, "error")
  const description = field(error, "error_description")
  if (typeof name !== "string") return undefined
  const text = typeof description === "string" && description !== "" ? `${name}: ${description}` : name
  return text.replaceAll(/\p{Cc}/gu, " ").slice(0, 300)
}

/** Why the provider could not be asked for what it is. */
export const notFound = (authority: string, error: unknown): OidcFailure => {
  const all = causes(error)
  const libraryCode = field(error, "code")
  const reason =
    libraryCode === "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED"
      ? "it calls itself by another address than OIDC.Authority, perhaps with or without a slash at the end"
      : (codeIn(all) ?? (error instanceof Error ? error.message : String(error)))
  return new OidcFailure({ status: 502, message: `The provider at ${authority} cannot be used: ${reason}.` })
}

/** Why what came back was not accepted. */
export const notAccepted = (error: unknown): OidcFailure => {
  const answer = said(error)
  if (answer !== undefined)
    return new OidcFailure({ status: 400, message: `The provider refused the login: ${answer}.` })
  const all = causes(error)
  const detail = codeIn(all) ?? all.findLast((one) => one instanceof Error)?.message ?? String(error)
  return new OidcFailure({ status: 502, message: `The answer of the provider was not accepted: ${detail}.` })
}
