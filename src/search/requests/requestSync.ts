import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { RequestKind } from "../../clients/requests/endpoint.ts"
import { type MediaRequest, Requests, type RequestsService } from "../../store/search/Requests.ts"
import type { OmbiSettings, OverseerrSettings, RequestSettings } from "./RequestSettings.ts"
import { make, type Open, openOmbi, openOverseerr, sameSettings } from "./RequestSource.ts"
import { fingerprint } from "./sameRequests.ts"

export type { OmbiSettings, OverseerrSettings, RequestSettings } from "./RequestSettings.ts"

export interface RequestSyncOptions {
  /** Config section. */
  readonly section: string
  readonly kind: RequestKind
  /** Read before every question, so that a change needs no restart. */
  readonly settings: Effect.Effect<RequestSettings>
  /** Run after each round that changed what is asked for. */
  readonly changed: Effect.Effect<void>
  /** Completes when somebody wants an answer before the time, for example `Queue.take(…)`. Default: nobody does. */
  readonly asked?: Effect.Effect<unknown>
  /** Default: over HTTP. */
  readonly services?: { readonly overseerr: Open<OverseerrSettings>; readonly ombi: Open<OmbiSettings> }
}

/** How long a change of the settings may go unnoticed. Milliseconds. */
const lookEvery = 10_000

/**
 * From a wish for an answer to the question, milliseconds. Overseerr sends its webhooks before it has saved what they
 * tell of, and one person may approve many requests in a minute. A wish that comes meanwhile leads to one more question.
 */
const settle = 5_000

const minute = 60_000

/** A request that came by webhook is kept until the service it came from has been asked well after it, or so long. */
const webhookLife = 14 * 24 * 60 * minute
const superseded = 10 * minute

/** Whether a request of a webhook is over; `answered`: services whose own list has just been read. */
const isOver = (request: MediaRequest, now: number, answered: ReadonlyArray<string>): boolean => {
  if (request.source !== "webhook" || request.requestedAt === undefined) return false
  const listed = answered.some((service) => request.id.startsWith(`webhook:${service}:`))
  return now - request.requestedAt > (listed ? superseded : webhookLife)
}

const forgetOld = (store: RequestsService, section: string, answered: ReadonlyArray<string>): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const pushed = store.of(section).filter(({ source }) => source === "webhook")
    const kept = pushed.filter((request) => !isOver(request, now, answered))
    return kept.length === pushed.length ? Effect.void : store.replace(section, "webhook", kept)
  })

/**
 * Asks the request services of one section at their own pace, apart from searching, for ever. Services that do not
 * answer keep what they said before.
 */
export const requestSync = ({
  asked = Effect.never,
  changed,
  kind,
  section,
  services = { overseerr: openOverseerr(section, kind), ombi: openOmbi(section, kind) },
  settings
}: RequestSyncOptions): Effect.Effect<never, never, Requests> =>
  Effect.gen(function* () {
    const store = yield* Requests
    const overseerr = yield* make(section, { name: "Overseerr", source: "overseerr", open: services.overseerr })
    const ombi = yield* make(section, { name: "Ombi", source: "ombi", open: services.ombi })

    const round = (now: RequestSettings) =>
      Effect.gen(function* () {
        const before = fingerprint(store.of(section))
        const [fromOverseerr, fromOmbi] = yield* Effect.all([overseerr.ask(now.overseerr), ombi.ask(now.ombi)], {
          concurrency: 2
        })
        yield* forgetOld(store, section, [...(fromOverseerr ? ["overseerr"] : []), ...(fromOmbi ? ["ombi"] : [])])
        if (fingerprint(store.of(section)) !== before) yield* changed
      })

    const pause = (before: RequestSettings) =>
      Effect.gen(function* () {
        for (let waited = 0; ; ) {
          const now = yield* settings
          if (!sameSettings(before.overseerr, now.overseerr) || !sameSettings(before.ombi, now.ombi)) return
          const left = Math.max(now.every, settle) - waited
          if (left <= 0) return
          const step = Math.min(left, lookEvery)
          const wished = yield* Effect.raceFirst(Effect.as(Effect.sleep(step), false), Effect.as(asked, true))
          if (wished) return yield* Effect.sleep(settle)
          waited += step
        }
      })

    return yield* Effect.forever(
      Effect.gen(function* () {
        const now = yield* settings
        yield* round(now)
        yield* pause(now)
      })
    )
  }).pipe(Effect.scoped)
