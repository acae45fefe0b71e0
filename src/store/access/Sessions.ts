import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Database, readAtStart } from "../Database.ts"
import type { DatabaseUnusable } from "../DatabaseUnusable.ts"
import { WriteBehind } from "../WriteBehind.ts"

/** One browser that is logged in. */
export interface StoredSession {
  /** SHA-256 of what the cookie holds, as hex. The cookie itself is known to the browser only. */
  readonly hash: string
  /** Names it in lists and when it is revoked; opens nothing. */
  readonly id: string
  readonly username: string
  readonly method: "password" | "oidc"
  /** What the login was judged by; when that changes, the session is over. */
  readonly stamp: string
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Epoch milliseconds, to the minute. */
  readonly seenAt: number
  /** Address and browser at login, to recognise it by. */
  readonly address: string
  readonly agent: string
}

/** The sessions of the page. Kept in memory; durable when a call returns, but for `touch`. */
export interface SessionsService {
  readonly find: (hash: string) => Effect.Effect<StoredSession | undefined>
  /** Newest first. */
  readonly list: Effect.Effect<ReadonlyArray<StoredSession>>
  /** When there are too many, those not seen for longest go. */
  readonly add: (session: StoredSession) => Effect.Effect<void>
  /** Notes when it was seen last; written a little later. */
  readonly touch: (hash: string, seenAt: number) => Effect.Effect<void>
  /** Ends those that are meant; tells how many. */
  readonly removeWhere: (isMeant: (session: StoredSession) => boolean) => Effect.Effect<number>
}

export class Sessions extends Context.Tag("qbitrr/store/Sessions")<Sessions, SessionsService>() {}

/** Sessions at most: who logs in by a script each time must not fill the database. */
export const most = 500

interface Row {
  readonly session_hash: string
  readonly session_id: string
  readonly username: string
  readonly method: "password" | "oidc"
  readonly stamp: string
  readonly created_at: number
  readonly seen_at: number
  readonly address: string
  readonly agent: string
}

const fromRow = (row: Row): StoredSession => ({
  hash: row.session_hash,
  id: row.session_id,
  username: row.username,
  method: row.method,
  stamp: row.stamp,
  createdAt: Number(row.created_at),
  seenAt: Number(row.seen_at),
  address: row.address,
  agent: row.agent
})

const toRow = (session: StoredSession) =>
  ({
    session_hash: session.hash,
    session_id: session.id,
    username: session.username,
    method: session.method,
    stamp: session.stamp,
    created_at: session.createdAt,
    seen_at: session.seenAt,
    address: session.address,
    agent: session.agent
  }) satisfies Row

const label = "A session of the page"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const writer = yield* WriteBehind
  const turn = yield* Effect.makeSemaphore(1)
  const rows = yield* readAtStart("The sessions", sql<Row>`SELECT * FROM access_sessions`)
  const all = new Map(rows.map((row) => [row.session_hash, fromRow(row)]))

  const remove = (hashes: ReadonlyArray<string>) =>
    Effect.suspend(() => {
      if (hashes.length === 0) return Effect.succeed(0)
      // Out of memory first: whatever the disk does, it opens nothing from now on.
      for (const hash of hashes) all.delete(hash)
      return writer
        .durable(label, sql`DELETE FROM access_sessions WHERE ${sql.in("session_hash", hashes)}`)
        .pipe(Effect.as(hashes.length))
    })

  return Sessions.of({
    find: (hash) => Effect.sync(() => all.get(hash)),
    list: Effect.sync(() => [...all.values()].sort((a, b) => b.createdAt - a.createdAt)),
    add: (session) =>
      Effect.gen(function* () {
        const crowd = [...all.values()].sort((a, b) => a.seenAt - b.seenAt)
        yield* remove(crowd.slice(0, Math.max(0, crowd.length - most + 1)).map(({ hash }) => hash))
        yield* writer.durable(label, sql`INSERT INTO access_sessions ${sql.insert(toRow(session))}`)
        all.set(session.hash, session)
      }).pipe(Effect.uninterruptible, turn.withPermits(1)),
    touch: (hash, seenAt) =>
      Effect.suspend(() => {
        const known = all.get(hash)
        if (known === undefined) return Effect.void
        all.set(hash, { ...known, seenAt })
        return writer.later(
          label,
          sql`UPDATE access_sessions SET seen_at = ${seenAt} WHERE session_hash = ${hash}`,
          `session ${hash}`
        )
      }),
    removeWhere: (isMeant) =>
      Effect.suspend(() => remove([...all.values()].filter(isMeant).map(({ hash }) => hash))).pipe(
        Effect.uninterruptible,
        turn.withPermits(1)
      )
  })
})

/** Reads all sessions at start. */
export const layer: Layer.Layer<Sessions, DatabaseUnusable, Database | SqlClient.SqlClient | WriteBehind> =
  Layer.effect(Sessions, make)
