import { createServer, type IncomingHttpHeaders } from "node:http"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** What came in. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly form: URLSearchParams
}

/** What goes out; `undefined` = never answer, `"reset"` = close the connection. */
export type Answer =
  | { status: number; body?: string; cookies?: ReadonlyArray<string>; after?: number }
  | "reset"
  | undefined

export interface FakeServer {
  readonly url: string
  readonly asked: Array<Asked>
  readonly count: (path: string) => number
}

/**
 * An HTTP server that answers as told. Only for what a real qBittorrent cannot be made to do on demand (other versions'
 * login answers, silence, broken connections).
 */
export const fakeServer = (answer: (asked: Asked) => Answer): Effect.Effect<FakeServer, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<FakeServer & { readonly close: () => void }>((resume) => {
      const asked: Array<Asked> = []
      const server = createServer((request, response) => {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => {
          const url = new URL(request.url ?? "/", "http://fake")
          const one: Asked = {
            method: request.method ?? "",
            path: url.pathname,
            query: url.searchParams,
            headers: request.headers,
            form: new URLSearchParams(Buffer.concat(chunks).toString())
          }
          asked.push(one)
          const given = answer(one)
          if (given === undefined) return
          if (given === "reset") return void request.socket.destroy()
          setTimeout(() => {
            response.writeHead(given.status, given.cookies === undefined ? {} : { "set-cookie": [...given.cookies] })
            response.end(given.status === 204 ? undefined : (given.body ?? ""))
          }, given.after ?? 0)
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(
          Effect.succeed({
            url: `http://127.0.0.1:${port}`,
            asked,
            count: (path: string) => asked.filter((one) => one.path === `/api/v2/${path}`).length,
            close: () => {
              server.close()
              server.closeAllConnections()
            }
          })
        )
      })
    }),
    ({ close }) => Effect.sync(close)
  )
