import type { RequestKind } from "../../clients/requests/endpoint.ts"
import { recordOf, titleOf } from "../../clients/requests/reading.ts"
import { requestOfOmbi } from "./webhookOmbi.ts"
import { requestOfOverseerr } from "./webhookOverseerr.ts"
import {
  idByMedia,
  kindOf,
  type Members,
  mediaIdsIn,
  problem,
  seasonsIn,
  type WebhookReading,
  type WebhookRequest
} from "./webhookReading.ts"

export type { WebhookReading, WebhookRequest } from "./webhookReading.ts"

/** What people send who need no Overseerr: whoever may call the webhook has approved it. */
const requestOfPerson = (body: Members, at: number | undefined): WebhookReading => {
  const kind = kindOf(body["type"])
  if (kind === undefined) return problem('no "type" that is "movie" or "tv"')
  const ids = mediaIdsIn(body)
  if (ids === undefined) return problem('no usable "tmdbId", "tvdbId" or "imdbId"')
  const is4k = body["is4k"]
  return {
    kind,
    is4k: typeof is4k === "boolean" ? is4k : undefined,
    approved: true,
    request: {
      id: idByMedia(kind, ids),
      source: "webhook",
      title: titleOf(body["title"]),
      ...ids,
      seasons: kind === "tv" ? seasonsIn(body["seasons"]) : undefined,
      requestedAt: at
    }
  }
}

/**
 * Reads the body of a webhook. Never throws, whatever it is given, and a problem quotes nothing of it.
 * @param at epoch milliseconds at which it came; becomes `requestedAt`.
 */
export const requestOf = (body: unknown, at?: number): WebhookReading => {
  const members = recordOf(body)
  if (members === undefined) return problem("the body is no JSON object")
  if ("notification_type" in members) return requestOfOverseerr(members, at)
  if ("notificationType" in members) return requestOfOmbi(members, at)
  return requestOfPerson(members, at)
}

/** Whether a section is the one to serve it. A section that serves only what is approved waits for the approval. */
export const isFor = (
  { approved, is4k, kind }: WebhookRequest,
  section: { readonly kind: RequestKind; readonly is4k: boolean; readonly approvedOnly: boolean }
): boolean =>
  kind === section.kind && (is4k === undefined || is4k === section.is4k) && (approved || !section.approvedOnly)
