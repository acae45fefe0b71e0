import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { ConfigService } from "../config/ConfigService.ts"
import type { ConfigEditor } from "../config/edit/ConfigEditor.ts"
import type { Logs } from "../observability/Logs.ts"
import type { Secrets } from "../observability/Redaction.ts"
import type { Searches } from "../search/Searches.ts"
import type { DecisionLog } from "../store/DecisionLog.ts"
import type { ImportLedger } from "../store/ImportLedger.ts"
import type { LastDecisions } from "../store/LastDecisions.ts"
import type { LibraryIndex } from "../store/search/LibraryIndex.ts"
import type { Requests } from "../store/search/Requests.ts"
import type { SearchLog } from "../store/search/SearchLog.ts"
import type { SearchMarks } from "../store/search/SearchMarks.ts"
import type { Wishes } from "../store/search/Wishes.ts"
import type { TorrentMemories } from "../store/TorrentMemories.ts"
import type { Dependencies } from "../supervision/Dependencies.ts"
import type { Supervisor } from "../supervision/Supervisor.ts"
import type { Apply } from "../torrents/apply.ts"
import type { QueueFeeds } from "../torrents/QueueFeeds.ts"
import type { TorrentFeeds } from "../torrents/TorrentFeeds.ts"
import type { UnknownMessages } from "../torrents/trackers/UnknownMessages.ts"
import { Api } from "./Api.ts"
import * as Authorization from "./Authorization.ts"
import type { AccessServices, AccessStores } from "./access/AccessLive.ts"
import { declarations } from "./access/Scope.ts"
import { securityHeaders } from "./access/securityHeaders.ts"
import { Bustle } from "./Bustle.ts"
import type { TorrentPlans } from "./config/TorrentPlans.ts"
import * as docsRoutes from "./docs/docsRoutes.ts"
import * as EventBus from "./events/EventBus.ts"
import * as handlers from "./handlers.ts"
import * as Listener from "./Listener.ts"
import type { Posters } from "./library/Posters.ts"
import { problemAnswer } from "./Problem.ts"
import { pageFolder } from "./page/pageFolder.ts"
import * as pageRoutes from "./page/pageRoutes.ts"
import * as SameOrigin from "./SameOrigin.ts"
import type { Throughput } from "./status/Throughput.ts"
import type { WebSettings } from "./WebSettings.ts"

/** Everything the web server needs to know; it is listening for as long as the layer lives. */
export interface ServerOptions extends Listener.ListenOptions {
  /** `WebUI.UrlBase`, empty or `/path`: requests are understood with this prefix (kept by a proxy) and without it. */
  readonly urlBase: string
  /** Folder of the built page, when it is not the one beside the program. */
  readonly pageFolder?: string
}

/** `url` without the prefix a reverse proxy has kept. */
export const withoutBase = (urlBase: string, url: string): string => {
  const base = urlBase.replace(/\/+$/, "")
  if (base === "" || !url.startsWith(base)) return url
  const rest = url.slice(base.length)
  if (rest === "") return "/"
  return rest.startsWith("/") ? rest : rest.startsWith("?") ? `/${rest}` : url
}

/** Where the provider of OpenID Connect sends people back to, wherever the config has it. */
const withCallback = (callbackPath: string, url: string): string => {
  const [path, ...query] = url.split("?")
  return path === callbackPath ? ["/api/oidc/callback", ...query].join("?") : url
}

/** Errors that no endpoint declares: unknown paths, and defects, whose text goes to the log and not to the caller. */
const catchAll = <E, R>(app: HttpApp.Default<E, R>) =>
  Effect.catchAllCause(app, (cause) => {
    const error = Cause.squash(cause)
    if (error instanceof HttpServerError.RouteNotFound) {
      const { method, url } = error.request
      const path = url.split("?")[0]
      return Effect.succeed(
        problemAnswer("unknown-address", `There is nothing at ${method} ${path}. See /api/openapi.json.`)
      )
    }
    if (Cause.isInterruptedOnly(cause)) return Effect.failCause(cause)
    return Effect.as(
      Effect.logError("A request failed", cause),
      problemAnswer("internal", "Internal error; see the log.")
    )
  })

/** Every request copies the services it is given, several times: the few it needs, and not all of the daemon's. */
const lightly = Effect.mapInputContext(
  Context.pick(HttpServer.HttpServer, Scope.Scope)<HttpServer.HttpServer | Scope.Scope>
)

const serve = (urlBase: string) =>
  Layer.scopedDiscard(
    Effect.gen(function* () {
      const router = yield* HttpLayerRouter.HttpRouter
      const configs = yield* ConfigService
      const bustle = yield* Bustle
      const handled = catchAll(router.asHttpEffect())
      const app = Effect.gen(function* () {
        yield* bustle.request
        const { WebUI } = yield* configs.current
        const request = yield* HttpServerRequest.HttpServerRequest
        const url = withCallback(WebUI.OIDC.CallbackPath, withoutBase(urlBase, request.url))
        const response = yield* Effect.provideService(
          handled,
          HttpServerRequest.HttpServerRequest,
          request.modify({ url })
        )
        return HttpServerResponse.setHeaders(response, securityHeaders(WebUI.FrameAncestors, response.headers))
      })
      yield* lightly(HttpServer.serveEffect(app))
    })
  )

/** Routes of this server that are no endpoint of the API, and who may use them. */
const otherRoutes = {
  "GET /api/openapi.json": "anyone",
  "GET /api/docs": "anyone",
  "GET /api/docs/try": "anyone"
} as const

const routes = Layer.merge(
  HttpLayerRouter.addHttpApi(Api, { openapiPath: "/api/openapi.json" }),
  docsRoutes.layer
).pipe(
  Layer.provide(handlers.layer),
  Layer.provide(EventBus.layer),
  Layer.provide(Authorization.guard(declarations(Api), otherRoutes)),
  Layer.provide(Layer.mergeAll(Authorization.layer, SameOrigin.layer))
)

const page = (options: ServerOptions) =>
  Layer.unwrapEffect(
    Effect.map(ConfigService, ({ current }) =>
      pageRoutes.layer({
        urlBase: options.urlBase,
        folder: options.pageFolder ?? pageFolder(),
        settings: Effect.map(current, ({ WebUI }) => WebUI)
      })
    )
  )

/** What the endpoints read from and command. */
export type Needs =
  | AccessServices
  | AccessStores
  | Apply
  | ConfigEditor
  | ConfigService
  | DecisionLog
  | Dependencies
  | ImportLedger
  | LastDecisions
  | LibraryIndex
  | Logs
  | Posters
  | QueueFeeds
  | Requests
  | Searches
  | SearchLog
  | SearchMarks
  | Secrets
  | Supervisor
  | Throughput
  | TorrentFeeds
  | TorrentMemories
  | TorrentPlans
  | UnknownMessages
  | WebSettings
  | Wishes

/**
 * The web server. The output holds the bound address, which is also logged. Requests leave no line in the log.
 * Fails with `PortInUse` or `CannotListen` when it cannot listen.
 */
export const layer = (
  options: ServerOptions
): Layer.Layer<HttpServer.HttpServer, Listener.PortInUse | Listener.CannotListen, Needs> =>
  serve(options.urlBase).pipe(
    Layer.provide(routes),
    Layer.provide(page(options)),
    Layer.provide(HttpLayerRouter.layer),
    Layer.provide(NodeHttpServer.layerContext),
    Layer.provideMerge(Layer.scoped(HttpServer.HttpServer, Listener.make(options))),
    Layer.tap((context) => {
      const { address } = Context.get(context, HttpServer.HttpServer)
      return Effect.logInfo(`Web server listens at ${HttpServer.formatAddress(address)}${options.urlBase}`)
    })
  )
