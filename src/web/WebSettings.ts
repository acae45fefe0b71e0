import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"

/** What the API reads from the live config; asked again for every request, so a reload acts at once. */
export interface WebSettingsService {
  /** The bearer token that scripts must show: `WebUI.Token`, else the generated one (see `ApiToken`). */
  readonly token: Effect.Effect<Redacted.Redacted>
  /** `WebUI.AuthDisabled`: nobody is asked for a token. */
  readonly authDisabled: Effect.Effect<boolean>
  /** `Settings.AllowDrills`. */
  readonly allowDrills: Effect.Effect<boolean>
  /** Where the daemon keeps its data; fixed for its life. */
  readonly dataFolder: string
}

export class WebSettings extends Context.Tag("qbitrr/web/WebSettings")<WebSettings, WebSettingsService>() {}
