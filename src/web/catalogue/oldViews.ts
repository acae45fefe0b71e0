import { isLack } from "../../search/lack.ts"
import {
  type Counts,
  isMissing,
  isQualityMet,
  reasonOf,
  type Shelf,
  skipOf,
  type Thing,
  wants
} from "../library/shelves.ts"
import { isoOrNull } from "../ProcessView.ts"
import type { Clean } from "../TorrentView.ts"
import type { OldAlbum, OldBook, OldMovie, OldSeries } from "./CatalogueViews.ts"

const orNull = <A>(value: A | undefined): A | null => value ?? null

/** In the words of qBitrr; null: nothing is to be searched for. */
export const oldReason = (thing: Thing): string | null => {
  if (skipOf(thing) === "complete") return null
  const reason = isLack(thing.lack) ? reasonOf(thing) : undefined
  if (reason === undefined) return "Not being searched"
  return isLack(reason) ? reason : thing.lack
}

export const totals = ({ available, missing, monitored }: Counts) => ({ available, monitored, missing })

export const allCounts = (counts: Counts) => ({
  ...totals(counts),
  quality_met: counts.qualityMet,
  requests: counts.requested
})

const profileOf = ({ item, profile }: Thing, clean: Clean) => ({
  qualityProfileId: orNull(item.profileId),
  qualityProfileName: profile === undefined ? null : clean(profile.name)
})

const improvable = (thing: Thing, clean: Clean) => ({
  qualityMet: isQualityMet(thing),
  isRequest: thing.isRequested,
  upgrade: wants(thing, "Upgrade"),
  customFormatScore: orNull(thing.item.file?.score),
  minCustomFormatScore: orNull(thing.profile?.minFormatScore),
  customFormatMet: thing.item.file !== undefined && !wants(thing, "CustomFormat"),
  reason: oldReason(thing),
  ...profileOf(thing, clean)
})

const own = ({ item }: Thing, clean: Clean) => ({
  id: item.id,
  title: clean(item.title),
  monitored: item.monitored,
  hasFile: item.file !== undefined
})

export const oldMovie = (thing: Thing, clean: Clean): typeof OldMovie.Type => ({
  ...own(thing, clean),
  year: orNull(thing.item.year),
  ...improvable(thing, clean)
})

const airsAt = ({ item }: Thing): string | null => isoOrNull(item.airsAt ?? null)

const count = (things: ReadonlyArray<Thing>, holds: (thing: Thing) => boolean): number => things.filter(holds).length

export const oldSeries = ({ container, counts, profile, things }: Shelf, clean: Clean): typeof OldSeries.Type => {
  const seasons = new Map<number, Array<Thing>>()
  for (const thing of things) {
    const { ref } = thing.item
    if (ref.kind !== "episode") continue
    const known = seasons.get(ref.seasonNumber)
    if (known === undefined) seasons.set(ref.seasonNumber, [thing])
    else known.push(thing)
  }
  return {
    series: {
      id: container.id,
      title: clean(container.title),
      qualityProfileId: orNull(container.profileId),
      qualityProfileName: profile === undefined ? null : clean(profile.name)
    },
    totals: totals(counts),
    seasons: Object.fromEntries(
      [...seasons].map(([number, episodes]) => [
        number,
        {
          monitored: count(episodes, ({ item }) => item.monitored),
          available: count(episodes, ({ item }) => item.file !== undefined),
          missing: count(episodes, isMissing),
          episodes: episodes.map((thing) => ({
            episodeNumber: orNull(thing.item.episodeNumber),
            title: clean(thing.item.title),
            monitored: thing.item.monitored,
            hasFile: thing.item.file !== undefined,
            airDateUtc: airsAt(thing),
            reason: oldReason(thing)
          }))
        }
      ])
    )
  }
}

export const oldAlbum = (thing: Thing, clean: Clean): typeof OldAlbum.Type => ({
  album: {
    ...own(thing, clean),
    artistId: thing.item.containerId,
    artistName: clean(thing.item.containerTitle),
    releaseDate: airsAt(thing),
    ...improvable(thing, clean)
  },
  totals: {
    available: thing.item.file === undefined ? 0 : 1,
    monitored: thing.item.monitored ? 1 : 0,
    missing: isMissing(thing) ? 1 : 0
  },
  tracks: []
})

export const oldBook = (thing: Thing, clean: Clean): typeof OldBook.Type => ({
  book: { ...own(thing, clean), releaseDate: airsAt(thing), ...improvable(thing, clean) }
})

const person = ({ container, profile, things }: Shelf, clean: Clean) => ({
  id: container.id,
  name: clean(container.title),
  monitored: container.monitored,
  qualityProfileName: profile === undefined ? null : clean(profile.name),
  searched: things.every((thing) => reasonOf(thing) === undefined || skipOf(thing) === "searched in this cycle")
})

export const oldArtist = (shelf: Shelf, clean: Clean) => ({
  ...person(shelf, clean),
  albumCount: shelf.counts.things,
  albumsMonitored: shelf.counts.monitored,
  albumsAvailable: shelf.counts.available,
  albumsMissing: shelf.counts.missing
})

export const oldAuthor = (shelf: Shelf, clean: Clean) => ({
  ...person(shelf, clean),
  bookCount: shelf.counts.things,
  booksMonitored: shelf.counts.monitored,
  booksAvailable: shelf.counts.available,
  booksMissing: shelf.counts.missing
})
