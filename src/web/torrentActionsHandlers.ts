import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import { askFor } from "../managers/askFor.ts"
import { Secrets } from "../observability/Redaction.ts"
import type { Ask } from "../torrents/asked/Ask.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { Api } from "./Api.ts"
import { BadRequest, Refused, Unavailable } from "./ApiError.ts"
import { currentCaller } from "./Authorization.ts"
import type { Caller } from "./access/Caller.ts"
import { bodyAs } from "./config/body.ts"
import { TorrentActionOrder } from "./TorrentActionsApi.ts"
import { cleaner } from "./TorrentView.ts"
import { unknownTorrent } from "./unknownTorrent.ts"

const bodyOf = bodyAs(TorrentActionOrder, 'Send {"action": "ignore", "hours": 24}, or {"action": "recheck"}.')

/** How the record names whoever asks. */
const nameOf = (caller: Caller | undefined): string =>
  caller?.user ?? (caller?.method === "token" ? "an API token" : "somebody without a login")

const askOf = ({ action, hours }: TorrentActionOrder): Effect.Effect<Ask, BadRequest> => {
  if (action === "ignore") return Effect.succeed({ action, hours })
  return hours === undefined
    ? Effect.succeed({ action })
    : Effect.fail(new BadRequest({ error: `hours belongs to ignore, not to ${action}.` }))
}

/** What people ask for one torrent; `askFor` does it. */
export const torrentActionsHandlers = HttpApiBuilder.group(Api, "torrentActions", (handlers) =>
  Effect.gen(function* () {
    const feeds = yield* TorrentFeeds
    const clean = cleaner((yield* Secrets).redact)
    return handlers.handleRaw("actOnTorrent", ({ path: { hash, instance }, request }) =>
      Effect.gen(function* () {
        const ask = yield* Effect.flatMap(bodyOf(request), askOf)
        const snapshot = (yield* feeds.snapshots).get(instance)
        const torrent = snapshot?.torrents.get(hash.toLowerCase())
        if (snapshot === undefined || torrent === undefined) return yield* unknownTorrent(instance, hash)
        if (!snapshot.online) {
          return yield* new Unavailable({
            error: `${instance} does not answer, so that nothing can be done there now.`
          })
        }
        const { outcome, text } = yield* Effect.mapError(
          askFor(torrent, ask, nameOf(yield* currentCaller)),
          ({ _tag, message }) =>
            _tag === "AskRefused" ? new Refused({ error: clean(message) }) : new Unavailable({ error: clean(message) })
        )
        return { status: "ok" as const, action: ask.action, outcome, text: clean(text) }
      })
    )
  })
)
