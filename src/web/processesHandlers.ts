import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { Secrets } from "../observability/Redaction.ts"
import { Searches } from "../search/Searches.ts"
import { type ShuttingDown, Supervisor, type UnknownWorker } from "../supervision/Supervisor.ts"
import { Api } from "./Api.ts"
import { BadRequest, Forbidden, Unavailable, UnknownProcess } from "./ApiError.ts"
import { DrillRequest } from "./ProcessesApi.ts"
import { type ProcessList, processView } from "./ProcessView.ts"
import { searchActivities } from "./searchActivities.ts"
import { WebSettings } from "./WebSettings.ts"

const refused = {
  UnknownWorker: (error: UnknownWorker) => Effect.fail(new UnknownProcess({ error: error.message })),
  ShuttingDown: (error: ShuttingDown) => Effect.fail(new Unavailable({ error: error.message }))
}

const decodeDrill = Schema.decodeUnknown(Schema.parseJson(DrillRequest), { onExcessProperty: "error" })

const drillHelp = 'Send {"kind": "crash"} or {"kind": "hang", "seconds": 0}.'

/** The supervised processes: translates between HTTP and the supervisor, no more. */
export const processesHandlers = HttpApiBuilder.group(Api, "processes", (handlers) =>
  Effect.gen(function* () {
    const supervisor = yield* Supervisor
    const settings = yield* WebSettings
    const searches = yield* Searches
    const { redact } = yield* Secrets

    const list: Effect.Effect<typeof ProcessList.Encoded> = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const known = yield* searchActivities(searches)
      const context = { now, pid: process.pid, clean: redact }
      return {
        processes: (yield* supervisor.status).map((status) =>
          processView(status, { ...context, activity: known.get(status.name) })
        )
      }
    })

    const drill = Effect.fn("web.drill")(function* (name: string, body: Effect.Effect<string, unknown>) {
      if (!(yield* settings.allowDrills)) {
        return yield* Effect.fail(
          new Forbidden({ error: "Drills are switched off. Set AllowDrills = true in [Settings] to allow them." })
        )
      }
      const text = yield* Effect.mapError(
        body,
        () => new BadRequest({ error: `The body cannot be read. ${drillHelp}` })
      )
      const order = yield* Effect.mapError(decodeDrill(text), (error) => {
        const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
        return new BadRequest({ error: `${issue?.message ?? "The body is not valid"}. ${drillHelp}` })
      })
      yield* supervisor
        .drill(
          name,
          order.kind === "crash" ? { kind: "crash" } : { kind: "hang", ignoreFor: Duration.seconds(order.seconds ?? 0) }
        )
        .pipe(Effect.catchTags(refused))
      return { status: "ok" as const, drilled: [name] }
    })

    return (
      handlers
        // Raw: what has this type already need not be encoded.
        .handleRaw("list", () => Effect.map(list, (answer) => HttpServerResponse.unsafeJson(answer)))
        .handle("restartAll", () =>
          Effect.gen(function* () {
            const names = (yield* supervisor.status).map(({ name }) => name)
            yield* supervisor.restartAll.pipe(Effect.catchTags({ ShuttingDown: refused.ShuttingDown }))
            return { status: "ok" as const, restarted: names }
          })
        )
        .handle("restart", ({ path: { name } }) =>
          supervisor
            .restart(name)
            .pipe(Effect.catchTags(refused), Effect.as({ status: "ok" as const, restarted: [name] }))
        )
        .handle("stop", ({ path: { name } }) =>
          supervisor.stop(name).pipe(Effect.catchTags(refused), Effect.as({ status: "ok" as const, stopped: [name] }))
        )
        .handle("start", ({ path: { name } }) =>
          supervisor.resume(name).pipe(Effect.catchTags(refused), Effect.as({ status: "ok" as const, started: [name] }))
        )
        // Raw: the body is decoded here, so that its errors look like every other error of the API.
        .handleRaw("drill", ({ path: { name }, request }) => drill(name, request.text))
    )
  })
)
