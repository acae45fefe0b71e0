import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { redactPatterns } from "../../../observability/Redaction.ts"
import type { ClientError } from "../../ClientError.ts"
import { type Endpoint, read } from "../request.ts"
import { lowerCamel } from "../wire.ts"
import { isRow, textIn } from "./fields.ts"
import type { HealthCheck } from "./LibraryReads.ts"

const types: ReadonlyMap<string, HealthCheck["type"]> = new Map(
  (["ok", "notice", "warning", "error"] as const).map((type) => [type, type])
)

/** Rows of `health`; one of a type that is not known is a notice. Pure. */
export const healthOf = (rows: ReadonlyArray<unknown>): ReadonlyArray<HealthCheck> =>
  rows.filter(isRow).map((row) => ({
    source: textIn(row, "source") ?? "",
    type: types.get(lowerCamel(textIn(row, "type") ?? "")) ?? "notice",
    message: redactPatterns(textIn(row, "message") ?? "")
  }))

/** What the Arr itself finds wrong, as of its last check. */
export const readHealth = (endpoint: Endpoint): Effect.Effect<ReadonlyArray<HealthCheck>, ClientError> =>
  Effect.map(read(endpoint, "/health", Schema.Array(Schema.Unknown)), healthOf)
