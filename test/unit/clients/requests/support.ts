import * as Redacted from "effect/Redacted"
import type { RequestServiceOptions } from "../../../../src/clients/requests/endpoint.ts"

export const apiKey = "MTYwNDk2-s3cr3t-key-0123456789"

export const options = (url: string, key = apiKey): RequestServiceOptions => ({
  section: "Radarr-Movies",
  url,
  apiKey: Redacted.make(key),
  skipTlsVerify: false
})

export const now = Date.parse("2026-09-01T12:00:00Z")
