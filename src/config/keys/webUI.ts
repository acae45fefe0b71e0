import { key, table } from "../Key.ts"
import { callbackPath, frameAncestor, headerName, hostName, network } from "../values/Address.ts"
import { bool, oneOf } from "../values/Choice.ts"
import { list } from "../values/List.ts"
import { int } from "../values/Number.ts"
import { requiredText, secret, text, urlBase } from "../values/Text.ts"

/** `[WebUI]` and what is below it: the web server and who may use it. Source: spec config §5, design decisions "Web access". */
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
  AllowedHosts: key({
    value: list(hostName),
    default: [],
    effect: "live",
    doc: "With AuthDisabled: names, without port, under which browsers reach the page, beside addresses, localhost and names without a dot. Any other is refused, because a page of another site can give itself a name that leads here."
  }),
  AllowInsecureTokenQuery: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Accept the token as ?token=… too. It then ends up in browser histories and proxy logs."
  }),
  BehindHttpsProxy: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "One proxy in front speaks HTTPS: session cookies are Secure, and its forwarding headers are used when it reaches us from a private address or stands in TrustedProxies."
  }),
  TrustedProxies: key({
    value: list(network),
    default: [],
    effect: "live",
    doc: "Addresses and networks of the reverse proxies in front. Only their X-Forwarded-… headers and, with ProxyAuth, their user names are believed."
  }),
  FrameAncestors: key({
    value: list(frameAncestor),
    default: [],
    effect: "live",
    doc: "Origins of the dashboards that may show the page in a frame; empty: none. \"'self'\" is this very origin."
  }),
  UrlBase: key({
    value: urlBase,
    default: "",
    effect: "web",
    doc: 'Path below which everything is served, e.g. "/qbitrr"; empty is the root.'
  }),
  LocalAuthEnabled: key({
    value: bool,
    default: true,
    effect: "live",
    doc: "Allow login by user name and password. False has an effect only where OIDC or ProxyAuth is another way in."
  }),
  OIDCEnabled: key({
    value: bool,
    default: false,
    effect: "live",
    doc: "Allow login by an OpenID Connect provider; needs OIDC.Authority, OIDC.ClientId and somebody in OIDC.AllowedUsers or OIDC.AllowedGroups."
  }),
  Username: key({
    value: text,
    default: "",
    effect: "live",
    doc: "Name for the login by PasswordHash. The name chosen on the page is kept in the database."
  }),
  PasswordHash: key({
    value: secret,
    default: "",
    effect: "live",
    doc: "Fixes the password from outside: what `qbitrr password hash` prints. Empty: the one chosen on the page, kept in the database. A bcrypt hash of qBitrr cannot be used; the password is then set anew on the page."
  }),
  LiveArr: key({
    value: bool,
    default: true,
    effect: "live",
    doc: "Let the views of libraries, torrents and searches refresh by themselves. False: they wait for their Refresh button; each visitor may switch them to live."
  }),
  Theme: key({
    value: oneOf(["Dark", "Light"]),
    default: "Dark",
    effect: "live",
    doc: "Colours of the page, in browsers that have not chosen their own."
  }),
  ViewDensity: key({
    value: oneOf(["Comfortable", "Compact"]),
    default: "Comfortable",
    effect: "live",
    doc: "How high the rows of tables are, in browsers that have not chosen their own."
  }),
  OIDC: table({
    doc: "Login by an OpenID Connect provider. AllowedUsers and AllowedGroups say who is let in; both empty: nobody.",
    keys: {
      Authority: key({
        value: text,
        default: "",
        effect: "live",
        doc: "Base URL of the provider; its discovery document is looked for below it."
      }),
      ClientId: key({ value: text, default: "", effect: "live", doc: "Client id registered with the provider." }),
      ClientSecret: key({
        value: secret,
        default: "",
        effect: "live",
        doc: "Client secret registered with the provider."
      }),
      Scopes: key({
        value: requiredText,
        default: "openid profile",
        effect: "live",
        doc: "Scopes to ask for, separated by blanks; email and groups usually need one of their own."
      }),
      AllowedUsers: key({
        value: list(requiredText),
        default: [],
        effect: "live",
        doc: "Who is let in: the provider's sub, preferred_username, or e-mail address if the provider has verified it."
      }),
      AllowedGroups: key({
        value: list(requiredText),
        default: [],
        effect: "live",
        doc: "Groups whose members are let in."
      }),
      GroupsClaim: key({
        value: requiredText,
        default: "groups",
        effect: "live",
        doc: "Claim that lists the groups of a person."
      }),
      CallbackPath: key({
        value: callbackPath,
        default: "/signin-oidc",
        effect: "live",
        doc: "Path the provider sends people back to; register it there."
      }),
      RequireHttpsMetadata: key({
        value: bool,
        default: true,
        effect: "live",
        doc: "Refuse a provider that is not reached by HTTPS."
      })
    }
  }),
  ProxyAuth: table({
    doc: "Login by a reverse proxy that says who is there (Authelia, Authentik, oauth2-proxy, …). Only proxies in TrustedProxies are believed.",
    keys: {
      Enabled: key({ value: bool, default: false, effect: "live", doc: "Believe the user names of TrustedProxies." }),
      UserHeader: key({
        value: headerName,
        default: "Remote-User",
        effect: "live",
        doc: "Header in which the proxy names the person."
      }),
      AllowedUsers: key({
        value: list(requiredText),
        default: [],
        effect: "live",
        doc: "Names that are let in; empty: everybody whom the proxy lets through."
      })
    }
  })
}
