import type { Config } from "../../config/Config.ts"
import { ownersOf } from "../../managers/rulesOf.ts"
import type { Torrent } from "../../torrents/Torrent.ts"
import type { FeedSnapshot } from "../../torrents/TorrentFeed.ts"
import type { TorrentState } from "../../torrents/TorrentState.ts"

/** Torrents of each category by instance; those without a category under "". Pure. */
export const distributionOf = (
  snapshots: Iterable<FeedSnapshot>
): Readonly<Record<string, Readonly<Record<string, number>>>> => {
  const found = new Map<string, Map<string, number>>()
  for (const { instance, torrents } of snapshots) {
    for (const { category } of torrents.values()) {
      const counts = found.get(category) ?? new Map<string, number>()
      found.set(category, counts)
      counts.set(instance, (counts.get(instance) ?? 0) + 1)
    }
  }
  return Object.fromEntries([...found].map(([category, counts]) => [category, Object.fromEntries(counts)]))
}

const seeding: ReadonlySet<TorrentState> = new Set(["uploading", "stalledUP", "forcedUP", "queuedUP"] as const)

const mean = (values: ReadonlyArray<number | undefined>): number => {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length
}

interface Limits {
  readonly MaxUploadRatio: number
  readonly MaxSeedingTime: number
  readonly RemoveTorrent: number
  readonly DownloadRateLimitPerTorrent: number
  readonly UploadRateLimitPerTorrent: number
}

const limitsView = (limits: Limits | undefined) => ({
  maxRatio: limits?.MaxUploadRatio ?? -1,
  maxTime: limits?.MaxSeedingTime ?? -1,
  removeMode: limits?.RemoveTorrent ?? -1,
  downloadLimit: limits?.DownloadRateLimitPerTorrent ?? -1,
  uploadLimit: limits?.UploadRateLimitPerTorrent ?? -1
})

/** Every category that an Arr or a qBittorrent section looks after, with its torrents, those below it included. Pure. */
export const categoriesOf = (config: Config, snapshots: Iterable<FeedSnapshot>) => {
  const ownerOf = ownersOf(config)
  const own = new Map<string, Array<Torrent>>()
  const keyOf = (managedBy: "qbit" | "arr", instance: string, category: string): string =>
    JSON.stringify([managedBy, instance, category])
  for (const { torrents } of snapshots) {
    for (const torrent of torrents.values()) {
      const root = ownerOf(torrent)
      if (root === undefined || root.owner._tag === "Special") continue
      const key =
        root.owner._tag === "Arr"
          ? keyOf("arr", root.owner.section, root.category)
          : keyOf("qbit", torrent.instance, root.category)
      const known = own.get(key)
      if (known === undefined) own.set(key, [torrent])
      else known.push(torrent)
    }
  }
  const row = (managedBy: "qbit" | "arr", instance: string, category: string, limits: Limits | undefined) => {
    const torrents = own.get(keyOf(managedBy, instance, category)) ?? []
    return {
      category,
      instance,
      managedBy,
      torrentCount: torrents.length,
      seedingCount: torrents.filter(({ state }) => seeding.has(state)).length,
      totalSize: torrents.reduce((sum, { size = 0 }) => sum + size, 0),
      avgRatio: mean(torrents.map(({ ratio }) => ratio)),
      avgSeedingTime: mean(torrents.map(({ seedingTime }) => seedingTime)),
      seedingConfig: limitsView(limits)
    }
  }
  return [
    ...Object.entries(config.qBit).flatMap(([instance, { CategorySeeding, ManagedCategories }]) =>
      ManagedCategories.map((category) => row("qbit", instance, category, CategorySeeding))
    ),
    ...Object.entries(config.Arr)
      .filter(([, { Managed }]) => Managed)
      .map(([section, { Category, Torrent }]) => row("arr", section, Category, Torrent.SeedingMode))
  ]
}
