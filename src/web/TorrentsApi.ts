import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { wire } from "./ApiError.ts"
import { Authorization } from "./Authorization.ts"
import { Requires } from "./access/Scope.ts"
import { text, whole, word } from "./queryParams.ts"
import { DecisionView, LastDecisionView, TorrentDetail, TorrentView } from "./TorrentView.ts"
import { torrentSorts } from "./torrentOrder.ts"

/** Rows of one answer: unless asked otherwise, and at most. */
export const pageSize = 100
export const largestPage = 1000

const limit = whole(`rows at most, default ${pageSize}`, { minimum: 1, maximum: largestPage })
const search = text("part of the name in any case, or the beginning of the hash")

/** Which torrent an address means. */
export const torrentPath = Schema.Struct({
  instance: Schema.String.annotations({
    description: "section of the qBittorrent, URL-encoded",
    examples: ["qBit"]
  }),
  hash: Schema.String.annotations({ description: "hash in any case" })
})

/** `GET /api/torrents`. */
export const TorrentList = Schema.Struct({
  total: Schema.Int.annotations({ description: "all that match, not only those in this answer" }),
  torrents: Schema.Array(TorrentView)
}).annotations({ identifier: "Torrents" })

/** `GET /api/decisions`. */
export const DecisionList = Schema.Struct({ decisions: Schema.Array(DecisionView) }).annotations({
  identifier: "Decisions"
})

/** `GET /api/torrents/{instance}/{hash}/decisions`. */
export const TorrentDecisions = Schema.Struct({
  lastDecision: Schema.NullOr(LastDecisionView),
  decisions: Schema.Array(DecisionView).annotations({ description: "those that acted, newest first" })
}).annotations({ identifier: "TorrentDecisions" })

/** Torrents and what was decided about them, and why. */
export const torrents = HttpApiGroup.make("torrents")
  .add(
    HttpApiEndpoint.get("torrents", "/api/torrents")
      .setUrlParams(
        Schema.Struct({
          instance: text("section of the qBittorrent"),
          category: text("exact category"),
          section: text("section that looks after it"),
          state: text("state in the words of qBittorrent 5"),
          tag: text("exact tag"),
          rule: text("rule of the last decision"),
          attention: word("true: only those that wait for a person, false: only the others", ["true", "false"]),
          q: search,
          sort: word("default name; what is not known comes last, equal ones are sorted by name", torrentSorts),
          order: word("default asc", ["asc", "desc"]),
          limit,
          offset: whole("rows to skip, default 0", { minimum: 0 })
        })
      )
      .addSuccess(TorrentList)
      .addError(wire.badRequest)
      .annotate(OpenApi.Summary, "Torrents of all instances by name, with the last decision about each")
  )
  .add(
    HttpApiEndpoint.get("torrent", "/api/torrents/:instance/:hash")
      .setPath(torrentPath)
      .addSuccess(TorrentDetail)
      .addError(wire.unknownTorrent)
      .annotate(OpenApi.Summary, "One torrent, with what the last decision saw")
  )
  .add(
    HttpApiEndpoint.get("torrentDecisions", "/api/torrents/:instance/:hash/decisions")
      .setPath(torrentPath)
      .setUrlParams(Schema.Struct({ limit }))
      .addSuccess(TorrentDecisions)
      .addError(wire.badRequest)
      .addError(wire.unknownTorrent)
      .annotate(OpenApi.Summary, "Why this torrent was treated as it was; also of one that is gone")
  )
  .add(
    HttpApiEndpoint.get("decisions", "/api/decisions")
      .setUrlParams(Schema.Struct({ q: search, limit }))
      .addSuccess(DecisionList)
      .addError(wire.badRequest)
      .annotate(OpenApi.Summary, "Decisions that acted, newest first, also on torrents that are gone")
  )
  .annotate(Requires, "read")
  .middleware(Authorization)
