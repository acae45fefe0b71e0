/** The longest time on end that something held. Times are monotonic milliseconds. */
export class Steadiness {
  #since: number | undefined
  #longest = 0

  /** From `now` on it holds, or does not. */
  set(holds: boolean, now: number): void {
    this.#longest = this.longest(now)
    this.#since = holds ? (this.#since ?? now) : undefined
  }

  /** Up to `end`. */
  longest(end: number): number {
    return this.#since === undefined ? this.#longest : Math.max(this.#longest, end - this.#since)
  }
}
