import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LibraryItem, QualityProfile } from "../../clients/arr/library/LibraryItem.ts"
import type { Write } from "../StoreFailure.ts"
import type { WriteBehindService } from "../WriteBehind.ts"
import * as Behind from "./Behind.ts"
import { pack, unpack } from "./containerJson.ts"
import type { IndexedContainer, SyncMarks } from "./LibraryIndex.ts"
import { rest } from "./rest.ts"
import { type Count, optionalNumber, perhaps, reader } from "./stored.ts"

/** The library of one section in memory, and its way to the database. */
export interface OpenSection {
  readonly containers: ReadonlyMap<number, IndexedContainer>
  readonly items: ReadonlyMap<number, LibraryItem>
  readonly profiles: () => ReadonlyMap<number, QualityProfile>
  readonly marks: () => SyncMarks
  /** Reads all of it; once, before anything else. */
  readonly load: Effect.Effect<void, SqlError>
  readonly put: (containers: ReadonlyArray<IndexedContainer>) => Effect.Effect<void>
  readonly remove: (containerIds: ReadonlyArray<number>) => Effect.Effect<void>
  readonly setProfiles: (profiles: ReadonlyArray<QualityProfile>) => Effect.Effect<void>
  readonly setMarks: (marks: SyncMarks) => Effect.Effect<void>
}

export const never: SyncMarks = { fullAt: undefined, listAt: undefined, historyAt: undefined }

/** Rows read at a time: a library of thousands must not be in memory twice, nor stop everything else. */
const perPage = 25

const readProfiles = reader(
  Schema.Array(
    Schema.Struct({
      id: Schema.Number,
      name: Schema.String,
      upgradeAllowed: Schema.Boolean,
      minFormatScore: Schema.Number,
      cutoffFormatScore: perhaps(Schema.Number)
    })
  )
)

interface ContainerRow {
  readonly container_id: Count
  readonly read_at: Count
  readonly content_json: string
}

interface SectionRow {
  readonly profiles_json: string
  readonly full_at: Count | null
  readonly list_at: Count | null
  readonly history_at: Count | null
}

/** A container by its id, or the quality profiles. */
type Part = number | "profiles"

export const make = (sql: SqlClient.SqlClient, writer: WriteBehindService, section: string): OpenSection => {
  const containers = new Map<number, IndexedContainer>()
  const items = new Map<number, LibraryItem>()
  let profiles: ReadonlyMap<number, QualityProfile> = new Map()
  let marks = never
  /** What the database would not take, for a reason that stays. Nothing vouches for it. */
  const refused = new Set<Part>()

  const drop = (id: number) => {
    for (const item of containers.get(id)?.items ?? []) {
      // It may have moved into another container since.
      if (items.get(item.id) === item) items.delete(item.id)
    }
    containers.delete(id)
  }

  const take = (container: IndexedContainer) => {
    drop(container.container.id)
    containers.set(container.container.id, container)
    for (const item of container.items) items.set(item.id, item)
  }

  const writeContainer = (id: number): Write => {
    const found = containers.get(id)
    if (found === undefined) {
      return sql`DELETE FROM library_containers WHERE section = ${section} AND container_id = ${id}`
    }
    return sql`INSERT INTO library_containers ${sql.insert({
      section,
      container_id: id,
      read_at: found.readAt,
      content_json: pack(found)
    })} ON CONFLICT (section, container_id) DO UPDATE SET
      read_at = excluded.read_at, content_json = excluded.content_json`
  }

  const writeProfiles = (): Write =>
    sql`INSERT INTO library_sections ${sql.insert({ section, profiles_json: JSON.stringify([...profiles.values()]) })}
      ON CONFLICT (section) DO UPDATE SET profiles_json = excluded.profiles_json`

  const writeMarks = ({ fullAt, historyAt, listAt }: SyncMarks): Write =>
    sql`INSERT INTO library_sections ${sql.insert({
      section,
      full_at: fullAt ?? null,
      list_at: listAt ?? null,
      history_at: historyAt ?? null
    })} ON CONFLICT (section) DO UPDATE SET
      full_at = excluded.full_at, list_at = excluded.list_at, history_at = excluded.history_at`

  const behind = Behind.make<Part>(
    writer,
    (part) => (part === "profiles" ? `the quality profiles of ${section}` : `container ${part} of ${section}`),
    (part) =>
      Effect.suspend(() => (part === "profiles" ? writeProfiles() : writeContainer(part))).pipe(
        Effect.tapErrorCause(() => Effect.sync(() => refused.add(part))),
        Effect.zipRight(Effect.sync(() => refused.delete(part)))
      )
  )

  const storeMarks = (next: SyncMarks) =>
    behind.after(
      `how far the index of ${section} is`,
      Effect.suspend(() => writeMarks(refused.size === 0 ? next : never)),
      `library marks ${section}`
    )

  const loadSection = Effect.gen(function* () {
    const [row] = yield* sql<SectionRow>`SELECT profiles_json, full_at, list_at, history_at
      FROM library_sections WHERE section = ${section}`
    if (row === undefined) return true
    marks = {
      fullAt: optionalNumber(row.full_at),
      listAt: optionalNumber(row.list_at),
      historyAt: optionalNumber(row.history_at)
    }
    const found = readProfiles(row.profiles_json)
    profiles = new Map((found ?? []).map((profile) => [profile.id, profile]))
    return found !== undefined
  })

  const loadContainers = Effect.gen(function* () {
    const odd: Array<number> = []
    for (let after: number | undefined; ; ) {
      const rows: ReadonlyArray<ContainerRow> = yield* sql<ContainerRow>`SELECT container_id, read_at, content_json
        FROM library_containers WHERE ${sql.and([
          sql`section = ${section}`,
          ...(after === undefined ? [] : [sql`container_id > ${after}`])
        ])} ORDER BY container_id LIMIT ${perPage}`
      for (const row of rows) {
        const id = Number(row.container_id)
        const content = unpack(row.content_json)
        if (content === undefined || content.container.id !== id) odd.push(id)
        else take({ ...content, readAt: Number(row.read_at) })
        after = id
      }
      if (rows.length < perPage) return odd
      yield* rest
    }
  })

  return {
    containers,
    items,
    profiles: () => profiles,
    marks: () => marks,
    load: Effect.gen(function* () {
      const whole = yield* loadSection
      const odd = yield* loadContainers
      if (whole && odd.length === 0) return
      const what = odd.length === 0 ? "the quality profiles" : `containers ${odd.join(", ")}`
      yield* Effect.logWarning(
        `What is stored of the library of ${section} cannot all be read (${what}); it is read again.`
      )
      marks = { ...marks, fullAt: undefined }
      // First the marks: they must not vouch for rows that are gone.
      yield* storeMarks(marks)
      yield* behind.touch(whole ? odd : [...odd, "profiles"])
    }),
    put: (some) =>
      Effect.suspend(() => {
        for (const container of some) take(container)
        return behind.touch(some.map(({ container }) => container.id))
      }),
    remove: (ids) =>
      Effect.suspend(() => {
        for (const id of ids) drop(id)
        return behind.touch(ids)
      }),
    setProfiles: (all) =>
      Effect.suspend(() => {
        profiles = new Map(all.map((profile) => [profile.id, profile]))
        return behind.touch(["profiles"])
      }),
    setMarks: (next) =>
      Effect.zipRight(
        storeMarks(next),
        Effect.sync(() => {
          marks = next
        })
      )
  }
}
