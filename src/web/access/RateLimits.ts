import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TooManyTries } from "./accessErrors.ts"
import { limitKey } from "./addresses.ts"
import { type Limit, slidingWindow } from "./slidingWindow.ts"

/** What is limited. */
export type Tries = "login" | "setup" | "oidc" | "token" | "newToken"

const quarter = 15 * 60_000

/** Per address; and for all addresses together, which is what holds against somebody who has many. */
const limits: Readonly<Record<Tries, { readonly each: Limit; readonly all: Limit }>> = {
  login: { each: { times: 10, within: quarter }, all: { times: 200, within: quarter } },
  setup: { each: { times: 5, within: quarter }, all: { times: 50, within: quarter } },
  oidc: { each: { times: 30, within: quarter }, all: { times: 600, within: quarter } },
  token: { each: { times: 30, within: quarter }, all: { times: 600, within: quarter } },
  newToken: { each: { times: 30, within: quarter }, all: { times: 60, within: quarter } }
}

/** Wrong passwords of one name, from wherever. */
const perUser: Limit = { times: 50, within: quarter }

/** Addresses and names that are remembered, per kind. */
const capacity = 10_000

const nameOf: Readonly<Record<Tries, string>> = {
  login: "Too many logins failed",
  setup: "Too many wrong codes",
  oidc: "Too many logins were begun",
  token: "Too many wrong tokens",
  newToken: "Too many tokens were made"
}

/** Counts tries in memory; a restart forgets them. */
export interface RateLimitsService {
  /** Counts a try, or says how long to wait. `user` counts for that name too. */
  readonly take: (kind: Tries, address: string, user?: string) => Effect.Effect<void, TooManyTries>
  /** Takes back what `take` has counted: the try was a good one. */
  readonly giveBack: (kind: Tries, address: string, user?: string) => Effect.Effect<void>
}

export class RateLimits extends Context.Tag("qbitrr/web/access/RateLimits")<RateLimits, RateLimitsService>() {}

const kinds = ["login", "setup", "oidc", "token", "newToken"] as const

export const layer: Layer.Layer<RateLimits> = Layer.sync(RateLimits, () => {
  const windows = new Map(
    kinds.map((kind) => [
      kind,
      { each: slidingWindow(limits[kind].each, capacity), all: slidingWindow(limits[kind].all, 1) }
    ])
  )
  const users = slidingWindow(perUser, capacity)
  /** What a try counts for, the narrowest first: who is refused there takes nothing from the others. */
  const countersOf = (kind: Tries, address: string, user: string | undefined) => {
    const found = windows.get(kind)
    return [
      ...(found === undefined ? [] : [{ window: found.each, key: limitKey(address) }]),
      ...(user === undefined ? [] : [{ window: users, key: user.toLowerCase() }]),
      ...(found === undefined ? [] : [{ window: found.all, key: "all" }])
    ]
  }
  return {
    take: (kind, address, user) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const taken: Array<() => void> = []
        for (const { key, window } of countersOf(kind, address, user)) {
          const tried = window.take(key, now)
          if (!tried.allowed) {
            for (const undo of taken) undo()
            const retryAfter = Math.ceil(tried.waitMillis / 1000)
            const minutes = Math.ceil(retryAfter / 60)
            const wait = minutes > 1 ? `${minutes} minutes` : "a minute"
            return yield* new TooManyTries({ error: `${nameOf[kind]}. Try again in ${wait}.`, retryAfter })
          }
          taken.push(() => window.giveBack(key))
        }
      }),
    giveBack: (kind, address, user) =>
      Effect.sync(() => {
        for (const { key, window } of countersOf(kind, address, user)) window.giveBack(key)
      })
  }
})
