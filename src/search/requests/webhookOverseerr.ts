import { idOf, recordOf, recordsIn, titleOf } from "../../clients/requests/reading.ts"
import {
  idByMedia,
  kindOf,
  type Members,
  mediaIdsIn,
  problem,
  seasonsIn,
  type WebhookReading
} from "./webhookReading.ts"

/** Whether the notification is about a request that is approved; undefined: about something else. */
const approvedOf = (notification: string): boolean | undefined => {
  switch (notification) {
    case "MEDIA_APPROVED":
    case "MEDIA_AUTO_APPROVED":
      return true
    case "MEDIA_PENDING":
      return false
    default:
      return undefined
  }
}

/**
 * No member says it outright. The event does in its words ("4K Movie Request Approved"); older versions and payloads
 * without it show it by which of the two states has left "unknown".
 */
const is4kOf = (event: unknown, media: Members): boolean | undefined => {
  if (typeof event === "string" && /\brequest\b/i.test(event)) return /\b4K\b/.test(event)
  const [ordinary, in4k] = [media["status"], media["status4k"]].map((state) =>
    typeof state === "string" && state !== "" ? state.toUpperCase() : undefined
  )
  if (in4k === undefined) return undefined
  if (in4k === "UNKNOWN") return false
  return ordinary === "UNKNOWN" ? true : undefined
}

/** The default payload of Overseerr, Jellyseerr and Seerr (their `webhook.ts`): ids and numbers come as text. */
export const requestOfOverseerr = (body: Members, at: number | undefined): WebhookReading => {
  const notification = body["notification_type"]
  if (typeof notification !== "string") return problem('"notification_type" is no text')
  if (notification === "TEST_NOTIFICATION") return "test"
  const approved = approvedOf(notification)
  if (approved === undefined) return "not a request"
  const media = recordOf(body["media"])
  if (media === undefined) return problem('no "media" in it')
  const kind = kindOf(media["media_type"])
  if (kind === undefined) return problem('"media.media_type" is neither "movie" nor "tv"')
  const ids = mediaIdsIn(media)
  if (ids === undefined) return problem('no usable "media.tmdbId" or "media.tvdbId"')
  const id = idOf(recordOf(body["request"])?.["request_id"])
  const seasons = recordsIn(body["extra"])?.find(({ name }) => name === "Requested Seasons")
  return {
    kind,
    is4k: is4kOf(body["event"], media),
    approved,
    request: {
      id: id === undefined ? idByMedia(kind, ids) : `webhook:overseerr:${id}`,
      source: "webhook",
      title: titleOf(body["subject"]),
      ...ids,
      seasons: kind === "tv" ? seasonsIn(seasons?.["value"]) : undefined,
      requestedAt: at
    }
  }
}
