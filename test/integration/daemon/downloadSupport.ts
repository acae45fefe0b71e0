import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Media } from "../../../src/demo/arr/Media.ts"
import type { FakeArr } from "../../../src/demo/FakeArr.ts"
import type * as Daemon from "../../harness/daemon/Daemon.ts"
import type { Admin, Row } from "../../harness/qbittorrent/Admin.ts"
import type * as Real from "../../harness/qbittorrent/RealQbittorrent.ts"
import { makeTorrent, type TorrentFile, writeData } from "../../harness/qbittorrent/torrentFile.ts"

/** What a download of Radarr is for. */
export const movie = (movieId: number): Media => ({ kind: "movie", movieId })

/** All episodes of the first season of a series; its number is that of the series with one digit more. */
export const season = (seriesId: number, episodes = 3): ReadonlyArray<Media> =>
  Array.from({ length: episodes }, (_, at) => ({
    kind: "episode",
    seriesId,
    seasonNumber: 1,
    episodeId: seriesId * 10 + at
  }))

/** Of an episode, from 0, in a pack. */
export const fileName = (pack: string, episode: number): string => `${pack}E0${episode + 1}.mkv`

/** A season with the data of its three episodes. */
export const seasonPack = (name: string): TorrentFile =>
  makeTorrent({
    name,
    real: true,
    files: [0, 1, 2].map((episode) => ({ path: fileName(name, episode), size: 100_000 }))
  })

const rowOf = (admin: Admin, { hash }: { readonly hash: string }): Effect.Effect<Row | undefined> =>
  Effect.map(admin.rows, (rows) => rows.find((row) => row.hash === hash))

/** No longer in its qBittorrent. */
export const isGone = (admin: Admin, torrent: TorrentFile) =>
  Effect.map(rowOf(admin, torrent), (row) => row === undefined)

/** Adds it with its data, complete at once. */
export const addComplete = (
  real: Real.RealQbittorrent,
  torrent: TorrentFile,
  category: string,
  tags: Array<string> = []
) =>
  Effect.suspend(() => {
    writeData(torrent, real.downloads)
    return real.admin.add([torrent], { category, tags, skipChecking: true, savePath: real.downloads })
  })

/** The Arr has sent it to its client. */
export const grab = (arr: FakeArr, torrent: TorrentFile, media: Media | ReadonlyArray<Media>) =>
  arr.grab({ hash: torrent.hash, media, title: torrent.name })

/** Searched exactly once. `target` as `keyOf` writes it. */
export const searched = (arr: FakeArr, target: string) => Effect.map(arr.searches, (all) => all.get(target) === 1)

/** Titles. */
export const blocklisted = (arr: FakeArr) => Effect.map(arr.blocklist, (all) => all.map(({ title }) => title))

/** Rows of its queue, as its page would show them. */
export const queued = (arr: FakeArr, { hash }: TorrentFile) =>
  Effect.map(arr.state, ({ tracked }) => tracked.get(hash)?.media.length ?? 0)

interface Told {
  readonly decisions?: ReadonlyArray<{ readonly action: string; readonly result: string }>
  readonly lastDecision?: { readonly rule: string; readonly reason: string } | null
}

/** What was done to a torrent, and the last decision that left it as it is; nothing while the daemon cannot tell. */
export const lastReason = (daemon: Daemon.Daemon, { hash }: TorrentFile) =>
  Effect.map(daemon.call("GET", `/api/torrents/qBit/${hash}/decisions`), ({ json }) => {
    const { decisions = [], lastDecision }: Told = (json as Told | undefined) ?? {}
    return { decisions, rule: lastDecision?.rule, reason: lastDecision?.reason ?? "" }
  })

/** Ends it in order. */
export const stopped = (daemon: Daemon.Daemon) =>
  Effect.map(daemon.stop("SIGTERM"), ({ code }) => assert.strictEqual(code, 0, daemon.output().slice(-4_000)))
