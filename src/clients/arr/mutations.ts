import * as Effect from "effect/Effect"
import { type ClientError, NotFound } from "../ClientError.ts"
import { decodeJson, type HttpCall } from "../http.ts"
import type { ArrClient, ArrCommand } from "./ArrClient.ts"
import { adapters } from "./adapters.ts"
import { trulyMissing, unlessGone } from "./library/gone.ts"
import type { ProfileOwner } from "./library/ProfileOwner.ts"
import { ownerPath, readOwner } from "./library/readProfile.ts"
import type { MediaRef } from "./MediaRef.ts"
import { commandOf } from "./makeClient.ts"
import { type PlannedCommand, plannedScan, plannedSearch, type ScanRequest, searchCommands } from "./plannedCommand.ts"
import { send } from "./request.ts"
import type { SearchTarget } from "./SearchTarget.ts"
import { CommandRow } from "./wire.ts"

export {
  matchesCommand,
  type PlannedCommand,
  plannedScan,
  plannedSearch,
  type ScanRequest,
  searchCommands
} from "./plannedCommand.ts"

/** How a download leaves the queue. All three false means "ignore it": it stays in the client and the Arr looks away. */
export interface RemoveOptions {
  /** The Arr deletes the torrent and its data. */
  readonly removeFromClient: boolean
  /** Marks the grab as failed and the release as unwanted; the Arr searches again unless `skipRedownload`. */
  readonly blocklist: boolean
  readonly skipRedownload: boolean
}

/** Takes one row, and with it its download, out of the queue. `NotFound` when it has left already. Sent once. */
export const removeFromQueue = (
  client: ArrClient,
  id: number,
  options: RemoveOptions
): Effect.Effect<void, ClientError> =>
  Effect.asVoid(
    send(client, {
      method: "DELETE",
      path: `${client.apiPath}/queue/${id}`,
      query: [
        ["removeFromClient", String(options.removeFromClient)],
        ["blocklist", String(options.blocklist)],
        ["skipRedownload", String(options.skipRedownload)],
        ["changeCategory", "false"]
      ]
    })
  )

/** Marks a grab of the history as failed: blocklists its release. The Arr searches again if it is set so. Sent once. */
export const markFailed = (client: ArrClient, historyId: number): Effect.Effect<void, ClientError> =>
  Effect.asVoid(send(client, { method: "POST", path: `${client.apiPath}/history/failed/${historyId}` }))

/** Sent once: after a broken connection only the Arr's command list tells whether it arrived (`matchesCommand`). */
const post = (client: ArrClient, planned: PlannedCommand): Effect.Effect<ArrCommand, ClientError> => {
  const call: HttpCall = {
    method: "POST",
    path: `${client.apiPath}/command`,
    json: { name: planned.name, ...planned.body }
  }
  return send(client, call).pipe(
    Effect.flatMap(decodeJson(client.http, call, CommandRow)),
    Effect.map(commandOf),
    Effect.withSpan("arr.command", { attributes: { arr: client.name, command: planned.name } })
  )
}

/** The Arr looks at its download clients now and imports what is complete. */
export const refreshMonitoredDownloads = (client: ArrClient): Effect.Effect<ArrCommand, ClientError> =>
  post(client, { name: "RefreshMonitoredDownloads", body: {} })

/** The Arr asks its indexers for new releases now. */
export const rssSync = (client: ArrClient): Effect.Effect<ArrCommand, ClientError> =>
  post(client, { name: "RssSync", body: {} })

/** The Arr imports what lies at this path. Ends `completed` also when nothing was imported: the history confirms. */
export const scanDownload = (client: ArrClient, request: ScanRequest): Effect.Effect<ArrCommand, ClientError> =>
  post(client, plannedScan(client, request))

/** Searches for all of `refs`; nothing is sent for none. Fails at the first command that is not taken. */
export const search = (
  client: ArrClient,
  refs: ReadonlyArray<MediaRef>
): Effect.Effect<ReadonlyArray<ArrCommand>, ClientError> =>
  Effect.forEach(searchCommands(refs), (planned) => post(client, planned))

const kindOf = (target: SearchTarget): MediaRef["kind"] =>
  target.kind === "season" || target.kind === "series" ? "episode" : target.kind

/**
 * Searches for one thing, a season or a whole series. Sent once. `NotFound`, and nothing sent, for a target of another
 * kind of program: the section was pointed elsewhere since it was planned.
 */
export const searchTarget = (client: ArrClient, target: SearchTarget): Effect.Effect<ArrCommand, ClientError> => {
  const planned = plannedSearch(target)
  const { appName, refKind } = adapters[client.kind]
  return kindOf(target) === refKind
    ? trulyMissing(client, post(client, planned))
    : Effect.fail(
        new NotFound({
          service: client.name,
          request: `POST ${client.apiPath}/command`,
          detail: `${appName} has no ${planned.name}.`
        })
      )
}

/** What became of a quality profile that was to be another. */
export type ProfileChange = "switched" | "already" | "changed elsewhere" | "gone"

/**
 * Gives `to` to who has the quality profile `from`. Reads the resource and sends it back whole, as it came, with that
 * one member changed: whatever is left out the Arr takes for false, and so un-monitors. Nothing is sent for one that
 * has `to` already, for one that has neither (a person chose another), and for one that is gone. Sent once; after a
 * broken connection only reading tells whether it arrived (`already`).
 */
export const switchProfile = (
  client: ArrClient,
  owner: ProfileOwner,
  from: number,
  to: number
): Effect.Effect<ProfileChange, ClientError> =>
  Effect.gen(function* () {
    const resource = yield* readOwner(client, owner)
    if (resource === undefined) return "gone" as const
    if (resource["qualityProfileId"] === to) return "already" as const
    if (resource["qualityProfileId"] !== from) return "changed elsewhere" as const
    const call: HttpCall = {
      method: "PUT",
      path: client.apiPath + ownerPath(owner),
      json: { ...resource, qualityProfileId: to }
    }
    return yield* unlessGone(client, Effect.as(send(client, call), "switched" as const), "gone" as const)
  }).pipe(Effect.withSpan("arr.profile", { attributes: { arr: client.name, owner: owner.kind } }))
