import { request as nodeRequest } from "node:http"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** One block of a stream of events. */
export interface Block {
  readonly event: string | undefined
  readonly id: string | undefined
  readonly data: unknown
  readonly comment: string | undefined
  readonly retry: string | undefined
}

/** Reads a block as a browser would. */
export const parse = (block: string): Block => {
  const field = (name: string) =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2)
  const data = field("data")
  return {
    event: field("event"),
    id: field("id"),
    data: data === undefined ? undefined : JSON.parse(data),
    comment: field(""),
    retry: field("retry")
  }
}

/** The events of a text that may stop in the middle of one. */
export const blocksOf = (text: string): ReadonlyArray<Block> => text.split("\n\n").slice(0, -1).map(parse)

/** A connection of the stream that is kept open. */
export interface Open {
  readonly status: number
  readonly headers: Readonly<Record<string, string | Array<string> | undefined>>
  /** All whole blocks until now. */
  readonly blocks: () => ReadonlyArray<Block>
  /** Those with a name. */
  readonly names: () => ReadonlyArray<string>
  readonly ended: () => boolean
  readonly close: () => void
}

/** Opens `GET /api/events` until the scope ends. `reads`: false for a client that never takes what it is sent. */
export const openEvents = (
  port: number,
  query: string,
  headers: Readonly<Record<string, string>>,
  reads = true
): Effect.Effect<Open, Error, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<Open, Error>((resume) => {
      const request = nodeRequest(
        {
          host: "127.0.0.1",
          port,
          path: `/api/events${query}`,
          headers,
          agent: false
        },
        (response) => {
          let text = ""
          let ended = false
          // Without a listener the response stays paused, and the socket fills.
          if (reads) {
            response.on("data", (chunk: Buffer) => {
              text += chunk.toString()
            })
          }
          response.on("close", () => {
            ended = true
          })
          resume(
            Effect.succeed({
              status: response.statusCode ?? 0,
              headers: response.headers,
              blocks: () => blocksOf(text),
              names: () => blocksOf(text).flatMap(({ event }) => event ?? []),
              ended: () => ended,
              close: () => request.destroy()
            })
          )
        }
      )
      request.on("error", (error) => resume(Effect.fail(error)))
      request.end()
    }),
    ({ close }) => Effect.sync(close)
  )
