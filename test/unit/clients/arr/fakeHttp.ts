import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type ArrClient, fromHttp } from "../../../../src/clients/arr/ArrClient.ts"
import type { ArrKind } from "../../../../src/clients/arr/ArrKind.ts"
import { Transient } from "../../../../src/clients/ClientError.ts"
import { type Http, type HttpAnswer, type HttpCall, nameOf } from "../../../../src/clients/http.ts"
import { validateRequest } from "../../../harness/OpenApi.ts"

export const apiKey = "0123456789abcdef0123456789abcdef"

/** What a stand-in says: a status with a body, or that the connection broke. */
export type Reply = { readonly status: number; readonly body: unknown } | "broken"

export const ok = (body: unknown): Reply => ({ status: 200, body })

export interface Fake {
  readonly client: ArrClient
  /** Calls seen, newest last. */
  readonly calls: ReadonlyArray<HttpCall>
}

const textOf = (body: unknown): string => (typeof body === "string" ? body : JSON.stringify(body))

/** An Arr in memory. Every request must be right by the program's OpenAPI document and carry the key in its header. */
export const fakeArr = (kind: ArrKind, reply: (call: HttpCall, nth: number) => Reply): Fake => {
  const calls: Array<HttpCall> = []
  const http: Http = {
    service: "Section",
    baseUrl: "http://arr.local",
    send: (call) =>
      Effect.suspend((): Effect.Effect<HttpAnswer, Transient> => {
        const problems = validateRequest(kind, {
          method: call.method,
          path: call.path,
          query: call.query ?? [],
          body: call.json
        })
        if (problems.length > 0) return Effect.dieMessage(`${nameOf(call)}: ${problems.join("; ")}`)
        if (call.headers?.["X-Api-Key"] !== apiKey) return Effect.dieMessage(`${nameOf(call)}: no key in the header`)
        calls.push(call)
        const said = reply(call, calls.length)
        return said === "broken"
          ? Effect.fail(
              new Transient({ service: "Section", request: nameOf(call), detail: "closed.", kind: "connection" })
            )
          : Effect.succeed({ status: said.status, headers: {}, cookies: [], body: textOf(said.body) })
      })
  }
  return { client: fromHttp({ name: "Section", kind, apiKey: Redacted.make(apiKey) }, http), calls }
}

/** The value of a query parameter. */
export const queryOf = (call: HttpCall | undefined, name: string): string | undefined =>
  call?.query?.find(([key]) => key === name)?.[1]
