import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import { json, type WebRequest, type WebResponse } from "./Exchange.ts"

/** What a stand-in can be told to do wrong. */
export type FaultKind =
  | "none"
  /** 500 with the Arrs' error body. */
  | "500"
  /** 200 with a page of a proxy. */
  | "html"
  /** The real answer, cut off in the middle. */
  | "broken-json"
  /** Accepts and never answers. */
  | "hang"
  /** The real list with one record in it whose members have the wrong types. */
  | "odd-record"
  /** 503 of an Arr that is still starting. */
  | "503-starting"

/** A fault and the request paths it hits; all of them when `paths` is left out. */
export interface Fault {
  readonly kind: FaultKind
  readonly paths?: RegExp | undefined
}

const oddRecord = { id: "no number", title: 42, status: [], quality: "none", hash: null, downloadId: 7, eventType: {} }

const withOddRecord = (answer: WebResponse): WebResponse => {
  if (answer.status !== 200 || !/^\s*[[{]/.test(answer.body)) return answer
  const value: unknown = JSON.parse(answer.body)
  if (Array.isArray(value)) return { ...answer, body: JSON.stringify([oddRecord, ...value]) }
  if (typeof value === "object" && value !== null && "records" in value && Array.isArray(value.records)) {
    const total = "totalRecords" in value && typeof value.totalRecords === "number" ? value.totalRecords + 1 : 1
    return {
      ...answer,
      body: JSON.stringify({ ...value, totalRecords: total, records: [oddRecord, ...value.records] })
    }
  }
  return answer
}

const disturb = (kind: FaultKind, appName: string, answer: Effect.Effect<WebResponse>): Effect.Effect<WebResponse> => {
  switch (kind) {
    case "none":
      return answer
    case "hang":
      return Effect.never
    case "500":
      return Effect.succeed(json(500, { message: "database is locked", description: "   at Simulated.Fault()" }))
    case "503-starting":
      return Effect.succeed(json(503, { errorMessage: `${appName} is starting up, please try again later` }))
    case "html":
      return Effect.succeed({
        status: 200,
        headers: { "content-type": "text/html" },
        body: "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in</body></html>"
      })
    case "broken-json":
      return Effect.map(answer, (whole) => ({ ...whole, body: whole.body.slice(0, Math.ceil(whole.body.length / 2)) }))
    case "odd-record":
      return Effect.map(answer, withOddRecord)
  }
}

/**
 * Puts the fault in force between a request and its answer. Faults that need no real answer never reach the stand-in,
 * so nothing changes in it; `broken-json` and `odd-record` do: the call has worked, only its answer is damaged.
 */
export const through = (
  fault: Ref.Ref<Fault>,
  appName: string,
  request: WebRequest,
  answer: Effect.Effect<WebResponse>
): Effect.Effect<WebResponse> =>
  Effect.flatMap(Ref.get(fault), ({ kind, paths }) =>
    paths === undefined || request.path.search(paths) >= 0 ? disturb(kind, appName, answer) : answer
  )
