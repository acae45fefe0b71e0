import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { wire } from "./ApiError.ts"
import { Authorization } from "./Authorization.ts"
import { Requires } from "./access/Scope.ts"
import { configWire } from "./config/ConfigErrors.ts"
import { SameOrigin } from "./SameOrigin.ts"
import { torrentPath } from "./TorrentsApi.ts"

/** What can be asked for one torrent. */
export const TorrentActionName = Schema.Literal(
  "ignore",
  "unignore",
  "recheck",
  "fail",
  "search",
  "import"
).annotations({
  identifier: "TorrentAction",
  description:
    "ignore: hands off, by the tag qBitrr-ignored; unignore: take that back; recheck: check its data; fail: remove it with its files, blocklist it and search again; search: search for what it is for; import: ask its Arr to import it now"
})

/** Ten years: whoever wants longer leaves it out. */
const mostHours = 87_600

/** The body of `POST /api/torrents/{instance}/{hash}/actions`. */
export const TorrentActionOrder = Schema.Struct({
  action: TorrentActionName,
  hours: Schema.optional(
    Schema.Number.pipe(
      Schema.greaterThan(0, { message: () => "hours must be a number above 0" }),
      Schema.lessThanOrEqualTo(mostHours, { message: () => `hours must be ${mostHours} at most` })
    ).annotations({ description: "ignore only: for how long; absent: until it is taken back" })
  )
}).annotations({ identifier: "TorrentActionOrder" })
export type TorrentActionOrder = typeof TorrentActionOrder.Type

/** What came of an action. */
export const TorrentActed = Schema.Struct({
  status: Schema.Literal("ok"),
  action: TorrentActionName,
  outcome: Schema.Literal("done", "dry run", "waiting", "unchanged").annotations({
    description: "waiting: begun or noted, the rest comes by itself; unchanged: it was so already"
  }),
  text: Schema.String.annotations({ description: "a sentence for people" })
}).annotations({ identifier: "TorrentActed" })

/** What people do about one torrent. */
export const torrentActions = HttpApiGroup.make("torrentActions")
  .add(
    HttpApiEndpoint.post("actOnTorrent", "/api/torrents/:instance/:hash/actions")
      .setPath(torrentPath)
      .setPayload(TorrentActionOrder)
      .addSuccess(TorrentActed)
      .addError(wire.badRequest)
      .addError(wire.unknownTorrent)
      .addError(wire.refused)
      .addError(configWire.tooLarge)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "Act on one torrent, as the rules would: dry run and the ignore tag are respected")
  )
  .annotate(Requires, "actions")
  .middleware(SameOrigin)
  .middleware(Authorization)
