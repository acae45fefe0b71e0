import { idOf, titleOf } from "../../clients/requests/reading.ts"
import { kindOf, type Members, problem, seasonsIn, type WebhookReading } from "./webhookReading.ts"

/**
 * The payload of Ombi (its `NotificationMessageCurlys`): one flat object of texts. `providerId` is a TMDB id, for series
 * too since version 4; nothing says whether a movie is wanted in 4K.
 */
export const requestOfOmbi = (body: Members, at: number | undefined): WebhookReading => {
  const notification = body["notificationType"]
  if (typeof notification !== "string") return problem('"notificationType" is no text')
  if (notification === "Test") return "test"
  if (notification !== "NewRequest" && notification !== "RequestApproved") return "not a request"
  const status = body["requestStatus"]
  if (status === "Available" || status === "Denied" || body["type"] === "Album") return "not a request"
  const kind = kindOf(body["type"])
  if (kind === undefined) return problem('"type" is neither "Movie" nor "TV Show"')
  const tmdbId = idOf(body["providerId"])
  if (tmdbId === undefined) return problem('no usable "providerId"')
  const id = idOf(body["requestId"])
  return {
    kind,
    is4k: undefined,
    // A new request is approved at once for those who need no approval.
    approved: notification === "RequestApproved" || status === "Processing Request",
    request: {
      id: id === undefined ? `webhook:${kind}:tmdb:${tmdbId}` : `webhook:ombi:${kind}:${id}`,
      source: "webhook",
      title: titleOf(body["title"]),
      tmdbId,
      tvdbId: undefined,
      imdbId: undefined,
      seasons: kind === "tv" ? seasonsIn(body["seasonsList"]) : undefined,
      requestedAt: at
    }
  }
}
