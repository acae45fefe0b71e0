import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { make as makeClient } from "./makeClient.ts"
import type { QbittorrentClient as Full, QbittorrentOptions } from "./QbittorrentClient.ts"

export type { Features } from "./Features.ts"
export type { FileInfo, QbittorrentOptions } from "./QbittorrentClient.ts"
export type { TrackerInfo } from "./trackers/wire.ts"
export type { Maindata, TorrentInfo } from "./wire.ts"

/** What other programs may ask one qBittorrent: everything but that which changes something. */
export type QbittorrentReads = Omit<Full, "http" | "post">

/** One qBittorrent. A program with several calls `make` for each. */
export class QbittorrentClient extends Context.Tag("qbitrr/clients/QbittorrentClient")<
  QbittorrentClient,
  QbittorrentReads
>() {}

/**
 * Opens a connection pool that is closed with the scope. Nothing is sent before the first call; a login that was
 * refused is never tried again.
 */
export const make = (options: QbittorrentOptions): Effect.Effect<QbittorrentReads, never, Scope.Scope> =>
  Effect.map(
    makeClient(options),
    ({ categories, features, files, maindata, name, tags, torrents, trackers, trackersOf, usesSync }) => ({
      categories,
      features,
      files,
      maindata,
      name,
      tags,
      torrents,
      trackers,
      trackersOf,
      usesSync
    })
  )

/** `make` as a layer. */
export const layer = (options: QbittorrentOptions): Layer.Layer<QbittorrentClient> =>
  Layer.scoped(QbittorrentClient, make(options))
