import * as Effect from "effect/Effect"
import type { RequestKind } from "../../clients/requests/endpoint.ts"
import type { DependenciesService } from "../../supervision/Dependencies.ts"
import type { OmbiSettings, OverseerrSettings } from "./RequestSettings.ts"
import { type Open, openOmbi, openOverseerr } from "./RequestSource.ts"

/** The same way to a service, which is known as a dependency as long as it is open: each question tells how it is. */
export const watched =
  <Settings>(dependencies: DependenciesService, name: string, open: Open<Settings>): Open<Settings> =>
  (settings) =>
    Effect.acquireRelease(dependencies.register(name, "requests"), () => dependencies.forget(name)).pipe(
      Effect.zipRight(open(settings)),
      Effect.map(
        (ask) => (now: Settings) =>
          Effect.tapBoth(ask(now), {
            onFailure: ({ message }) => dependencies.down(name, message, null),
            onSuccess: () => dependencies.up(name)
          })
      )
    )

/** Both request services of a section over HTTP, under the names that their clients have in messages. */
export const watchedServices = (
  dependencies: DependenciesService,
  section: string,
  kind: RequestKind
): { readonly overseerr: Open<OverseerrSettings>; readonly ombi: Open<OmbiSettings> } => ({
  overseerr: watched(dependencies, `Overseerr of ${section}`, openOverseerr(section, kind)),
  ombi: watched(dependencies, `Ombi of ${section}`, openOmbi(section, kind))
})
