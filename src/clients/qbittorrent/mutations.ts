import * as Effect from "effect/Effect"
import { type ClientError, Conflict } from "../ClientError.ts"
import { retrySafe } from "../http.ts"
import type { QbittorrentClient } from "./QbittorrentClient.ts"
import { confirm, left, twoSamples, until } from "./readBack.ts"
import { hidesStop, isChecking, isStopped, type TorrentInfo } from "./wire.ts"

export { addTrackers, removeTrackers } from "./trackers/mutations.ts"

/** 0 skip, 1 normal, 6 high, 7 maximal. */
export type FilePriority = 0 | 1 | 6 | 7

type Done = Effect.Effect<void, ClientError>

/** Lower-case, each once. `all` or an empty name would address every torrent, so neither leaves this house. */
const named = (client: QbittorrentClient, path: string, hashes: ReadonlyArray<string>) => {
  const unique = [...new Set(hashes.map((hash) => hash.toLowerCase()))]
  const odd = unique.filter((hash) => hash === "all" || !/^[0-9a-z]+$/.test(hash))
  return odd.length === 0
    ? Effect.succeed(unique)
    : Effect.fail(
        new Conflict({
          service: client.name,
          request: `POST ${path}`,
          detail: `"${odd.join('", "')}" names no torrent.`
        })
      )
}

/** Everything here is safe to send twice, so a broken connection is tried again. */
const send = (client: QbittorrentClient, path: string, form: ReadonlyArray<readonly [string, string]>): Done =>
  Effect.asVoid(retrySafe(client.post(path, form)))

const infosOf = (client: QbittorrentClient, hashes: ReadonlyArray<string>) =>
  Effect.map(client.torrents(hashes), (infos) => new Map(infos.map((info) => [info.hash, info])))

/** One call for all hashes, then reading back until each of them follows. Unknown hashes are ignored by qBittorrent. */
const change = (
  client: QbittorrentClient,
  path: string,
  hashes: ReadonlyArray<string>,
  form: ReadonlyArray<readonly [string, string]>,
  expected: string,
  follows: (info: TorrentInfo | undefined) => boolean
): Done =>
  Effect.gen(function* () {
    const names = yield* named(client, path, hashes)
    if (names.length === 0) return
    yield* send(client, path, [["hashes", names.join("|")], ...form])
    let gone: ReadonlyArray<string> = []
    const missing = Effect.map(infosOf(client, names), (infos) => {
      const late = names.filter((hash) => !follows(infos.get(hash)))
      gone = late.filter((hash) => !infos.has(hash))
      // One that has left the list will not come back, so nobody waits for it.
      return late.filter((hash) => infos.has(hash))
    })
    yield* confirm(client, path, expected, missing)
    if (gone.length > 0) return yield* left(client, path, gone)
  }).pipe(Effect.withSpan(path, { attributes: { instance: client.name, torrents: hashes.length } }))

const tagsOf = (info: TorrentInfo): ReadonlyArray<string> => (info.tags ?? "").split(",").map((tag) => tag.trim())

/** Removes torrents and, with `deleteFiles`, their data. Done when they are gone from the list; gone before is fine. */
export const deleteTorrents = (
  client: QbittorrentClient,
  hashes: ReadonlyArray<string>,
  options: { readonly deleteFiles: boolean }
): Done =>
  change(
    client,
    "/api/v2/torrents/delete",
    hashes,
    [["deleteFiles", String(options.deleteFiles)]],
    "the removal",
    (info) => info === undefined
  )

/**
 * Starts a hash check. A check of a small torrent is over before qBittorrent samples its state, so one that is not seen
 * within two samples counts as done; only a torrent that has left the list is a failure.
 */
export const recheck = (client: QbittorrentClient, hashes: ReadonlyArray<string>): Done =>
  Effect.gen(function* () {
    const path = "/api/v2/torrents/recheck"
    const names = yield* named(client, path, hashes)
    if (names.length === 0) return
    yield* send(client, path, [["hashes", names.join("|")]])
    const infos = infosOf(client, names)
    const seen = new Set<string>()
    yield* until(
      Effect.map(infos, (now) => {
        for (const [hash, info] of now) if (isChecking(info.state ?? "")) seen.add(hash)
        return names.filter((hash) => now.has(hash) && !seen.has(hash))
      }),
      twoSamples
    )
    const after = yield* infos
    const gone = names.filter((hash) => !after.has(hash))
    if (gone.length > 0) return yield* left(client, path, gone)
  })

/** 4.x pauses, 5.x stops. Where the state hides it (check, error, missing files, move) the answer is trusted. */
export const stop = (client: QbittorrentClient, hashes: ReadonlyArray<string>): Done =>
  Effect.flatMap(client.features, (features) =>
    change(client, `/api/v2/torrents/${features.stop}`, hashes, [], "the stop", (info) => {
      const state = info?.state ?? ""
      return isStopped(state) || hidesStop(state)
    })
  )

/** 4.x resumes, 5.x starts. */
export const start = (client: QbittorrentClient, hashes: ReadonlyArray<string>): Done =>
  Effect.flatMap(client.features, (features) =>
    change(
      client,
      `/api/v2/torrents/${features.start}`,
      hashes,
      [],
      "the start",
      (info) => info?.state !== undefined && !isStopped(info.state)
    )
  )

/** "" takes the category away. An unknown category is a `Conflict`: create it first. */
export const setCategory = (client: QbittorrentClient, hashes: ReadonlyArray<string>, category: string): Done =>
  change(
    client,
    "/api/v2/torrents/setCategory",
    hashes,
    [["category", category]],
    `the category "${category}"`,
    (info) => info !== undefined && (info.category ?? "") === category
  )

const withoutCommas = (client: QbittorrentClient, path: string, tags: ReadonlyArray<string>) => {
  const odd = tags.filter((tag) => tag.includes(",") || tag.trim() === "")
  return odd.length === 0
    ? Effect.void
    : Effect.fail(
        new Conflict({
          service: client.name,
          request: `POST ${path}`,
          detail: `"${odd.join('", "')}" cannot be a tag.`
        })
      )
}

/** Creates the tags where they do not exist. */
export const addTags = (
  client: QbittorrentClient,
  hashes: ReadonlyArray<string>,
  tags: ReadonlyArray<string>
): Done => {
  const path = "/api/v2/torrents/addTags"
  return tags.length === 0
    ? Effect.void
    : Effect.zipRight(
        withoutCommas(client, path, tags),
        change(client, path, hashes, [["tags", tags.join(",")]], `the tag ${tags.join(", ")}`, (info) =>
          info === undefined ? false : tags.every((tag) => tagsOf(info).includes(tag))
        )
      )
}

/** No tags removes nothing, although qBittorrent would take that as "all". */
export const removeTags = (
  client: QbittorrentClient,
  hashes: ReadonlyArray<string>,
  tags: ReadonlyArray<string>
): Done => {
  const path = "/api/v2/torrents/removeTags"
  return tags.length === 0
    ? Effect.void
    : Effect.zipRight(
        withoutCommas(client, path, tags),
        change(client, path, hashes, [["tags", tags.join(",")]], `the removal of the tag ${tags.join(", ")}`, (info) =>
          info === undefined ? false : !tags.some((tag) => tagsOf(info).includes(tag))
        )
      )
}

/** Tags that exist already are fine. */
export const createTags = (client: QbittorrentClient, tags: ReadonlyArray<string>): Done =>
  Effect.gen(function* () {
    const path = "/api/v2/torrents/createTags"
    if (tags.length === 0) return
    yield* withoutCommas(client, path, tags)
    yield* send(client, path, [["tags", tags.join(",")]])
    const missing = Effect.map(client.tags, (now) => tags.filter((tag) => !now.includes(tag)))
    yield* confirm(client, path, "the new tag", missing)
  })

/** `savePath` "" is a folder of that name below the default save path. A category that exists already is fine and stays as it is. */
export const createCategory = (client: QbittorrentClient, category: string, savePath: string): Done =>
  Effect.gen(function* () {
    const path = "/api/v2/torrents/createCategory"
    const missing = Effect.map(client.categories, (now) => (now.has(category) ? [] : [category]))
    yield* Effect.catchTag(
      send(client, path, [
        ["category", category],
        ["savePath", savePath]
      ]),
      "Conflict",
      // 409 is both "exists" and "cannot be a name".
      (error) => Effect.flatMap(missing, (left) => (left.length === 0 ? Effect.void : Effect.fail(error)))
    )
    yield* confirm(client, path, "the new category", missing)
  })

/** `indexes` as `torrents/files` numbers them. An unknown torrent is `NotFound`; no metadata yet or a bad index is `Conflict`. */
export const setFilePriority = (
  client: QbittorrentClient,
  hash: string,
  indexes: ReadonlyArray<number>,
  priority: FilePriority
): Done =>
  Effect.gen(function* () {
    const path = "/api/v2/torrents/filePrio"
    if (indexes.length === 0) return
    yield* send(client, path, [
      ["hash", hash.toLowerCase()],
      ["id", indexes.join("|")],
      ["priority", String(priority)]
    ])
    const wanted = new Set(indexes)
    const missing = Effect.map(client.files(hash.toLowerCase()), (files) => {
      const done = new Set(files.filter((file) => file.priority === priority).map((file) => file.index))
      return [...wanted].filter((index) => !done.has(index)).map((index) => `file ${index} of ${hash}`)
    })
    yield* confirm(client, path, `the priority ${priority}`, missing)
  })

/** The highest that counts: limits are 32-bit integers, and the highest of those is "no limit" (seen on 4.5.2 to 5.3.0). */
const highestLimit = 2 ** 31 - 2

/** Limit of each torrent in bytes/s; 0 takes it away, which is shown as 0 (4.4 to 5.3) or, as documented, -1. */
const setLimit = (
  client: QbittorrentClient,
  hashes: ReadonlyArray<string>,
  side: "Download" | "Upload",
  limit: number
): Done => {
  const wanted = Math.min(highestLimit, Math.max(0, Math.round(limit)))
  return change(
    client,
    `/api/v2/torrents/set${side}Limit`,
    hashes,
    [["limit", String(wanted)]],
    `the ${side.toLowerCase()} limit ${wanted}`,
    (info) => info !== undefined && Math.max(0, (side === "Download" ? info.dl_limit : info.up_limit) ?? 0) === wanted
  )
}

/** Bytes/s; 0 takes the limit away. */
export const setDownloadLimit = (client: QbittorrentClient, hashes: ReadonlyArray<string>, limit: number): Done =>
  setLimit(client, hashes, "Download", limit)

/** Bytes/s; 0 takes the limit away. */
export const setUploadLimit = (client: QbittorrentClient, hashes: ReadonlyArray<string>, limit: number): Done =>
  setLimit(client, hashes, "Upload", limit)

/** Has every piece, skipped files included: all that super seeding is about. */
const isSeed = (info: TorrentInfo): boolean =>
  info.progress === 1 && info.size === info.total_size && !hidesStop(info.state ?? "")

/**
 * Super seeding on. Read back of whole torrents; of others, on which it has no effect (yet), the answer is trusted. 4.5.2
 * to 5.3.0 with libtorrent 2 show it of those, too.
 */
export const superSeed = (client: QbittorrentClient, hashes: ReadonlyArray<string>): Done =>
  change(
    client,
    "/api/v2/torrents/setSuperSeeding",
    hashes,
    [["value", "true"]],
    "super seeding",
    (info) => info !== undefined && (info.super_seeding === true || !isSeed(info))
  )

/**
 * To the top of the download queue; complete torrents have no place there. Several in one call keep the order they have
 * among each other, so an order is made one by one, the last first. `Conflict` (409) without queueing. Not read back:
 * the new places show with the next sample.
 */
export const toTop = (client: QbittorrentClient, hash: string): Done => {
  const path = "/api/v2/torrents/topPrio"
  return Effect.flatMap(named(client, path, [hash]), (names) => send(client, path, [["hashes", names.join("|")]]))
}
