import * as Effect from "effect/Effect"
import { type ClientError, Conflict } from "../../ClientError.ts"
import { retrySafe } from "../../http.ts"
import type { QbittorrentClient } from "../QbittorrentClient.ts"
import { confirm } from "../readBack.ts"

type Done = Effect.Effect<void, ClientError>

/** Announce URLs hold passkeys, so that messages count them only. */
const counted = (urls: ReadonlyArray<string>): string => (urls.length === 1 ? "the tracker" : `${urls.length} trackers`)

/** URLs are separated by line breaks on the way in; one that holds white space would be taken for several. */
const spaceless = (client: QbittorrentClient, path: string, urls: ReadonlyArray<string>) =>
  urls.some((url) => url === "" || /\s/.test(url))
    ? Effect.fail(
        new Conflict({
          service: client.name,
          request: `POST ${path}`,
          detail: "an announce URL is empty or holds white space."
        })
      )
    : Effect.void

/** Hashes to name in the message: the torrent, while `unfinished` finds one of the URLs in its tracker list as it should not be. */
const left = (
  client: QbittorrentClient,
  hash: string,
  urls: ReadonlyArray<string>,
  unfinished: (isThere: boolean) => boolean
) =>
  Effect.map(client.trackers(hash), (trackers) => {
    const known = new Set(trackers.map(({ url }) => url))
    return urls.some((url) => unfinished(known.has(url))) ? [hash] : []
  })

/** Adds announce URLs; those that are there already are fine. An unknown torrent is `NotFound`. */
export const addTrackers = (client: QbittorrentClient, hash: string, urls: ReadonlyArray<string>): Done =>
  Effect.gen(function* () {
    const path = "/api/v2/torrents/addTrackers"
    const name = hash.toLowerCase()
    if (urls.length === 0) return
    yield* spaceless(client, path, urls)
    const form = [
      ["hash", name],
      ["urls", urls.join("\n")]
    ] as const
    yield* retrySafe(client.post(path, form))
    const missing = left(client, name, urls, (isThere) => !isThere)
    yield* confirm(client, path, counted(urls), missing)
  })

/** Takes announce URLs away; those that are gone already are fine. An unknown torrent is `NotFound`. */
export const removeTrackers = (client: QbittorrentClient, hash: string, urls: ReadonlyArray<string>): Done =>
  Effect.gen(function* () {
    const path = "/api/v2/torrents/removeTrackers"
    const name = hash.toLowerCase()
    if (urls.length === 0) return
    const { encodesTrackerUrls } = yield* client.features
    const form = [
      ["hash", name],
      ["urls", urls.map((url) => (encodesTrackerUrls ? encodeURIComponent(url) : url)).join("|")]
    ] as const
    const missing = left(client, name, urls, (isThere) => isThere)
    yield* Effect.catchTag(Effect.asVoid(retrySafe(client.post(path, form))), "Conflict", (error) =>
      // 4.4 refuses with 409 when none of them is there (any more).
      Effect.flatMap(missing, (present) => (present.length === 0 ? Effect.void : Effect.fail(error)))
    )
    yield* confirm(client, path, `the removal of ${counted(urls)}`, missing)
  })
