import * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { DeathTally } from "../supervision/DeathTally.ts"
import type { WorkerExit } from "../supervision/WorkerStatus.ts"
import { WriteBehind } from "./WriteBehind.ts"

/** Exits kept per worker, design/supervision.md "Death tally". */
export const kept = 100

interface ExitRow {
  readonly worker: string
  readonly life: number | string
  readonly ended_at: number | string
  readonly kind: WorkerExit["kind"]
  readonly message: string
  readonly lived: number | string
  readonly attempt: number | string
  readonly drill: number
}

const fromRow = (row: ExitRow): WorkerExit => ({
  worker: row.worker,
  life: Number(row.life),
  at: Number(row.ended_at),
  kind: row.kind,
  message: row.message,
  lived: Number(row.lived),
  attempt: Number(row.attempt),
  drill: row.drill === 1
})

/** The death tally in the database, written behind. A tally that cannot be read is empty, with a warning. */
export const layer: Layer.Layer<DeathTally, never, SqlClient.SqlClient | WriteBehind> = Layer.effect(
  DeathTally,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const writer = yield* WriteBehind
    return {
      load: (worker) =>
        writer.flush.pipe(
          Effect.zipRight(
            sql<ExitRow>`SELECT * FROM worker_exits WHERE worker = ${worker} ORDER BY exit_key DESC LIMIT ${kept}`
          ),
          Effect.map((rows) => rows.map(fromRow).reverse()),
          Effect.catchAll((error) =>
            Effect.as(Effect.logWarning(`The exits of ${worker} cannot be read: ${error.message}`), [])
          )
        ),
      append: (exit) =>
        writer.later(
          `an exit of ${exit.worker}`,
          Effect.zipRight(
            sql`INSERT INTO worker_exits ${sql.insert({
              worker: exit.worker,
              life: exit.life,
              ended_at: exit.at,
              kind: exit.kind,
              message: exit.message,
              lived: exit.lived,
              attempt: exit.attempt,
              drill: exit.drill ? 1 : 0
            })}`,
            sql`DELETE FROM worker_exits WHERE worker = ${exit.worker} AND exit_key <= (
              SELECT exit_key FROM worker_exits WHERE worker = ${exit.worker}
              ORDER BY exit_key DESC LIMIT 1 OFFSET ${kept})`
          )
        )
    }
  })
)
