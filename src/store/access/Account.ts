import { randomBytes } from "node:crypto"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { type Database, readAtStart } from "../Database.ts"
import type { DatabaseUnusable } from "../DatabaseUnusable.ts"
import { WriteBehind } from "../WriteBehind.ts"

/** The one account of the page. */
export interface StoredAccount {
  readonly username: string
  /** In the form of `access/passwordHash`. */
  readonly passwordHash: Redacted.Redacted
  /** Epoch milliseconds. */
  readonly changedAt: number
}

/** The password of the page, and whether one was ever set. Kept in memory; durable when a call returns. */
export interface AccountService {
  readonly current: Effect.Effect<StoredAccount | undefined>
  /** A password exists or has existed, here or in the config: the first-run setup is over for good. */
  readonly setupClosed: Effect.Effect<boolean>
  /** The first password. False, and nothing is written, when the setup is over already. */
  readonly create: (account: StoredAccount) => Effect.Effect<boolean>
  /** Another name or password, whatever was before. Closes the setup as well. */
  readonly replace: (account: StoredAccount) => Effect.Effect<void>
  readonly closeSetup: Effect.Effect<void>
  /** 32 random bytes as hex, made once for this database: signs what the page hands back to us. */
  readonly signingKey: Redacted.Redacted
}

export class Account extends Context.Tag("qbitrr/store/Account")<Account, AccountService>() {}

const label = "The login of the page"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const writer = yield* WriteBehind
  const turn = yield* Effect.makeSemaphore(1)

  const facts = yield* readAtStart(
    label,
    sql<{ readonly fact: string; readonly content: string }>`SELECT fact, content FROM access_facts`
  )
  const factOf = (name: string) => facts.find(({ fact }) => fact === name)?.content
  const note = (fact: string, content: string) =>
    sql`INSERT INTO access_facts ${sql.insert({ fact, content })} ON CONFLICT (fact) DO NOTHING`

  const rows = yield* readAtStart(
    label,
    sql<{ readonly username: string; readonly password_hash: string; readonly changed_at: number }>`
      SELECT username, password_hash, changed_at FROM access_account`
  )
  let account: StoredAccount | undefined = rows.map((row) => ({
    username: row.username,
    passwordHash: Redacted.make(row.password_hash),
    changedAt: Number(row.changed_at)
  }))[0]
  let closed = account !== undefined || factOf("setup_closed") !== undefined

  let key = factOf("signing_key")
  if (key === undefined || !/^[0-9a-f]{64}$/.test(key)) {
    key = randomBytes(32).toString("hex")
    yield* writer.durable(
      label,
      sql`INSERT INTO access_facts ${sql.insert({ fact: "signing_key", content: key })}
        ON CONFLICT (fact) DO UPDATE SET content = excluded.content`
    )
  }

  const close = Effect.suspend(() =>
    closed
      ? Effect.void
      : Effect.tap(writer.durable(label, note("setup_closed", "1")), () =>
          Effect.sync(() => {
            closed = true
          })
        )
  )

  const write = (next: StoredAccount) =>
    writer
      .durable(
        label,
        Effect.zipRight(
          sql`INSERT INTO access_account ${sql.insert({
            account_key: 1,
            username: next.username,
            password_hash: Redacted.value(next.passwordHash),
            changed_at: next.changedAt
          })} ON CONFLICT (account_key) DO UPDATE SET
            username = excluded.username, password_hash = excluded.password_hash, changed_at = excluded.changed_at`,
          note("setup_closed", "1")
        )
      )
      .pipe(
        Effect.zipRight(
          Effect.sync(() => {
            account = next
            closed = true
          })
        )
      )

  return Account.of({
    current: Effect.sync(() => account),
    setupClosed: Effect.sync(() => closed),
    create: (next) =>
      Effect.suspend(() => (closed ? Effect.succeed(false) : Effect.as(write(next), true))).pipe(
        Effect.uninterruptible,
        turn.withPermits(1)
      ),
    replace: (next) => write(next).pipe(Effect.uninterruptible, turn.withPermits(1)),
    closeSetup: close.pipe(Effect.uninterruptible, turn.withPermits(1)),
    signingKey: Redacted.make(key)
  })
})

/** Reads the account at start. */
export const layer: Layer.Layer<Account, DatabaseUnusable, Database | SqlClient.SqlClient | WriteBehind> = Layer.effect(
  Account,
  make
)
