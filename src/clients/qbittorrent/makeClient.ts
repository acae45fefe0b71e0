import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { type ClientError, Malformed } from "../ClientError.ts"
import * as Http from "../http.ts"
import { type Features, fromVersions } from "./Features.ts"
import * as Polled from "./polled.ts"
import type { QbittorrentClient, QbittorrentOptions } from "./QbittorrentClient.ts"
import * as Session from "./Session.ts"
import { TrackersAnswer, trackersByHash, trackersIn } from "./trackers/wire.ts"
import * as Wire from "./wire.ts"

/** Hashes in one query: about 6 KB, below what proxies take as a request line. */
const hashesPerQuery = 150

/** Requests under way at a time where each torrent is asked for its trackers by itself. */
const trackersAtOnce = 4

/** Torrent records that could not be read, by config section. */
export const unreadableRecords = Metric.counter("qbitrr_unreadable_records_total", {
  description: "Torrent records of qBittorrent that could not be read and were left out",
  incremental: true
})

const get = (path: string, query: ReadonlyArray<readonly [string, string]> = []): Http.HttpCall =>
  query.length === 0 ? { method: "GET", path } : { method: "GET", path, query }

/** Opens a connection pool that is closed with the scope. No request is sent before the first call. */
export const make = (options: QbittorrentOptions): Effect.Effect<QbittorrentClient, never, Scope.Scope> =>
  Effect.gen(function* () {
    const http = yield* Http.make({
      service: options.name,
      baseUrl: options.url,
      skipTlsVerify: options.skipTlsVerify,
      timeout: options.timeout
    })
    const session = yield* Session.make(http, options)
    const reported = yield* Ref.make<ReadonlySet<string>>(new Set())
    const known = yield* Ref.make<{ readonly generation: number; readonly features: Features } | undefined>(undefined)
    const usesSync = Option.isNone(options.apiKey)

    /** The server may have been replaced while it was away, so its version is asked again. */
    const send = (call: Http.HttpCall): Effect.Effect<Http.HttpAnswer, ClientError> =>
      Effect.tapError(session.send(call), (error) =>
        error._tag === "Transient" && error.kind === "connection" ? Ref.set(known, undefined) : Effect.void
      )

    const read = <A, I>(call: Http.HttpCall, schema: Schema.Schema<A, I>): Effect.Effect<A, ClientError> =>
      Effect.flatMap(Http.retrySafe(send(call)), Http.decodeJson(http, call, schema))

    const readText = (call: Http.HttpCall) => Effect.map(Http.retrySafe(send(call)), ({ body }) => body)

    const report = (hashes: ReadonlyArray<string>) =>
      Effect.gen(function* () {
        if (hashes.length === 0) return
        yield* Metric.incrementBy(Metric.tagged(unreadableRecords, "instance", options.name), hashes.length)
        const before = yield* Ref.get(reported)
        const fresh = hashes.filter((hash) => !before.has(hash))
        if (fresh.length === 0) return
        yield* Ref.set(reported, new Set([...before, ...fresh]))
        yield* Effect.logWarning(
          `${options.name}: ${fresh.length} torrent${fresh.length === 1 ? "" : "s"} cannot be read and will be left alone: ${fresh.slice(0, 5).join(", ") || "without a hash"}`
        )
      })

    const features: QbittorrentClient["features"] = Effect.gen(function* () {
      const before = yield* Ref.get(known)
      if (before !== undefined && before.generation === (yield* session.generation)) return before.features
      const call = get("/api/v2/app/webapiVersion")
      const webapi = yield* readText(call)
      const version = yield* readText(get("/api/v2/app/version"))
      const asked = fromVersions(version, webapi)
      if (asked === undefined) {
        return yield* new Malformed({
          service: options.name,
          request: Http.nameOf(call),
          detail: `no Web API version but "${webapi.trim().slice(0, 60)}"; is ${http.baseUrl} a qBittorrent?`
        })
      }
      yield* Ref.set(known, { generation: yield* session.generation, features: asked })
      return asked
    })

    const rows = (query: ReadonlyArray<readonly [string, string]>) =>
      read(get("/api/v2/torrents/info", query), Wire.TorrentsAnswer)

    const records = (query: ReadonlyArray<readonly [string, string]>) => Effect.flatMap(rows(query), Wire.recordsOf)

    const torrents: QbittorrentClient["torrents"] = (hashes) =>
      Effect.gen(function* () {
        const infos: Array<Wire.TorrentInfo> = []
        const take = function* (found: Wire.Records) {
          yield* report(found.unreadable)
          for (const [hash, fields] of found.readable) infos.push({ ...fields, hash })
        }
        if (hashes === undefined) {
          yield* take(yield* records([]))
          return infos
        }
        for (let i = 0; i < hashes.length; i += hashesPerQuery) {
          const found = yield* records([["hashes", hashes.slice(i, i + hashesPerQuery).join("|")]])
          yield* take(found)
          if (found.unreadable.length > 0) {
            // Left out here it would look deleted, and something would be done about that.
            return yield* new Malformed({
              service: options.name,
              request: "GET /api/v2/torrents/info",
              detail: `torrents that cannot be read: ${found.unreadable.join(", ")}`
            })
          }
        }
        return infos
      })

    const trackers: QbittorrentClient["trackers"] = (hash) =>
      Effect.map(read(get("/api/v2/torrents/trackers", [["hash", hash]]), TrackersAnswer), trackersIn)

    const trackersOf: QbittorrentClient["trackersOf"] = (hashes) =>
      Effect.gen(function* () {
        if (hashes.length === 0) return new Map()
        const { includesTrackers } = yield* features
        const names = [...new Set(hashes.map((hash) => hash.toLowerCase()))]
        if (includesTrackers) {
          const portions = Math.ceil(names.length / hashesPerQuery)
          const answers = yield* Effect.forEach(Array.from({ length: portions }), (_, portion) =>
            rows([
              ["includeTrackers", "true"],
              ["hashes", names.slice(portion * hashesPerQuery, (portion + 1) * hashesPerQuery).join("|")]
            ])
          )
          return trackersByHash(answers.flat())
        }
        const found = yield* Effect.forEach(
          names,
          (hash) =>
            Effect.map(trackers(hash), (list) => [[hash, list] as const]).pipe(
              Effect.catchTag("NotFound", () => Effect.succeed([]))
            ),
          { concurrency: trackersAtOnce }
        )
        return new Map(found.flat())
      })

    const synced = (rid: number) => {
      const call = get("/api/v2/sync/maindata", [["rid", String(rid)]])
      // A lost delta never comes again (§5.4): only the full picture may be asked for twice.
      const answer = rid === 0 ? Http.retrySafe(send(call)) : send(call)
      return Effect.flatMap(Effect.flatMap(answer, Http.decodeJson(http, call, Wire.MaindataAnswer)), Wire.maindataOf)
    }

    const polled = yield* Polled.make({ everything: synced(0), torrents: records([]), trackersOf })

    const post: QbittorrentClient["post"] = (path, form) =>
      Effect.gen(function* () {
        const { body } = yield* send({ method: "POST", path, form })
        const hash = path.endsWith("Trackers") ? form.find(([name]) => name === "hash") : undefined
        if (hash !== undefined) yield* polled.changed(hash[1])
        return body
      })

    return {
      name: options.name,
      usesSync,
      http,
      features,
      torrents,
      maindata: (rid) => Effect.tap(usesSync ? synced(rid) : polled.read, ({ unreadable }) => report(unreadable)),
      files: (hash) =>
        Effect.map(read(get("/api/v2/torrents/files", [["hash", hash]]), Wire.FilesAnswer), (files) =>
          files.map((file, position) => ({ ...file, index: file.index ?? position }))
        ),
      trackers,
      trackersOf,
      categories: Effect.map(
        read(get("/api/v2/torrents/categories"), Wire.CategoriesAnswer),
        (categories) => new Map(Object.entries(categories).map(([name, { savePath }]) => [name, savePath ?? ""]))
      ),
      tags: read(get("/api/v2/torrents/tags"), Wire.TagsAnswer),
      post
    } satisfies QbittorrentClient
  })
