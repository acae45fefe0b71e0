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

/** What a browser shows that comes back from the provider in vain: the reason, and the way back. No script, no style. */
export const errorPage = (failure: OidcFailure, urlBase: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(
    [
      "<!doctype html>",
      '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
      "<title>Login failed - qbitrr</title></head><body>",
      "<h1>The login did not work</h1>",
      `<p>${escaped(failure.message)}</p>`,
      `<p><a href="${escaped(urlBase)}/login">Back to the login</a></p>`,
      "</body></html>"
    ].join("\n"),
    { status: failure.status, contentType: "text/html; charset=utf-8" }
  )
