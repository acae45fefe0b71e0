import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { NewItem } from "../../demo/arr/library/LibraryItem.ts"
import type { Media } from "../../demo/arr/Media.ts"
import * as FakeArr from "../../demo/FakeArr.ts"
import * as FakeQbittorrent from "../../demo/FakeQbittorrent.ts"
import type { TorrentSpec, Tracker } from "../../demo/qbittorrent/Torrent.ts"
import * as Tags from "../../torrents/Tags.ts"
import { isOwing, rawAnnouncesOf } from "../rulesets.ts"
import { type ArrName, arrs, type LibrarySpec, type WorldSpec } from "./protocol.ts"

/** Thing number `n` in the library of an Arr. */
export const mediaOf = (arr: ArrName, n: number): Media => {
  switch (arr) {
    case "radarr":
      return { kind: "movie", movieId: n }
    case "sonarr":
      return { kind: "episode", seriesId: n, seasonNumber: 1, episodeId: n }
    case "lidarr":
      return { kind: "album", artistId: n, albumId: n }
  }
}

/** A file that the section of that Arr wants. */
export const fileOf = (arr: ArrName, name: string): { readonly name: string; readonly size: number } => ({
  name: `${name}/${name}.${arr === "lidarr" ? "flac" : "mkv"}`,
  size: 2 ** 30
})

/** One of 20 has a dead tracker among its own, one of 33 is disowned by all of them; the others are welcome everywhere. */
const trackersOf = (index: number): ReadonlyArray<Tracker> =>
  rawAnnouncesOf(index).map((url, nth) => {
    if (index % 33 === 5) return { url, status: 4, msg: "Unregistered torrent" }
    return index % 20 === 3 && nth === 1
      ? { url, status: 4, msg: "No such host is known" }
      : { url, status: 2, msg: "" }
  })

/** Torrent number `index`; `seconds` is the epoch now. */
export const idleTorrent = (
  index: number,
  seconds: number,
  mixed: boolean | "seeding"
): TorrentSpec & { readonly arr: ArrName } => {
  const arr = arrs[index % arrs.length] ?? "radarr"
  const name = `Idle.Release.${index}.1080p.WEB-DL`
  const hash = index.toString(16).padStart(8, "0").repeat(5)
  const common = {
    arr,
    hash,
    name,
    category: arr,
    files: [fileOf(arr, name)],
    trackers: trackersOf(index),
    addedOn: seconds - 86_400,
    lastActivity: seconds - 600
  }
  const kind = mixed === "seeding" ? 0 : mixed ? index % 10 : 9
  if (kind < 6) {
    const uploaded = (isOwing(index) ? 2.5 : 0.5) * 2 ** 30
    return {
      ...common,
      state: "stalledUP",
      progress: 1,
      completionOn: seconds - 72_000,
      tags: [Tags.imported],
      uploaded
    }
  }
  return { ...common, state: kind === 6 ? "stoppedDL" : "stalledDL", progress: 0.4 }
}

/** Its ids are none that torrents are for. */
const firstSeries = 10_001
const firstEpisode = 200_001
const day = 86_400_000

/** Everything aired in the years from 2010 on, one episode a day in each series. */
const seriesOf = ({ episodes, missingOf20, series }: LibrarySpec): ReadonlyArray<NewItem> =>
  Array.from({ length: episodes }, (_, index): NewItem => {
    const nth = index % series
    const number = Math.floor(index / series)
    const perSeason = Math.max(1, Math.ceil(episodes / series / 2))
    return {
      media: {
        kind: "episode",
        seriesId: firstSeries + nth,
        seasonNumber: 1 + Math.floor(number / perSeason),
        episodeId: firstEpisode + index
      },
      title: `The One With Number ${number + 1}`,
      episodeNumber: 1 + (number % perSeason),
      airsAt: Date.UTC(2010 + (nth % 12), 0, 1) + number * day,
      // Spread over the series, but not the same ones in each.
      hasFile: (nth + number * 7) % 20 >= missingOf20,
      fileScore: 10,
      container: { title: `A Series With Number ${nth + 1}`, year: 2010 + (nth % 12) }
    }
  })

/** The simulated servers with their torrents. */
export const make = (spec: WorldSpec) =>
  Effect.gen(function* () {
    const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "bench" })
    const options = { apiKey: "bench-key", client: qbittorrent } as const
    const servers = {
      radarr: yield* FakeArr.make({ ...options, kind: "radarr", category: "radarr" }),
      sonarr: yield* FakeArr.make({
        ...options,
        kind: "sonarr",
        category: "sonarr",
        ...(spec.library === undefined ? {} : { latency: spec.library.latency, push: spec.library.push })
      }),
      lidarr: yield* FakeArr.make({ ...options, kind: "lidarr", category: "lidarr" })
    }
    const seconds = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    for (let index = 0; index < spec.idle; index++) {
      const { arr, ...torrent } = idleTorrent(index, seconds, spec.mixed ?? false)
      // Noted before it is there, so that the Arr does not look at its client a thousand times.
      if (torrent.progress !== 1) {
        yield* servers[arr].grab({ hash: torrent.hash ?? "", title: torrent.name, media: mediaOf(arr, index + 1) })
      }
      yield* qbittorrent.add(torrent)
    }
    if (spec.fake) {
      const name = "Fake.Album.FLAC"
      const hash = yield* qbittorrent.add({
        name,
        category: "lidarr",
        state: "downloading",
        progress: 0.1,
        files: [{ name: `${name}/setup.exe`, size: 4_000_000 }],
        addedOn: seconds - 3600,
        lastActivity: seconds - 600
      })
      yield* servers.lidarr.grab({ hash, title: name, media: mediaOf("lidarr", 999_999) })
    }
    yield* Effect.forEach(arrs, (arr) => servers[arr].refresh, { discard: true })
    if (spec.library !== undefined) yield* servers.sonarr.setLibrary(seriesOf(spec.library))
    return { qbittorrent, servers }
  })

export type World = Effect.Effect.Success<ReturnType<typeof make>>
