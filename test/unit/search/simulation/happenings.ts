import type { MediaRequest } from "../../../../src/store/search/Requests.ts"
import type { Wish } from "../../../../src/store/search/Wishes.ts"
import type { Random } from "../../torrents/simulation/random.ts"
import type { Library } from "./Library.ts"
import type { ModelArr } from "./ModelArr.ts"
import { day, hour, minute, type Owner, seasonOf, type Thing } from "./Thing.ts"
import { lackOf } from "./truth.ts"

/** What people and services ask for. */
export interface People {
  readonly wish: (wish: Omit<Wish, "key">) => void
  readonly request: (section: string, request: MediaRequest) => void
}

/** How often each thing happens to one library, times a day. */
const perDay = {
  added: 2,
  removed: 0.5,
  lost: 5,
  replaced: 3,
  monitored: 8,
  grabbed: 20,
  requested: 4,
  wished: 5,
  replacement: 3,
  away: 0.7,
  someDown: 0.4,
  allDown: 0.3
} as const

type Happening = keyof typeof perDay

const names = Object.keys(perDay).filter((name): name is Happening => Object.hasOwn(perDay, name))

const step = 10 * minute

const any = <A>(random: Random, all: ReadonlyMap<number, A>): A | undefined => {
  const index = Math.floor(random.next() * all.size)
  let nth = 0
  for (const one of all.values()) if (nth++ === index) return one
  return undefined
}

/** A few of one owner that are wanted. */
const wanted = (random: Random, library: Library, owner: Owner | undefined): ReadonlyArray<Thing> =>
  (owner?.things ?? []).filter(
    (thing) => thing.downloads === 0 && lackOf(thing, library.time.now) !== undefined && random.chance(0.5)
  )

const born = (library: Library): void => {
  const { births, kind } = library
  library.add(kind === "sonarr" ? births.series() : kind === "radarr" ? births.movie() : births.artist())
}

const requestOf = (thing: Thing): Pick<MediaRequest, "tmdbId" | "tvdbId" | "seasons"> => {
  const season = seasonOf(thing)
  return season === undefined
    ? { tmdbId: 1_000_000 + thing.owner.id, tvdbId: undefined, seasons: undefined }
    : { tmdbId: undefined, tvdbId: 2_000_000 + thing.owner.id, seasons: [season] }
}

/**
 * Lets a month happen to one library, whatever is searched for: the same for the same chance. While the Arr is away
 * nothing changes in it.
 */
export const happen = (
  library: Library,
  arr: ModelArr,
  people: People,
  random: Random,
  told: (what: string) => void
): void => {
  const { section, time } = library
  let count = 0
  const one = (name: Happening): void => {
    const thing = any(random, library.things)
    const owner = any(random, library.owners)
    const long = random.next()
    if (thing === undefined || owner === undefined) return
    count += 1
    const ask = { section, title: `${owner.title} ${count}`, askedAt: time.clock.unsafeCurrentTimeMillis() }
    switch (name) {
      case "added":
        born(library)
        break
      case "removed":
        library.remove(owner)
        break
      case "lost":
        library.setFile([thing], () => undefined)
        break
      case "replaced":
        if (thing.file !== undefined) library.setFile([thing], () => library.births.file(long < 0.5))
        break
      case "monitored":
        library.monitor(thing, !thing.monitored || long < 0.5)
        break
      case "grabbed":
        library.grab(wanted(random, library, thing.owner), "rss")
        break
      case "requested": {
        if (library.kind === "lidarr") break
        const source = "webhook" as const
        const ids = { id: `webhook:${count}`, source, title: ask.title, imdbId: undefined, requestedAt: ask.askedAt }
        people.request(section, { ...ids, ...requestOf(thing) })
        break
      }
      case "wished":
        people.wish({ ...ask, reason: "Manual", target: thing.ref })
        break
      case "replacement":
        people.wish({ ...ask, reason: "Replacement", target: thing.ref })
        break
      case "away":
        library.isAway = true
        time.after(3 * minute + long ** 3 * 5 * hour, () => {
          if (long < 0.5) arr.restarted()
          library.isAway = false
          told("back")
        })
        break
      case "someDown":
      case "allDown":
        if (library.indexers !== "all up") break
        library.indexers = name === "someDown" ? "some down" : "all down"
        time.after(10 * minute + long ** 2 * 8 * hour, () => {
          library.indexers = "all up"
        })
    }
  }
  const round = (): void => {
    for (const name of names) {
      const isNow = random.chance((perDay[name] * step) / day)
      if (!isNow || library.isAway) continue
      told(name)
      one(name)
    }
    time.after(step, round)
  }
  time.after(step, round)
}
