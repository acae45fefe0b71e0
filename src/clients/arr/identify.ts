import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ClientError } from "../ClientError.ts"
import type { ArrClient, SystemStatus } from "./ArrClient.ts"
import { adapters } from "./adapters.ts"
import { read } from "./request.ts"
import { StatusAnswer } from "./wire.ts"

/** Another program answers at the address of a section. Nobody can work with it until the config changes. */
export class WrongApp extends Schema.TaggedError<WrongApp>("qbitrr/WrongApp")("WrongApp", {
  /** Config section. */
  section: Schema.String,
  expected: Schema.String,
  found: Schema.String,
  url: Schema.String
}) {
  override get message(): string {
    return `There is a ${this.found} at ${this.url}, but section [${this.section}] expects ${this.expected}: correct its URI, or rename the section to [${this.found}-…].`
  }
}

/** The program behind the other API version, when the expected one is not there: a Lidarr does not answer below `/api/v3`. */
const other = (client: ArrClient): Effect.Effect<SystemStatus | undefined> =>
  read(
    { ...client, apiPath: client.apiPath === "/api/v3" ? "/api/v1" : "/api/v3" },
    "/system/status",
    StatusAnswer
  ).pipe(
    Effect.map(({ appName, version }): SystemStatus => ({ appName, version: version ?? "unknown" })),
    Effect.catchAll(() => Effect.succeed(undefined))
  )

/** Asks who answers, and refuses every program but the one the section is for. */
export const identify = (client: ArrClient): Effect.Effect<SystemStatus, ClientError | WrongApp> =>
  Effect.gen(function* () {
    const expected = adapters[client.kind].appName
    const found = yield* Effect.catchTag(client.status, "NotFound", (error) =>
      Effect.flatMap(other(client), (status) => (status === undefined ? Effect.fail(error) : Effect.succeed(status)))
    )
    if (found.appName.toLowerCase() === expected.toLowerCase()) return found
    return yield* new WrongApp({ section: client.name, expected, found: found.appName, url: client.http.baseUrl })
  })
