import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { wire } from "./ApiError.ts"
import { Authorization } from "./Authorization.ts"
import { Requires } from "./access/Scope.ts"
import { Restarted } from "./ProcessesApi.ts"
import { text, whole } from "./queryParams.ts"
import { SameOrigin } from "./SameOrigin.ts"
import { AboutView, HistoryView, ThroughputView } from "./status/overviewViews.ts"
import { CategoryList, Distribution, Meta, OldProcessList, StatusView } from "./status/StatusViews.ts"
import { keptSamples } from "./status/Throughput.ts"

/** Hours of one history: unless asked otherwise, and at most. */
export const historyHours = { absent: 24, minimum: 1, maximum: 168 }

const categoryKind = Schema.Struct({
  category: Schema.String.annotations({ description: "category or name of the process, URL-encoded" }),
  kind: Schema.String.annotations({ description: "search, torrent, category or all" })
})
const category = Schema.Struct({ category: categoryKind.fields.category })

/** How it goes as a whole: what qBitrr answered under these names, from what there is today, and what the overview shows. */
export const status = HttpApiGroup.make("status")
  .add(
    HttpApiEndpoint.get("status", "/api/status")
      .addSuccess(StatusView)
      .annotate(Requires, "read")
      .annotate(OpenApi.Summary, "Which qBittorrents and Arrs answer; asks none of them")
  )
  .add(
    HttpApiEndpoint.get("oldStatus", "/web/status")
      .addSuccess(StatusView)
      .annotate(Requires, "read")
      .annotate(OpenApi.Summary, "As /api/status")
  )
  .add(
    HttpApiEndpoint.get("meta", "/api/meta")
      .addSuccess(Meta)
      .annotate(Requires, "read")
      .annotate(OpenApi.Summary, "What is known of this version here; nobody else is asked")
  )
  .add(
    HttpApiEndpoint.get("oldMeta", "/web/meta")
      .addSuccess(Meta)
      .annotate(Requires, "read")
      .annotate(OpenApi.Summary, "As /api/meta")
  )
  .add(
    HttpApiEndpoint.get("throughput", "/api/throughput")
      .setUrlParams(
        Schema.Struct({
          since: text("only samples after this time (ISO 8601)"),
          limit: whole(`samples at most, the newest; default ${keptSamples}`, { minimum: 1, maximum: keptSamples })
        })
      )
      .addSuccess(ThroughputView)
      .addError(wire.badRequest)
      .annotate(Requires, "read")
      .annotate(OpenApi.Summary, "Download and upload speed of the last hour; asks nobody")
  )
  .add(
    HttpApiEndpoint.get("history", "/api/history")
      .setUrlParams(
        Schema.Struct({
          hours: whole(`hours back, the current one included; default ${historyHours.absent}`, {
            minimum: historyHours.minimum,
            maximum: historyHours.maximum
          })
        })
      )
      .addSuccess(HistoryView)
      .addError(wire.badRequest)
      .annotate(Requires, "read")
      .annotate(OpenApi.Summary, "Imports, removals and searches hour by hour, and how long the last imports took")
  )
  .add(
    HttpApiEndpoint.get("about", "/api/about")
      .addSuccess(AboutView)
      .annotate(Requires, "config")
      .annotate(OpenApi.Summary, "Versions of everything, and where the daemon keeps its files; asks nobody")
  )
  .add(
    HttpApiEndpoint.get("distribution", "/api/torrents/distribution")
      .addSuccess(Distribution)
      .annotate(Requires, "read")
      .annotate(OpenApi.Summary, "Torrents of each category by qBittorrent")
  )
  .add(
    HttpApiEndpoint.get("oldCategories", "/web/qbit/categories")
      .addSuccess(CategoryList)
      .annotate(Requires, "read")
      .annotate(OpenApi.Summary, "Categories that somebody looks after, with their seeding")
  )
  .add(
    HttpApiEndpoint.get("oldProcesses", "/web/processes")
      .addSuccess(OldProcessList)
      .annotate(Requires, "read")
      .annotate(OpenApi.Summary, "As /api/processes, with the fields of qBitrr beside")
  )
  .add(
    HttpApiEndpoint.post("restartKind", "/api/processes/:category/:kind/restart")
      .setPath(categoryKind)
      .addSuccess(Restarted)
      .addError(wire.badRequest)
      .addError(wire.unknownProcess)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "Restart the processes of a category")
  )
  .add(
    HttpApiEndpoint.post("oldRestartKind", "/web/processes/:category/:kind/restart")
      .setPath(categoryKind)
      .addSuccess(Restarted)
      .addError(wire.badRequest)
      .addError(wire.unknownProcess)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "As /api/processes/{category}/{kind}/restart")
  )
  .add(
    HttpApiEndpoint.post("oldRestartAll", "/web/processes/restart_all")
      .addSuccess(Restarted)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "As /api/processes/restart_all")
  )
  .add(
    HttpApiEndpoint.post("rebuild", "/api/arr/rebuild")
      .addSuccess(Restarted)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "As /api/processes/restart_all")
  )
  .add(
    HttpApiEndpoint.post("oldRebuild", "/web/arr/rebuild")
      .addSuccess(Restarted)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "As /api/processes/restart_all")
  )
  .add(
    HttpApiEndpoint.post("restartArr", "/api/arr/:category/restart")
      .setPath(category)
      .addSuccess(Restarted)
      .addError(wire.unknownProcess)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "Restart manager and searching of an Arr, by its category or section")
  )
  .add(
    HttpApiEndpoint.post("oldRestartArr", "/web/arr/:category/restart")
      .setPath(category)
      .addSuccess(Restarted)
      .addError(wire.unknownProcess)
      .addError(wire.unavailable)
      .annotate(OpenApi.Summary, "As /api/arr/{category}/restart")
  )
  .annotate(Requires, "actions")
  .middleware(SameOrigin)
  .middleware(Authorization)
