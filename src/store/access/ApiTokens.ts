import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { type Database, readAtStart } from "../Database.ts"
import type { DatabaseUnusable } from "../DatabaseUnusable.ts"
import { WriteBehind } from "../WriteBehind.ts"

/** A token of a script. */
export interface StoredToken {
  /** SHA-256 of the token, as hex. The token itself was shown once and is nowhere. */
  readonly hash: string
  /** Names it in lists and when it is revoked. */
  readonly id: string
  readonly name: string
  readonly scopes: ReadonlyArray<string>
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly createdBy: string
  /** Epoch milliseconds; undefined: it does not expire. */
  readonly expiresAt: number | undefined
  /** Epoch milliseconds, to the minute. */
  readonly usedAt: number | undefined
}

/** The tokens made over the API. Kept in memory; durable when a call returns, but for `used`. */
export interface ApiTokensService {
  readonly find: (hash: string) => Effect.Effect<StoredToken | undefined>
  /** Newest first. */
  readonly list: Effect.Effect<ReadonlyArray<StoredToken>>
  /** False, and nothing is written, when there are `most` already. */
  readonly add: (token: StoredToken) => Effect.Effect<boolean>
  /** Notes when it was used last; written a little later. */
  readonly used: (hash: string, at: number) => Effect.Effect<void>
  /** False when there is none of that id. */
  readonly remove: (id: string) => Effect.Effect<boolean>
}

export class ApiTokens extends Context.Tag("qbitrr/store/ApiTokens")<ApiTokens, ApiTokensService>() {}

/** Tokens at most. */
export const most = 200

interface Row {
  readonly token_hash: string
  readonly token_id: string
  readonly name: string
  readonly scopes_json: string
  readonly created_at: number
  readonly created_by: string
  readonly expires_at: number | null
  readonly used_at: number | null
}

const decodeScopes = Schema.decodeUnknownEither(Schema.parseJson(Schema.Array(Schema.String)))

/** Scopes that cannot be read allow nothing. */
const scopesIn = (json: string): ReadonlyArray<string> => Either.getOrElse(decodeScopes(json), () => [])

const fromRow = (row: Row): StoredToken => ({
  hash: row.token_hash,
  id: row.token_id,
  name: row.name,
  scopes: scopesIn(row.scopes_json),
  createdAt: Number(row.created_at),
  createdBy: row.created_by,
  expiresAt: row.expires_at === null ? undefined : Number(row.expires_at),
  usedAt: row.used_at === null ? undefined : Number(row.used_at)
})

const toRow = (token: StoredToken) =>
  ({
    token_hash: token.hash,
    token_id: token.id,
    name: token.name,
    scopes_json: JSON.stringify(token.scopes),
    created_at: token.createdAt,
    created_by: token.createdBy,
    expires_at: token.expiresAt ?? null,
    used_at: token.usedAt ?? null
  }) satisfies Row

const label = "An API token"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const writer = yield* WriteBehind
  const turn = yield* Effect.makeSemaphore(1)
  const rows = yield* readAtStart("The API tokens", sql<Row>`SELECT * FROM access_tokens`)
  const all = new Map(rows.map((row) => [row.token_hash, fromRow(row)]))

  return ApiTokens.of({
    find: (hash) => Effect.sync(() => all.get(hash)),
    list: Effect.sync(() => [...all.values()].sort((a, b) => b.createdAt - a.createdAt)),
    add: (token) =>
      Effect.suspend(() => {
        if (all.size >= most) return Effect.succeed(false)
        return Effect.as(
          Effect.tap(writer.durable(label, sql`INSERT INTO access_tokens ${sql.insert(toRow(token))}`), () =>
            Effect.sync(() => all.set(token.hash, token))
          ),
          true
        )
      }).pipe(Effect.uninterruptible, turn.withPermits(1)),
    used: (hash, at) =>
      Effect.suspend(() => {
        const known = all.get(hash)
        if (known === undefined) return Effect.void
        all.set(hash, { ...known, usedAt: at })
        return writer.later(
          label,
          sql`UPDATE access_tokens SET used_at = ${at} WHERE token_hash = ${hash}`,
          `token ${hash}`
        )
      }),
    remove: (id) =>
      Effect.suspend(() => {
        const meant = [...all.values()].find((token) => token.id === id)
        if (meant === undefined) return Effect.succeed(false)
        // Out of memory first: whatever the disk does, it opens nothing from now on.
        all.delete(meant.hash)
        return Effect.as(writer.durable(label, sql`DELETE FROM access_tokens WHERE token_hash = ${meant.hash}`), true)
      }).pipe(Effect.uninterruptible, turn.withPermits(1))
  })
})

/** Reads all tokens at start. */
export const layer: Layer.Layer<ApiTokens, DatabaseUnusable, Database | SqlClient.SqlClient | WriteBehind> =
  Layer.effect(ApiTokens, make)
