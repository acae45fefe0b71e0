import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import type { ArrState, Put } from "./ArrState.ts"
import { record } from "./history.ts"
import type { ContainerPatch } from "./library/Container.ts"
import * as Library from "./library/Library.ts"
import type { LibraryPatch, NewItem } from "./library/LibraryItem.ts"
import { makeOdd } from "./library/odd.ts"
import { idOf, keyOf, type Media } from "./Media.ts"
import { type Profile, usualProfile } from "./profiles.ts"

/** How a story or test says what is in the library of a stand-in. All changes show at once in every answer. */
export interface LibraryControls {
  /** Adds a thing to the library or changes it. */
  readonly setMedia: (media: Media, patch: LibraryPatch) => Effect.Effect<void>
  /** A whole library in the place of the one there is, cheaply. */
  readonly setLibrary: (items: ReadonlyArray<NewItem>) => Effect.Effect<void>
  /** Takes one thing away, without a line in the history. */
  readonly removeMedia: (media: Media) => Effect.Effect<void>
  /** Changes a series, artist, author or movie by its id; nothing happens when it is not there. */
  readonly setContainer: (id: number, patch: ContainerPatch) => Effect.Effect<void>
  /** Takes a series, artist, author or movie away with everything in it. */
  readonly removeContainer: (id: number) => Effect.Effect<void>
  /** Its file goes, and history says why (`Manual`, `MissingFromDisk`, `Upgrade`, …). */
  readonly deleteFile: (media: Media, reason?: string) => Effect.Effect<void>
  /** All quality profiles; what is left out is as usual. */
  readonly setProfiles: (profiles: ReadonlyArray<Partial<Profile> & { readonly id: number }>) => Effect.Effect<void>
  /** `minFormatScore` of all quality profiles. */
  readonly setMinFormatScore: (score: number) => Effect.Effect<void>
  /** Rows of `health`; what is left out speaks of an indexer that is away. */
  readonly setHealth: (rows: ReadonlyArray<Readonly<Record<string, unknown>>>) => Effect.Effect<void>
  /**
   * Makes one row of a resource (`movie`, `series`, `episode`, `moviefile`, `qualityprofile`, `history`, …) odd: members
   * of an object stand in the place of the true ones (undefined: left out), anything else in the place of the whole
   * row. Without `raw` it is as it was again. It stays known by its true id.
   */
  readonly setRaw: (resource: string, id: number, raw?: unknown) => Effect.Effect<void>
  /** Every PUT of a movie, series, artist or author, refused ones included. */
  readonly puts: Effect.Effect<ReadonlyArray<Put>>
}

/** The controls over this state. */
export const make = (state: Ref.Ref<ArrState>): LibraryControls => {
  const change = (f: (library: Library.Library) => Library.Library) =>
    Ref.update(state, (before) => ({ ...before, library: f(before.library) }))
  return {
    setMedia: (media, patch) => change((library) => Library.put(library, media, patch)),
    setLibrary: (items) => change(() => Library.from(items)),
    removeMedia: (media) => change((library) => Library.remove(library, media)),
    setContainer: (id, patch) => change((library) => Library.patchContainer(library, id, patch)),
    removeContainer: (id) => change((library) => Library.removeContainer(library, id)),
    deleteFile: Effect.fn("FakeArr.deleteFile")(function* (media: Media, reason = "Manual") {
      const now = yield* Clock.currentTimeMillis
      yield* Ref.update(state, (before) => {
        const library = Library.change(before.library, idOf(media), (item) => ({ ...item, hasFile: false }))
        const title = Library.item(before.library, idOf(media))?.title ?? keyOf(media)
        return record({ ...before, library }, { hash: "", title, media: [media] }, "deleted", { reason }, now)
      })
    }),
    setProfiles: (profiles) =>
      Ref.update(state, (before) => ({
        ...before,
        profiles: profiles.map((profile) => ({ ...usualProfile, name: `Profile ${profile.id}`, ...profile }))
      })),
    setMinFormatScore: (minFormatScore) =>
      Ref.update(state, (before) => ({
        ...before,
        profiles: before.profiles.map((profile) => ({ ...profile, minFormatScore }))
      })),
    setHealth: (health) => Ref.update(state, (before) => ({ ...before, health })),
    setRaw: (resource, id, raw) =>
      Ref.update(state, (before) => ({ ...before, odd: makeOdd(before.odd, resource, id, raw) })),
    puts: Effect.map(Ref.get(state), ({ puts }) => puts)
  }
}
