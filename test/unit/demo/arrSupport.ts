import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import type { ArrKind } from "../../../src/demo/arr/ArrFacts.ts"
import type { Media } from "../../../src/demo/arr/Media.ts"
import * as Arr from "../../../src/demo/FakeArr.ts"
import * as Qbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import { at, call } from "./support.ts"

export const key = "0123456789abcdef0123456789abcdef"
export const film: Media = { kind: "movie", movieId: 1 }
export const episode = (episodeId: number): Media => ({ kind: "episode", seriesId: 3, seasonNumber: 1, episodeId })

export const samples: ReadonlyArray<readonly [ArrKind, Media, string]> = [
  ["radarr", film, "/api/v3"],
  ["sonarr", episode(11), "/api/v3"],
  ["lidarr", { kind: "album", artistId: 2, albumId: 5 }, "/api/v1"],
  ["readarr", { kind: "book", authorId: 4, bookId: 6 }, "/api/v1"]
]

/** A stand-in Arr beside a stand-in qBittorrent, and calls with the key. */
export const open = Effect.fn(function* (kind: ArrKind = "radarr", options: Partial<Arr.FakeArrOptions> = {}) {
  const client = yield* Qbittorrent.make({ webApi: "2.11.4", username: "admin", password: "secret" })
  const arr = yield* Arr.make({ kind, apiKey: key, category: kind, client, ...options })
  const base = `${arr.url}${kind === "radarr" || kind === "sonarr" ? "/api/v3" : "/api/v1"}`
  const send = (method: string, path: string, body?: unknown) =>
    call(`${base}/${path}`, {
      method,
      headers: { "x-api-key": key, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
  const get = (path: string) => Effect.map(send("GET", path), (reply) => reply.json)
  return {
    arr,
    base,
    client,
    send,
    get,
    queue: Effect.map(get("queue?pageSize=1000"), (page) => at(page, "records") as ReadonlyArray<unknown>),
    command: (name: string, body: object = {}) => send("POST", "command", { name, ...body }),
    /** A complete or running download that this Arr has grabbed. */
    download: Effect.fn(function* (
      name: string,
      media: Media | ReadonlyArray<Media>,
      state: "stalledDL" | "stalledUP"
    ) {
      const hash = yield* client.add({ name, category: kind, state, size: 1000 })
      yield* arr.grab({ hash, media, title: name })
      return hash
    })
  }
})

/** Time for a command to be queued and to run. */
export const commandTime = TestClock.adjust("1 second")
