import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Arr from "../../clients/arr/ArrClient.ts"
import type { adapters } from "../../clients/arr/adapters.ts"
import { identify } from "../../clients/arr/identify.ts"
import { readProfiles } from "../../clients/arr/library/profiles.ts"
import * as Qbittorrent from "../../clients/qbittorrent/QbittorrentClient.ts"
import { connect, read } from "../../clients/requests/endpoint.ts"
import { redactValues } from "../../observability/Redaction.ts"
import type { TestResult } from "./ConfigViews.ts"
import type { ConnectionTarget } from "./ConnectionTarget.ts"

/** The longest that somebody waits for a test. */
const longest = Duration.seconds(12)

type Found = Omit<TestResult, "success">
interface Failure {
  readonly message: string
}

/** Anything shorter is a word, and would be found everywhere. */
const isSecret = (text: string): boolean => text.length >= 4

const withoutEnd = (text: string): string => text.replace(/\.$/, "")

const qbittorrent = (target: ConnectionTarget): Effect.Effect<Found, Failure, Scope.Scope> =>
  Effect.gen(function* () {
    const key = Redacted.value(target.apiKey)
    const client = yield* Qbittorrent.make({
      name: target.section,
      url: target.url,
      username: target.username,
      password: target.password,
      apiKey: key === "" ? Option.none() : Option.some(target.apiKey),
      skipTlsVerify: target.skipTlsVerify,
      timeout: longest
    })
    const { supported, version, webapiVersion } = yield* client.features
    const old = supported ? "" : " It is older than 4.4, the oldest that is supported."
    const message = `qBittorrent ${version.replace(/^v/, "")} answers (Web API ${webapiVersion}).${old}`
    return { message, app: "qBittorrent", version, qualityProfiles: [] }
  })

const arr = (target: ConnectionTarget, kind: keyof typeof adapters): Effect.Effect<Found, Failure, Scope.Scope> =>
  Effect.gen(function* () {
    const client = yield* Arr.make({
      name: target.section,
      kind,
      url: target.url,
      apiKey: target.apiKey,
      skipTlsVerify: target.skipTlsVerify,
      timeout: longest
    })
    const { appName, version } = yield* identify(client)
    const profiles = yield* readProfiles(client)
    return {
      message: `${appName} ${version} answers.`,
      app: appName,
      version,
      qualityProfiles: profiles.map(({ id, name }) => ({ id, name }))
    }
  })

const OverseerrStatus = Schema.Struct({ version: Schema.optional(Schema.NullOr(Schema.String)) })

const requests = (target: ConnectionTarget, app: "overseerr" | "ombi"): Effect.Effect<Found, Failure, Scope.Scope> =>
  Effect.gen(function* () {
    const options = {
      section: target.section,
      url: target.url,
      apiKey: target.apiKey,
      skipTlsVerify: target.skipTlsVerify
    }
    if (app === "ombi") {
      const endpoint = yield* connect(
        { name: "Ombi", keyHeader: "ApiKey", keyAt: "Settings > Configuration > General" },
        options
      )
      const total = yield* read(endpoint, "/api/v1/Request/movie/total", Schema.Unknown)
      const count = typeof total === "number" ? `, with ${total} requested films` : ""
      return { message: `Ombi answers${count}.`, app: "Ombi", version: null, qualityProfiles: [] }
    }
    const endpoint = yield* connect({ name: "Overseerr", keyHeader: "X-Api-Key", keyAt: "Settings > General" }, options)
    // Everybody may ask for the status; only the list tells whether the key is right.
    yield* read(endpoint, "/api/v1/request", Schema.Unknown, [["take", "1"]])
    const { version } = yield* read(endpoint, "/api/v1/status", OverseerrStatus)
    return {
      message: `Overseerr ${version ?? "of an unknown version"} answers.`,
      app: "Overseerr",
      version: version ?? null,
      qualityProfiles: []
    }
  })

const attempt = (target: ConnectionTarget): Effect.Effect<Found, Failure, Scope.Scope> => {
  switch (target.app) {
    case "qbittorrent":
      return qbittorrent(target)
    case "overseerr":
    case "ombi":
      return requests(target, target.app)
    default:
      return arr(target, target.app)
  }
}

/**
 * Asks a program who it is, within 12 seconds unless told otherwise. What goes wrong is a sentence, without the secrets
 * that were used. `clean` takes out those that are stored.
 */
export const testConnection = (
  target: ConnectionTarget,
  clean: (text: string) => string,
  timeout: Duration.DurationInput = longest
): Effect.Effect<TestResult> => {
  const secrets = [Redacted.value(target.apiKey), Redacted.value(target.password)].filter(isSecret)
  const safe = (text: string): string => clean(redactValues(text, secrets))
  const failed = (message: string): TestResult => ({
    success: false,
    message: safe(message),
    app: null,
    version: null,
    qualityProfiles: []
  })
  return Effect.scoped(attempt(target)).pipe(
    Effect.timeoutFail({
      duration: timeout,
      onTimeout: (): Failure => ({ message: `${target.section}: no answer within ${Duration.format(timeout)}.` })
    }),
    Effect.match({
      onFailure: ({ message }) => failed(`${withoutEnd(message)}.`),
      onSuccess: (found): TestResult => ({
        success: true,
        app: found.app,
        message: safe(found.message),
        version: found.version === null ? null : safe(found.version),
        qualityProfiles: found.qualityProfiles.map(({ id, name }) => ({ id, name: safe(name) }))
      })
    })
  )
}
