import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Environment } from "../../../src/config/environment.ts"
import { type TorrentPlan, TorrentPlans } from "../../../src/web/config/TorrentPlans.ts"
import { editorWorld } from "../config/edit/editorWorld.ts"
import { installed, openToken } from "./access/support.ts"
import { type Answer, call, start } from "./fakes.ts"

export const noTorrents: TorrentPlan = {
  torrents: 0,
  changed: 0,
  more: new Map(),
  less: new Map(),
  first: [],
  untold: 0
}

/** A server in front of a real config file. `as` sends requests with a token of that scope. */
export const configWorld = (text: string, options: { readonly env?: Environment; readonly plan?: TorrentPlan } = {}) =>
  Effect.gen(function* () {
    const world = yield* editorWorld(text, options.env)
    const kept = installed()
    const tokens = { config: openToken(kept, ["config"]), read: openToken(kept, ["read", "actions"]) }
    const plans = Layer.succeed(TorrentPlans, { compare: () => Effect.succeed(options.plan ?? noTorrents) })
    const port = yield* start({ editing: Layer.merge(world.layer, plans), access: kept })
    const send = (
      method: string,
      path: string,
      body?: unknown,
      as?: keyof typeof tokens
    ): Effect.Effect<Answer, Error> =>
      call(port, method, path, {
        ...(as === undefined ? {} : { anonymous: true }),
        headers: {
          ...(as === undefined ? {} : { authorization: `Bearer ${tokens[as]}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" })
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
      })
    return { ...world, port, send }
  })

/** A JSON body as something to look into. */
export const body = (answer: Answer): Readonly<Record<string, never>> => answer.json as Readonly<Record<string, never>>
