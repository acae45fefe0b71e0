import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import { empty, type WebRequest, type WebResponse } from "../http/Exchange.ts"
import * as Fault from "../http/Fault.ts"

/** What an Arr can do wrong. `401`: from now on it takes the key for a wrong one. */
export type ArrFault = Fault.FaultKind | "401"

/** Which requests a fault hits. */
export interface FaultReach {
  /** Default: all. The query is not looked at. */
  readonly paths?: RegExp
  /** So many of these are answered well before it begins. Default 0. */
  readonly after?: number
  /** It ends by itself after so many. Default: never. */
  readonly times?: number
}

/** The fault in force of one stand-in. */
export interface Faults {
  readonly set: (kind: ArrFault, reach?: FaultReach) => Effect.Effect<void>
  /** The answer, or what the fault makes of it. */
  readonly through: (request: WebRequest, answer: Effect.Effect<WebResponse>) => Effect.Effect<WebResponse>
}

interface Force extends FaultReach {
  readonly kind: ArrFault
  /** Requests it has seen that it is for. */
  readonly seen: number
}

export const make = Effect.fn("Faults.make")(function* (appName: string): Effect.fn.Return<Faults> {
  const force = yield* Ref.make<Force>({ kind: "none", seen: 0 })
  /** Which fault this request meets. */
  const next = (request: WebRequest) =>
    Ref.modify(force, (before): readonly [ArrFault, Force] => {
      const { after = 0, kind, paths, seen, times = Number.POSITIVE_INFINITY } = before
      if (paths !== undefined && request.path.search(paths) < 0) return ["none", before]
      const hit = seen >= after && seen < after + times
      return [hit ? kind : "none", { ...before, seen: seen + 1 }]
    })
  return {
    set: (kind, reach = {}) => Ref.set(force, { ...reach, kind, seen: 0 }),
    through: (request, answer) =>
      Effect.flatMap(next(request), (kind) =>
        kind === "401"
          ? Effect.succeed(empty(401))
          : Effect.flatMap(Ref.make<Fault.Fault>({ kind }), (one) => Fault.through(one, appName, request, answer))
      )
  }
})
