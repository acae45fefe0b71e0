import { createServer } from "node:http"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A BitTorrent tracker on 127.0.0.1. */
export interface TrackerServer {
  /** Announce URL that always answers with this reason of failure; "" is a good answer without peers. */
  readonly announce: (reason?: string) => string
}

/** The reason stands in the URL, so that each test says itself how its tracker answers. */
export const trackerServer: Effect.Effect<TrackerServer, never, Scope.Scope> = Effect.map(
  Effect.acquireRelease(
    Effect.async<{ readonly port: number; readonly close: () => void }>((resume) => {
      const server = createServer((request, response) => {
        const reason = new URL(request.url ?? "/", "http://tracker").searchParams.get("reason") ?? ""
        response.end(
          reason === "" ? "d8:intervali1800e5:peers0:e" : `d14:failure reason${Buffer.byteLength(reason)}:${reason}e`
        )
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const close = () => {
          server.close()
          server.closeAllConnections()
        }
        resume(Effect.succeed({ port, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  ),
  ({ port }) => ({
    announce: (reason = "") =>
      `http://127.0.0.1:${port}/announce${reason === "" ? "" : `?reason=${encodeURIComponent(reason)}`}`
  })
)
