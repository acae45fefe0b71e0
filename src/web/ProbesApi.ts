import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { Requires } from "./access/Scope.ts"
import { NotReady, Ready } from "./Readiness.ts"

/** `GET /api/health`: the process answers. Says nothing about anything else. */
export const Health = Schema.Struct({ status: Schema.Literal("ok") })

/** Liveness and readiness; public, no secrets inside. */
export const probes = HttpApiGroup.make("probes")
  .add(HttpApiEndpoint.get("health", "/api/health").addSuccess(Health).annotate(OpenApi.Summary, "Liveness"))
  .add(
    HttpApiEndpoint.get("oldHealth", "/health")
      .addSuccess(Health)
      .annotate(OpenApi.Summary, "Liveness, under the path of older clients")
  )
  .add(
    HttpApiEndpoint.get("ready", "/api/ready")
      .addSuccess(Ready, { status: 200 })
      .addSuccess(NotReady, { status: 503 })
      .annotate(OpenApi.Summary, "Readiness, per dependency")
  )
  .annotate(Requires, "public")
