import type { LibraryFile, QualityProfile } from "../../../../src/clients/arr/library/LibraryItem.ts"
import type { MediaRef } from "../../../../src/clients/arr/MediaRef.ts"
import type { Random } from "../../torrents/simulation/random.ts"
import { day, type Owner, type Thing } from "./Thing.ts"

export const profiles: ReadonlyArray<QualityProfile> = [
  { id: 1, name: "HD", upgradeAllowed: true, minFormatScore: 10, cutoffFormatScore: 100 },
  { id: 2, name: "Frozen", upgradeAllowed: false, minFormatScore: 10, cutoffFormatScore: 100 },
  { id: 3, name: "Any", upgradeAllowed: true, minFormatScore: 0, cutoffFormatScore: 0 }
]

/** How much of each a library holds. */
export interface Sizes {
  readonly series: number
  readonly movies: number
  readonly artists: number
  /** Share of what is there already that has no file. */
  readonly missing: number
  /** Share of the files that could be better. */
  readonly poor: number
}

/** The size of the issue: 20,000 episodes in 500 series, 5,000 movies, 10,000 albums. */
export const whole: Sizes = { series: 500, movies: 5_000, artists: 1_000, missing: 0.03, poor: 0.06 }

/** Makes owners and their things; ids grow for ever. */
export class Births {
  readonly #random: Random
  readonly #start: number
  readonly #sizes: Sizes
  #ids = 0
  #files = 0

  constructor(random: Random, start: number, sizes: Sizes) {
    this.#random = random
    this.#start = start
    this.#sizes = sizes
  }

  /** A file that meets everything, or lacks one of the three things that a file can lack. */
  file(isPoor: boolean): LibraryFile {
    this.#files += 1
    const id = this.#files
    if (!isPoor) return { id, score: 100, cutoffUnmet: false }
    return this.#random.pick(
      { id, score: 0, cutoffUnmet: false },
      { id, score: 100, cutoffUnmet: true },
      { id, score: 50, cutoffUnmet: false }
    )
  }

  /** Mostly long ago, now and then within the month. */
  #date(): number {
    const random = this.#random
    const days = random.chance(0.02) ? random.between(0, 40) : -random.between(1, 14_000)
    return Math.round(this.#start + days * day)
  }

  #owner(title: string, random: Random): Owner {
    this.#ids += 1
    const profileId = random.chance(0.05) ? 2 : random.chance(0.1) ? 3 : 1
    return { id: this.#ids, title: `${title} ${this.#ids}`, profileId, things: [], version: 1, isGone: false }
  }

  /** `missing`: its share. What is to come has no file. */
  thing(owner: Owner, refOf: (id: number) => MediaRef, airsAt: number, missing: number, number?: number): Thing {
    const random = this.#random
    this.#ids += 1
    const isThere = airsAt < this.#start && !random.chance(missing)
    return {
      ref: refOf(this.#ids),
      id: this.#ids,
      owner,
      number,
      year: new Date(airsAt).getUTCFullYear(),
      airsAt,
      monitored: !random.chance(0.05),
      file: isThere ? this.file(random.chance(this.#sizes.poor)) : undefined,
      downloads: 0,
      isGone: false,
      changedAt: Number.NEGATIVE_INFINITY,
      searchedAt: undefined,
      searches: 0
    }
  }

  /** Four seasons of ten, the first of them specials here and there; the last one of every tenth series is on the air. */
  series(): Owner {
    const random = this.#random
    const owner = this.#owner("Series", random)
    const isOnAir = random.chance(0.1)
    const lastYear = Math.floor(random.between(1, 20))
    const special = random.chance(0.2)
    const things: Array<Thing> = []
    for (let season = 1; season <= 4; season++) {
      const missing = random.chance(0.08) ? 1 : this.#sizes.missing / 2
      const seasonNumber = special && season === 1 ? 0 : season
      const week = random.between(0, 7)
      for (let nth = 1; nth <= 10; nth++) {
        const airing = isOnAir && season === 4 ? week - 14 + (nth - 1) * 7 : -365 * (lastYear + 4 - season) + nth * 7
        const refOf = (id: number): MediaRef => ({ kind: "episode", seriesId: owner.id, seasonNumber, episodeId: id })
        things.push(this.thing(owner, refOf, Math.round(this.#start + airing * day), missing, nth))
      }
    }
    owner.things = things
    return owner
  }

  /** A few are released during the month. */
  movie(): Owner {
    const random = this.#random
    const owner = this.#owner("Movie", random)
    const id = owner.id
    const thing = this.thing(owner, () => ({ kind: "movie", movieId: id }), this.#date(), this.#sizes.missing)
    // A movie is its own owner.
    owner.things = [{ ...thing, id }]
    return owner
  }

  artist(): Owner {
    const owner = this.#owner("Artist", this.#random)
    for (let nth = 0; nth < 10; nth++) owner.things = [...owner.things, this.album(owner)]
    return owner
  }

  album(owner: Owner): Thing {
    const refOf = (id: number): MediaRef => ({ kind: "album", artistId: owner.id, albumId: id })
    return this.thing(owner, refOf, this.#date(), this.#sizes.missing)
  }
}
