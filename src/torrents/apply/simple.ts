import * as Effect from "effect/Effect"
import type { ClientError } from "../../clients/ClientError.ts"
import {
  addTags,
  addTrackers,
  recheck,
  removeTags,
  removeTrackers,
  setCategory,
  setDownloadLimit,
  setFilePriority,
  setUploadLimit,
  start,
  stop,
  superSeed
} from "../../clients/qbittorrent/mutations.ts"
import type { QbittorrentClient } from "../../clients/qbittorrent/QbittorrentClient.ts"
import type { Action } from "../Action.ts"

/** Actions that are one call and its reading back: all but imports, searches and removals. */
export type Simple = Exclude<Action, { readonly _tag: "Import" | "Remove" | "Replace" | "Search" }>

/** One call for all torrents of one instance that want the same, read back by the client. */
export const applySimple = (
  client: QbittorrentClient,
  hashes: ReadonlyArray<string>,
  action: Simple
): Effect.Effect<void, ClientError> => {
  switch (action._tag) {
    case "AddTags":
      return addTags(client, hashes, action.tags)
    case "RemoveTags":
      return removeTags(client, hashes, action.tags)
    case "DeselectFiles":
      return Effect.forEach(hashes, (hash) => setFilePriority(client, hash, action.indexes, 0), { discard: true })
    case "Recheck":
      return recheck(client, hashes)
    case "SetCategory":
      return setCategory(client, hashes, action.category)
    case "Stop":
      return stop(client, hashes)
    case "Start":
      return start(client, hashes)
    case "SetLimits":
      return Effect.zipRight(
        action.download === undefined ? Effect.void : setDownloadLimit(client, hashes, action.download),
        action.upload === undefined ? Effect.void : setUploadLimit(client, hashes, action.upload)
      )
    case "SuperSeed":
      return superSeed(client, hashes)
    case "AddTrackers":
      return Effect.forEach(hashes, (hash) => addTrackers(client, hash, action.urls), { discard: true })
    case "RemoveTrackers":
      return Effect.forEach(hashes, (hash) => removeTrackers(client, hash, action.urls), { discard: true })
  }
}
