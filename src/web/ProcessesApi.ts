import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { wire } from "./ApiError.ts"
import { Authorization } from "./Authorization.ts"
import { Requires } from "./access/Scope.ts"
import { ProcessList } from "./ProcessView.ts"
import { SameOrigin } from "./SameOrigin.ts"

const name = Schema.Struct({
  name: Schema.String.annotations({ description: "name of the process, URL-encoded", examples: ["Radarr-Movies"] })
})

/** The body of a drill. `seconds`: how long a hanging life also ignores interruption (default 0, at most 1 hour). */
export const DrillRequest = Schema.Struct({
  kind: Schema.Literal("crash", "hang"),
  seconds: Schema.optional(
    Schema.Number.pipe(
      Schema.between(0, 3600, { message: () => "seconds must be a number from 0 to 3600" })
    ).annotations({ description: "hang only: seconds during which interruption is ignored, 0 to 3600, default 0" })
  )
})

const ok = Schema.Literal("ok")
const names = Schema.Array(Schema.String)

/** The names of the processes a command has reached. */
export const Restarted = Schema.Struct({ status: ok, restarted: names })
export const Stopped = Schema.Struct({ status: ok, stopped: names })
export const Started = Schema.Struct({ status: ok, started: names })
export const Drilled = Schema.Struct({ status: ok, drilled: names })

/** The supervised processes and the manual commands. */
export const processes = HttpApiGroup.make("processes")
  .add(
    HttpApiEndpoint.get("list", "/api/processes")
      .addSuccess(ProcessList)
      .annotate(Requires, "read")
      .annotate(OpenApi.Summary, "All processes")
  )
  .add(
    HttpApiEndpoint.post("restartAll", "/api/processes/restart_all")
      .addSuccess(Restarted)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "Restart every process; answers when all new lives have begun")
  )
  .add(
    HttpApiEndpoint.post("restart", "/api/processes/:name/restart")
      .setPath(name)
      .addSuccess(Restarted)
      .addError(wire.unknownProcess)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "Restart now, with a fresh restart budget")
  )
  .add(
    HttpApiEndpoint.post("stop", "/api/processes/:name/stop")
      .setPath(name)
      .addSuccess(Stopped)
      .addError(wire.unknownProcess)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "Stop; stays stopped until started by hand")
  )
  .add(
    HttpApiEndpoint.post("start", "/api/processes/:name/start")
      .setPath(name)
      .addSuccess(Started)
      .addError(wire.unknownProcess)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "Start a stopped or failed process; nothing happens when it lives")
  )
  .add(
    HttpApiEndpoint.post("drill", "/api/processes/:name/drill")
      .setPath(name)
      .setPayload(DrillRequest)
      .addSuccess(Drilled)
      .addError(wire.badRequest)
      .addError(wire.forbidden)
      .addError(wire.unknownProcess)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "Make the current life crash or hang, to see what happens (Settings.AllowDrills)")
  )
  .annotate(Requires, "actions")
  .middleware(SameOrigin)
  .middleware(Authorization)
