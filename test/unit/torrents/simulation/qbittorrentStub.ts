import * as Effect from "effect/Effect"
import { Transient } from "../../../../src/clients/ClientError.ts"
import type { QbittorrentClient } from "../../../../src/clients/qbittorrent/QbittorrentClient.ts"
import * as TorrentId from "../../../../src/clients/qbittorrent/TorrentId.ts"
import type { TorrentInfo } from "../../../../src/clients/qbittorrent/wire.ts"
import { splitTags } from "../../../../src/torrents/normalise.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import { clientStub } from "../../../harness/qbittorrent/clientStub.ts"
import { type Model, stepTime } from "./Model.ts"
import type { World } from "./World.ts"

/** Hears of every command before it is followed. */
export type Overhear = (path: string, model: Model) => void

const infoOf = ({ torrent }: Model): TorrentInfo => ({
  hash: torrent.hash,
  name: torrent.name,
  state: torrent.state,
  category: torrent.category,
  tags: torrent.tags.join(", "),
  progress: torrent.progress ?? 0,
  added_on: Math.floor((torrent.addedAt ?? 0) / 1000),
  dl_limit: torrent.downloadLimit ?? 0,
  up_limit: torrent.uploadLimit ?? 0,
  super_seeding: torrent.superSeeding
})

/** A check takes one step. Afterwards an error may be healed. */
const recheck = (world: World, model: Model): void => {
  if (model.torrent.state === "metaDL") return
  world.update(model, { state: model.torrent.progress === 1 ? "checkingUP" : "checkingDL" })
  world.later(stepTime, () => {
    if (!world.models.has(model.torrent.id) || !model.torrent.state.startsWith("checking")) return
    if (model.isLost) world.update(model, { state: "missingFiles" })
    else if (model.broken === "for good") world.update(model, { state: "error" })
    else {
      model.broken = "no"
      if (model.isStopped) world.update(model, { state: model.torrent.progress === 1 ? "stoppedUP" : "stoppedDL" })
      else world.resume(model)
    }
  })
}

const listed = (fields: ReadonlyMap<string, string>, name: string, separator: string): ReadonlyArray<string> =>
  (fields.get(name) ?? "").split(separator)

/** How a simple command changes what the client tells; undefined for all others. */
const changeOf = (
  command: string,
  fields: ReadonlyMap<string, string>,
  { tags, trackers = [] }: Torrent
): Partial<Torrent> | undefined => {
  switch (command) {
    case "addTags":
      return { tags: [...new Set([...tags, ...splitTags(fields.get("tags") ?? "")])] }
    case "removeTags":
      return { tags: tags.filter((tag) => !splitTags(fields.get("tags") ?? "").includes(tag)) }
    case "setCategory":
      return { category: fields.get("category") ?? "" }
    case "setDownloadLimit":
      return { downloadLimit: Number(fields.get("limit")) }
    case "setUploadLimit":
      return { uploadLimit: Number(fields.get("limit")) }
    case "setSuperSeeding":
      return { superSeeding: true }
    case "addTrackers":
      return { trackers: [...new Set([...trackers, ...listed(fields, "urls", "\n")])] }
    case "removeTrackers":
      return { trackers: trackers.filter((url) => !listed(fields, "urls", "|").includes(url)) }
    default:
      return undefined
  }
}

/** What the client does on one command for one torrent. */
const follow = (world: World, path: string, fields: ReadonlyMap<string, string>, model: Model): void => {
  const command = path.slice(path.lastIndexOf("/") + 1)
  const change = changeOf(command, fields, model.torrent)
  if (change !== undefined) world.update(model, change)
  else if (command === "delete") world.remove(model)
  else if (command === "recheck") recheck(world, model)
  else if (command === "filePrio") {
    const indexes = new Set(listed(fields, "id", "|").map(Number))
    model.files = model.files.map((file) => (indexes.has(file.index) ? { ...file, priority: 0 } : file))
  } else throw new Error(`the model does not know ${path}`)
}

/** The client of one instance of the model. Now and then a connection breaks, before or after the command arrived. */
export const qbittorrentOf = (world: World, instance: string, overhear: Overhear): QbittorrentClient => {
  const broken = (request: string) =>
    new Transient({ service: instance, request, kind: "connection", detail: "the model broke this connection" })
  const isAway = (): boolean => world.clients.get(instance)?.isOnline !== true
  const find = (hash: string): Model | undefined => world.models.get(TorrentId.make(instance, hash))
  return clientStub({
    name: instance,
    torrents: (hashes) =>
      Effect.suspend(() => {
        if (isAway()) return Effect.fail(broken("GET /api/v2/torrents/info"))
        return Effect.succeed(
          (hashes ?? []).flatMap((hash) => {
            const model = find(hash)
            return model === undefined ? [] : [infoOf(model)]
          })
        )
      }),
    files: (hash) =>
      Effect.suspend(() =>
        isAway() ? Effect.fail(broken("GET /api/v2/torrents/files")) : Effect.succeed(find(hash)?.files ?? [])
      ),
    trackers: (hash) =>
      Effect.suspend(() =>
        isAway()
          ? Effect.fail(broken("GET /api/v2/torrents/trackers"))
          : Effect.succeed((find(hash)?.torrent.trackers ?? []).map((url) => ({ url, status: 2, message: "" })))
      ),
    post: (path, form) =>
      Effect.suspend(() => {
        if (isAway() || world.random.chance(0.005)) return Effect.fail(broken(`POST ${path}`))
        const fields = new Map(form)
        for (const hash of (fields.get("hashes") ?? fields.get("hash") ?? "").split("|")) {
          const model = find(hash)
          if (model === undefined) continue
          overhear(path, model)
          follow(world, path, fields, model)
        }
        return world.random.chance(0.005) ? Effect.fail(broken(`POST ${path}`)) : Effect.succeed("Ok.")
      })
  })
}
