import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type ClientError, Conflict } from "../ClientError.ts"
import type { QbittorrentClient } from "./QbittorrentClient.ts"

/** Longest wait for a mutation to show. qBittorrent samples states every 1.5 s, so this is five samples. */
export const patience = 8_000

/** Two of qBittorrent's samples and a little: after this, what has not shown may have been too short to be seen. */
export const twoSamples = 3_500

/** Pauses between looks, milliseconds; the last one repeats. */
const pauses = [100, 200, 400, 800, 750]

/**
 * Looks again and again until nothing is missing or `within` milliseconds have passed; gives what is still missing.
 * The first look is at once.
 */
export const until = <E>(
  missing: Effect.Effect<ReadonlyArray<string>, E>,
  within: number
): Effect.Effect<ReadonlyArray<string>, E> =>
  Effect.gen(function* () {
    const end = (yield* Clock.currentTimeMillis) + within
    for (let look = 0; ; look++) {
      const left = yield* missing
      const now = yield* Clock.currentTimeMillis
      if (left.length === 0 || now >= end) return left
      yield* Effect.sleep(Math.min(pauses[Math.min(look, pauses.length - 1)] ?? 750, end - now))
    }
  })

const list = (names: ReadonlyArray<string>): string =>
  `${names.slice(0, 10).join(", ")}${names.length > 10 ? ` and ${names.length - 10} more` : ""}`

/** The mutation was answered with success, but reading back does not show it. */
const notFollowed = (
  client: QbittorrentClient,
  path: string,
  missing: ReadonlyArray<string>,
  expected: string
): Conflict =>
  new Conflict({
    service: client.name,
    request: `POST ${path}`,
    detail: `it was accepted, but ${patience / 1000} s later qBittorrent still does not show ${expected} for ${list(missing)}.`
  })

/** The mutation was answered with success, but these torrents are not there. qBittorrent ignores unknown hashes. */
export const left = (client: QbittorrentClient, path: string, gone: ReadonlyArray<string>): Conflict =>
  new Conflict({
    service: client.name,
    request: `POST ${path}`,
    detail: `these torrents are no longer in qBittorrent: ${list(gone)}.`
  })

/** `notFollowed` unless `missing` becomes empty in time. */
export const confirm = (
  client: QbittorrentClient,
  path: string,
  expected: string,
  missing: Effect.Effect<ReadonlyArray<string>, ClientError>
): Effect.Effect<void, ClientError> =>
  Effect.flatMap(until(missing, patience), (late) =>
    late.length === 0 ? Effect.void : Effect.fail(notFollowed(client, path, late, expected))
  )
