import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"
import { type Database, readAtStart } from "./Database.ts"
import type { DatabaseUnusable } from "./DatabaseUnusable.ts"
import { empty, TorrentMemory } from "./TorrentMemory.ts"
import { WriteBehind } from "./WriteBehind.ts"

/** Memory of every torrent, held in memory and written behind. */
export interface TorrentMemoriesService {
  readonly get: (id: TorrentId) => TorrentMemory
  readonly set: (id: TorrentId, memory: TorrentMemory) => Effect.Effect<void>
  readonly forget: (id: TorrentId) => Effect.Effect<void>
}

export class TorrentMemories extends Context.Tag("qbitrr/store/TorrentMemories")<
  TorrentMemories,
  TorrentMemoriesService
>() {}

/** Fields this version does not know are kept as they are. */
const decode = Schema.decodeUnknownEither(Schema.parseJson(TorrentMemory), { onExcessProperty: "preserve" })

/** Reads all rows at start. A row that cannot be read counts as never remembered, with a warning, and stays in the file. */
export const layer: Layer.Layer<TorrentMemories, DatabaseUnusable, Database | SqlClient.SqlClient | WriteBehind> =
  Layer.effect(
    TorrentMemories,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const writer = yield* WriteBehind
      const rows = yield* readAtStart(
        "What is remembered of torrents",
        sql<{ torrent_id: TorrentId; memory_json: string }>`SELECT torrent_id, memory_json FROM torrent_memories`
      )
      const known = new Map<TorrentId, { readonly memory: TorrentMemory; readonly json: string }>()
      for (const row of rows) {
        const memory = decode(row.memory_json)
        if (Either.isRight(memory)) known.set(row.torrent_id, { memory: memory.right, json: row.memory_json })
        else
          yield* Effect.logWarning(`What was remembered of torrent ${row.torrent_id} cannot be read; it starts anew.`)
      }
      return {
        get: (id) => known.get(id)?.memory ?? empty,
        set: (id, memory) =>
          Effect.suspend(() => {
            const json = JSON.stringify(memory)
            // A pass over thousands of torrents sets most of them to what they already are.
            if (known.get(id)?.json === json) return Effect.void
            known.set(id, { memory, json })
            const write = sql`INSERT INTO torrent_memories ${sql.insert({ torrent_id: id, memory_json: json })}
            ON CONFLICT (torrent_id) DO UPDATE SET memory_json = excluded.memory_json`
            return writer.later(`the memory of torrent ${id}`, write, `memory ${id}`)
          }),
        forget: (id) =>
          Effect.suspend(() =>
            known.delete(id)
              ? writer.later(
                  `that torrent ${id} is forgotten`,
                  sql`DELETE FROM torrent_memories WHERE torrent_id = ${id}`,
                  `memory ${id}`
                )
              : Effect.void
          )
      }
    })
  )
