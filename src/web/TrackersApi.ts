import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { Authorization } from "./Authorization.ts"
import { Requires } from "./access/Scope.ts"

/** `GET /api/trackers`. Hosts only: announce URLs hold passkeys. */
export const TrackerList = Schema.Struct({
  hosts: Schema.Array(Schema.Struct({ host: Schema.String, torrents: Schema.Int })),
  unknownMessages: Schema.Array(
    Schema.Struct({
      host: Schema.String,
      message: Schema.String,
      count: Schema.Int.annotations({ description: "how often it was read since the daemon started" }),
      lastAt: Schema.String.annotations({ description: "ISO 8601, UTC" })
    })
  )
}).annotations({ identifier: "Trackers" })
export type TrackerList = typeof TrackerList.Type

/** Trackers of all torrents. */
export const trackers = HttpApiGroup.make("trackers")
  .add(
    HttpApiEndpoint.get("trackers", "/api/trackers")
      .addSuccess(TrackerList)
      .annotate(OpenApi.Summary, "Tracker hosts with their torrents, and messages that no list explains")
  )
  .annotate(Requires, "read")
  .middleware(Authorization)
