import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { ArrOptions, ArrClient as Full } from "./ArrClient.ts"
import { make as makeClient } from "./makeClient.ts"

export type { ArrCommand, ArrOptions, FormatScores, HistoryEvent, MediaState, SystemStatus } from "./ArrClient.ts"
export type { ArrKind } from "./ArrKind.ts"
export type { MediaRef } from "./MediaRef.ts"
export type { QueueRecord, QueueSnapshot } from "./QueueRecord.ts"

/** What other programs may ask one Arr: everything but that which changes something, and without its key. */
export type ArrReads = Omit<Full, "apiPath" | "headers" | "http">

/** One Radarr, Sonarr, Lidarr or Readarr. A program with several calls `make` for each. */
export class ArrClient extends Context.Tag("qbitrr/clients/ArrClient")<ArrClient, ArrReads>() {}

/** A client with a connection pool of its own, closed with the scope. Sends nothing by itself. */
export const make = (options: ArrOptions): Effect.Effect<ArrReads, never, Scope.Scope> =>
  Effect.map(
    makeClient(options),
    ({ command, commands, formats, history, kind, media, name, queue, redownloadsFailed, status }) => ({
      command,
      commands,
      formats,
      history,
      kind,
      media,
      name,
      queue,
      redownloadsFailed,
      status
    })
  )

/** `make` as a layer. */
export const layer = (options: ArrOptions): Layer.Layer<ArrClient> => Layer.scoped(ArrClient, make(options))
