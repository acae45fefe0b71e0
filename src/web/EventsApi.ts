import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { wire } from "./ApiError.ts"
import { Authorization } from "./Authorization.ts"
import { Requires } from "./access/Scope.ts"
import { topics } from "./events/wire.ts"
import { text } from "./queryParams.ts"

const description = [
  "Server-sent events. The first one is `hello`; then come `process`, `dependency`, `decision` and `search`, whose data is what the other endpoints show,",
  "`torrent` {instance, hashes} (null: many), `library` {section, changed, sync}, `config` {revision, changed} and, for `logs`, `log` {file, lines}.",
  "`reset` says that something was missed: fetch everything again. The id of the last event seen, in the header `Last-Event-ID` or `lastEventId`,",
  "resumes after it; lines of logs have no id and are not resumed: fetch the end of the file after each `hello`.",
  "Every 15 seconds of silence a comment is sent. A connection ends when its session or token does."
].join(" ")

/** What happens, as it happens. */
export const events = HttpApiGroup.make("events")
  .add(
    HttpApiEndpoint.get("events", "/api/events")
      .setUrlParams(
        Schema.Struct({
          topics: text(`comma-separated, of ${topics.join(", ")}; absent: all`),
          logs: text("name of a log file whose lines are sent as they are written"),
          lastEventId: text("as the header `Last-Event-ID`, which goes first")
        })
      )
      .setHeaders(Schema.Struct({ "last-event-id": Schema.optional(Schema.String) }))
      .addSuccess(HttpApiSchema.Text({ contentType: "text/event-stream" }).annotations({ description }))
      .addError(wire.badRequest)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "What happens, as it happens")
  )
  .annotate(Requires, "read")
  .middleware(Authorization)
