/** The default payload of an Overseerr webhook, as its template renders it: every value is text. */
export const overseerr = (notification: string, more: Record<string, unknown> = {}) => ({
  notification_type: notification,
  event: "Movie Request Approved",
  subject: "The Matrix (1999)",
  message: "Set in the 22nd century, …",
  image: "https://image.tmdb.org/t/p/w600_and_h900_bestv2/poster.jpg",
  media: { media_type: "movie", tmdbId: "603", tvdbId: "", status: "PROCESSING", status4k: "UNKNOWN" },
  request: {
    request_id: "12",
    requestedBy_email: "somebody@example.org",
    requestedBy_username: "somebody",
    requestedBy_avatar: ""
  },
  issue: null,
  comment: null,
  extra: [],
  ...more
})

export const overseerrSeries = (notification: string, more: Record<string, unknown> = {}) =>
  overseerr(notification, {
    event: "Series Request Automatically Approved",
    subject: "Dark (2017)",
    media: { media_type: "tv", tmdbId: "70523", tvdbId: "334824", status: "PENDING", status4k: "UNKNOWN" },
    extra: [
      { name: "Requested By", value: "somebody" },
      { name: "Requested Seasons", value: "1, 3" }
    ],
    ...more
  })

/** What every Overseerr sends when its webhook is tried out. */
export const overseerrTest = overseerr("TEST_NOTIFICATION", {
  event: "",
  subject: "Test Notification",
  media: null,
  request: null
})

/** What Ombi sends: its template variables as one flat object. */
export const ombi = (notification: string, more: Record<string, unknown> = {}) => ({
  requestId: "7",
  requestedUser: "somebody",
  title: "The Matrix",
  requestedDate: "Tuesday, 1 September 2026",
  type: "Movie",
  additionalInformation: "",
  overview: "Set in the 22nd century, …",
  year: "1999",
  episodesList: null,
  seasonsList: null,
  posterImage: "https://image.tmdb.org/t/p/w300/poster.jpg",
  applicationName: "Ombi",
  applicationUrl: "",
  denyReason: null,
  availableDate: "",
  requestStatus: "Processing Request",
  providerId: "603",
  notificationType: notification,
  ...more
})
