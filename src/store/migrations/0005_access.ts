import * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"

/** Access: the password, what is decided once for all, sessions and API tokens. Of secrets only hashes. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  // One row at most.
  yield* sql`CREATE TABLE access_account (
    account_key integer PRIMARY KEY NOT NULL CHECK (account_key = 1),
    username text NOT NULL,
    password_hash text NOT NULL,
    changed_at bigint NOT NULL
  )`

  yield* sql`CREATE TABLE access_facts (
    fact text PRIMARY KEY NOT NULL,
    content text NOT NULL
  )`

  yield* sql`CREATE TABLE access_sessions (
    session_hash text PRIMARY KEY NOT NULL,
    session_id text NOT NULL UNIQUE,
    username text NOT NULL,
    method text NOT NULL CHECK (method IN ('password', 'oidc')),
    stamp text NOT NULL,
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    address text NOT NULL,
    agent text NOT NULL
  )`

  yield* sql`CREATE TABLE access_tokens (
    token_hash text PRIMARY KEY NOT NULL,
    token_id text NOT NULL UNIQUE,
    name text NOT NULL,
    scopes_json text NOT NULL,
    created_at bigint NOT NULL,
    created_by text NOT NULL,
    expires_at bigint,
    used_at bigint
  )`
})
