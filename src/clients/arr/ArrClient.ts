import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { ClientError } from "../ClientError.ts"
import type { Http } from "../http.ts"
import type { ArrKind } from "./ArrKind.ts"
import type { MediaRef } from "./MediaRef.ts"
import type { QueueSnapshot } from "./QueueRecord.ts"

/** How to reach one Arr. */
export interface ArrOptions {
  /** Config section, e.g. `Radarr-Movies`. */
  readonly name: string
  readonly kind: ArrKind
  readonly url: string
  readonly apiKey: Redacted.Redacted
  readonly skipTlsVerify: boolean
  readonly timeout: Duration.DurationInput
}

export interface SystemStatus {
  readonly appName: string
  readonly version: string
}

/** A command as the Arr reports it. Terminal: everything but `queued` and `started`. */
export interface ArrCommand {
  readonly id: number
  readonly name: string
  readonly status: string
  /** unknown, successful, unsuccessful; absent in older versions. */
  readonly result: string | undefined
  readonly message: string | undefined
  /** What was sent with it, as the Arr keeps it. */
  readonly body: Readonly<Record<string, unknown>>
  /** Epoch milliseconds. */
  readonly queuedAt: number | undefined
}

/** One line of an Arr's history, event types mapped to words that all four share. */
export interface HistoryEvent {
  readonly id: number
  readonly type: "grabbed" | "imported" | "failed" | "ignored" | "other"
  /** Epoch milliseconds. */
  readonly at: number
  readonly hash: string | undefined
  readonly media: MediaRef | undefined
}

/** What is known about a thing before it is searched for. */
export interface MediaState {
  readonly title: string
  readonly monitored: boolean
  /** Epoch milliseconds; undefined when never or not told. */
  readonly lastSearchedAt: number | undefined
}

/** Custom-format scores around what a download is for. Both undefined: nothing can be said. */
export interface FormatScores {
  /** The lowest of the files that the Arr has; undefined when it has none. */
  readonly file: number | undefined
  /** `minFormatScore` of the quality profile; undefined when it is not told. */
  readonly minimum: number | undefined
}

/**
 * Reads of one Radarr, Sonarr, Lidarr or Readarr. Everything that changes something is in `mutations.ts`,
 * which only `torrents/apply` may import.
 */
export interface ArrClient {
  readonly name: string
  readonly kind: ArrKind
  readonly status: Effect.Effect<SystemStatus, ClientError>
  /** All pages, unknown items included. A record that cannot be read is skipped and counted, never the batch. */
  readonly queue: Effect.Effect<QueueSnapshot, ClientError>
  readonly commands: Effect.Effect<ReadonlyArray<ArrCommand>, ClientError>
  /** `NotFound` once the Arr has forgotten it. */
  readonly command: (id: number) => Effect.Effect<ArrCommand, ClientError>
  /** Events of one download, newest first. */
  readonly history: (hash: string) => Effect.Effect<ReadonlyArray<HistoryEvent>, ClientError>
  readonly media: (ref: MediaRef) => Effect.Effect<MediaState, ClientError>
  /**
   * Scores around one download; name everything its rows are for. What cannot be told as a whole (a file without a
   * score, files for a part of it only, things the Arr has forgotten) is undefined on both sides.
   */
  readonly formats: (...refs: ReadonlyArray<MediaRef>) => Effect.Effect<FormatScores, ClientError>
  /** Whether the Arr searches again by itself when a download is marked as failed. */
  readonly redownloadsFailed: Effect.Effect<boolean, ClientError>
  /** For `mutations.ts` only. */
  readonly http: Http
  /** `/api/v3` or `/api/v1`. */
  readonly apiPath: string
  /** Carries the key. */
  readonly headers: Readonly<Record<string, string>>
}

export { fromHttp, make } from "./makeClient.ts"
