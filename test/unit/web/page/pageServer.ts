import { request as nodeRequest } from "node:http"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Listener from "../../../../src/web/Listener.ts"

/** A server with these routes and nothing else; what they do not serve is a plain 404. */
export const serverOf = <E>(routes: Layer.Layer<never, E, never | HttpLayerRouter.HttpRouter | NodeContext>) =>
  Layer.unwrapEffect(
    Effect.map(HttpLayerRouter.HttpRouter, (router) =>
      HttpServer.serve(
        Effect.catchAllCause(router.asHttpEffect(), () =>
          Effect.succeed(HttpServerResponse.text("nothing", { status: 404 }))
        )
      )
    )
  ).pipe(
    Layer.provide(routes),
    Layer.provide(HttpLayerRouter.layer),
    Layer.provide(NodeHttpServer.layerContext),
    Layer.provideMerge(
      Layer.scoped(HttpServer.HttpServer, Listener.make({ host: "127.0.0.1", port: 0, grace: "200 millis" }))
    )
  )

type NodeContext = Layer.Layer.Success<typeof NodeHttpServer.layerContext>

export const portOf = (context: Context.Context<HttpServer.HttpServer>): number => {
  const { address } = Context.get(context, HttpServer.HttpServer)
  return address._tag === "TcpAddress" ? address.port : 0
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | Array<string> | undefined>>
  readonly text: string
}

/** One request whose path is sent as it is written: no client may tidy it up. */
export const call = (
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>
): Effect.Effect<Answer, Error, Scope.Scope> =>
  Effect.async((resume) => {
    const request = nodeRequest({ host: "127.0.0.1", port, method, path, headers, agent: false }, (response) => {
      const chunks: Array<Buffer> = []
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.on("end", () =>
        resume(
          Effect.succeed({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString()
          })
        )
      )
    })
    request.on("error", (error) => resume(Effect.fail(error)))
    request.end()
  })
