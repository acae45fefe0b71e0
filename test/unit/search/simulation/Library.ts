import type { LibraryFile } from "../../../../src/clients/arr/library/LibraryItem.ts"
import type { LibraryEvent } from "../../../../src/clients/arr/library/LibraryReads.ts"
import type { PushMessage } from "../../../../src/clients/arr/push/PushMessage.ts"
import type { IndexersState } from "../../../../src/search/indexers.ts"
import { type Random, random } from "../../torrents/simulation/random.ts"
import type { Births } from "./births.ts"
import { day, hour, minute, type Owner, type Thing } from "./Thing.ts"
import type { VirtualTime } from "./VirtualTime.ts"

export type Kind = "sonarr" | "radarr" | "lidarr"

/** Chance that is the same however the searches before it went: of this thing, of its nth search. */
const luck = (seed: number, ...numbers: ReadonlyArray<number>): Random =>
  random(numbers.reduce((mixed, number) => (Math.imul(mixed ^ number, 0x9e3779b1) ^ (mixed >>> 15)) >>> 0, seed))

/** What the Arr remembers of its history. Milliseconds. */
const memory = 9 * day

/** The library of one Arr as it truly is, with what is on its way into it. */
export class Library {
  readonly section: string
  readonly kind: Kind
  readonly time: VirtualTime
  readonly owners = new Map<number, Owner>()
  readonly things = new Map<number, Thing>()
  /** Hashes of downloads, with what they bring. */
  readonly queue = new Map<string, ReadonlyArray<Thing>>()
  readonly births: Births
  readonly #seed: number
  readonly #touched: (thing: Thing) => void
  #history: Array<LibraryEvent> = []
  #ids = 0
  #isAway = false
  #indexers: IndexersState = "all up"
  indexersSince = Number.NEGATIVE_INFINITY
  /** Who listens to what the Arr says by itself. */
  tell: ((message: PushMessage) => void) | undefined

  constructor(
    section: string,
    kind: Kind,
    time: VirtualTime,
    births: Births,
    seed: number,
    touched: (thing: Thing) => void
  ) {
    this.section = section
    this.kind = kind
    this.time = time
    this.births = births
    this.#seed = seed
    this.#touched = touched
  }

  get isAway(): boolean {
    return this.#isAway
  }

  set isAway(away: boolean) {
    this.#isAway = away
    this.tell?.(away ? { _tag: "Disconnected", reason: "the model is away" } : { _tag: "Connected" })
  }

  get indexers(): IndexersState {
    return this.#indexers
  }

  set indexers(state: IndexersState) {
    this.#indexers = state
    this.indexersSince = this.time.now
    this.#say({ _tag: "HealthChanged" })
  }

  luck(...numbers: ReadonlyArray<number>): Random {
    return luck(this.#seed, ...numbers)
  }

  historySince(at: number): ReadonlyArray<LibraryEvent> {
    return this.#history.filter((event) => event.at >= at)
  }

  get size(): number {
    return this.#history.length + this.queue.size
  }

  add(owner: Owner): void {
    this.owners.set(owner.id, owner)
    for (const thing of owner.things) this.things.set(thing.id, thing)
    this.#changed(owner, owner.things)
  }

  /** Something new below an owner that is there. */
  addTo(owner: Owner, thing: Thing): void {
    owner.things = [...owner.things, thing]
    this.things.set(thing.id, thing)
    this.#changed(owner, [thing])
  }

  remove(owner: Owner): void {
    owner.isGone = true
    this.owners.delete(owner.id)
    for (const thing of owner.things) {
      thing.isGone = true
      this.things.delete(thing.id)
      this.#touched(thing)
    }
    this.#say({ _tag: "LibraryChanged", containerId: owner.id, deleted: true })
  }

  setFile(things: ReadonlyArray<Thing>, fileOf: (thing: Thing) => LibraryFile | undefined): void {
    for (const thing of things) thing.file = fileOf(thing)
    const [first] = things
    if (first !== undefined) this.#changed(first.owner, things)
  }

  monitor(thing: Thing, monitored: boolean): void {
    thing.monitored = monitored
    this.#changed(thing.owner, [thing])
  }

  /** It has found a release for these things; what becomes of it is settled by then. */
  grab(things: ReadonlyArray<Thing>, source: string): void {
    const [first] = things
    if (first === undefined) return
    this.#ids += 1
    const hash = this.#ids.toString(16).padStart(40, "0")
    const chance = this.luck(first.id, first.searches, 7)
    this.queue.set(hash, things)
    for (const thing of things) {
      thing.downloads += 1
      this.#touched(thing)
    }
    this.#note("grabbed", hash, things, source)
    this.#say({ _tag: "QueueChanged" })
    this.time.after(chance.between(5 * minute, chance.chance(0.1) ? 2 * day : 6 * hour), () =>
      this.#arrive(hash, things, chance)
    )
  }

  #arrive(hash: string, things: ReadonlyArray<Thing>, chance: Random): void {
    // What is away imports nothing.
    if (this.isAway) {
      this.time.after(10 * minute, () => this.#arrive(hash, things, chance))
      return
    }
    const there = things.filter(({ isGone }) => !isGone)
    const isGood = chance.chance(0.85)
    this.queue.delete(hash)
    for (const thing of things) thing.downloads -= 1
    if (isGood) this.setFile(there, () => this.births.file(chance.chance(0.2)))
    else for (const thing of there) this.#touched(thing)
    this.#note(isGood ? "imported" : "failed", hash, there, undefined)
    this.#say({ _tag: "QueueChanged" })
  }

  #changed(owner: Owner, things: ReadonlyArray<Thing>): void {
    owner.version += 1
    for (const thing of things) {
      thing.changedAt = this.time.now
      this.#touched(thing)
    }
    this.#say({ _tag: "LibraryChanged", containerId: owner.id, deleted: false })
  }

  #say(message: PushMessage): void {
    if (!this.isAway) this.tell?.(message)
  }

  #note(type: LibraryEvent["type"], hash: string, things: ReadonlyArray<Thing>, source: string | undefined): void {
    const at = this.time.now
    for (const { owner, ref } of things) {
      this.#ids += 1
      const about = { media: ref, containerId: owner.id, title: `Release ${hash}`, indexer: "model", source }
      this.#history.push({ id: this.#ids, type, at, hash, ...about })
    }
    if (this.#history.length % 500 === 0) this.#history = this.#history.filter((event) => event.at > at - memory)
  }
}
