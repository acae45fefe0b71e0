import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { ClientError } from "../ClientError.ts"
import type { Http } from "../http.ts"
import type { Features } from "./Features.ts"
import type { TrackerInfo } from "./trackers/wire.ts"
import type { Maindata, TorrentInfo } from "./wire.ts"

/** How to reach one qBittorrent. */
export interface QbittorrentOptions {
  /** Config section: `qBit` or `qBit-<name>`. */
  readonly name: string
  /** `http(s)://host:port[/base]` */
  readonly url: string
  readonly username: string
  readonly password: Redacted.Redacted
  /** qBittorrent 5.2 and later; replaces user name and password. */
  readonly apiKey: Option.Option<Redacted.Redacted>
  readonly skipTlsVerify: boolean
  readonly timeout: Duration.DurationInput
}

/** One file of a torrent as `torrents/files` tells it. */
export interface FileInfo {
  readonly index: number
  readonly name: string
  readonly size: number
  readonly progress: number
  readonly priority: number
}

/**
 * Reads of one qBittorrent 4.4 to 5.3. Logs in by itself, once; adopts whatever session cookie comes back;
 * after one refused login it stops (`AuthRejected`) and never tries these credentials again, so that no ban follows.
 * Everything that changes something is in `mutations.ts`, which only `torrents/apply` may import.
 */
export interface QbittorrentClient {
  readonly name: string
  /** Version and vocabulary, asked once per connection. */
  readonly features: Effect.Effect<Features, ClientError>
  /**
   * `sync/maindata`; `rid` 0 asks for everything. With an API key the picture is always full: everything from there
   * twice a minute, in between from `torrents/info`. Never asked twice by itself unless `rid` is 0.
   */
  readonly maindata: (rid: number) => Effect.Effect<Maindata, ClientError>
  /** False with an API key: all its users share one session, so deltas would go to one of them only. */
  readonly usesSync: boolean
  /**
   * `torrents/info`, all or those of `hashes` (none for an empty list). Records that cannot be read are left out and
   * counted; when asked by hash they are `Malformed`, since one left out would look deleted.
   */
  readonly torrents: (hashes?: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<TorrentInfo>, ClientError>
  /** Empty before the metadata is there. 404 is `NotFound`. */
  readonly files: (hash: string) => Effect.Effect<ReadonlyArray<FileInfo>, ClientError>
  /** How its trackers answer it; DHT, PeX and LSD are left out. 404 is `NotFound`. */
  readonly trackers: (hash: string) => Effect.Effect<ReadonlyArray<TrackerInfo>, ClientError>
  /**
   * The same for many, by lower-case hash; torrents that are not there, or whose row cannot be read, are left out. From
   * 5.1 on one request per 150 torrents, before one per torrent, four at a time.
   */
  readonly trackersOf: (
    hashes: ReadonlyArray<string>
  ) => Effect.Effect<ReadonlyMap<string, ReadonlyArray<TrackerInfo>>, ClientError>
  /** Category name to save path. */
  readonly categories: Effect.Effect<ReadonlyMap<string, string>, ClientError>
  readonly tags: Effect.Effect<ReadonlyArray<string>, ClientError>
  /** Sends a POST with the session; for `mutations.ts` only. */
  readonly post: (path: string, form: ReadonlyArray<readonly [string, string]>) => Effect.Effect<string, ClientError>
  readonly http: Http
}

export { make } from "./makeClient.ts"
