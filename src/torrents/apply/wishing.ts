import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Searches } from "../../search/Searches.ts"
import { Wishes } from "../../store/search/Wishes.ts"
import type { Action } from "../Action.ts"
import type { Torrent } from "../Torrent.ts"

/** Leaves what a person wants searched for to the section's own searching, which is woken and keeps its limits. */
export const wishFor = (
  torrent: Torrent,
  { section, targets }: Extract<Action, { readonly _tag: "Search" }>
): Effect.Effect<string, never, Searches | Wishes> =>
  Effect.gen(function* () {
    const wishes = yield* Wishes
    const askedAt = yield* Clock.currentTimeMillis
    for (const target of targets) {
      yield* wishes.add({ section, reason: "Manual", target, title: torrent.name, askedAt })
    }
    const search = (yield* (yield* Searches).all).get(section)
    if (search === undefined) return `done: kept until ${section} searches again`
    yield* search.wake
    return "done: searched for before everything else"
  })
