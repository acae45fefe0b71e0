import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { ArrKind } from "../ArrKind.ts"
import { adapters } from "../adapters.ts"
import { commandOf } from "../makeClient.ts"
import { CommandRow, idOf, lowerCamel } from "../wire.ts"
import type { Told } from "./HubRecord.ts"
import type { PushMessage } from "./PushMessage.ts"

/** By which names a program speaks of its library. */
interface Names {
  readonly container: string
  /** Member of things and files that names the container. */
  readonly owner: string
  /** What lies in a container; a movie is its own. */
  readonly thing: string | undefined
  readonly file: string
}

const names: Readonly<Record<ArrKind, Names>> = {
  radarr: { container: "movie", owner: "movieId", thing: undefined, file: "moviefile" },
  sonarr: { container: "series", owner: "seriesId", thing: "episode", file: "episodefile" },
  lidarr: { container: "artist", owner: "artistId", thing: "album", file: "trackfile" },
  readarr: { container: "author", owner: "authorId", thing: "book", file: "bookfile" }
}

/** The resource is not gone through member by member: of a hundred we need one. */
const Body = Schema.Struct({ action: Schema.String, resource: Schema.optional(Schema.Unknown) })
const readBody = Schema.decodeUnknownEither(Body)
const readCommand = Schema.decodeUnknownEither(CommandRow)

/** `ignored`: nothing for us. `unreadable`: it would be for us, but is not what the program promises. */
export type Reading = PushMessage | "ignored" | "unreadable"

const idIn = (resource: object, name: string): number | undefined => {
  const value: unknown = Reflect.get(resource, name)
  return typeof value === "number" && Number.isInteger(value) ? idOf(value) : undefined
}

const changed = (containerId: number | undefined, deleted = false): PushMessage => ({
  _tag: "LibraryChanged",
  containerId,
  deleted
})

const libraryReading = (name: string, body: typeof Body.Type, { container, owner, file }: Names): Reading => {
  const action = lowerCamel(body.action)
  const { resource } = body
  // A deletion is told twice, first without a resource (RestControllerWithSignalR of all four).
  if (resource == null) return action === "sync" ? changed(undefined) : "ignored"
  if (typeof resource !== "object") return "unreadable"
  if (name === container) {
    const id = idIn(resource, "id")
    return id === undefined ? "unreadable" : changed(id, action === "deleted")
  }
  const id = idIn(resource, owner)
  // A deleted file is told by its own id only; its container is told as updated besides, by the deletion or the import.
  return id === undefined && name === file && action === "deleted" ? "ignored" : changed(id)
}

/** What something told means to us. Pure. */
export const pushMessageOf = (kind: ArrKind, told: Told): Reading => {
  const { name, version } = told
  if (version !== undefined && adapters[kind].apiPath !== `/api/v${version}`) return "ignored"
  if (name === "queue") return { _tag: "QueueChanged" }
  if (name === "health") return { _tag: "HealthChanged" }
  const known = names[kind]
  const ofLibrary = name === known.container || name === known.thing || name === known.file
  if (!ofLibrary && name !== "command") return "ignored"
  const body = readBody(told.body)
  if (Either.isLeft(body)) return "unreadable"
  if (ofLibrary) return libraryReading(name, body.right, known)
  if (body.right.resource == null) return "ignored"
  const row = readCommand(body.right.resource)
  return Either.isLeft(row) ? "unreadable" : { _tag: "CommandChanged", command: commandOf(row.right) }
}
