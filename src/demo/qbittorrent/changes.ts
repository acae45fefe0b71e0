import { text, type WebResponse } from "../http/Exchange.ts"
import * as Advance from "./advance.ts"
import type { Dialect } from "./Dialect.ts"
import { limitMutations } from "./limits.ts"
import { done, hashesOf, list, type Moment, type Mutation, onEach } from "./Mutation.ts"
import { queueMutations } from "./queue.ts"
import { missing } from "./reads.ts"
import { trackerMutations } from "./trackers.ts"
import * as World from "./World.ts"

const setCategory: Mutation = {
  required: ["hashes", "category"],
  run: (form, world) => {
    const category = form.get("category") ?? ""
    if (category !== "" && !world.categories.has(category)) return [text(409, "Incorrect category name"), world]
    return [done, World.change(world, hashesOf(form, world), (torrent) => ({ ...torrent, category }))]
  }
}

const createCategory: Mutation = {
  required: ["category"],
  run: (form, world) => {
    const category = form.get("category") ?? ""
    if (category === "") return [text(400, "Category cannot be empty"), world]
    if (/^\/|\/$|\/\/|\\/.test(category)) return [text(409, "Incorrect category name"), world]
    if (world.categories.has(category)) return [text(409, "Unable to create category"), world]
    return [done, { ...world, categories: new Map(world.categories).set(category, form.get("savePath") ?? "") }]
  }
}

const addTags: Mutation = {
  required: ["hashes", "tags"],
  run: (form, world) => {
    const tags = list(form, "tags")
    const tagged = World.change(world, hashesOf(form, world), (torrent) => ({
      ...torrent,
      tags: World.withTags(torrent.tags, tags)
    }))
    return [done, { ...tagged, tags: World.withTags(world.tags, tags) }]
  }
}

const deleteTags: Mutation = {
  required: ["tags"],
  run: (form, world) => {
    const tags = list(form, "tags")
    const left = World.change(world, [...world.torrents.keys()], (torrent) => ({
      ...torrent,
      tags: torrent.tags.filter((tag) => !tags.includes(tag))
    }))
    return [done, { ...left, tags: world.tags.filter((tag) => !tags.includes(tag)) }]
  }
}

const filePrio: Mutation = {
  required: ["hash", "id", "priority"],
  run: (form, world) => {
    const priority = Number(form.get("priority"))
    if (![0, 1, 6, 7].includes(priority)) return [text(400, "Priority is not valid"), world]
    const hash = (form.get("hash") ?? "").toLowerCase()
    const torrent = world.torrents.get(hash)
    if (torrent === undefined) return [text(404, "Not Found"), world]
    if (!torrent.hasMetadata) return [text(409, "Torrent's metadata has not yet downloaded"), world]
    const ids = (form.get("id") ?? "").split("|").map(Number)
    if (!ids.every(Number.isInteger)) return [text(400, "File IDs must be integers"), world]
    if (ids.some((id) => id < 0 || id >= torrent.files.length)) return [text(409, "File ID is not valid"), world]
    const files = torrent.files.map((file, index) => (ids.includes(index) ? { ...file, priority } : file))
    return [done, World.change(world, [hash], () => ({ ...torrent, files }))]
  }
}

const setPreferences: Mutation = {
  required: ["json"],
  run: (form, world) => {
    const given: unknown = JSON.parse(form.get("json") ?? "{}")
    return [done, typeof given === "object" ? { ...world, preferences: { ...world.preferences, ...given } } : world]
  }
}

/** POST endpoints by `<scope>/<action>`, with the names of the version. */
export const mutationsOf = (dialect: Dialect): Readonly<Record<string, Mutation>> => ({
  [`torrents/${dialect.stopEndpoint}`]: onEach(() => Advance.stop),
  [`torrents/${dialect.startEndpoint}`]: onEach(
    (_form, { now }) =>
      (torrent) =>
        Advance.start(torrent, now)
  ),
  "torrents/recheck": onEach(
    (_form, { dialect: speaks, now, recheckSeconds }) =>
      (torrent) =>
        Advance.recheck(torrent, speaks, recheckSeconds, now)
  ),
  "torrents/reannounce": onEach(() => (torrent) => torrent),
  "torrents/delete": {
    required: ["hashes", "deleteFiles"],
    run: (form, world) => [done, World.remove(world, hashesOf(form, world))]
  },
  "torrents/setCategory": setCategory,
  "torrents/createCategory": createCategory,
  "torrents/addTags": addTags,
  "torrents/removeTags": onEach((form) => (torrent) => {
    const tags = list(form, "tags")
    return { ...torrent, tags: torrent.tags.filter((tag) => tags.length > 0 && !tags.includes(tag)) }
  }),
  "torrents/createTags": {
    required: ["tags"],
    run: (form, world) => [done, { ...world, tags: World.withTags(world.tags, list(form, "tags")) }]
  },
  "torrents/deleteTags": deleteTags,
  "torrents/filePrio": filePrio,
  "app/setPreferences": setPreferences,
  ...limitMutations(dialect),
  ...queueMutations,
  ...trackerMutations(dialect)
})

/** Runs one, or says which of its parameters are not in the body. */
export const perform = (
  mutation: Mutation,
  form: URLSearchParams,
  world: World.World,
  moment: Moment
): readonly [WebResponse, World.World] => {
  const absent = mutation.required.filter((name) => !form.has(name))
  return absent.length > 0 ? [missing(moment.dialect, absent), world] : mutation.run(form, world, moment)
}
