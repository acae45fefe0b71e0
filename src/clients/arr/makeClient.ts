import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { Conflict, NotFound } from "../ClientError.ts"
import * as Http from "../http.ts"
import type { ArrClient, ArrCommand, ArrOptions, SystemStatus } from "./ArrClient.ts"
import { adapters } from "./adapters.ts"
import { readFormats } from "./readFormats.ts"
import { readHistory } from "./readHistory.ts"
import { readMedia } from "./readMedia.ts"
import { readQueue } from "./readQueue.ts"
import { type Endpoint, keyHeader, read } from "./request.ts"
import { CommandRow, DownloadClientConfig, lowerCamel, readRows, StatusAnswer, timeOf } from "./wire.ts"

const readCommands = readRows(CommandRow)

/** What the Arr tells of a command, in our words. */
export const commandOf = (row: typeof CommandRow.Type): ArrCommand => ({
  id: row.id,
  name: row.name,
  status: lowerCamel(row.status),
  result: row.result == null ? undefined : lowerCamel(row.result),
  message: row.message ?? undefined,
  body: row.body ?? {},
  queuedAt: timeOf(row.queued)
})

/** `system/status` is always there; when it is not, the address points beside the API. */
const status = (endpoint: Endpoint): ArrClient["status"] => {
  const { appName } = adapters[endpoint.kind]
  const advice = `Is URI of [${endpoint.name}] (${endpoint.http.baseUrl}) a ${appName}, and does it end with its URL Base (Settings > General)?`
  const request = `GET ${endpoint.apiPath}/system/status`
  return read(endpoint, "/system/status", StatusAnswer).pipe(
    Effect.map((answer): SystemStatus => ({ appName: answer.appName, version: answer.version ?? "unknown" })),
    Effect.catchTags({
      NotFound: () =>
        new NotFound({ service: endpoint.name, request, status: 404, detail: `no API at this address. ${advice}` }),
      Conflict: (error) =>
        new Conflict({
          service: endpoint.name,
          request,
          ...(error.status === undefined ? {} : { status: error.status }),
          detail: `${error.detail} ${advice}`
        })
    })
  )
}

/** A client on a connection that is there already. */
export const fromHttp = (options: Pick<ArrOptions, "name" | "kind" | "apiKey">, http: Http.Http): ArrClient => {
  const endpoint: Endpoint = {
    name: options.name,
    kind: options.kind,
    http,
    apiPath: adapters[options.kind].apiPath,
    headers: { [keyHeader]: Redacted.value(options.apiKey).trim(), accept: "application/json" }
  }
  return {
    ...endpoint,
    status: status(endpoint),
    queue: readQueue(endpoint),
    commands: Effect.gen(function* () {
      const { rows, skipped } = readCommands(yield* read(endpoint, "/command", Schema.Array(Schema.Unknown)))
      if (skipped > 0) yield* Effect.logWarning(`${endpoint.name}: ${skipped} of its commands cannot be read`)
      return rows.map(commandOf)
    }),
    command: (id) => Effect.map(read(endpoint, `/command/${id}`, CommandRow), commandOf),
    history: (hash) => readHistory(endpoint, hash),
    formats: (...refs) => readFormats(endpoint, refs),
    media: (ref) => readMedia(endpoint, ref),
    // Older versions do not tell; on is their default (arr-api §3.3).
    redownloadsFailed: Effect.map(
      read(endpoint, "/config/downloadclient", DownloadClientConfig),
      (config) => config.autoRedownloadFailed ?? true
    )
  }
}

/** A client with a connection pool of its own, closed with the scope. Sends nothing by itself. */
export const make = (options: ArrOptions): Effect.Effect<ArrClient, never, Scope.Scope> =>
  Effect.map(
    Http.make({
      service: options.name,
      baseUrl: options.url,
      skipTlsVerify: options.skipTlsVerify,
      timeout: options.timeout
    }),
    (http) => fromHttp(options, http)
  )
