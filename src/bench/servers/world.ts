import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Media } from "../../demo/arr/Media.ts"
import * as FakeArr from "../../demo/FakeArr.ts"
import * as FakeQbittorrent from "../../demo/FakeQbittorrent.ts"
import { type ArrName, arrs, type WorldSpec } from "./protocol.ts"

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

/** The simulated servers with their torrents. */
export const make = (spec: WorldSpec) =>
  Effect.gen(function* () {
    const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "bench" })
    const options = { apiKey: "bench-key", client: qbittorrent } as const
    const servers = {
      radarr: yield* FakeArr.make({ ...options, kind: "radarr", category: "radarr" }),
      sonarr: yield* FakeArr.make({ ...options, kind: "sonarr", category: "sonarr" }),
      lidarr: yield* FakeArr.make({ ...options, kind: "lidarr", category: "lidarr" })
    }
    const seconds = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    const since = { addedOn: seconds - 3600, lastActivity: seconds - 600 }
    for (let index = 0; index < spec.idle; index++) {
      const arr = arrs[index % arrs.length] ?? "radarr"
      const name = `Idle.Release.${index}.1080p.WEB-DL`
      const hash = index.toString(16).padStart(8, "0").repeat(5)
      const files = [fileOf(arr, name)]
      // Noted before it is there, so that the Arr does not look at its client a thousand times.
      yield* servers[arr].grab({ hash, title: name, media: mediaOf(arr, index + 1) })
      yield* qbittorrent.add({ hash, name, category: arr, state: "stalledDL", progress: 0.4, files, ...since })
    }
    if (spec.fake) {
      const name = "Fake.Album.FLAC"
      const hash = yield* qbittorrent.add({
        name,
        category: "lidarr",
        state: "downloading",
        progress: 0.1,
        files: [{ name: `${name}/setup.exe`, size: 4_000_000 }],
        ...since
      })
      yield* servers.lidarr.grab({ hash, title: name, media: mediaOf("lidarr", 999_999) })
    }
    yield* Effect.forEach(arrs, (arr) => servers[arr].refresh, { discard: true })
    return { qbittorrent, servers }
  })

export type World = Effect.Effect.Success<ReturnType<typeof make>>
