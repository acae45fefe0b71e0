import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { WebhookAnswer } from "../../../src/web/SearchesApi.ts"
import { file } from "../search/planSupport.ts"
import { call, token } from "./fakes.ts"
import { config, movieShelf, type SearchWorld, seriesShelf, startSearching, status } from "./searchWorld.ts"

const world: SearchWorld = {
  sections: ["Radarr-Movies", "Radarr-4K", "Radarr-Old", "Sonarr-TV", "Lidarr-Music"].map((section) => status(section)),
  libraries: {
    "Radarr-Movies": [movieShelf(1, "The Matrix", 1999, { tmdbId: 603 })],
    "Radarr-4K": [movieShelf(1, "The Matrix", 1999, { tmdbId: 603, file: file() })],
    "Sonarr-TV": [seriesShelf(1, "Dark", { tvdbId: 334824 })]
  }
}

const post = (port: number, body: unknown) =>
  call(port, "POST", "/api/webhooks/requests", { body: JSON.stringify(body) })

const accepted = (port: number, body: unknown) =>
  Effect.map(post(port, body), ({ json, status: code, text }) => {
    assert.strictEqual(code, 202, text)
    return Schema.decodeUnknownSync(WebhookAnswer, { onExcessProperty: "error" })(json)
  })

/** The default payload of Overseerr, as it is sent. */
const overseerr = (changes: Record<string, unknown> = {}) => ({
  notification_type: "MEDIA_APPROVED",
  event: "Movie Request Approved",
  subject: "The Matrix (1999)",
  message: "…",
  media: { media_type: "movie", tmdbId: "603", tvdbId: "", status: "PENDING", status4k: "UNKNOWN" },
  request: { request_id: "12", requestedBy_username: "somebody" },
  extra: [],
  ...changes
})

const ombi = {
  requestId: "7",
  notificationType: "RequestApproved",
  requestStatus: "Processing Request",
  type: "TV Show",
  title: "Dark",
  providerId: "70523",
  seasonsList: "1,2"
}

describe("POST /api/webhooks/requests", () => {
  it.scopedLive("answers the test of a service", () =>
    Effect.gen(function* () {
      const { events, port, requests } = yield* startSearching(world)
      for (const body of [{ notification_type: "TEST_NOTIFICATION", subject: "Test" }, { notificationType: "Test" }]) {
        assert.deepStrictEqual(yield* accepted(port, body), {
          status: "ok",
          message: "The test arrived.",
          sections: []
        })
      }
      assert.deepStrictEqual([events, requests.of("Radarr-Movies")], [[], []])
    })
  )

  it.scopedLive("gives an approved movie to the sections that serve it, in 4K or not", () =>
    Effect.gen(function* () {
      const { events, port, requests } = yield* startSearching(world)
      const first = yield* accepted(port, overseerr())
      assert.deepStrictEqual(first.sections, ["Radarr-Movies"])
      assert.include(first.message, "Radarr-Movies searches for it next.")
      assert.include(first.message, "Radarr-4K does not take it: Is4K is true")
      assert.deepInclude(requests.of("Radarr-Movies")[0], {
        id: "webhook:overseerr:12",
        source: "webhook",
        tmdbId: 603,
        title: "The Matrix (1999)"
      })
      assert.deepStrictEqual(events.splice(0), ["ask Radarr-Movies", "refresh Radarr-Movies", "wake Radarr-Movies"])
      const second = yield* accepted(port, overseerr({ event: "4K Movie Request Automatically Approved" }))
      assert.deepStrictEqual(second.sections, ["Radarr-4K"])
      assert.include(second.message, "Radarr-4K has it already.")
      assert.strictEqual(requests.of("Radarr-4K").length, 1)
    })
  )

  it.scopedLive("gives series to Sonarr with the seasons that are asked for, from Ombi and by hand", () =>
    Effect.gen(function* () {
      const { port, requests } = yield* startSearching(world)
      assert.deepStrictEqual((yield* accepted(port, ombi)).sections, ["Sonarr-TV"])
      assert.deepInclude(requests.of("Sonarr-TV")[0], { id: "webhook:ombi:tv:7", tmdbId: 70523, seasons: [1, 2] })
      const own = yield* accepted(port, { type: "tv", tvdbId: 334824, seasons: [2], title: "Dark" })
      assert.strictEqual(own.message, "Sonarr-TV searches for it next.")
      assert.deepInclude(requests.of("Sonarr-TV")[1], { tvdbId: 334824, seasons: [2] })
    })
  )

  it.scopedLive("keeps a request for what no library has yet, and has the library read again", () =>
    Effect.gen(function* () {
      const { events, port, requests } = yield* startSearching(world)
      const answer = yield* accepted(port, { type: "movie", tmdbId: 9999 })
      assert.deepStrictEqual(answer.sections, ["Radarr-4K", "Radarr-Movies"])
      assert.include(answer.message, "Radarr-Movies searches for it as soon as it is in its library.")
      assert.include(events, "refresh Radarr-Movies")
      assert.strictEqual(requests.of("Radarr-Movies")[0]?.tmdbId, 9999)
    })
  )

  it.scopedLive("keeps it for a section whose search worker does not live at the moment: it comes once", () =>
    Effect.gen(function* () {
      const { events, port, requests } = yield* startSearching({})
      assert.deepStrictEqual((yield* accepted(port, overseerr())).sections, ["Radarr-Movies"])
      assert.strictEqual(requests.of("Radarr-Movies")[0]?.tmdbId, 603)
      assert.isEmpty(events)
    })
  )

  it.scopedLive("says of a section that searches for nothing that it does not take it", () =>
    Effect.gen(function* () {
      const { events, port, requests } = yield* startSearching(world)
      const answer = yield* accepted(port, overseerr())
      assert.include(answer.message, "Radarr-Old does not take it: nothing is searched for there, see its EntrySearch.")
      assert.isEmpty(requests.of("Radarr-Old"))
      assert.isEmpty(events.filter((event) => event.endsWith("Radarr-Old")))
    })
  )

  it.scopedLive("leaves what is not approved until it is, unless the section takes that, too", () =>
    Effect.gen(function* () {
      const pending = overseerr({ notification_type: "MEDIA_PENDING", event: "New Movie Request" })
      const { port, requests } = yield* startSearching(world)
      const answer = yield* accepted(port, pending)
      assert.deepStrictEqual(answer.sections, [])
      assert.include(answer.message, "Radarr-Movies does not take it before it is approved.")
      assert.isEmpty(requests.of("Radarr-Movies"))
      const eager = config.replace(
        "[Radarr-4K]",
        "[Radarr-Movies.EntrySearch.Overseerr]\nApprovedOnly = false\n[Radarr-4K]"
      )
      const other = yield* startSearching({ ...world, world: { config: eager } })
      assert.deepStrictEqual((yield* accepted(other.port, pending)).sections, ["Radarr-Movies"])
      // Ombi has its own key for that.
      const waiting = { ...ombi, type: "Movie", notificationType: "NewRequest", requestStatus: "Pending Approval" }
      assert.deepStrictEqual((yield* accepted(other.port, waiting)).sections, [])
    })
  )

  it.scopedLive("has nothing to do for what else services tell", () =>
    Effect.gen(function* () {
      const { events, port } = yield* startSearching(world)
      for (const body of [
        overseerr({ notification_type: "MEDIA_AVAILABLE" }),
        { notification_type: "ISSUE_CREATED" },
        { ...ombi, notificationType: "RequestAvailable" }
      ]) {
        const answer = yield* accepted(port, body)
        assert.deepStrictEqual(
          [answer.sections, answer.message],
          [[], "This is about nothing that is to be searched for."]
        )
      }
      assert.isEmpty(events)
    })
  )

  it.scopedLive("answers junk with 400 and what is expected, and quotes nothing of it", () =>
    Effect.gen(function* () {
      const { events, port } = yield* startSearching(world)
      for (const body of [
        "",
        "{",
        "null",
        "[]",
        '"text"',
        "{}",
        '{"type":"movie"}',
        '{"type":"song","tmdbId":1}',
        '{"type":"movie","tmdbId":-1}',
        '{"notification_type":7}',
        '{"notification_type":"MEDIA_APPROVED"}',
        '{"notification_type":"MEDIA_APPROVED","media":{"media_type":"movie","tmdbId":"s3cr3t"}}',
        '{"notificationType":"RequestApproved","type":"Movie"}'
      ]) {
        const { json, status: code, text } = yield* call(port, "POST", "/api/webhooks/requests", { body })
        assert.strictEqual(code, 400, body.slice(0, 80))
        assert.match(String(Object(json).error), /expected the default JSON payload|The body is not JSON/)
        assert.notInclude(text, "s3cr3t")
      }
      assert.isEmpty(events)
    })
  )

  it.scopedLive("takes the token where Ombi can put it", () =>
    Effect.gen(function* () {
      const { port } = yield* startSearching(world)
      const send = (headers: Record<string, string>) =>
        Effect.map(
          call(port, "POST", "/api/webhooks/requests", { anonymous: true, headers, body: JSON.stringify(ombi) }),
          ({ status: code }) => code
        )
      assert.strictEqual(yield* send({ "access-token": token }), 202)
      assert.strictEqual(yield* send({ "access-token": ` ${token} ` }), 202)
      assert.strictEqual(yield* send({ authorization: "Basic eDp5", "access-token": token }), 202)
      for (const wrong of ["", " ", `${token}x`, `Bearer ${token}`]) {
        assert.strictEqual(yield* send({ "access-token": wrong }), 401, wrong)
      }
      assert.strictEqual(yield* send({ authorization: "Bearer nope", "access-token": token }), 401)
    })
  )

  it.scopedLive("cuts off a body that no service sends, and goes on", () =>
    Effect.gen(function* () {
      const { port } = yield* startSearching(world)
      const large = overseerr({ message: "x".repeat(1_000_000) })
      const cut = yield* Effect.either(post(port, large))
      if (cut._tag === "Right") assert.strictEqual(cut.right.status, 400)
      assert.strictEqual((yield* post(port, overseerr())).status, 202)
    })
  )
})
