import * as Effect from "effect/Effect"
import type { ArrClient } from "../clients/arr/ArrClient.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import type { ApplyContext } from "../torrents/apply/ApplyContext.ts"
import { poke } from "../torrents/apply/prepare.ts"
import { alongside } from "./alongside.ts"

/** `RssSync` and `RefreshMonitoredDownloads` at their own pace; times in milliseconds, undefined = off. */
export interface PeriodicOptions {
  readonly client: ArrClient
  readonly rssEvery: number | undefined
  readonly refreshEvery: number | undefined
  readonly context: Effect.Effect<ApplyContext>
}

/**
 * Sends the periodic commands of engine §2.4. A failure is only noted: the queue feed tells when the Arr is away, and
 * the next turn comes soon.
 */
export const periodically = ({
  client,
  context,
  refreshEvery,
  rssEvery
}: PeriodicOptions): Effect.Effect<never, never, Heartbeat> => {
  const send = (what: "rss" | "downloads") =>
    Effect.gen(function* () {
      if ((yield* context).dryRun) return
      const heartbeat = yield* Heartbeat
      if (!(yield* heartbeat.isCurrent)) return
      yield* poke(client, what)
    }).pipe(
      Effect.catchAll((error) => Effect.logDebug(`Periodic command (${what}) was not accepted: ${error.message}`))
    )
  const every = (millis: number | undefined, what: "rss" | "downloads") =>
    millis === undefined ? Effect.never : Effect.forever(Effect.zipLeft(send(what), Effect.sleep(millis)))
  return every(rssEvery, "rss").pipe(alongside(every(refreshEvery, "downloads")))
}
