import * as Effect from "effect/Effect"
import type { Story } from "./Story.ts"

const hour = 3600
const minute = 60
const gigabyte = 1024 ** 3

/** A finished download is imported by its Arr and tagged. */
const imported: Story = {
  title: "A download completes, and Radarr has it in its library seconds later",
  play: (world) =>
    Effect.gen(function* () {
      const hash = yield* world.grab("radarr", { name: "Sintel.2010.1080p.WEB-DL", downloadSeconds: 2 }, [
        { kind: "movie", movieId: 101 }
      ])
      yield* world.until(
        "Radarr imported it, once",
        Effect.map(world.radarr.imports, (all) => all.get(hash) === 1)
      )
      yield* world.until("it is tagged qBitrr-imported", world.hasTag(hash, "qBitrr-imported"))
    })
}

/** A dead season pack goes, its release is blocklisted, a better one is found. */
const replaced: Story = {
  title: "A dead season pack is removed, blocklisted and searched for again; Sonarr finds another one",
  play: (world) =>
    Effect.gen(function* () {
      const longAgo = (yield* world.seconds) - 2 * hour
      const hash = yield* world.grab(
        "sonarr",
        {
          name: "Pioneer.One.S01.720p.HDTV",
          addedOn: longAgo,
          lastActivity: longAgo,
          progress: 0.3,
          availability: 0.3
        },
        [1, 2, 3].map((n) => ({ kind: "episode" as const, seriesId: 7, seasonNumber: 1, episodeId: 70 + n }))
      )
      yield* world.until("it is gone from qBittorrent", world.isGone(hash))
      yield* world.until(
        "its release is on Sonarr's blocklist",
        Effect.map(world.sonarr.blocklist, (all) => all.length === 1)
      )
      yield* world.until(
        "the season was searched once",
        Effect.map(world.sonarr.searches, (all) => all.get("season:7:1") === 1)
      )
      yield* world.until("the replacement downloads", world.has("Pioneer.One.S01.1080p.WEB-DL"))
    })
}

/** A fake release is recognised by its files. */
const fake: Story = {
  title: "An album that is nothing but a program is thrown out before it has downloaded",
  play: (world) =>
    Effect.gen(function* () {
      const name = "The.Seatbelts-Future.Blues.FLAC"
      const hash = yield* world.grab(
        "lidarr",
        { name, state: "downloading", progress: 0.1, files: [{ name: `${name}/setup.exe`, size: 4_000_000 }] },
        [{ kind: "album", artistId: 3, albumId: 31 }]
      )
      yield* world.until("it is gone from qBittorrent", world.isGone(hash))
      yield* world.until(
        "the album was searched once",
        Effect.map(world.lidarr.searches, (all) => all.get("album:31") === 1)
      )
    })
}

/** What is added to an Arr is searched for, found, downloaded and imported, all by itself. */
const wanted: Story = {
  title: "A film is added to Radarr: it is searched for at once, found, downloaded and imported",
  play: (world) =>
    Effect.gen(function* () {
      yield* world.radarr.setMedia({ kind: "movie", movieId: 110 }, { title: "Big Buck Bunny", year: 2008 })
      yield* world.until(
        "it was searched for, once",
        Effect.map(world.radarr.searches, (all) => all.get("movie:110") === 1)
      )
      yield* world.until("a release of it downloads", world.has("Big.Buck.Bunny.2008.1080p.WEB-DL"))
      yield* world.until(
        "the log of searches names what was found",
        Effect.map(world.search("Radarr-Movies", "Big Buck Bunny (2008)"), (search) => search?.grabs.length === 1)
      )
      yield* world.until(
        "the log of searches has the whole chain, to its import",
        Effect.map(
          world.search("Radarr-Movies", "Big Buck Bunny (2008)"),
          (search) => search?.grabs[0]?.importedAt !== undefined
        )
      )
    })
}

/** Somebody asks for something: it goes before everything else. */
const asked: Story = {
  title: "Somebody asks for an old film by webhook; it is searched for before the films that are merely missing",
  play: (world) =>
    Effect.gen(function* () {
      const films = ["Nosferatu", "Faust", "Sunrise", "The Last Laugh"]
      for (const [nth, title] of films.entries()) {
        yield* world.radarr.setMedia(
          { kind: "movie", movieId: 120 + nth },
          { title, year: 1922 + nth, container: { tmdbId: 500 + nth } }
        )
      }
      yield* world.until(
        "the newest of them was searched for first",
        Effect.map(world.radarr.searches, (all) => all.get("movie:123") === 1)
      )
      yield* world.webhook({ type: "movie", tmdbId: 500 })
      yield* world.until(
        "Nosferatu, the oldest and last in line, comes next",
        Effect.map(world.radarr.searches, (all) => all.get("movie:120") === 1)
      )
      yield* world.until(
        "the others wait their turn",
        Effect.map(world.radarr.searches, (all) => !all.has("movie:121"))
      )
    })
}

/** A crash takes one manager down and nobody else; it is back after its delay. */
const crash: Story = {
  title: "The Sonarr manager crashes (a drill); it alone is restarted after its delay",
  play: (world) =>
    Effect.gen(function* () {
      const before = yield* world.lifeOf("Sonarr-TV")
      yield* world.drill("Sonarr-TV")
      yield* world.until(
        "Sonarr-TV runs again",
        Effect.map(world.lifeOf("Sonarr-TV"), (life) => life > before)
      )
      yield* world.until(
        "Radarr-Movies never noticed",
        Effect.map(world.lifeOf("Radarr-Movies"), (life) => life === 1)
      )
    })
}

/** An outage is waited out: degraded, not dead, and nothing is forgotten. */
const outage: Story = {
  title: "Radarr goes away while a download completes; the manager waits and has it imported when Radarr is back",
  play: (world) =>
    Effect.gen(function* () {
      const hash = yield* world.grab("radarr", { name: "Tears.of.Steel.2012.2160p", downloadSeconds: 3 }, [
        { kind: "movie", movieId: 102 }
      ])
      yield* world.radarr.goDown
      yield* world.until(
        "Radarr-Movies is degraded",
        Effect.map(world.stateOf("Radarr-Movies"), (state) => state === "degraded")
      )
      yield* Effect.sleep("2 seconds")
      yield* Effect.orDie(world.radarr.comeBack)
      yield* world.until(
        "Radarr-Movies runs again",
        Effect.map(world.stateOf("Radarr-Movies"), (state) => state === "running")
      )
      yield* world.until(
        "Radarr imported it, once",
        Effect.map(world.radarr.imports, (all) => all.get(hash) === 1)
      )
      yield* world.until(
        "it never restarted",
        Effect.map(world.lifeOf("Radarr-Movies"), (life) => life === 1)
      )
    })
}

/** A torrent goes when it has seeded its time, and its Arr hears of no failure. */
const seeded: Story = {
  title: "A torrent that has seeded longer than a day is imported first, then removed; nothing is blocklisted",
  play: (world) =>
    Effect.gen(function* () {
      const failures = (yield* world.radarr.blocklist).length
      const hash = yield* world.grab(
        "radarr",
        {
          name: "Night.of.the.Living.Dead.1968",
          state: "stalledUP",
          addedOn: (yield* world.seconds) - 50 * hour,
          seedingTime: 48 * hour
        },
        [{ kind: "movie", movieId: 103 }]
      )
      yield* world.until(
        "Radarr imported it, once",
        Effect.map(world.radarr.imports, (all) => all.get(hash) === 1)
      )
      yield* world.until("it is gone from qBittorrent", world.isGone(hash))
      yield* world.until(
        "Radarr blocklisted nothing, and searches for nothing",
        Effect.all([world.radarr.blocklist, world.radarr.searches]).pipe(
          Effect.map(([blocklist, searches]) => blocklist.length === failures && !searches.has("movie:103"))
        )
      )
    })
}

/** Many at once are no dead torrents but an outage: one warning, nothing is removed. */
const stalledTogether: Story = {
  title: "6 of 8 downloads stall together: that is an outage. One warning, and nothing is removed for it",
  play: (world) =>
    Effect.gen(function* () {
      const now = yield* world.seconds
      const begin = (movieId: number, stalled: boolean) =>
        world.grab(
          "radarr",
          {
            name: `Public.Domain.Film.${movieId}`,
            addedOn: now - 2 * hour,
            progress: 0.4,
            // Their grace of 15 minutes ends in 10 seconds.
            ...(stalled ? { lastActivity: now - 15 * minute + 10, availability: 0.4 } : { downloadSeconds: hour })
          },
          [{ kind: "movie", movieId }]
        )
      // The eighth is what Sonarr found.
      yield* begin(200, false)
      const hashes = yield* Effect.forEach([201, 202, 203, 204, 205, 206], (movieId) => begin(movieId, true))
      yield* world.until(
        "the grace of all six is over, and they are kept for the outage",
        Effect.map(Effect.forEach(hashes, world.keptBecause), (reasons) =>
          reasons.every((reason) => reason?.includes("taken for an outage") === true)
        )
      )
      yield* world.until(
        "there was one warning",
        Effect.map(world.logged("6 of 8 downloads of qBit stalled"), (times) => times === 1)
      )
      yield* world.until(
        "all of them are still there",
        Effect.map(Effect.forEach(hashes, world.isGone), (gone) => !gone.includes(true))
      )
    })
}

/** What the daemon stopped it starts again; what a person stopped is the person's. */
const notOurs: Story = {
  title: "The disk has room again: what was stopped for lack of it starts, what a person stopped stays stopped",
  play: (world) =>
    Effect.gen(function* () {
      yield* world.qbittorrent.setFreeSpace(130 * gigabyte)
      const ours = yield* world.grab(
        "radarr",
        {
          name: "Metropolis.1927.2160p.Remux",
          state: "stoppedDL",
          size: 60 * gigabyte,
          tags: ["qBitrr-free_space_paused"],
          downloadSeconds: hour
        },
        [{ kind: "movie", movieId: 104 }]
      )
      const name = "Nosferatu.1922.1080p"
      const theirs = yield* world.grab("radarr", { name, state: "stoppedDL" }, [{ kind: "movie", movieId: 105 }])
      yield* world.until(
        "both are known, and both stay stopped",
        Effect.map(
          Effect.all([ours, theirs].flatMap((hash) => [world.keptBecause(hash), world.torrentState(hash)])),
          ([one, first, two, second]) =>
            one !== undefined && two !== undefined && first === "stoppedDL" && second === "stoppedDL"
        )
      )
      yield* world.qbittorrent.setFreeSpace(500 * gigabyte)
      yield* world.until(
        "ours runs again",
        Effect.map(world.torrentState(ours), (state) => state === "downloading")
      )
      yield* world.until(
        "the person's is still stopped",
        Effect.map(world.torrentState(theirs), (state) => state === "stoppedDL")
      )
      yield* world.until("no call ever named it", world.isUntouched(name))
    })
}

/** The tag of the person wins over every rule. */
const handsOff: Story = {
  title: "Through all of this, the stalled torrent tagged qBitrr-ignored was never touched",
  play: (world) =>
    Effect.gen(function* () {
      yield* world.until("it is still there", world.has(world.ignored))
      yield* world.until("no call ever named it", world.isUntouched(world.ignored))
    })
}

/** In order; the world of one is the world of the next. */
export const stories: ReadonlyArray<Story> = [
  imported,
  replaced,
  fake,
  wanted,
  asked,
  crash,
  outage,
  seeded,
  stalledTogether,
  notOurs,
  handsOff
]
