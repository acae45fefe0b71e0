import { assert, describe, it } from "vitest"
import { isAvailable, validateRequest, validateResponse } from "../../harness/OpenApi.ts"

const get = (path: string, query: ReadonlyArray<readonly [string, string]> = []) => ({
  method: "GET",
  path,
  query,
  body: undefined
})
const command = (body: unknown) => ({ method: "POST", path: "/api/v3/command", query: [], body })

describe.skipIf(!isAvailable("radarr"))("OpenApi.validateRequest", () => {
  it("accepts what the document describes", () => {
    const query = [
      ["page", "1"],
      ["pageSize", "1000"],
      ["includeUnknownMovieItems", "true"],
      ["movieIds", "1"],
      ["movieIds", "2"],
      ["protocol", "torrent"]
    ] as const
    assert.deepStrictEqual(validateRequest("radarr", get("/api/v3/queue", query)), [])
    assert.deepStrictEqual(validateRequest("radarr", get("/api/v3/movie/12")), [])
    assert.deepStrictEqual(validateRequest("lidarr", get("/api/v1/system/status")), [])
  })

  it("refuses a path or a method that is not there", () => {
    assert.deepStrictEqual(validateRequest("radarr", get("/api/v3/queues")), ["there is no path /api/v3/queues"])
    assert.deepStrictEqual(validateRequest("lidarr", get("/api/v3/queue")), ["there is no path /api/v3/queue"])
    assert.deepStrictEqual(validateRequest("radarr", { ...get("/api/v3/queue/1"), method: "PATCH" }), [
      "there is no PATCH /api/v3/queue/1"
    ])
  })

  it("refuses unknown query parameters, a key in the query above all", () => {
    assert.deepStrictEqual(validateRequest("radarr", get("/api/v3/queue", [["apikey", "k"]])), [
      "there is no query parameter apikey"
    ])
    assert.deepStrictEqual(validateRequest("sonarr", get("/api/v3/queue", [["includeUnknownMovieItems", "true"]])), [
      "there is no query parameter includeUnknownMovieItems"
    ])
  })

  it("refuses values of another type", () => {
    assert.lengthOf(validateRequest("radarr", get("/api/v3/queue", [["page", "one"]])), 1)
    assert.lengthOf(validateRequest("radarr", get("/api/v3/queue", [["includeMovie", "1"]])), 1)
    assert.lengthOf(validateRequest("radarr", get("/api/v3/queue", [["movieIds", "x"]])), 1)
    assert.lengthOf(validateRequest("radarr", get("/api/v3/queue", [["protocol", "pigeon"]])), 1)
    assert.lengthOf(validateRequest("radarr", get("/api/v3/movie/abc")), 1)
    assert.deepStrictEqual(
      validateRequest(
        "radarr",
        get("/api/v3/queue", [
          ["page", "1"],
          ["page", "2"]
        ])
      ),
      ["page is given 2 times"]
    )
  })

  it("checks bodies by their schema", () => {
    const bulk = (body: unknown) => ({ method: "DELETE", path: "/api/v3/queue/bulk", query: [], body })
    assert.deepStrictEqual(validateRequest("radarr", bulk({ ids: [1, 2] })), [])
    assert.lengthOf(validateRequest("radarr", bulk({ ids: ["1"] })), 1)
    assert.lengthOf(validateRequest("radarr", bulk({ numbers: [1] })), 1)
    assert.deepStrictEqual(validateRequest("radarr", bulk(undefined)), ["the body is missing"])
    assert.deepStrictEqual(validateRequest("radarr", { ...get("/api/v3/queue"), body: {} }), ["it takes no body"])
  })

  it("checks commands by their name and fields", () => {
    assert.deepStrictEqual(validateRequest("radarr", command({ name: "moviessearch", movieIds: [1] })), [])
    assert.deepStrictEqual(validateRequest("radarr", command({ name: "EpisodeSearch", episodeIds: [1] })), [
      "there is no command EpisodeSearch"
    ])
    assert.deepStrictEqual(validateRequest("sonarr", command({ name: "EpisodeSearch", episodeIds: ["1"] })), [
      "EpisodeSearch.episodeIds is no List<int>"
    ])
    assert.deepStrictEqual(validateRequest("sonarr", command({ name: "SeasonSearch", seriesId: 1, season: 2 })), [
      "SeasonSearch has no field season",
      "SeasonSearch needs seasonNumber"
    ])
    const scan = { name: "DownloadedMoviesScan", path: "/data/x", downloadClientId: "AA", importMode: "Auto" }
    assert.deepStrictEqual(validateRequest("radarr", command(scan)), [])
    assert.deepStrictEqual(validateRequest("radarr", command({ ...scan, importMode: "steal" })), [
      "DownloadedMoviesScan.importMode is no ImportMode"
    ])
    assert.deepStrictEqual(validateRequest("radarr", command(undefined)), ["a command has a name"])
  })
})

describe.skipIf(!isAvailable("radarr"))("OpenApi.validateResponse", () => {
  const page = (records: ReadonlyArray<unknown>) => ({ page: 1, pageSize: 10, totalRecords: 1, records })

  it("accepts answers as documented, nulls included", () => {
    const record = { id: 1, movieId: null, status: "downloading", title: null, timeleft: "1.02:03:04" }
    assert.deepStrictEqual(validateResponse("radarr", "GET", "/api/v3/queue", 200, page([record])), [])
    const answer = { id: 3, name: "MoviesSearch", status: "queued", body: { name: "MoviesSearch", movieIds: [1] } }
    assert.deepStrictEqual(validateResponse("radarr", "POST", "/api/v3/command", 201, answer), [])
    assert.deepStrictEqual(validateResponse("radarr", "GET", "/api/v3/command", 200, [answer]), [])
  })

  it("refuses fields, words and types that are not documented", () => {
    const wrong = (record: unknown) => validateResponse("radarr", "GET", "/api/v3/queue", 200, page([record]))
    assert.lengthOf(wrong({ id: 1, hash: "aa" }), 1)
    assert.lengthOf(wrong({ id: 1, status: "sleeping" }), 1)
    assert.lengthOf(wrong({ id: "1" }), 1)
  })

  it("has nothing to say about errors", () => {
    assert.deepStrictEqual(validateResponse("radarr", "GET", "/api/v3/queue", 500, "no"), [])
  })
})
