import * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"

/** Removals that leave the torrent in its client (`ReSearchStalled`). */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE removals ADD COLUMN keeps_torrent integer NOT NULL DEFAULT 0`
})
