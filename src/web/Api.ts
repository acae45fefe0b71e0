import * as HttpApi from "@effect/platform/HttpApi"
import * as OpenApi from "@effect/platform/OpenApi"
import { access, login } from "./AccessApi.ts"
import { catalogue, oldCatalogue } from "./CatalogueApi.ts"
import { config } from "./ConfigApi.ts"
import { events } from "./EventsApi.ts"
import { library } from "./LibraryApi.ts"
import { logs } from "./LogsApi.ts"
import { probes } from "./ProbesApi.ts"
import { processes } from "./ProcessesApi.ts"
import { searches } from "./SearchesApi.ts"
import { status } from "./StatusApi.ts"
import { torrentActions } from "./TorrentActionsApi.ts"
import { torrents } from "./TorrentsApi.ts"
import { trackers } from "./TrackersApi.ts"
import { version } from "./version.ts"

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Every "anything" comes with the same `$id`, and one document must not have an id twice. */
const withoutIds = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutIds)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key !== "$id" || typeof inner !== "string")
      .map(([key, inner]) => [key, withoutIds(inner)])
  )
}

const documentOf = (document: Record<string, unknown>): Record<string, unknown> => {
  const cleaned = withoutIds(document)
  return isRecord(cleaned) ? cleaned : document
}

/** Everything the daemon offers over HTTP, as a value: routes, client and OpenAPI document come from it. */
export class Api extends HttpApi.make("qbitrr")
  .add(probes)
  .add(processes)
  .add(torrents)
  .add(torrentActions)
  .add(trackers)
  .add(searches)
  .add(library)
  .add(catalogue)
  .add(oldCatalogue)
  .add(status)
  .add(config)
  .add(events)
  .add(logs)
  .add(login)
  .add(access)
  .annotate(OpenApi.Title, "qbitrr")
  .annotate(OpenApi.Version, version)
  .annotate(OpenApi.Transform, documentOf)
  .annotate(
    OpenApi.Description,
    "State, decisions and manual commands of the qbitrr daemon. Times are ISO 8601 in UTC, durations seconds."
  ) {}
