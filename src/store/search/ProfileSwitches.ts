import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ProfileOwner } from "../../clients/arr/library/ProfileOwner.ts"
import { type Database, readAtStart } from "../Database.ts"
import type { DatabaseUnusable } from "../DatabaseUnusable.ts"
import { withoutSecrets } from "../storable.ts"
import { WriteBehind } from "../WriteBehind.ts"
import type { Count } from "./stored.ts"

/** A movie, series, artist or author that has a temporary quality profile, or is about to. */
export interface ProfileSwitch {
  readonly section: string
  readonly owner: ProfileOwner
  readonly title: string
  /** The way back. Ids of quality profiles. */
  readonly mainProfile: number
  readonly tempProfile: number
  /**
   * `switching`: written down, not known to have arrived. `temporary`: it has it. `restoring`: it is on its way back.
   * `rested`: back after the time-out, and not to be switched again while it is still missing.
   */
  readonly step: "switching" | "temporary" | "restoring" | "rested"
  /** When it was to get the temporary profile, epoch milliseconds. */
  readonly switchedAt: number
}

/** The journal of temporary profiles: written before the Arr is asked, deleted when the way back is done. Durable when a call returns. */
export interface ProfileSwitchesService {
  /** From memory, the oldest switch first. */
  readonly of: (section: string) => ReadonlyArray<ProfileSwitch>
  /** Adds it, or replaces that of the same owner. */
  readonly put: (entry: ProfileSwitch) => Effect.Effect<void>
  readonly remove: (section: string, owner: ProfileOwner) => Effect.Effect<void>
}

export class ProfileSwitches extends Context.Tag("qbitrr/store/ProfileSwitches")<
  ProfileSwitches,
  ProfileSwitchesService
>() {}

interface SwitchRow {
  readonly section: string
  readonly owner_kind: ProfileOwner["kind"]
  readonly owner_id: Count
  readonly title: string
  readonly main_profile: Count
  readonly temp_profile: Count
  readonly step: ProfileSwitch["step"]
  readonly switched_at: Count
}

const fromRow = (row: SwitchRow): ProfileSwitch => ({
  section: row.section,
  owner: { kind: row.owner_kind, id: Number(row.owner_id) },
  title: row.title,
  mainProfile: Number(row.main_profile),
  tempProfile: Number(row.temp_profile),
  step: row.step,
  switchedAt: Number(row.switched_at)
})

const toRow = (entry: ProfileSwitch) => ({
  section: entry.section,
  owner_kind: entry.owner.kind,
  owner_id: entry.owner.id,
  title: entry.title,
  main_profile: entry.mainProfile,
  temp_profile: entry.tempProfile,
  step: entry.step,
  switched_at: entry.switchedAt
})

const keyOf = (section: string, { id, kind }: ProfileOwner): string => `${section}\n${kind} ${id}`

/** Reads all rows at start; `of` then answers from memory, and only what is on disk. */
export const layer: Layer.Layer<ProfileSwitches, DatabaseUnusable, Database | SqlClient.SqlClient | WriteBehind> =
  Layer.effect(
    ProfileSwitches,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const writer = yield* WriteBehind
      const rows = yield* readAtStart("The temporary profiles", sql<SwitchRow>`SELECT * FROM profile_switches`)
      const entries = new Map(rows.map(fromRow).map((entry) => [keyOf(entry.section, entry.owner), entry]))
      return ProfileSwitches.of({
        of: (section) =>
          [...entries.values()]
            .filter((entry) => entry.section === section)
            .sort((a, b) => a.switchedAt - b.switchedAt || a.owner.id - b.owner.id),
        put: (given) => {
          const entry = { ...given, title: withoutSecrets(given.title) }
          return writer
            .durable(
              `The temporary profile of ${entry.title} in ${entry.section}`,
              sql`INSERT INTO profile_switches ${sql.insert(toRow(entry))}
                ON CONFLICT (section, owner_kind, owner_id) DO UPDATE SET title = excluded.title,
                main_profile = excluded.main_profile, temp_profile = excluded.temp_profile,
                step = excluded.step, switched_at = excluded.switched_at`
            )
            .pipe(
              Effect.zipRight(Effect.sync(() => entries.set(keyOf(entry.section, entry.owner), entry))),
              Effect.asVoid,
              Effect.uninterruptible
            )
        },
        remove: (section, owner) =>
          writer
            .durable(
              `That ${owner.kind} ${owner.id} of ${section} has its own profile again`,
              sql`DELETE FROM profile_switches
                WHERE section = ${section} AND owner_kind = ${owner.kind} AND owner_id = ${owner.id}`
            )
            .pipe(
              Effect.zipRight(Effect.sync(() => entries.delete(keyOf(section, owner)))),
              Effect.asVoid,
              Effect.uninterruptible
            )
      })
    })
  )
