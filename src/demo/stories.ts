import * as Effect from "effect/Effect"
import type { Story } from "./Story.ts"

const hour = 3600

/** A finished download is imported by its Arr and tagged. */
const imported: Story = {
  title: "A download completes, and Radarr has it in its library seconds later",
  play: (world) =>
    Effect.gen(function* () {
      const hash = yield* world.grab("radarr", { name: "Sintel.2010.1080p.WEB-DL", downloadSeconds: 4 }, [
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
      yield* Effect.sleep("4 seconds")
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
export const stories: ReadonlyArray<Story> = [imported, replaced, fake, crash, outage, handsOff]
