import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ClientError } from "../../clients/ClientError.ts"
import { toTop } from "../../clients/qbittorrent/mutations.ts"
import { DecisionLog } from "../../store/DecisionLog.ts"
import type { Heartbeat } from "../../supervision/Heartbeat.ts"
import * as Tags from "../Tags.ts"
import type { Torrent } from "../Torrent.ts"
import type { ApplyContext } from "./ApplyContext.ts"
import { stillOurs } from "./stillOurs.ts"

/** Answer to every move while qBittorrent does not queue torrents. */
export const queueingOff = "failed: qBittorrent does not queue torrents"

/** A torrent to be sent to the top, and why it belongs there. */
export interface Move {
  readonly torrent: Torrent
  /** A sentence with the numbers. */
  readonly reason: string
}

/** Rule name of everything that is done for the sake of the order. */
const rule = "queue order"

const isQueueingOff = (error: ClientError): boolean => error._tag === "Conflict" && error.status === 409

/**
 * The door for the order of one qBittorrent's queue: sends `moves` to the top one by one, in this order, and records each.
 * Dry run records what would be done. Never fails; the result is `done`, `dry run`, `deferred: …`, `failed: …` as of
 * `Apply.run`, and ends the series at the first failure: the next sort begins anew.
 */
export const applyOrder = (
  context: ApplyContext,
  instance: string,
  moves: ReadonlyArray<Move>
): Effect.Effect<string, never, Heartbeat | DecisionLog> =>
  Effect.gen(function* () {
    const decisions = yield* DecisionLog
    const client = context.qbittorrent(instance)
    if (client === undefined) return "deferred: its qBittorrent is not configured any more"
    const dry = context.dryRun || context.dryInstances.has(instance)
    let failure: string | undefined
    let moved = 0
    for (const { reason, torrent } of moves) {
      if (torrent.tags.includes(Tags.ignored) || torrent.instance !== instance) continue
      yield* stillOurs
      const result = dry
        ? "dry run"
        : yield* toTop(client, torrent.hash).pipe(
            Effect.as("done"),
            Effect.catchAll((error) => Effect.succeed(isQueueingOff(error) ? queueingOff : `failed: ${error.message}`))
          )
      if (result === queueingOff) return result
      yield* decisions.record({
        at: yield* Clock.currentTimeMillis,
        section: context.section,
        torrent: torrent.id,
        name: torrent.name,
        rule,
        reason,
        action: "to the top of the queue",
        facts: {
          state: torrent.state,
          tags: torrent.tags,
          queuePosition: torrent.queuePosition,
          addedAt: torrent.addedAt
        },
        result
      })
      if (result.startsWith("failed")) {
        failure = result
        break
      }
      moved++
    }
    const what = `${instance}: ${moved} of ${moves.length} torrents to the top of the queue`
    if (failure !== undefined) yield* Effect.logWarning(`${what}: ${failure}`)
    else yield* Effect.logInfo(dry ? `${what}: dry run` : what)
    return failure ?? (dry ? "dry run" : "done")
  }).pipe(Effect.withSpan("applyOrder", { attributes: { instance, moves: moves.length } }))
