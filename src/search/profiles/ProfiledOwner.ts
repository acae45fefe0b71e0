import type { ArrKind } from "../../clients/arr/ArrKind.ts"
import type { ProfileOwner } from "../../clients/arr/library/ProfileOwner.ts"
import type { IndexedContainer } from "../../store/search/LibraryIndex.ts"

/** A movie, series, artist or author with what decides about its quality profile. */
export interface ProfiledOwner {
  readonly owner: ProfileOwner
  readonly title: string
  /** As the index knows it. */
  readonly profileId: number | undefined
  /** When that was read, epoch milliseconds. */
  readonly readAt: number
  /** Something in it that is monitored and searched for has no file. */
  readonly missing: boolean
  /** It has files of other things: then only a series may get a temporary profile (engine §3.9). */
  readonly hasFiles: boolean
}

const kinds: Readonly<Record<ArrKind, ProfileOwner["kind"]>> = {
  radarr: "movie",
  sonarr: "series",
  lidarr: "artist",
  readarr: "author"
}

/** The owners of a library. `isMissing` tells of an item whether it is wanted and not there. Pure. */
export const ownersOf = (
  kind: ArrKind,
  containers: Iterable<IndexedContainer>,
  isMissing: (item: IndexedContainer["items"][number]) => boolean
): ReadonlyArray<ProfiledOwner> =>
  Array.from(containers, ({ container, items, readAt }) => ({
    owner: { kind: kinds[kind], id: container.id },
    title: container.title,
    profileId: container.profileId,
    readAt,
    missing: items.some(isMissing),
    hasFiles: container.hasFiles
  }))
