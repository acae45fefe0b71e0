import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { SearchTarget } from "../../clients/arr/SearchTarget.ts"

/** A search that somebody asked for, kept until it was sent. */
export interface Wish {
  readonly key: number
  readonly section: string
  /** `Manual`: a person. `Replacement`: its download was removed and no search was left in the hour. */
  readonly reason: "Manual" | "Replacement"
  readonly target: SearchTarget
  readonly title: string
  /** Epoch milliseconds. */
  readonly askedAt: number
}

/** Survives restarts; durable when a call returns. */
export interface WishesService {
  /** An equal wish that is not fulfilled is answered instead. */
  readonly add: (wish: Omit<Wish, "key">) => Effect.Effect<Wish>
  /** Oldest first. From memory. */
  readonly of: (section: string) => ReadonlyArray<Wish>
  readonly remove: (key: number) => Effect.Effect<void>
}

export class Wishes extends Context.Tag("qbitrr/store/Wishes")<Wishes, WishesService>() {}
