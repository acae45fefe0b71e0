import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type ClientError, Malformed } from "../../ClientError.ts"
import type { ArrKind } from "../ArrKind.ts"
import { type Endpoint, read } from "../request.ts"
import { albums } from "./albums.ts"
import { books } from "./books.ts"
import { episodes } from "./episodes.ts"
import { unlessGone } from "./gone.ts"
import { readHealth } from "./health.ts"
import { readEvents } from "./history.ts"
import type { LibraryAdapter } from "./LibraryAdapter.ts"
import type { LibraryContainer } from "./LibraryItem.ts"
import type { LibraryReads } from "./LibraryReads.ts"
import { joined, listingOf, readingOf } from "./listing.ts"
import { movies } from "./movies.ts"
import { readProfiles } from "./profiles.ts"

const adapters: { readonly [Kind in ArrKind]: LibraryAdapter } = {
  radarr: movies,
  sonarr: episodes,
  lidarr: albums,
  readarr: books
}

/** `Malformed` for one that cannot be read: it is there, so it must not look gone. */
const containerOf = (
  endpoint: Endpoint,
  adapter: LibraryAdapter,
  id: number
): Effect.Effect<LibraryContainer | undefined, ClientError> => {
  const path = `/${adapter.container}/${id}`
  const resource = Effect.flatMap(read(endpoint, path, Schema.Unknown), (answer) => {
    const { odd, row } = readingOf(adapter.container, answer, adapter.readContainer)
    return row === undefined || row.id !== id
      ? new Malformed({
          service: endpoint.name,
          request: `GET ${endpoint.apiPath}${path}`,
          detail: odd?.problem ?? `${adapter.container} ${row?.id} instead.`
        })
      : Effect.succeed(row)
  })
  return unlessGone(endpoint, resource, undefined)
}

const portionsOf = <A>(all: ReadonlyArray<A>, size: number): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))

/** What the library index reads of this Arr. An `ArrClient` is an endpoint. */
export const libraryReads = (endpoint: Endpoint): LibraryReads => {
  const adapter = adapters[endpoint.kind]
  const rows = Schema.Array(Schema.Unknown)
  return {
    profiles: readProfiles(endpoint),
    containers: Effect.map(read(endpoint, `/${adapter.container}`, rows, adapter.query), (answer) =>
      listingOf(adapter.container, answer, adapter.readContainer)
    ),
    portion: adapter.portion,
    itemsOf: (containers) =>
      Effect.map(
        Effect.forEach(portionsOf(containers, adapter.portion), (portion) => adapter.itemsOf(endpoint, portion)),
        joined
      ),
    container: (id) => containerOf(endpoint, adapter, id),
    historySince: (at) => readEvents(endpoint, adapter, at),
    health: readHealth(endpoint)
  }
}
