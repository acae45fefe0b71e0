import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SearchTarget } from "../../clients/arr/SearchTarget.ts"
import { type Database, readAtStart } from "../Database.ts"
import type { DatabaseUnusable } from "../DatabaseUnusable.ts"
import { withoutSecrets } from "../storable.ts"
import { WriteBehind } from "../WriteBehind.ts"
import { type Count, reader, TargetJson, targetKey } from "./stored.ts"

/** A search that somebody asked for, kept until it was sent. */
export interface Wish {
  readonly key: number
  readonly section: string
  /** `Manual`: a person. `Replacement`: its download was removed and no search was left in the hour. */
  readonly reason: "Manual" | "Replacement"
  readonly target: SearchTarget
  readonly title: string
  /** Epoch milliseconds. */
  readonly askedAt: number
}

/** Survives restarts; durable when a call returns. */
export interface WishesService {
  /** An equal wish (section, reason, target) that is not fulfilled is answered instead. */
  readonly add: (wish: Omit<Wish, "key">) => Effect.Effect<Wish>
  /** Oldest first. From memory. */
  readonly of: (section: string) => ReadonlyArray<Wish>
  readonly remove: (key: number) => Effect.Effect<void>
}

export class Wishes extends Context.Tag("qbitrr/store/Wishes")<Wishes, WishesService>() {}

interface WishRow {
  readonly wish_key: Count
  readonly section: string
  readonly reason: Wish["reason"]
  readonly target_json: string
  readonly title: string
  readonly asked_at: Count
}

const readTarget = reader(TargetJson)

const fromRow = (row: WishRow): Wish | undefined => {
  const target = readTarget(row.target_json)
  if (target === undefined) return undefined
  return {
    key: Number(row.wish_key),
    section: row.section,
    reason: row.reason,
    target,
    title: row.title,
    askedAt: Number(row.asked_at)
  }
}

const equal = (a: Omit<Wish, "key">, b: Omit<Wish, "key">): boolean =>
  a.section === b.section && a.reason === b.reason && targetKey(a.target) === targetKey(b.target)

/** Reads all rows at start; one that cannot be read is left out, with a warning. */
export const layer: Layer.Layer<Wishes, DatabaseUnusable, Database | SqlClient.SqlClient | WriteBehind> = Layer.effect(
  Wishes,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const writer = yield* WriteBehind
    // Two who ask for the same at once get one wish.
    const turn = yield* Effect.makeSemaphore(1)
    const rows = yield* readAtStart("The wishes", sql<WishRow>`SELECT * FROM wishes ORDER BY asked_at, wish_key`)
    const wishes = new Map<number, Wish>()
    for (const row of rows) {
      const wish = fromRow(row)
      if (wish === undefined) yield* Effect.logWarning(`The wish for ${row.title} in ${row.section} cannot be read.`)
      else wishes.set(wish.key, wish)
    }
    return Wishes.of({
      add: (asked) =>
        Effect.gen(function* () {
          const known = [...wishes.values()].find((wish) => equal(wish, asked))
          if (known !== undefined) return known
          const title = withoutSecrets(asked.title)
          const columns = {
            section: asked.section,
            reason: asked.reason,
            target_json: JSON.stringify(asked.target),
            title,
            asked_at: asked.askedAt
          }
          const [row] = yield* writer.durable(
            `The wish for ${title} in ${asked.section}`,
            sql<WishRow>`INSERT INTO wishes ${sql.insert(columns).returning("*")}`
          )
          const wish = row === undefined ? undefined : fromRow(row)
          if (wish === undefined) return yield* Effect.dieMessage("the database does not answer what it was given")
          wishes.set(wish.key, wish)
          return wish
        }).pipe(Effect.uninterruptible, turn.withPermits(1)),
      of: (section) =>
        [...wishes.values()]
          .filter((wish) => wish.section === section)
          .sort((a, b) => a.askedAt - b.askedAt || a.key - b.key),
      remove: (key) =>
        writer
          .durable(`That wish ${key} is over`, sql`DELETE FROM wishes WHERE wish_key = ${key}`)
          .pipe(Effect.zipRight(Effect.sync(() => wishes.delete(key))), Effect.asVoid, Effect.uninterruptible)
    })
  })
)
