import * as Effect from "effect/Effect"
import type { DecisionView } from "../../../src/web/TorrentView.ts"
import type { Scene } from "./Scene.ts"

const hour = 3_600

/** Torrents with something to tell, by what became of them. */
export interface Population {
  /** Stalled for hours: removed, blocklisted, searched again. */
  readonly removed: string
  readonly imported: string
  readonly downloading: string
  /** Tagged `qBitrr-ignored`. */
  readonly ignored: string
}

const decisionsOf = (scene: Scene, hash: string): Effect.Effect<ReadonlyArray<DecisionView>> =>
  Effect.map(scene.daemon.call("GET", `/api/decisions?q=${hash}`), ({ json, status }) =>
    status === 200 ? (json as { decisions: ReadonlyArray<DecisionView> }).decisions : []
  )

/** A life as people have it: one film imported, one dead season removed, some on their way, some that wait. */
export const populate = async (scene: Scene): Promise<Population> => {
  const { radarr, sonarr, qbittorrent } = scene.servers
  const now = Math.floor(Date.now() / 1_000)
  const film = async (
    name: string,
    movieId: number,
    more: Omit<Parameters<typeof qbittorrent.add>[0], "name" | "category">
  ): Promise<string> => {
    const hash = await scene.run(qbittorrent.add({ name, category: "radarr", ...more }))
    await scene.run(radarr.grab({ hash, media: [{ kind: "movie", movieId }], title: name }))
    return hash
  }
  const imported = await film("Sintel.2010.1080p.WEB-DL", 101, { downloadSeconds: 1 })
  const downloading = await film("Metropolis.1927.2160p.Remux", 104, { downloadSeconds: 900, size: 24 * 1024 ** 3 })
  await film("The.General.1926.1080p.BluRay", 105, { downloadSeconds: 3_000, size: 9 * 1024 ** 3 })
  await film("Nosferatu.1922.1080p", 106, { state: "stoppedDL", progress: 0.42 })
  await film("Night.of.the.Living.Dead.1968", 107, { state: "missingFiles", progress: 1 })
  await film("Haxan.1922.720p", 108, {
    addedOn: now - 2 * hour,
    lastActivity: now - 600,
    progress: 0.61,
    availability: 0.6
  })
  const removed = await scene.run(
    qbittorrent.add({
      name: "Pioneer.One.S01.720p.HDTV",
      category: "sonarr",
      addedOn: now - 2 * hour,
      lastActivity: now - 2 * hour,
      progress: 0.3,
      availability: 0.3
    })
  )
  await scene.run(
    sonarr.grab({
      hash: removed,
      media: [1, 2, 3].map((n) => ({ kind: "episode" as const, seriesId: 7, seasonNumber: 1, episodeId: 70 + n })),
      title: "Pioneer.One.S01.720p.HDTV"
    })
  )
  for (const [nth, title] of ["Faust", "Sunrise", "The Last Laugh"].entries()) {
    await scene.run(
      radarr.setMedia(
        { kind: "movie", movieId: 120 + nth },
        { title, year: 1922 + nth, container: { tmdbId: 500 + nth } }
      )
    )
  }
  await scene.until(
    "the film is imported and the season removed",
    Effect.map(
      Effect.all([decisionsOf(scene, imported), decisionsOf(scene, removed)]),
      ([film, season]) =>
        film.some(({ result }) => result === "done: imported") &&
        season.some(({ action, result }) => action.startsWith("remove") && result === "done")
    )
  )
  const all = await scene.run(qbittorrent.torrents)
  const ignored = all.find(({ tags }) => tags.includes("qBitrr-ignored"))?.hash ?? ""
  return { removed, imported, downloading, ignored }
}
