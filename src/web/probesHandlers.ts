import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import { Secrets } from "../observability/Redaction.ts"
import { Dependencies } from "../supervision/Dependencies.ts"
import { Supervisor } from "../supervision/Supervisor.ts"
import { Api } from "./Api.ts"
import { readiness } from "./Readiness.ts"

const alive = Effect.succeed({ status: "ok" as const })

/** Liveness and readiness. */
export const probesHandlers = HttpApiBuilder.group(Api, "probes", (handlers) =>
  Effect.gen(function* () {
    const supervisor = yield* Supervisor
    const dependencies = yield* Dependencies
    const { redact } = yield* Secrets
    const ready = Effect.zipWith(dependencies.all, supervisor.status, (needed, workers) =>
      readiness(needed, workers, redact)
    )
    return handlers
      .handle("health", () => alive)
      .handle("oldHealth", () => alive)
      .handle("ready", () => ready)
  })
)
