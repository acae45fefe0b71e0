import * as Schema from "effect/Schema"
import { skips } from "../../search/Skip.ts"
import type { SyncProgress } from "../../search/sync/LibrarySync.ts"
import { searchReasons } from "../../store/search/SearchReason.ts"
import { isoOrNull } from "../ProcessView.ts"
import { TargetView } from "../SearchView.ts"
import type { Clean } from "../TorrentView.ts"
import { reasonOf, type Shelf, skipOf, type Thing, wants } from "./shelves.ts"

const IsoTime = Schema.String.annotations({ description: "ISO 8601, UTC", examples: ["2024-01-15T10:30:00.000Z"] })
const told = <A, I>(schema: Schema.Schema<A, I>, description?: string) =>
  description === undefined ? Schema.NullOr(schema) : Schema.NullOr(schema).annotations({ description })

const Kind = Schema.Literal("radarr", "sonarr", "lidarr", "readarr")

/** How many movies, episodes, albums or books. */
export const CountsView = Schema.Struct({
  things: Schema.Int,
  available: Schema.Int.annotations({ description: "with a file" }),
  monitored: Schema.Int,
  missing: Schema.Int.annotations({ description: "monitored, without a file" }),
  qualityMet: Schema.Int.annotations({ description: "with a file that meets its quality" }),
  requested: Schema.Int
}).annotations({ identifier: "LibraryCounts" })

/** How far the reading of a library is. */
export const SyncView = Schema.Struct({
  phase: Schema.String.annotations({ description: "idle, list, items or changes" }),
  done: Schema.Int.annotations({ description: "movies, series, artists or authors of the reading that goes on" }),
  total: Schema.Int,
  lastError: told(Schema.String)
}).annotations({ identifier: "LibrarySync" })
export type SyncView = typeof SyncView.Type

/** The library of one Arr section. */
export const SectionView = Schema.Struct({
  section: Schema.String,
  kind: Kind,
  category: Schema.String,
  reads: Schema.Boolean.annotations({
    description: "something is searched for there; otherwise it is not read at all"
  }),
  containers: Schema.Int.annotations({ description: "movies, series, artists or authors" }),
  counts: CountsView,
  readAt: told(IsoTime, "when everything was read last; null: not to the end yet"),
  sync: told(SyncView, "null while its search worker does not run")
}).annotations({ identifier: "LibrarySection" })

/** `GET /api/library`. */
export const LibraryList = Schema.Struct({ sections: Schema.Array(SectionView) }).annotations({ identifier: "Library" })

const shelfFields = {
  id: Schema.Int.annotations({ description: "the Arr's own" }),
  title: Schema.String,
  year: told(Schema.Int, "of the movie, or of the first of what is in it"),
  monitored: Schema.Boolean,
  profile: told(Schema.String, "name of the quality profile"),
  counts: CountsView,
  reasons: Schema.Record({ key: Schema.String, value: Schema.Int }).annotations({
    description: `things by what they are searched for: ${searchReasons.join(", ")}`
  }),
  skipped: Schema.Record({ key: Schema.String, value: Schema.Int }).annotations({
    description: `things that are passed over for now, by why: ${skips.join(", ")}`
  })
}

/** A movie, series, artist or author. */
export const ShelfView = Schema.Struct(shelfFields).annotations({ identifier: "LibraryContainer" })
export type ShelfView = typeof ShelfView.Type

/** One movie, episode, album or book. */
export const ThingView = Schema.Struct({
  id: Schema.Int,
  title: Schema.String,
  target: TargetView.annotations({ description: "what POST /api/searches takes" }),
  seasonNumber: told(Schema.Int),
  episodeNumber: told(Schema.Int),
  year: told(Schema.Int),
  airsAt: told(IsoTime),
  monitored: Schema.Boolean,
  hasFile: Schema.Boolean,
  qualityMet: told(Schema.Boolean, "null: no file, or not told"),
  formatScore: told(Schema.Number),
  minimumScore: told(Schema.Number),
  upgradable: Schema.Boolean,
  requested: Schema.Boolean,
  reason: told(Schema.Literal(...searchReasons), "what it is searched for, now or when its time comes"),
  skip: told(Schema.Literal(...skips), "why it is not searched for just now"),
  lastSearchedAt: told(IsoTime, "by the Arr itself")
}).annotations({ identifier: "LibraryThing" })
export type ThingView = typeof ThingView.Type

/** `GET /api/library/{section}`. */
export const ShelfList = Schema.Struct({
  section: Schema.String,
  kind: Kind,
  total: Schema.Int.annotations({ description: "all that match, not only those in this answer" }),
  containers: Schema.Array(ShelfView)
}).annotations({ identifier: "LibraryContainers" })

/** `GET /api/library/{section}/{containerId}`. */
export const ShelfDetail = Schema.Struct({
  section: Schema.String,
  kind: Kind,
  ...shelfFields,
  items: Schema.Array(ThingView)
}).annotations({ identifier: "LibraryContainerDetail" })

const tallied = (words: ReadonlyArray<string | undefined>): Readonly<Record<string, number>> => {
  const found: Record<string, number> = {}
  for (const word of words) if (word !== undefined) found[word] = (found[word] ?? 0) + 1
  return found
}

/** How far a library is; null while nothing reads it. */
export const syncView = (sync: SyncProgress | undefined, clean: Clean): SyncView | null =>
  sync === undefined
    ? null
    : {
        phase: sync.phase,
        done: sync.done,
        total: sync.total,
        lastError: sync.lastError === undefined ? null : clean(sync.lastError)
      }

const orNull = <A>(value: A | undefined): A | null => value ?? null

export const shelfView = ({ container, counts, profile, things, year }: Shelf, clean: Clean): ShelfView => ({
  id: container.id,
  title: clean(container.title),
  year: orNull(year),
  monitored: container.monitored,
  profile: profile === undefined ? null : clean(profile.name),
  counts,
  reasons: tallied(things.map(reasonOf)),
  skipped: tallied(things.map(skipOf))
})

export const thingView = (thing: Thing, clean: Clean): ThingView => {
  const { isRequested, item, profile } = thing
  const { file, ref } = item
  return {
    id: item.id,
    title: clean(item.title),
    target: ref,
    seasonNumber: ref.kind === "episode" ? ref.seasonNumber : null,
    episodeNumber: orNull(item.episodeNumber),
    year: orNull(item.year),
    airsAt: isoOrNull(item.airsAt ?? null),
    monitored: item.monitored,
    hasFile: file !== undefined,
    qualityMet: file?.cutoffUnmet === undefined ? null : !file.cutoffUnmet,
    formatScore: orNull(file?.score),
    minimumScore: orNull(profile?.minFormatScore),
    upgradable: wants(thing, "Upgrade"),
    requested: isRequested,
    reason: orNull(reasonOf(thing)),
    skip: orNull(skipOf(thing)),
    lastSearchedAt: isoOrNull(item.lastSearchedAt ?? null)
  }
}
