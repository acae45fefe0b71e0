import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ConfigService } from "../config/ConfigService.ts"
import { ConfigEditor } from "../config/edit/ConfigEditor.ts"
import { Logs } from "../observability/Logs.ts"
import { Secrets } from "../observability/Redaction.ts"
import { Searches } from "../search/Searches.ts"
import { Dependencies } from "../supervision/Dependencies.ts"
import { type ShuttingDown, Supervisor, type UnknownWorker } from "../supervision/Supervisor.ts"
import type { WorkerStatus } from "../supervision/WorkerStatus.ts"
import { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import { Api } from "./Api.ts"
import { BadRequest, Unavailable, UnknownProcess } from "./ApiError.ts"
import { Access } from "./access/Access.ts"
import { processView } from "./ProcessView.ts"
import { textParam, wholeParam } from "./queryParams.ts"
import { readiness } from "./Readiness.ts"
import { historyHours } from "./StatusApi.ts"
import { searchActivities } from "./searchActivities.ts"
import { categoriesOf, distributionOf } from "./status/categories.ts"
import { aboutView, historyOf, throughputView } from "./status/overview.ts"
import { keptSamples, Throughput } from "./status/Throughput.ts"
import { version } from "./version.ts"
import { WebSettings } from "./WebSettings.ts"

const refused = {
  UnknownWorker: (error: UnknownWorker) => Effect.fail(new UnknownProcess({ error: error.message })),
  ShuttingDown: (error: ShuttingDown) => Effect.fail(new Unavailable({ error: error.message }))
}

type OldKind = "search" | "torrent" | "category" | "background"

const kindOf = ({ role }: WorkerStatus): OldKind => {
  switch (role) {
    case "manager":
      return "torrent"
    case "search":
    case "category":
      return role
    default:
      return "background"
  }
}

const kinds = ["search", "torrent", "category", "all"]

const alive: ReadonlySet<WorkerStatus["state"]> = new Set(["starting", "running", "degraded", "stopping"] as const)

/** The older names: nothing here that is not somewhere else. */
export const statusHandlers = HttpApiBuilder.group(Api, "status", (handlers) =>
  Effect.gen(function* () {
    const configs = yield* ConfigService
    const feeds = yield* TorrentFeeds
    const dependencies = yield* Dependencies
    const supervisor = yield* Supervisor
    const searches = yield* Searches
    const settings = yield* WebSettings
    const access = yield* Access
    const throughput = yield* Throughput
    const editor = yield* ConfigEditor
    const logs = yield* Logs
    const { redact } = yield* Secrets

    const isReady = Effect.gen(function* () {
      return readiness(yield* dependencies.all, yield* supervisor.status, redact).ready
    })

    const status = Effect.gen(function* () {
      const config = yield* configs.current
      const snapshots = yield* feeds.snapshots
      const known = yield* feeds.all
      const up = new Map((yield* dependencies.all).map(({ name, state }) => [name, state === "up"]))
      const instances = yield* Effect.forEach(
        Object.entries(config.qBit).filter(([, { Disabled }]) => !Disabled),
        ([name, { Host, Port }]) =>
          Effect.gen(function* () {
            const isAlive = snapshots.get(name)?.online === true
            const client = known.get(name)?.client
            // Known since it first answered; nobody is asked for it.
            const features =
              client === undefined || !isAlive
                ? Option.none()
                : yield* Effect.option(Effect.timeout(client.features, "500 millis"))
            const told = Option.match(features, { onNone: () => null, onSome: ({ version: own }) => own })
            return [name, { alive: isAlive, host: redact(Host), port: Port, version: told }] as const
          })
      )
      const qbitInstances = Object.fromEntries(instances)
      const { LiveArr, Theme, ViewDensity } = config.WebUI
      return {
        qbit: qbitInstances["qBit"] ?? null,
        qbitInstances,
        arrs: Object.entries(config.Arr)
          .filter(([, { Managed }]) => Managed)
          .map(([name, { Category, kind }]) => ({
            category: Category,
            name,
            type: kind,
            alive: up.get(name) === true
          })),
        ready: yield* isReady,
        webui: { LiveArr, Theme, ViewDensity }
      }
    })

    const meta = Effect.gen(function* () {
      const { WebUI } = yield* configs.current
      const ways = yield* access.ways
      return {
        current_version: version,
        latest_version: null,
        update_available: false,
        installation_type: "unknown",
        auto_update_supported: false,
        auth_required: !(yield* settings.authDisabled),
        local_auth_enabled: ways.passwordLogin,
        oidc_enabled: ways.oidcLogin,
        setup_required: ways.setupRequired,
        url_base: WebUI.UrlBase
      }
    })

    const processes = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const known = yield* searchActivities(searches)
      return {
        processes: (yield* supervisor.status).map((one) => ({
          ...processView(one, { now, pid: process.pid, clean: redact, activity: known.get(one.name) }),
          kind: kindOf(one),
          alive: alive.has(one.state),
          rebuilding: false
        }))
      }
    })

    const restartAll = Effect.gen(function* () {
      const restarted = (yield* supervisor.status).map(({ name }) => name)
      yield* supervisor.restartAll.pipe(Effect.catchTags({ ShuttingDown: refused.ShuttingDown }))
      return { status: "ok" as const, restarted }
    })

    const restart = (category: string, isMeant: (kind: OldKind) => boolean) =>
      Effect.gen(function* () {
        const all = yield* supervisor.status
        const meant = all.filter((one) => (one.category === category || one.name === category) && isMeant(kindOf(one)))
        if (meant.length === 0) {
          const known = [...new Set(all.map((one) => one.category))].join(", ") || "none"
          return yield* new UnknownProcess({
            error: `No such process has the category ${redact(category)}. Categories: ${known}.`
          })
        }
        const restarted = meant.map(({ name }) => name)
        yield* Effect.forEach(restarted, supervisor.restart, { concurrency: "unbounded", discard: true }).pipe(
          Effect.catchTags(refused)
        )
        return { status: "ok" as const, restarted }
      })

    const restartKind = ({ category, kind }: { readonly category: string; readonly kind: string }) =>
      kinds.includes(kind)
        ? restart(category, (own) => kind === "all" || own === kind)
        : Effect.fail(new BadRequest({ error: `kind must be one of ${kinds.join(", ")}.` }))

    const restartArr = ({ category }: { readonly category: string }) =>
      restart(category, (kind) => kind === "torrent" || kind === "search")

    return handlers
      .handle("status", () => status)
      .handle("oldStatus", () => status)
      .handle("meta", () => meta)
      .handle("oldMeta", () => meta)
      .handle("throughput", ({ urlParams }) =>
        Effect.gen(function* () {
          const range = { absent: keptSamples, minimum: 1, maximum: keptSamples }
          const limit = yield* wholeParam("limit", urlParams.limit, range)
          return yield* throughputView(yield* throughput.samples, { limit, since: textParam(urlParams.since) })
        })
      )
      .handle("history", ({ urlParams }) =>
        Effect.flatMap(wholeParam("hours", urlParams.hours, historyHours), historyOf)
      )
      .handle("about", () =>
        Effect.map(dependencies.all, (known) =>
          aboutView(
            { file: editor.file, dataFolder: settings.dataFolder, logs: logs.folder, dependencies: known },
            redact
          )
        )
      )
      .handle("distribution", () =>
        Effect.map(feeds.snapshots, (known) => ({ distribution: distributionOf(known.values()) }))
      )
      .handle("oldCategories", () =>
        Effect.gen(function* () {
          const config = yield* configs.current
          return { categories: categoriesOf(config, (yield* feeds.snapshots).values()), ready: yield* isReady }
        })
      )
      .handle("oldProcesses", () => processes)
      .handle("restartKind", ({ path }) => restartKind(path))
      .handle("oldRestartKind", ({ path }) => restartKind(path))
      .handle("oldRestartAll", () => restartAll)
      .handle("rebuild", () => restartAll)
      .handle("oldRebuild", () => restartAll)
      .handle("restartArr", ({ path }) => restartArr(path))
      .handle("oldRestartArr", ({ path }) => restartArr(path))
  })
)
