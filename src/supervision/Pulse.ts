interface Track {
  beatUntil: number
  extendedUntil: number
}

const until = ({ beatUntil, extendedUntil }: Track): number => Math.max(beatUntil, extendedUntil)

/** The moment from which a life counts as hung, and the track to blame (undefined: the life as a whole). */
export interface PulseDeadline {
  readonly at: number
  readonly track: string | undefined
}

/** The track that beats when none is named. */
export const mainTrack = "main"

/**
 * Until when a life may stay silent. While it starts, any sign of life renews the start deadline. Once it is ready, it has
 * the progress deadline for its first beat; from then on each track that has beaten must go on, and the earliest deadline
 * counts. Every time is monotonic milliseconds, handed in by the caller.
 */
export class Pulse {
  readonly #start: number
  readonly #progress: number
  // Most workers beat one track or none yet: the map is made when it is needed.
  #tracks: Map<string, Track> | undefined
  #whole: Track
  #ready = false

  /** `start` and `progress` are the deadlines in milliseconds, `Infinity` for none. */
  constructor(now: number, start: number, progress: number) {
    this.#start = start
    this.#progress = progress
    this.#whole = { beatUntil: now + start, extendedUntil: 0 }
  }

  get isReady(): boolean {
    return this.#ready
  }

  ready(now: number): void {
    if (this.#ready) return
    this.#ready = true
    this.#whole.beatUntil = now + this.#progress
  }

  beat(now: number, name: string = mainTrack): void {
    if (this.#ready) this.#track(name, now).beatUntil = now + this.#progress
    else this.#whole.beatUntil = now + this.#start
  }

  extend(now: number, name: string, millis: number): void {
    const track = this.#ready ? this.#track(name, now) : this.#whole
    track.extendedUntil = now + millis
  }

  /** A ready life that released every track it had is not judged any more. */
  release(name: string): void {
    this.#tracks?.delete(name)
  }

  /** The whole process stood still for `millis`: nobody could have beaten. */
  shift(millis: number): void {
    for (const track of [this.#whole, ...(this.#tracks?.values() ?? [])]) {
      track.beatUntil += millis
      track.extendedUntil += millis
    }
  }

  get deadline(): PulseDeadline {
    if (this.#tracks === undefined) return { at: until(this.#whole), track: undefined }
    let at = Number.POSITIVE_INFINITY
    let slowest: string | undefined
    for (const [name, track] of this.#tracks) {
      if (until(track) < at) {
        at = until(track)
        slowest = name
      }
    }
    return { at, track: slowest }
  }

  #track(name: string, now: number): Track {
    this.#tracks ??= new Map()
    let track = this.#tracks.get(name)
    if (track === undefined) {
      track = { beatUntil: now + this.#progress, extendedUntil: 0 }
      this.#tracks.set(name, track)
    }
    return track
  }
}
