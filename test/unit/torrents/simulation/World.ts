import type { TorrentId } from "../../../../src/clients/qbittorrent/TorrentId.ts"
import { isSameForRules } from "../../../../src/torrents/normalise.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import { isComplete, isMetadata } from "../../../../src/torrents/TorrentState.ts"
import { grab, instances, veteran } from "./births.ts"
import type { HostTrouble } from "./hosts.ts"
import { hour, isHealthy, type Model, minute, stepTime } from "./Model.ts"
import type { Random } from "./random.ts"

/** One qBittorrent of the model. `mute`: its VPN is down, but it still calls itself connected. */
export interface Client {
  isOnline: boolean
  connection: "connected" | "disconnected"
  isMute: boolean
}

/** What the world tells of itself. */
export interface Listener {
  readonly changed: (model: Model) => void
  readonly completed: (model: Model) => void
  readonly added: (model: Model) => void
  readonly removed: (model: Model) => void
  /** Its trackers were asked, and answer otherwise than before. */
  readonly reread: (model: Model) => void
}

/** What seeds is moved on this often, a part of it in each step. */
export const seedEvery = 8 * hour

const shifts = seedEvery / stepTime

/** A client tells of the progress of a download this often, in steps. */
const tellEvery = 2

/** All clients with their torrents, moved on step by step. No engine touches it except through its clients. */
export class World {
  readonly models = new Map<TorrentId, Model>()
  readonly clients: ReadonlyMap<string, Client> = new Map(
    instances.map((name) => [name, { isOnline: true, connection: "connected", isMute: false }])
  )
  readonly troubles = new Map<string, HostTrouble>()
  readonly random: Random
  readonly #listener: Listener
  readonly #events = new Map<number, Array<() => void>>()
  readonly #moving = new Set<Model>()
  readonly #shifts: ReadonlyArray<Set<Model>> = Array.from({ length: shifts }, () => new Set<Model>())
  readonly #all: Array<Model> = []
  readonly #places = new Map<Model, number>()
  #serial = 0
  now: number

  constructor(random: Random, now: number, listener: Listener) {
    this.random = random
    this.now = now
    this.#listener = listener
  }

  /** `old` of them seed since long, the others have just been grabbed. */
  populate(total: number, old: number): void {
    for (let index = 0; index < total; index++) {
      this.#add(index < old ? veteran(this.random, this.#next(), this.now) : grab(this.random, this.#next(), this.now))
    }
  }

  grab(): void {
    this.#add(grab(this.random, this.#next(), this.now))
  }

  /** Some torrent. */
  any(): Model | undefined {
    return this.#all[Math.floor(this.random.next() * this.#all.length)]
  }

  /** Does something after so many milliseconds, rounded to steps. */
  later(after: number, what: () => void): void {
    const at = Math.ceil((this.now + Math.max(after, 1)) / stepTime)
    const known = this.#events.get(at)
    if (known === undefined) this.#events.set(at, [what])
    else known.push(what)
  }

  update(model: Model, change: Partial<Torrent>): void {
    const before = model.torrent
    model.torrent = { ...before, ...change }
    if (!isSameForRules(before, model.torrent)) this.#listener.changed(model)
  }

  remove(model: Model): void {
    if (!this.models.delete(model.torrent.id)) return
    this.#moving.delete(model)
    for (const shift of this.#shifts) shift.delete(model)
    const place = this.#places.get(model)
    const last = this.#all.pop()
    this.#places.delete(model)
    if (place !== undefined && last !== undefined && last !== model) {
      this.#all[place] = last
      this.#places.set(last, place)
    }
    this.#listener.removed(model)
  }

  /** Whether nothing outside the torrent keeps its peers away. */
  hasSwarm(model: Model): boolean {
    const client = this.clients.get(model.torrent.instance)
    return (
      client !== undefined &&
      client.connection === "connected" &&
      !client.isMute &&
      this.troubles.get(model.host) !== "swarm"
    )
  }

  /** How many downloads get something at the moment. */
  countMoving(fits: (model: Model) => boolean): number {
    let count = 0
    for (const model of this.#moving) if (model.torrent.state === "downloading" && !model.isDead && fits(model)) count++
    return count
  }

  /** A tracker fails or is back: within half an hour it has been asked about each of its torrents. */
  trouble(host: string, kind: HostTrouble | undefined): void {
    if (kind === undefined) this.troubles.delete(host)
    else this.troubles.set(host, kind)
    for (const model of this.models.values()) {
      if (model.host !== host) continue
      this.later(this.random.between(0, 30) * minute, () => this.reread(model))
    }
  }

  /** Its trackers are asked anew, and somebody looks at it. */
  reread(model: Model): void {
    model.reading = undefined
    if (this.models.has(model.torrent.id)) this.#listener.reread(model)
  }

  /** Its tracker throws it out. The loop looks at everything every few minutes, the engine of this model once an hour. */
  disown(model: Model): void {
    const remind = (): void => {
      this.reread(model)
      if (this.models.has(model.torrent.id)) this.later(hour, remind)
    }
    model.isGone = true
    model.condemnedAt = this.now
    remind()
  }

  /** It goes on where it was: started by a person, healed, or checked. */
  resume(model: Model): void {
    if (model.torrent.progress === 1) this.update(model, { state: "uploading" })
    else if (model.metadataIn > 0) this.update(model, { state: "metaDL" })
    else this.update(model, { state: model.isDead ? "stalledDL" : "downloading" })
  }

  /** To the next step. */
  step(now: number): void {
    this.now = now
    const nth = Math.floor(now / stepTime)
    for (const event of this.#events.get(nth) ?? []) event()
    this.#events.delete(nth)
    for (const model of this.#moving) this.#move(model)
    for (const model of this.#shifts[nth % shifts] ?? []) this.#seed(model)
  }

  #next(): number {
    this.#serial += 1
    return this.#serial
  }

  #add(model: Model): void {
    this.models.set(model.torrent.id, model)
    this.#places.set(model, this.#all.length)
    this.#all.push(model)
    if (isComplete(model.torrent.state)) this.#shifts[model.media % shifts]?.add(model)
    else this.#moving.add(model)
    this.#listener.added(model)
  }

  /** One step of a download. */
  #move(model: Model): void {
    const { state } = model.torrent
    if (state !== "downloading" && state !== "stalledDL" && !isMetadata(state)) return
    if (model.isDead || model.metadataIn === Number.POSITIVE_INFINITY) return
    if (!this.hasSwarm(model)) {
      // The way back takes everyone a while of its own: some wait for their next announce.
      model.restsUntil = this.now + this.random.between(0, 40) * minute
      this.#stall(model)
    } else if (model.restsUntil > this.now) this.#stall(model)
    else if (model.metadataIn > 0) this.#findMetadata(model)
    else this.#download(model)
  }

  #stall(model: Model): void {
    if (model.torrent.state === "downloading") {
      this.update(model, { state: "stalledDL", downloadSpeed: 0, eta: undefined, availability: 0 })
    }
  }

  #findMetadata(model: Model): void {
    model.metadataIn = Math.max(0, model.metadataIn - stepTime)
    if (model.metadataIn > 0) return
    const size = model.files.reduce((sum, file) => sum + file.size, 0)
    this.update(model, {
      state: "downloading",
      size,
      totalSize: size,
      amountLeft: size,
      contentPath: `${model.torrent.savePath}/${model.torrent.name}`,
      lastActivityAt: this.now
    })
  }

  #download(model: Model): void {
    const size = model.torrent.size ?? 0
    model.done = Math.min(size, model.done + model.rate * stepTime)
    const progress = model.done / size
    if (progress >= model.diesAt) {
      model.isDead = true
      model.condemnedAt = this.now
      // Half of them are told as stalled, the others as downloading what nobody has.
      const state = model.media % 2 === 0 ? "stalledDL" : "downloading"
      const amountLeft = Math.round(size - model.done)
      this.update(model, { state, progress, amountLeft, downloadSpeed: 0, eta: undefined, availability: 0.4 })
      return
    }
    if (progress === 1) {
      this.#moving.delete(model)
      this.#shifts[model.media % shifts]?.add(model)
      this.update(model, {
        state: "uploading",
        progress: 1,
        amountLeft: 0,
        completedAt: this.now,
        lastActivityAt: this.now,
        downloadSpeed: 0,
        eta: undefined
      })
      this.#listener.completed(model)
      return
    }
    const left = Math.round(size - model.done)
    const isTold = model.torrent.state !== "downloading" || (this.now / stepTime + model.media) % tellEvery < 1
    this.update(model, {
      state: "downloading",
      lastActivityAt: this.now,
      downloadSpeed: Math.round(model.rate * 1000),
      eta: Math.round(left / model.rate / 1000),
      availability: 3,
      ...(isTold ? { progress, amountLeft: left } : {})
    })
    // A short stall of its own now and then.
    if (isHealthy(model) && this.random.chance(0.008)) {
      model.restsUntil = this.now + this.random.between(5, 35) * minute
    }
  }

  /** Some hours of seeding. */
  #seed(model: Model): void {
    const { ratio, seedingTime, state } = model.torrent
    if (state !== "uploading" && state !== "stalledUP") return
    const uploads = this.hasSwarm(model) && this.random.chance(0.15)
    this.update(model, {
      // What uploads for minutes is seldom seen doing so.
      state: uploads && this.random.chance(0.2) ? "uploading" : "stalledUP",
      seedingTime: (seedingTime ?? 0) + seedEvery / 1000,
      ...(uploads ? { ratio: (ratio ?? 0) + this.random.between(0, 0.4), lastActivityAt: this.now } : {})
    })
  }
}
