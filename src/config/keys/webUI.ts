import { key, table } from "../Key.ts"
import { bool, oneOf } from "../values/Choice.ts"
import { int } from "../values/Number.ts"
import { requiredText, secret, text, urlBase } from "../values/Text.ts"

/** `[WebUI]` and `[WebUI.OIDC]`: the web server and who may use it. Source: spec config §5. */
export const webUITree = {
  Host: key({
    value: requiredText,
    default: "0.0.0.0",
    effect: "web",
    doc: "Address the web server binds to; 127.0.0.1 keeps it to this machine."
  }),
  Port: key({ value: int({ min: 1, max: 65_535 }), default: 6969, effect: "web", doc: "Port of the web server." }),
  Token: key({
    value: secret,
    default: "",
    effect: "live",
    doc: "Bearer token for scripts. Empty: one is made at the first start and kept in the data folder."
  }),
  AuthDisabled: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Let everybody who reaches the port do everything. An absent key means that a login is needed."
  }),
  AllowInsecureExposure: key({
    value: bool,
    default: false,
    effect: "web",
    doc: "Must be true to combine AuthDisabled with a Host that others can reach."
  }),
  AllowInsecureTokenQuery: key({
    planned: true,
    value: bool,
    default: false,
    effect: "live",
    doc: "Accept the token as ?token=… too. It then ends up in browser histories and proxy logs."
  }),
  BehindHttpsProxy: key({
    planned: true,
    value: bool,
    default: false,
    effect: "web",
    doc: "Trust one proxy in front that speaks HTTPS: its forwarding headers are used and session cookies are Secure."
  }),
  UrlBase: key({
    value: urlBase,
    default: "",
    effect: "web",
    doc: 'Path below which everything is served, e.g. "/qbitrr"; empty is the root.'
  }),
  LocalAuthEnabled: key({
    planned: true,
    value: bool,
    default: false,
    effect: "live",
    doc: "Allow login by user name and password."
  }),
  OIDCEnabled: key({
    planned: true,
    value: bool,
    default: false,
    effect: "web",
    doc: "Allow login by an OpenID Connect provider; needs OIDC.Authority and OIDC.ClientId."
  }),
  Username: key({ planned: true, value: text, default: "", effect: "live", doc: "Name for the local login." }),
  PasswordHash: key({
    planned: true,
    value: secret,
    default: "",
    effect: "live",
    doc: "Hash of the password for the local login; set it on the page, never by hand."
  }),
  LiveArr: key({
    planned: true,
    value: bool,
    default: true,
    effect: "live",
    doc: "Refresh the Arr and qBittorrent views by themselves."
  }),
  Theme: key({
    planned: true,
    value: oneOf(["Dark", "Light"]),
    default: "Dark",
    effect: "live",
    doc: "Colours of the page."
  }),
  ViewDensity: key({
    planned: true,
    value: oneOf(["Comfortable", "Compact"]),
    default: "Comfortable",
    effect: "live",
    doc: "How closely the page is set."
  }),
  OIDC: table({
    planned: true,
    doc: "Login by an OpenID Connect provider.",
    keys: {
      Authority: key({
        value: text,
        default: "",
        effect: "web",
        doc: "Base URL of the provider; its discovery document is looked for below it."
      }),
      ClientId: key({ value: text, default: "", effect: "web", doc: "Client id registered with the provider." }),
      ClientSecret: key({
        value: secret,
        default: "",
        effect: "web",
        doc: "Client secret registered with the provider."
      }),
      Scopes: key({
        value: requiredText,
        default: "openid profile",
        effect: "web",
        doc: "Scopes to ask for, separated by blanks."
      }),
      CallbackPath: key({
        value: requiredText,
        default: "/signin-oidc",
        effect: "web",
        doc: "Path the provider sends people back to; register it there."
      }),
      RequireHttpsMetadata: key({
        value: bool,
        default: true,
        effect: "web",
        doc: "Refuse a provider that is not reached by HTTPS."
      })
    }
  })
}
