import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { ArrKind } from "../../clients/arr/ArrKind.ts"
import { arrKindOf, type Config, isQbitSection, treeOf } from "../../config/Config.ts"
import { standsForStored } from "../../config/edit/secretValues.ts"
import { leaves } from "../../config/Key.ts"
import { valueAt } from "../../config/sameValue.ts"
import { qbittorrentUrl, whyNoWebUrl } from "../../config/urls.ts"
import type { TestRequest } from "./ConfigViews.ts"

/** Whom to talk to, and with what. */
export interface ConnectionTarget {
  readonly app: ArrKind | "qbittorrent" | "overseerr" | "ombi"
  readonly section: string
  readonly url: string
  readonly username: string
  readonly password: Redacted.Redacted
  readonly apiKey: Redacted.Redacted
  readonly skipTlsVerify: boolean
}

interface Places {
  readonly url: string
  readonly port?: string
  readonly username?: string
  readonly password?: string
  readonly apiKey: string
  readonly skipTlsVerify: string
}

const placesOf = (app: ConnectionTarget["app"]): Places => {
  switch (app) {
    case "qbittorrent":
      return {
        url: "Host",
        port: "Port",
        username: "UserName",
        password: "Password",
        apiKey: "ApiKey",
        skipTlsVerify: "SkipTLSVerify"
      }
    case "overseerr":
    case "ombi": {
      const name = app === "ombi" ? "Ombi" : "Overseerr"
      const base = `EntrySearch.${name}`
      return { url: `${base}.${name}URI`, apiKey: `${base}.${name}APIKey`, skipTlsVerify: `${base}.SkipTLSVerify` }
    }
    default:
      return { url: "URI", apiKey: "APIKey", skipTlsVerify: "SkipTLSVerify" }
  }
}

const appOf = ({ section, service }: TestRequest): ConnectionTarget["app"] | undefined => {
  if (isQbitSection(section)) return service === undefined ? "qbittorrent" : undefined
  const kind = arrKindOf(section)
  return service !== undefined && kind !== "radarr" && kind !== "sonarr" ? undefined : (service ?? kind)
}

const placeholder = "CHANGE_ME"
const unset = (text: string): boolean => text === "" || text === placeholder

/** Scheme, host and port: whom a request reaches. */
const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined)

/** Values of one section: those that were sent, else the stored ones, else defaults. */
const valuesOf = (request: TestRequest, stored: unknown) => {
  const given = new Map(Object.entries(request.values ?? {}))
  const known = new Map(leaves(treeOf(request.section) ?? {}).map((leaf) => [leaf.path.join("."), leaf]))
  const problems: Array<string> = []
  /** Stored or default. */
  const old = (key: string): unknown => {
    const leaf = known.get(key)
    if (leaf === undefined || leaf.node._tag !== "Key") return undefined
    const value = stored === undefined ? undefined : valueAt(stored, leaf.path)
    if (value !== undefined || leaf.node.default === undefined) return value
    return Schema.decodeUnknownSync(leaf.node.value.schema)(leaf.node.default)
  }
  const isStored = (key: string): boolean => {
    const value = given.get(key)
    return (
      value === undefined ||
      value === null ||
      (typeof value === "string" && standsForStored(value, [request.section, ...key.split(".")]))
    )
  }
  const value = (key: string): unknown => {
    const leaf = known.get(key)
    if (isStored(key) || leaf === undefined || leaf.node._tag !== "Key") return old(key)
    const decoded = Schema.decodeUnknownEither(leaf.node.value.schema)(given.get(key))
    if (Either.isRight(decoded)) return decoded.right
    problems.push(`${key} must be ${leaf.node.value.allowed}.`)
    return old(key)
  }
  const unknown = [...given.keys()].filter((key) => !known.has(key))
  return { old, isStored, value, problems, unknown }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value.trim() : "")
const secretOf = (value: unknown): Redacted.Redacted => {
  const secret = Redacted.isRedacted(value) ? Redacted.value(value) : value
  return Redacted.make(typeof secret === "string" && secret !== placeholder ? secret : "")
}

/**
 * What a connection test talks to. Left: a sentence that says why it is not tried. A stored secret is only ever sent to
 * the address it is stored for, over a connection that is checked like the stored one: otherwise anybody who may test
 * could have it sent to himself. Pure.
 */
export const targetOf = (config: Config, request: TestRequest): Either.Either<ConnectionTarget, string> => {
  const { section } = request
  const app = appOf(request)
  if (app === undefined) {
    return Either.left(
      request.service === undefined
        ? `There is nothing to connect to in a section [${section}]: its name begins with qBit, Radarr, Sonarr, Lidarr or Readarr.`
        : `A section [${section}] has no request service; those of Radarr and Sonarr have.`
    )
  }
  const values = valuesOf(request, config.qBit[section] ?? config.Arr[section])
  const places = placesOf(app)
  const address = (value: (key: string) => unknown): string | undefined => {
    const text = textOf(value(places.url))
    if (unset(text)) return undefined
    return places.port === undefined ? text.replace(/\/+$/, "") : qbittorrentUrl(text, Number(value(places.port)))
  }
  const url = address(values.value)
  const secrets = [places.apiKey, ...(places.password === undefined ? [] : [places.password])]
  const usesStored = secrets.filter((key) => values.isStored(key) && Redacted.value(secretOf(values.old(key))) !== "")
  const skipTlsVerify = values.value(places.skipTlsVerify) === true
  const [firstUnknown] = values.unknown
  const [problem] = [
    ...(firstUnknown === undefined ? [] : [`There is no key ${firstUnknown} in a section [${section}].`]),
    ...values.problems
  ]
  if (problem !== undefined) return Either.left(problem)
  if (url === undefined) return Either.left(`Fill in ${places.url} first.`)
  const why = whyNoWebUrl(url)
  if (why !== undefined) return Either.left(`${places.url} is no address to connect to: ${why}.`)
  if (usesStored.length > 0) {
    const before = address(values.old)
    const secret = usesStored.join(" and ")
    if (before === undefined || originOf(before) !== originOf(url)) {
      return Either.left(
        `${places.url} is another address than the stored one, so type ${secret} again: a stored secret is only sent where it belongs.`
      )
    }
    if (skipTlsVerify && values.old(places.skipTlsVerify) !== true && url.toLowerCase().startsWith("https:")) {
      return Either.left(
        `The certificate is not to be checked any more, so type ${secret} again: a stored secret is only sent where it is known to arrive.`
      )
    }
  }
  const username = places.username === undefined ? "" : textOf(values.value(places.username))
  return Either.right({
    app,
    section,
    url,
    username: username === placeholder ? "" : username,
    password: places.password === undefined ? Redacted.make("") : secretOf(values.value(places.password)),
    apiKey: secretOf(values.value(places.apiKey)),
    skipTlsVerify
  })
}
