import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as ScopedRef from "effect/ScopedRef"
import type { ClientError } from "../../clients/ClientError.ts"
import type { RequestKind, RequestList } from "../../clients/requests/endpoint.ts"
import * as Ombi from "../../clients/requests/ombi.ts"
import * as Overseerr from "../../clients/requests/overseerr.ts"
import { Requests } from "../../store/search/Requests.ts"
import type { OmbiSettings, OverseerrSettings } from "./RequestSettings.ts"
import { sameRequests } from "./sameRequests.ts"

/** One request service of one section. */
export interface RequestSource<Settings> {
  /**
   * Asks it once and keeps what it says. When it fails, what it said before stays; one log line tells that it does not
   * answer and one that it does again. Switched off (undefined), nothing of it stays. True when it answered.
   */
  readonly ask: (settings: Settings | undefined) => Effect.Effect<boolean>
}

/** One question. */
type Ask<Settings> = (settings: Settings) => Effect.Effect<RequestList, ClientError>

/** A way to a service, closed with the scope. Sends nothing by itself. */
export type Open<Settings> = (settings: Settings) => Effect.Effect<Ask<Settings>, never, Scope.Scope>

/** Which service it is. */
interface Service<Settings> {
  readonly name: string
  readonly source: "overseerr" | "ombi"
  readonly open: Open<Settings>
}

/** A connection, and what is known of the other end since it was made. */
interface Connection<Settings> {
  readonly settings: Settings
  readonly ask: Ask<Settings>
  away: boolean
  skipped: number
}

const keysEqual = Redacted.getEquivalence<string>((a, b) => a === b)

/** True when a connection made with one serves the other. */
const sameConnection = (a: OmbiSettings, b: OmbiSettings): boolean =>
  a.url === b.url && a.skipTlsVerify === b.skipTlsVerify && keysEqual(a.apiKey, b.apiKey)

/** True when both ask the same of the same service. */
export const sameSettings = (a: OmbiSettings | undefined, b: OmbiSettings | undefined): boolean =>
  a === undefined || b === undefined
    ? a === b
    : sameConnection(a, b) && a.approvedOnly === b.approvedOnly && is4kOf(a) === is4kOf(b)

const is4kOf = (settings: OmbiSettings): boolean => "is4k" in settings && settings.is4k === true

/** Its connection is made when it is first asked, and anew when address or key change. */
export const make = <Settings extends OmbiSettings>(
  section: string,
  service: Service<Settings>
): Effect.Effect<RequestSource<Settings>, never, Requests | Scope.Scope> =>
  Effect.gen(function* () {
    const { name, open, source } = service
    const store = yield* Requests
    const current = yield* ScopedRef.make<Connection<Settings> | undefined>(() => undefined)

    const replace = (requests: RequestList["requests"]): Effect.Effect<void> => {
      const before = store.of(section).filter((request) => request.source === source)
      return sameRequests(before, requests) ? Effect.void : store.replace(section, source, requests)
    }

    const connection = (settings: Settings): Effect.Effect<Connection<Settings>> =>
      Effect.gen(function* () {
        const last = yield* ScopedRef.get(current)
        if (last !== undefined && sameConnection(last.settings, settings)) return last
        yield* ScopedRef.set(
          current,
          Effect.map(open(settings), (ask) => ({ settings, ask, away: false, skipped: 0 }))
        )
        const made = yield* ScopedRef.get(current)
        return made ?? (yield* Effect.dieMessage(`${section}: no connection to ${name}`))
      })

    const take = (to: Connection<Settings>, { requests, skipped }: RequestList) =>
      Effect.gen(function* () {
        if (to.away) yield* Effect.logInfo(`${section}: ${name} tells its requests again`)
        to.away = false
        if (skipped !== to.skipped && skipped > 0) {
          yield* Effect.logWarning(`${section}: ${skipped} requests of ${name} cannot be read and are left out`)
        }
        to.skipped = skipped
        yield* replace(requests)
      })

    return {
      ask: (settings) =>
        Effect.gen(function* () {
          if (settings === undefined) {
            if ((yield* ScopedRef.get(current)) !== undefined) yield* ScopedRef.set(current, Effect.succeed(undefined))
            yield* replace([])
            return false
          }
          const to = yield* connection(settings)
          const answer = yield* Effect.either(to.ask(settings))
          if (Either.isRight(answer)) {
            yield* take(to, answer.right)
            return true
          }
          if (!to.away) {
            yield* Effect.logWarning(
              `${section}: the requests of ${name} cannot be read; those that are known stay. ${answer.left.message}`
            )
          }
          to.away = true
          return false
        })
    }
  })

/** The way to an Overseerr, Jellyseerr or Seerr. */
export const openOverseerr =
  (section: string, kind: RequestKind): Open<OverseerrSettings> =>
  (settings) =>
    Effect.map(Overseerr.make({ section, ...settings }, kind), (client) => client.requests)

/** The way to an Ombi. */
export const openOmbi =
  (section: string, kind: RequestKind): Open<OmbiSettings> =>
  (settings) =>
    Effect.map(Ombi.make({ section, ...settings }, kind), (client) => client.requests)
