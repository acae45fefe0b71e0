import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { isFor, requestOf, type WebhookReading } from "../../../../src/search/requests/webhook.ts"
import { ombi, overseerr, overseerrSeries, overseerrTest } from "./payloads.ts"

const at = 1_788_000_000_000

/** In one line, so that a table shows what is read of what. */
const short = (body: unknown): string => {
  const read: WebhookReading = requestOf(body, at)
  if (typeof read === "string") return read
  if ("problem" in read) return "problem"
  const { approved, is4k, kind, request } = read
  const ids = [request.tmdbId, request.tvdbId, request.imdbId].map((id) => id ?? "-").join("/")
  return `${request.id} ${kind} ${ids} seasons ${request.seasons?.join("+") ?? "all"} 4K ${is4k ?? "?"} ${approved ? "approved" : "waits"}`
}

const matrix = "webhook:overseerr:12 movie 603/-/- seasons all"
const dark = "webhook:overseerr:12 tv 70523/334824/- seasons 1+3"

describe("webhooks of Overseerr, Jellyseerr and Seerr", () => {
  const table: ReadonlyArray<readonly [string, unknown, string]> = [
    ["approved", overseerr("MEDIA_APPROVED"), `${matrix} 4K false approved`],
    ["approved by itself", overseerrSeries("MEDIA_AUTO_APPROVED"), `${dark} 4K false approved`],
    ["waiting", overseerr("MEDIA_PENDING", { event: "New Movie Request" }), `${matrix} 4K false waits`],
    [
      "in 4K, by the event",
      overseerrSeries("MEDIA_APPROVED", { event: "4K Series Request Approved" }),
      `${dark} 4K true approved`
    ],
    ["in 4K and waiting", overseerr("MEDIA_PENDING", { event: "New 4K Movie Request" }), `${matrix} 4K true waits`],
    ["ordinary, by the states", overseerr("MEDIA_APPROVED", { event: undefined }), `${matrix} 4K false approved`],
    [
      "in 4K, by the states",
      overseerr("MEDIA_APPROVED", {
        event: "",
        media: { media_type: "movie", tmdbId: "603", tvdbId: "", status: "UNKNOWN", status4k: "PENDING" }
      }),
      `${matrix} 4K true approved`
    ],
    [
      "both are wanted, and nothing tells which this is",
      overseerr("MEDIA_APPROVED", {
        event: "",
        media: { media_type: "movie", tmdbId: 603, status: "AVAILABLE", status4k: "PENDING" }
      }),
      `${matrix} 4K ? approved`
    ],
    [
      "without an id of the request",
      overseerr("MEDIA_APPROVED", { request: null }),
      "webhook:movie:tmdb:603 movie 603/-/- seasons all 4K false approved"
    ],
    [
      "without seasons",
      overseerrSeries("MEDIA_APPROVED", { extra: [] }),
      "webhook:overseerr:12 tv 70523/334824/- seasons all 4K false approved"
    ],
    ["tried out", overseerrTest, "test"],
    ["available", overseerr("MEDIA_AVAILABLE"), "not a request"],
    ["declined", overseerr("MEDIA_DECLINED"), "not a request"],
    ["failed", overseerr("MEDIA_FAILED"), "not a request"],
    ["asked for by a watch list; its approval comes too", overseerr("MEDIA_AUTO_REQUESTED"), "not a request"],
    ["an issue", overseerr("ISSUE_CREATED"), "not a request"],
    ["a kind of notification to come", overseerr("MEDIA_TELEPORTED"), "not a request"],
    ["without media", overseerr("MEDIA_APPROVED", { media: null }), "problem"],
    ["a template that was not filled in", overseerr("MEDIA_APPROVED", { media: { media_type: "" } }), "problem"],
    ["without any id", overseerr("MEDIA_APPROVED", { media: { media_type: "tv", tmdbId: "" } }), "problem"],
    ["no text for the kind", overseerr("MEDIA_APPROVED", { notification_type: 2 }), "problem"]
  ]
  it.each(table)("%s", (_name, body, expected) => {
    assert.strictEqual(short(body), expected)
  })
})

describe("webhooks of Ombi", () => {
  const series = { type: "TV Show", title: "Dark", providerId: "70523", seasonsList: "1,2,2" }
  const table: ReadonlyArray<readonly [string, unknown, string]> = [
    ["approved", ombi("RequestApproved"), "webhook:ombi:movie:7 movie 603/-/- seasons all 4K ? approved"],
    [
      "new and approved at once",
      ombi("NewRequest", series),
      "webhook:ombi:tv:7 tv 70523/-/- seasons 1+2 4K ? approved"
    ],
    [
      "new and waiting",
      ombi("NewRequest", { requestStatus: "Pending Approval" }),
      "webhook:ombi:movie:7 movie 603/-/- seasons all 4K ? waits"
    ],
    ["tried out", ombi("Test", { type: null, providerId: null }), "test"],
    ["available", ombi("RequestAvailable"), "not a request"],
    ["declined", ombi("RequestDeclined"), "not a request"],
    ["there already", ombi("NewRequest", { requestStatus: "Available" }), "not a request"],
    ["music", ombi("NewRequest", { type: "Album", providerId: "5b11f4ce-a62d-471e" }), "not a request"],
    ["an issue", ombi("Issue"), "not a request"],
    ["without a provider's id", ombi("NewRequest", { providerId: null }), "problem"],
    ["without a type", ombi("NewRequest", { type: null }), "problem"]
  ]
  it.each(table)("%s", (_name, body, expected) => {
    assert.strictEqual(short(body), expected)
  })
})

describe("webhooks by hand", () => {
  const table: ReadonlyArray<readonly [unknown, string]> = [
    [{ type: "movie", tmdbId: 603 }, "webhook:movie:tmdb:603 movie 603/-/- seasons all 4K ? approved"],
    [{ type: "Movie", imdbId: "TT0133093" }, "webhook:movie:tt0133093 movie -/-/tt0133093 seasons all 4K ? approved"],
    [
      { type: "tv", tvdbId: "334824", seasons: [2, 1, 2], is4k: true },
      "webhook:tv:tvdb:334824 tv -/334824/- seasons 1+2 4K true approved"
    ],
    [
      { type: "series", tmdbId: 70523, tvdbId: 334824, seasons: "3" },
      "webhook:tv:tmdb:70523 tv 70523/334824/- seasons 3 4K ? approved"
    ],
    [{ type: "tv", tvdbId: 1, seasons: 0 }, "webhook:tv:tvdb:1 tv -/1/- seasons 0 4K ? approved"],
    [{ type: "movie", tmdbId: 1, seasons: [1] }, "webhook:movie:tmdb:1 movie 1/-/- seasons all 4K ? approved"],
    [{ type: "movie" }, "problem"],
    [{ type: "movie", tmdbId: -1, imdbId: "603" }, "problem"],
    [{ type: "album", tmdbId: 1 }, "problem"],
    [{}, "problem"],
    [[], "problem"],
    ["movie", "problem"],
    [null, "problem"]
  ]
  it.each(table)("%j", (body, expected) => {
    assert.strictEqual(short(body), expected)
  })

  it("a request knows its title and when it came", () => {
    const read = requestOf({ type: "movie", tmdbId: 603, title: "  The\n Matrix " }, at)
    assert.isTrue(typeof read === "object" && "request" in read)
    if (typeof read === "object" && "request" in read) {
      assert.deepInclude(read.request, { title: "The Matrix", requestedAt: at, source: "webhook" })
    }
  })

  it("a problem says what is expected and quotes nothing of the body", () => {
    const read = requestOf({ type: "s3cr3t", tmdbId: "s3cr3t" })
    assert.isTrue(typeof read === "object" && "problem" in read)
    if (typeof read === "object" && "problem" in read) {
      assert.include(read.problem, '"tmdbId"')
      assert.notInclude(read.problem, "s3cr3t")
    }
  })
})

describe("webhooks: anything at all", () => {
  const value = fc.oneof(fc.anything(), fc.string(), fc.integer(), fc.constant(null))
  const media = fc.oneof(
    fc.record({ media_type: fc.oneof(fc.constant("tv"), value), tmdbId: value, tvdbId: value, status4k: value }),
    value
  )
  const bodies = fc.oneof(
    value,
    fc.record(
      {
        notification_type: fc.oneof(fc.constantFrom("MEDIA_APPROVED", "MEDIA_PENDING", "TEST_NOTIFICATION"), value),
        event: value,
        subject: value,
        media,
        request: value,
        extra: fc.oneof(fc.array(fc.record({ name: fc.constant("Requested Seasons"), value })), value)
      },
      { requiredKeys: [] }
    ),
    fc.record({
      notificationType: fc.oneof(fc.constantFrom("NewRequest", "RequestApproved"), value),
      type: fc.oneof(fc.constant("TV Show"), value),
      providerId: value,
      seasonsList: value,
      title: value
    }),
    fc.record({ type: fc.constantFrom("tv", "movie"), tmdbId: value, imdbId: value, seasons: value, title: value })
  )

  it("never throws; a request has an id by which a library is searched, and seasons that are numbers", () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const read = requestOf(body, at)
        if (typeof read === "string") return read === "test" || read === "not a request"
        if ("problem" in read) return read.problem.length < 400
        const { imdbId, seasons = [], title = "", tmdbId, tvdbId } = read.request
        return (
          [tmdbId, tvdbId, imdbId].some((id) => id !== undefined) &&
          seasons.every((season) => Number.isSafeInteger(season) && season >= 0) &&
          title.length <= 400 &&
          !/\p{Cc}/u.test(title)
        )
      }),
      { numRuns: 500 }
    )
  })
})

describe("webhooks: whose request it is", () => {
  const section = { kind: "movie", is4k: false, approvedOnly: true } as const
  const served = (body: unknown, more: Partial<Parameters<typeof isFor>[1]> = {}) => {
    const read = requestOf(body)
    return typeof read === "object" && "request" in read && isFor(read, { ...section, ...more })
  }

  it("kind and 4K have to fit; what says nothing of 4K fits both", () => {
    assert.isTrue(served(overseerr("MEDIA_APPROVED")))
    assert.isFalse(served(overseerr("MEDIA_APPROVED"), { is4k: true }))
    assert.isFalse(served(overseerr("MEDIA_APPROVED"), { kind: "tv" }))
    assert.isTrue(served(ombi("RequestApproved"), { is4k: true }))
  })

  it("a section that serves only what is approved lets the waiting ones be", () => {
    assert.isFalse(served(overseerr("MEDIA_PENDING")))
    assert.isTrue(served(overseerr("MEDIA_PENDING"), { approvedOnly: false }))
  })
})
