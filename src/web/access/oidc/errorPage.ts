import { createHash } from "node:crypto"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type { OidcFailure } from "./OidcFailure.ts"

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character)

/** As the login looks, in the colours of the system. */
const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#f4f5f7, #15181c); color: light-dark(#1c2026, #e6e9ee); }
main { max-width: 26rem; margin: 12vh auto 0; padding: 2rem; border: 1px solid light-dark(#d9dde3, #2c3138); border-radius: .75rem; background: light-dark(#fff, #1f2328); }
body { margin: 0 1rem; }
h1 { margin: 0 0 .75rem; font-size: 1.4rem; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
a { display: inline-flex; align-items: center; min-height: 2.75rem; color: light-dark(#3b5bdb, #91a7ff); }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
`

/** Looks as it does, and nothing else. */
const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'`

/** What a browser shows that comes back from the provider in vain: the reason, and the way back. No script. */
export const errorPage = (failure: OidcFailure, urlBase: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(
    [
      "<!doctype html>",
      '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
      `<title>Login failed - qbitrr</title><style>${style}</style></head><body><main>`,
      "<h1>The login did not work</h1>",
      `<p>${escaped(failure.message)}</p>`,
      `<p><a href="${escaped(urlBase)}/login">Back to the login</a></p>`,
      "</main></body></html>"
    ].join("\n"),
    {
      status: failure.status,
      contentType: "text/html; charset=utf-8",
      headers: { "content-security-policy": policy }
    }
  )
