import { deflateRaw, inflateRaw } from "node:zlib"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type Database, readAtStart } from "./Database.ts"
import type { DatabaseUnusable } from "./DatabaseUnusable.ts"
import { storableJson } from "./storable.ts"
import { WriteBehind } from "./WriteBehind.ts"

/** Snapshots of what rules of one section saw, JSON-able. `at`: when it was recorded, epoch milliseconds. */
export interface RecordedChunk {
  readonly at: number
  readonly section: string
  readonly entries: ReadonlyArray<unknown>
}

/** Snapshots for `qbitrr replay`, compressed and bounded by age and size. */
export interface RecordingsService {
  /**
   * Stores the entries as one chunk without their secrets, one call at a time; the oldest chunks make room. Never fails:
   * what cannot be stored is lost with a warning.
   */
  readonly record: (chunk: RecordedChunk) => Effect.Effect<void>
}

export class Recordings extends Context.Tag("qbitrr/store/Recordings")<Recordings, RecordingsService>() {}

export interface RecordingsOptions {
  /** How long chunks are kept. */
  readonly age: Duration.DurationInput
  /** Bytes of all chunks as they are stored. */
  readonly size: number
}

/** The first schema that has them. */
export const schemaVersion = 3

export const defaults: RecordingsOptions = { age: "7 days", size: 64 * 1024 * 1024 }

class Unreadable extends Data.TaggedError("Unreadable")<{ readonly cause: unknown }> {}

/** Entries between two rests while they are turned into text. */
const perRest = 100

/** Old chunks looked at, at a time, while room is made. */
const perPage = 50

const compress = (text: string): Effect.Effect<string, Unreadable> =>
  Effect.async((resume) => {
    deflateRaw(text, (cause, body) =>
      resume(cause === null ? Effect.succeed(body.toString("base64")) : Effect.fail(new Unreadable({ cause })))
    )
  })

const expand = (body: string): Effect.Effect<ReadonlyArray<unknown>, Unreadable> =>
  Effect.async<Buffer, Unreadable>((resume) => {
    inflateRaw(Buffer.from(body, "base64"), (cause, text) =>
      resume(cause === null ? Effect.succeed(text) : Effect.fail(new Unreadable({ cause })))
    )
  }).pipe(
    Effect.flatMap((text) =>
      Effect.try({
        try: (): unknown => JSON.parse(text.toString("utf8")),
        catch: (cause) => new Unreadable({ cause })
      })
    ),
    Effect.flatMap((entries) =>
      Array.isArray(entries) ? Effect.succeed(entries) : new Unreadable({ cause: "it is no list" })
    )
  )

const toJson = (entries: ReadonlyArray<unknown>): Effect.Effect<string> =>
  Effect.gen(function* () {
    const parts: Array<string> = []
    for (const entry of entries) {
      parts.push(storableJson(entry))
      if (parts.length % perRest === 0) yield* Effect.yieldNow()
    }
    return `[${parts.join(",")}]`
  })

interface Row {
  readonly recording_key: number | string
  readonly recorded_at: number | string
  readonly section: string
  readonly body: string
}

/**
 * What was recorded since then (epoch milliseconds), oldest first, one chunk in memory at a time. A chunk that cannot be
 * read is left out, with a warning.
 */
export const read = (
  sql: SqlClient.SqlClient,
  options: { readonly since: number }
): Stream.Stream<RecordedChunk, SqlError> =>
  Stream.paginateChunkEffect(-1, (after) =>
    Effect.gen(function* () {
      const [row] = yield* sql<Row>`SELECT recording_key, recorded_at, section, body FROM recordings
        WHERE recording_key > ${after} AND recorded_at >= ${options.since} ORDER BY recording_key LIMIT 1`
      if (row === undefined) return [Chunk.empty<RecordedChunk>(), Option.none<number>()] as const
      const at = Number(row.recorded_at)
      const found = yield* expand(row.body).pipe(
        Effect.map((entries) => Chunk.of<RecordedChunk>({ at, section: row.section, entries })),
        Effect.catchAll(({ cause }) =>
          Effect.as(
            Effect.logWarning(
              `What was recorded for ${row.section} at ${new Date(at).toISOString()} cannot be read and is left out: ${String(cause)}`
            ),
            Chunk.empty<RecordedChunk>()
          )
        )
      )
      return [found, Option.some(Number(row.recording_key))] as const
    })
  )

const make = (options: RecordingsOptions) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const writer = yield* WriteBehind
    const turn = yield* Effect.makeSemaphore(1)
    const [stored] = yield* readAtStart(
      "The size of the recordings",
      sql<{ readonly total: number | string | null }>`SELECT sum(bytes) AS total FROM recordings`
    )
    /** Bytes of all chunks. */
    let total = Number(stored?.total ?? 0)

    /** Deletes what is too old and what is too much; how many bytes are gone. */
    const makeRoom = (before: number, size: number) =>
      Effect.gen(function* () {
        const old = yield* sql<{ readonly bytes: number | string }>`DELETE FROM recordings
          WHERE recorded_at < ${before} RETURNING bytes`
        let freed = old.reduce((sum, row) => sum + Number(row.bytes), 0)
        while (size - freed > options.size) {
          const page = yield* sql<{ readonly recording_key: number | string; readonly bytes: number | string }>`
            SELECT recording_key, bytes FROM recordings ORDER BY recording_key LIMIT ${perPage}`
          let last: number | undefined
          for (const row of page) {
            if (size - freed <= options.size) break
            freed += Number(row.bytes)
            last = Number(row.recording_key)
          }
          if (last === undefined) break
          yield* sql`DELETE FROM recordings WHERE recording_key <= ${last}`
        }
        return freed
      })

    const store = (chunk: RecordedChunk) =>
      Effect.gen(function* () {
        const body = yield* Effect.flatMap(toJson(chunk.entries), compress)
        const before = (yield* Clock.currentTimeMillis) - Duration.toMillis(options.age)
        const bytes = body.length
        const insert = sql`INSERT INTO recordings ${sql.insert({
          recorded_at: chunk.at,
          section: chunk.section,
          entries: chunk.entries.length,
          bytes,
          body
        })}`
        const freed = yield* writer.durable(
          `What rules of ${chunk.section} saw`,
          Effect.zipRight(insert, makeRoom(before, total + bytes))
        )
        total += bytes - freed
      })

    return Recordings.of({
      record: (chunk) =>
        chunk.entries.length === 0
          ? Effect.void
          : turn.withPermits(1)(
              Effect.catchAllCause(store(chunk), (cause) =>
                Effect.logWarning(
                  `${chunk.entries.length} snapshots of ${chunk.section} are not recorded; qbitrr replay will not know them.`,
                  cause
                )
              )
            )
    })
  })

/** Reads how much there is at start. */
export const layer = (
  options: Partial<RecordingsOptions> = {}
): Layer.Layer<Recordings, DatabaseUnusable, Database | SqlClient.SqlClient | WriteBehind> =>
  Layer.effect(Recordings, make({ ...defaults, ...options }))
