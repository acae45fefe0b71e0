import * as SqlClient from "@effect/sql/SqlClient"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { WriteBehind } from "./WriteBehind.ts"

/** How long decisions, finished removals and searches that ended are kept; recordings have their own, shorter time. */
export const retention = Duration.days(90)

const every = Duration.days(1)

/** At start and then daily: deletes decisions, last ones included, finished removals and ended searches older than `retention`. */
export const layer: Layer.Layer<never, never, SqlClient.SqlClient | WriteBehind> = Layer.scopedDiscard(
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const writer = yield* WriteBehind
    const prune = Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const before = now - Duration.toMillis(retention)
      return writer.later(
        "the deletion of old decisions",
        Effect.all(
          [
            sql`DELETE FROM decisions WHERE decided_at < ${before}`,
            sql`DELETE FROM last_decisions WHERE decided_at < ${before}`,
            sql`DELETE FROM removals WHERE step IN ('done', 'cancelled') AND updated_at < ${before}`,
            sql`DELETE FROM searches WHERE state NOT IN ('sending', 'running') AND sent_at < ${before}`
          ],
          { discard: true }
        ),
        "retention"
      )
    })
    yield* prune.pipe(Effect.zipRight(Effect.sleep(every)), Effect.forever, Effect.forkScoped)
  })
)
