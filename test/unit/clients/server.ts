import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** A real server on a free port of the loopback, closed with the scope, with all its connections. */
export interface TestServer {
  readonly url: string
  /** Requests seen, newest last. */
  readonly seen: ReadonlyArray<IncomingMessage>
}

const listen = (create: (handler: Handler) => Server, scheme: string, handler: Handler) =>
  Effect.gen(function* () {
    const seen: Array<IncomingMessage> = []
    const server = create((request, response) => {
      seen.push(request)
      handler(request, response)
    })
    yield* Effect.acquireRelease(
      Effect.async<void>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void))
      }),
      () =>
        Effect.async<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
    const address = server.address()
    const { port }: Pick<AddressInfo, "port"> = typeof address === "object" && address !== null ? address : { port: 0 }
    return { url: `${scheme}://127.0.0.1:${port}`, seen }
  })

export const serve = (handler: Handler): Effect.Effect<TestServer, never, Scope.Scope> =>
  listen((inner) => createServer(inner), "http", handler)

export const serveTls = (
  credentials: { readonly key: string; readonly cert: string },
  handler: Handler
): Effect.Effect<TestServer, never, Scope.Scope> =>
  listen((inner) => createTlsServer(credentials, inner), "https", handler)
