import * as HttpApi from "@effect/platform/HttpApi"
import * as OpenApi from "@effect/platform/OpenApi"
import { access, login } from "./AccessApi.ts"
import { undecodable } from "./ApiError.ts"
import { catalogue, oldCatalogue } from "./CatalogueApi.ts"
import { config } from "./ConfigApi.ts"
import { documentOf } from "./docs/documentOf.ts"
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

/** As it comes, but for the refusal of what the platform itself cannot read. */
const root = Object.assign(HttpApi.make("qbitrr"), { errorSchema: undecodable })

/** Everything the daemon offers over HTTP, as a value: routes, client and OpenAPI document come from it. */
export class Api extends root
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
