import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import type { ArrKind } from "../../../src/demo/arr/ArrFacts.ts"
import type { Media } from "../../../src/demo/arr/Media.ts"
import * as Arr from "../../../src/demo/FakeArr.ts"
import * as Qbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import { isAvailable, validateRequest, validateResponse } from "../../harness/OpenApi.ts"
import { at, call, fixture, haveApi, shape } from "./support.ts"

const key = "0123456789abcdef0123456789abcdef"
const film: Media = { kind: "movie", movieId: 1 }
const episode = (episodeId: number): Media => ({ kind: "episode", seriesId: 3, seasonNumber: 1, episodeId })

const samples: ReadonlyArray<readonly [ArrKind, Media, string]> = [
  ["radarr", film, "/api/v3"],
  ["sonarr", episode(11), "/api/v3"],
  ["lidarr", { kind: "album", artistId: 2, albumId: 5 }, "/api/v1"],
  ["readarr", { kind: "book", authorId: 4, bookId: 6 }, "/api/v1"]
]

/** A stand-in Arr beside a stand-in qBittorrent, and calls with the key. */
const open = Effect.fn(function* (kind: ArrKind = "radarr", options: Partial<Arr.FakeArrOptions> = {}) {
  const client = yield* Qbittorrent.make({ webApi: "2.11.4", username: "admin", password: "secret" })
  const arr = yield* Arr.make({ kind, apiKey: key, category: kind, client, ...options })
  const base = `${arr.url}${kind === "radarr" || kind === "sonarr" ? "/api/v3" : "/api/v1"}`
  const send = (method: string, path: string, body?: unknown) =>
    call(`${base}/${path}`, {
      method,
      headers: { "x-api-key": key, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
  const get = (path: string) => Effect.map(send("GET", path), (reply) => reply.json)
  return {
    arr,
    base,
    client,
    send,
    get,
    queue: Effect.map(get("queue?pageSize=1000"), (page) => at(page, "records") as ReadonlyArray<unknown>),
    command: (name: string, body: object = {}) => send("POST", "command", { name, ...body }),
    /** A complete or running download that this Arr has grabbed. */
    download: Effect.fn(function* (
      name: string,
      media: Media | ReadonlyArray<Media>,
      state: "stalledDL" | "stalledUP"
    ) {
      const hash = yield* client.add({ name, category: kind, state, size: 1000 })
      yield* arr.grab({ hash, media, title: name })
      return hash
    })
  }
})

/** Time for a command to be queued and to run. */
const commandTime = TestClock.adjust("1 second")

describe.skipIf(!haveApi)("conforms to the published documents", () => {
  it.scoped.each(samples)("%s: every answer", ([kind, media]) =>
    Effect.gen(function* () {
      assert.isTrue(isAvailable(kind))
      const onRequest = (request: Arr.SeenRequest) => validateRequest(kind, request)
      const fake = yield* open(kind, { autoImportAfter: "never", onRequest })
      const look = Effect.fn(function* (path: string, method = "GET", body?: unknown) {
        const reply = yield* fake.send(method, path, body)
        assert.include([200, 201], reply.status, path)
        const where = new URL(path, `${fake.base}/`).pathname
        const answer = reply.body === "" ? undefined : reply.json
        const found = validateResponse(kind, method, where, reply.status, answer)
        assert.deepStrictEqual([path, ...found], [path])
        return answer
      })
      yield* fake.download("Waiting", media, "stalledDL")
      const failed = yield* fake.download("Failed", media, "stalledDL")
      yield* fake.client.add({ name: "Unmatched", category: kind, state: "stalledUP" })
      yield* fake.client.add({ name: "Running", category: kind, downloadSeconds: 100 })
      yield* fake.arr.blockImport(yield* fake.download("Blocked", media, "stalledUP"), ["Sample"])
      yield* fake.arr.refresh
      const unknown = { radarr: "Movie", sonarr: "Series", lidarr: "Artist", readarr: "Author" }[kind]
      assert.strictEqual(at(yield* look(`queue?includeUnknown${unknown}Items=true`), "totalRecords"), 5)

      const row = (yield* fake.queue).find((one) => at(one, "downloadId") === failed.toUpperCase())
      yield* look(`queue/${at(row, "id")}?blocklist=true`, "DELETE")
      const id = at(yield* look("command", "POST", { name: "RefreshMonitoredDownloads" }), "id")
      yield* look("command")
      yield* commandTime
      assert.strictEqual(at(yield* look(`command/${id}`), "status"), "completed")
      for (const path of ["history", "blocklist", "wanted/missing", "wanted/cutoff"]) {
        assert.isArray(at(yield* look(path), "records"))
      }
      for (const path of ["system/status", "config/downloadclient", "qualityprofile/1", "qualityprofile", "health"]) {
        yield* look(path)
      }
      yield* look(`${media.kind}/${Object.values(media).at(-1)}`)
      const container = { radarr: "movie", sonarr: "series/3", lidarr: "artist/2", readarr: "author/4" }[kind]
      yield* look(container)
      assert.deepStrictEqual(yield* fake.arr.violations, [])
    })
  )

  it.scoped("can check what it is asked, and notes what is wrong", () =>
    Effect.gen(function* () {
      const fake = yield* open("radarr", { onRequest: (request) => validateRequest("radarr", request) })
      yield* fake.get("queue?page=one")
      yield* fake.command("MoviesSearch", { movieIds: ["1"] })
      assert.isAtLeast((yield* fake.arr.violations).length, 2)
    })
  )

  it.scoped("has the members of the recorded rows", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr")
      yield* fake.client.add({ name: "Show", category: "sonarr", downloadSeconds: 100 })
      const hash = (yield* fake.client.torrents)[0]?.hash ?? ""
      yield* fake.arr.grab({ hash, media: episode(11), title: "Show" })
      yield* fake.arr.refresh
      const mine = shape(yield* fake.queue)
      const theirs = shape(at(fixture("ruddarr/series-queue.json"), "records") as ReadonlyArray<unknown>)
      for (const [member, types] of Object.entries(mine)) {
        if (member in theirs) assert.includeMembers([...(theirs[member] ?? [])], [...types], member)
      }
      const rows = at(fixture("ruddarr/series-queue.json"), "records") as ReadonlyArray<object>
      const always = Object.keys(theirs).filter((member) => rows.every((row) => member in row))
      assert.includeMembers(Object.keys(mine), always)
    })
  )
})

describe("access", () => {
  it.scoped("needs the key, in the header or the query; ping needs none", () =>
    Effect.gen(function* () {
      const { arr } = yield* open()
      const wrong = yield* call(`${arr.url}/api/v3/queue`, { headers: { "x-api-key": "other" } })
      assert.deepStrictEqual([wrong.status, wrong.body], [401, ""])
      assert.strictEqual((yield* call(`${arr.url}/api/v3/queue?apikey=${key}`)).status, 200)
      assert.deepStrictEqual((yield* call(`${arr.url}/ping`)).json, { status: "OK" })
    })
  )

  it.scoped("can claim to be another program", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      assert.strictEqual(at(yield* fake.get("system/status"), "appName"), "Radarr")
      yield* fake.arr.wrongApp("Sonarr")
      assert.strictEqual(at(yield* fake.get("system/status"), "appName"), "Sonarr")
    })
  )
})

describe("the queue", () => {
  it.scoped("has one row per episode of a pack, upper-case hashes, and unmatched rows only when asked", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr")
      const hash = yield* fake.download("Show.S01", [episode(11), episode(12), episode(13)], "stalledDL")
      yield* fake.client.add({ name: "Stranger", category: "sonarr" })
      yield* fake.client.add({ name: "Not ours", category: "radarr" })
      yield* fake.arr.refresh
      const rows = yield* fake.queue
      assert.deepStrictEqual(
        rows.map((row) => [at(row, "downloadId"), at(row, "episodeId"), at(row, "status")]),
        [11, 12, 13].map((id) => [hash.toUpperCase(), id, "warning"])
      )
      assert.lengthOf(new Set(rows.map((row) => at(row, "id"))), 3)
      const all = yield* fake.get("queue?includeUnknownSeriesItems=true&pageSize=100")
      assert.strictEqual(at(all, "totalRecords"), 4)
    })
  )

  it.scoped("is paged by ten and repeats its last page", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      yield* fake.arr.setRows(Array.from({ length: 12 }, (_, index) => ({ id: index + 1, title: `row ${index}` })))
      assert.lengthOf(at(yield* fake.get("queue"), "records") as Array<unknown>, 10)
      const beyond = yield* fake.get("queue?page=9")
      assert.deepStrictEqual([at(beyond, "page"), at(beyond, "records", "length")], [2, 2])
    })
  )

  it.scoped("stays as it was at the last look at the client", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Film", film, "stalledDL")
      yield* fake.client.remove(hash)
      assert.lengthOf(yield* fake.queue, 1)
      yield* fake.command("RefreshMonitoredDownloads")
      yield* commandTime
      assert.lengthOf(yield* fake.queue, 0)
    })
  )

  it.scoped("removes with the data, blocklists and searches again by default of the Arr", () =>
    Effect.gen(function* () {
      const fake = yield* open("radarr", {
        onSearch: (target) => (target.kind === "movie" ? { name: "Better", downloadSeconds: 60 } : undefined)
      })
      const hash = yield* fake.download("Dead", film, "stalledDL")
      const id = at(yield* fake.queue, 0, "id")
      assert.strictEqual((yield* fake.send("DELETE", `queue/${id}?blocklist=true`)).status, 200)
      assert.deepStrictEqual(
        (yield* fake.arr.blocklist).map((entry) => entry.hash),
        [hash]
      )
      assert.isUndefined(yield* fake.client.torrent(hash))
      yield* commandTime
      assert.strictEqual((yield* fake.arr.searches).get("movie:1"), 1)
      assert.deepStrictEqual(
        (yield* fake.client.torrents).map(({ name, category }) => [name, category]),
        [["Better", "radarr"]]
      )
      assert.strictEqual(at(yield* fake.queue, 0, "movieId"), 1)
      const types = at(yield* fake.get("history"), "records") as Array<unknown>
      assert.deepStrictEqual(
        types.map((entry) => at(entry, "eventType")),
        ["grabbed", "downloadFailed", "grabbed"]
      )
      assert.isString(at(yield* fake.get("movie/1"), "lastSearchTime"))
      assert.strictEqual((yield* fake.send("DELETE", `queue/${id}`)).status, 404)
    })
  )

  it.scoped("leaves the torrent, the search and the blocklist alone when told so", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Dead", film, "stalledDL")
      const id = at(yield* fake.queue, 0, "id")
      yield* fake.send("DELETE", `queue/${id}?removeFromClient=false&blocklist=true&skipRedownload=true`)
      yield* commandTime
      assert.isDefined(yield* fake.client.torrent(hash))
      assert.strictEqual((yield* fake.arr.searches).size, 0)
      assert.lengthOf(yield* fake.arr.blocklist, 1)
      yield* fake.arr.refresh
      assert.lengthOf(yield* fake.queue, 0)
    })
  )

  it.scoped("blocklists nothing that was not grabbed, and answers 200 all the same", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      yield* fake.client.add({ name: "Stranger", category: "radarr" })
      yield* fake.arr.refresh
      const id = at(yield* fake.get("queue?includeUnknownMovieItems=true"), "records", 0, "id")
      assert.strictEqual((yield* fake.send("DELETE", `queue/${id}?blocklist=true`)).status, 200)
      assert.lengthOf(yield* fake.arr.blocklist, 0)
      assert.lengthOf(yield* fake.client.torrents, 0)
    })
  )

  it.scoped("ignores a download when neither removal nor blocklist is asked for", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Film", film, "stalledDL")
      yield* fake.send("DELETE", `queue/${at(yield* fake.queue, 0, "id")}?removeFromClient=false`)
      assert.isDefined(yield* fake.client.torrent(hash))
      assert.strictEqual(at(yield* fake.get("history"), "records", 0, "eventType"), "downloadIgnored")
    })
  )

  it.scoped("removes in bulk all or nothing", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr")
      yield* fake.download("Show.S01", [episode(11), episode(12)], "stalledDL")
      const ids = (yield* fake.queue).map((row) => at(row, "id"))
      const query = "queue/bulk?blocklist=true&skipRedownload=true"
      assert.strictEqual((yield* fake.send("DELETE", query, { ids: [...ids, 1] })).status, 404)
      assert.lengthOf(yield* fake.client.torrents, 1)
      assert.strictEqual((yield* fake.send("DELETE", query, { ids })).status, 200)
      assert.lengthOf(yield* fake.arr.blocklist, 1)
      assert.deepStrictEqual(
        at(yield* fake.get("blocklist"), "records", 0, "quality", "quality", "name"),
        "WEBDL-1080p"
      )
    })
  )

  it.scoped("fails a grab from the history", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Dead", film, "stalledDL")
      const id = at(yield* fake.get(`history?downloadId=${hash.toUpperCase()}&eventType=1`), "records", 0, "id")
      assert.strictEqual((yield* fake.send("POST", `history/failed/${id}`)).status, 200)
      assert.lengthOf(yield* fake.arr.blocklist, 1)
      assert.strictEqual((yield* fake.send("POST", "history/failed/999")).status, 404)
    })
  )
})

describe("commands", () => {
  it.scoped("are queued, started, completed; an equal one is not doubled while it is open", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      yield* fake.arr.setMedia(film, { title: "Film" })
      const first = yield* fake.command("moviessearch", { movieIds: [1] })
      assert.deepStrictEqual([first.status, at(first.json, "name")], [201, "MoviesSearch"])
      const id = at(first.json, "id")
      assert.strictEqual(at((yield* fake.command("MoviesSearch", { movieIds: [1] })).json, "id"), id)
      assert.notStrictEqual(at((yield* fake.command("MoviesSearch", { movieIds: [2] })).json, "id"), id)
      yield* TestClock.adjust("150 millis")
      assert.strictEqual(at(yield* fake.get(`command/${id}`), "status"), "started")
      yield* commandTime
      const done = yield* fake.get(`command/${id}`)
      assert.deepStrictEqual([at(done, "status"), at(done, "result")], ["completed", "successful"])
      assert.notStrictEqual(at((yield* fake.command("MoviesSearch", { movieIds: [1] })).json, "id"), id)
      assert.strictEqual((yield* fake.arr.searches).get("movie:1"), 1)
    })
  )

  it.scoped("are forgotten: not listed after five minutes, not found after a day", () =>
    Effect.gen(function* () {
      const fake = yield* open("radarr", { refreshEvery: "1 day" })
      const id = at((yield* fake.command("RssSync")).json, "id")
      yield* TestClock.adjust("6 minutes")
      assert.deepStrictEqual(yield* fake.get("command"), [])
      assert.strictEqual((yield* fake.send("GET", `command/${id}`)).status, 200)
      yield* TestClock.adjust("25 hours")
      assert.strictEqual((yield* fake.send("GET", `command/${id}`)).status, 404)
    })
  )

  it.scoped("of an unknown name are the server's error, of another program too", () =>
    Effect.gen(function* () {
      const fake = yield* open("lidarr")
      const reply = yield* fake.command("MoviesSearch", { movieIds: [1] })
      assert.deepStrictEqual([reply.status, at(reply.json, "message")], [500, "Sequence contains no matching element"])
    })
  )

  it.scoped("search a season at once", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr")
      yield* fake.arr.setMedia(episode(11), {})
      yield* fake.arr.setMedia(episode(12), {})
      yield* fake.command("SeasonSearch", { seriesId: 3, seasonNumber: 1 })
      yield* commandTime
      assert.deepStrictEqual([...(yield* fake.arr.searches)], [["season:3:1", 1]])
      assert.isString(at(yield* fake.get("episode/12"), "lastSearchTime"))
    })
  )
})

describe("imports", () => {
  it.scoped.each(samples)("%s: happen once by themselves after a look at a complete download", ([kind, media]) =>
    Effect.gen(function* () {
      const fake = yield* open(kind, { autoImportAfter: "5 seconds" })
      const hash = yield* fake.download("Thing", media, "stalledDL")
      yield* fake.client.update(hash, { state: "stalledUP" })
      yield* fake.command("RefreshMonitoredDownloads")
      yield* commandTime
      assert.strictEqual(at(yield* fake.queue, 0, "trackedDownloadState"), "importPending")
      yield* TestClock.adjust("5 seconds")
      assert.lengthOf(yield* fake.queue, 0)
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual([...(yield* fake.arr.imports)], [[hash, 1]])
      const [latest] = at(yield* fake.get(`history?downloadId=${hash.toUpperCase()}`), "records") as Array<unknown>
      assert.match(String(at(latest, "eventType")), /^download(Folder)?Imported$/)
    })
  )

  it.scoped("happen by a scan of the right path of a complete download, shown as importing, only once", () =>
    Effect.gen(function* () {
      const localPath = (path: string) => path.replace("/downloads", "/data")
      const fake = yield* open("radarr", { autoImportAfter: "never", localPath })
      const hash = yield* fake.download("Film", film, "stalledUP")
      const scan = Effect.fn(function* (path: string, downloadClientId = hash.toUpperCase()) {
        const id = at((yield* fake.command("DownloadedMoviesScan", { path, downloadClientId })).json, "id")
        yield* TestClock.adjust("150 millis")
        const during = at(yield* fake.queue, 0, "trackedDownloadState")
        yield* commandTime
        const after = yield* fake.get(`command/${id}`)
        return [during, at(after, "status"), at(after, "result")]
      })
      const path = "/data/radarr/Film/Film.mkv"
      assert.deepStrictEqual(yield* scan("/downloads/radarr/Film/Film.mkv"), [
        "importPending",
        "completed",
        "unsuccessful"
      ])
      assert.deepStrictEqual(yield* scan(""), ["importPending", "failed", "unknown"])
      assert.deepStrictEqual(yield* scan(path), ["importing", "completed", "successful"])
      assert.deepStrictEqual(yield* scan(path), [undefined, "completed", "unsuccessful"])
      assert.strictEqual((yield* fake.arr.imports).get(hash), 1)
      assert.strictEqual((yield* fake.arr.state).scans.get(hash), 2)
      assert.deepStrictEqual(yield* fake.arr.violations, [])
    })
  )

  it.scoped("of half a download are refused and noted", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Film", film, "stalledDL")
      yield* fake.command("DownloadedMoviesScan", {
        path: "/downloads/radarr/Film/Film.mkv",
        downloadClientId: hash.toUpperCase()
      })
      yield* commandTime
      assert.strictEqual((yield* fake.arr.imports).size, 0)
      assert.lengthOf(yield* fake.arr.violations, 1)
    })
  )

  it.scoped("can wait for a person, with the reasons in the queue", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Film", film, "stalledDL")
      yield* fake.arr.blockImport(hash, ["Sample"])
      yield* fake.client.update(hash, { state: "stalledUP" })
      yield* TestClock.adjust("2 minutes")
      const [row] = yield* fake.queue
      assert.deepStrictEqual(
        [at(row, "trackedDownloadState"), at(row, "trackedDownloadStatus"), at(row, "statusMessages", 0, "messages")],
        ["importBlocked", "warning", ["Sample"]]
      )
      yield* fake.arr.blockImport(hash, [])
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual((yield* fake.arr.imports).get(hash), 1)
    })
  )

  it.scoped("do not happen while the Arr is down, but once it is back", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      const hash = yield* fake.download("Film", film, "stalledDL")
      yield* fake.arr.goDown
      yield* fake.client.update(hash, { state: "stalledUP" })
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual((yield* fake.arr.imports).size, 0)
      assert.strictEqual(yield* Effect.flip(fake.get("queue")), "unreachable")
      yield* fake.arr.comeBack
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual((yield* fake.arr.imports).get(hash), 1)
    })
  )

  it.scoped("leave the queue as it is while the client is away", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      yield* fake.download("Film", film, "stalledDL")
      yield* fake.client.goDown
      yield* TestClock.adjust("10 minutes")
      assert.lengthOf(yield* fake.queue, 1)
    })
  )
})

describe("faults", () => {
  it.scoped("damage the answers they are meant for and end with none", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      yield* fake.download("Film", film, "stalledDL")
      const queue = fake.send("GET", "queue")
      yield* fake.arr.fault("500")
      assert.strictEqual((yield* queue).status, 500)
      yield* fake.arr.fault("503-starting")
      assert.match((yield* queue).body, /Radarr is starting up/)
      yield* fake.arr.fault("html")
      assert.match((yield* queue).body, /^<!DOCTYPE html>/)
      yield* fake.arr.fault("broken-json")
      const broken = yield* queue
      assert.strictEqual(broken.status, 200)
      assert.throws(() => broken.json)
      yield* fake.arr.fault("odd-record")
      const odd = (yield* queue).json
      assert.deepStrictEqual([at(odd, "totalRecords"), at(odd, "records", 0, "id")], [2, "no number"])
      yield* fake.arr.fault("500", { paths: /history/ })
      assert.strictEqual((yield* queue).status, 200)
      assert.strictEqual((yield* fake.send("GET", "history")).status, 500)
      yield* fake.arr.fault("none")
      assert.strictEqual((yield* fake.send("GET", "history")).status, 200)
      assert.strictEqual((yield* fake.arr.requests).get("/api/v3/queue"), 6)
    })
  )

  it.scoped("hang until the caller gives up, without harm to others", () =>
    Effect.gen(function* () {
      const fake = yield* open()
      yield* fake.arr.fault("hang", { paths: /queue/ })
      const waiting = yield* Effect.fork(fake.get("queue"))
      yield* fake.get("system/status")
      assert.isTrue((yield* Fiber.interrupt(waiting))._tag === "Failure")
      yield* fake.arr.fault("none")
      assert.lengthOf(yield* fake.queue, 0)
    })
  )
})

describe("what it notes", () => {
  it.scoped("are changing requests in order without the key, and what a validator finds", () =>
    Effect.gen(function* () {
      const fake = yield* open("radarr", {
        onRequest: ({ method, path, query, body }) =>
          query.some(([name, value]) => name === "pageSize" && value === "0")
            ? [`${method} ${path} ${JSON.stringify(body)}: pageSize`]
            : []
      })
      yield* fake.get("queue?pageSize=0")
      yield* call(`${fake.arr.url}/api/v3/queue/7?blocklist=true&apikey=${key}`, { method: "DELETE" })
      yield* fake.command("RssSync")
      assert.deepStrictEqual(yield* fake.arr.violations, ["GET /api/v3/queue undefined: pageSize"])
      assert.deepStrictEqual(yield* fake.arr.log, [
        {
          at: 0,
          method: "DELETE",
          path: "/api/v3/queue/7",
          query: { blocklist: "true" },
          body: undefined,
          status: 404
        },
        { at: 0, method: "POST", path: "/api/v3/command", query: {}, body: { name: "RssSync" }, status: 201 }
      ])
    })
  )
})
