import * as Effect from "effect/Effect"
import { type ClientError, Transient } from "../../ClientError.ts"
import { type Endpoint, read } from "../request.ts"
import { StatusAnswer } from "../wire.ts"

/**
 * `NotFound` only while the program itself answers: a proxy says 404 for everything while the program behind it
 * restarts. Asks for the program's status after a 404 and fails with `Transient` when that is not there either.
 */
export const trulyMissing = <A>(
  endpoint: Endpoint,
  effect: Effect.Effect<A, ClientError>
): Effect.Effect<A, ClientError> =>
  Effect.catchTag(effect, "NotFound", (missing) =>
    read(endpoint, "/system/status", StatusAnswer).pipe(
      Effect.catchTag(
        "NotFound",
        () =>
          new Transient({
            service: missing.service,
            request: missing.request,
            status: 404,
            kind: "status",
            detail: `a proxy answers at ${endpoint.http.baseUrl}, but not the program behind it.`
          })
      ),
      Effect.andThen(missing)
    )
  )

/** `gone` for what is not there: a library must not look emptied, nor a way back lost, while a program restarts. */
export const unlessGone = <A, B>(
  endpoint: Endpoint,
  effect: Effect.Effect<A, ClientError>,
  gone: B
): Effect.Effect<A | B, ClientError> =>
  Effect.catchTag(trulyMissing(endpoint, effect), "NotFound", () => Effect.succeed(gone))
