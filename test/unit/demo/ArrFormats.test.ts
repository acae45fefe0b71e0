import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as ArrReader from "../../../src/clients/arr/ArrReader.ts"
import type * as Arr from "../../../src/demo/FakeArr.ts"
import { validateRequest, validateResponse } from "../../harness/OpenApi.ts"
import { commandTime, episode, film, key, open, samples } from "./arrSupport.ts"
import { at, haveApi } from "./support.ts"

describe("custom-format scores", () => {
  it.scoped.each(samples)("%s: the client reads those of the file and of the profile", ([kind, media]) =>
    Effect.gen(function* () {
      const fake = yield* open(kind, {
        onRequest: (request: Arr.SeenRequest) => (haveApi ? validateRequest(kind, request) : [])
      })
      const client = yield* ArrReader.make({
        name: kind,
        kind,
        url: fake.arr.url,
        apiKey: Redacted.make(key),
        skipTlsVerify: false,
        timeout: "5 seconds"
      })
      yield* fake.arr.setMinFormatScore(7)
      yield* fake.arr.setMedia(media, {})
      assert.deepStrictEqual(yield* client.formats(media), { file: undefined, minimum: 7 })
      yield* fake.arr.setMedia(media, { hasFile: true, fileScore: 40 })
      // Readarr has no custom formats, so nothing is known as soon as there is a file.
      const nothing = { file: undefined, minimum: undefined }
      assert.deepStrictEqual(yield* client.formats(media), kind === "readarr" ? nothing : { file: 40, minimum: 7 })
      assert.deepStrictEqual(yield* fake.arr.violations, [])
    })
  )

  it.scoped("of a pack are those of all its episodes", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr")
      yield* fake.arr.setMedia(episode(11), { hasFile: true, fileScore: 10 })
      yield* fake.arr.setMedia(episode(12), { hasFile: true, fileScore: 30 })
      const files = yield* fake.get("episodefile?episodeFileIds=100011&episodeFileIds=100012")
      assert.deepStrictEqual([at(files, 0, "customFormatScore"), at(files, 1, "customFormatScore")], [10, 30])
      assert.strictEqual(at(yield* fake.get("episode/12"), "episodeFileId"), 100_012)
    })
  )

  it.scoped("of a release stand in its queue rows, and become those of the file with the import", () =>
    Effect.gen(function* () {
      const fake = yield* open("radarr", { autoImportAfter: "100 millis" })
      const hash = yield* fake.download("Film", film, "stalledDL")
      yield* fake.arr.setFormatScore(hash.toUpperCase(), 25)
      yield* fake.arr.refresh
      assert.strictEqual(at(yield* fake.queue, 0, "customFormatScore"), 25)
      assert.deepStrictEqual(yield* fake.get("moviefile?movieId=1"), [])
      yield* fake.client.update(hash, { state: "stalledUP" })
      yield* fake.command("RefreshMonitoredDownloads")
      yield* commandTime
      assert.strictEqual(at(yield* fake.get("moviefile?movieId=1"), 0, "customFormatScore"), 25)
    })
  )

  it.scoped("are refused without saying of which files; an unknown profile is not there", () =>
    Effect.gen(function* () {
      const fake = yield* open("lidarr")
      assert.strictEqual((yield* fake.send("GET", "trackfile")).status, 400)
      assert.strictEqual((yield* fake.send("GET", "qualityprofile/2")).status, 404)
    })
  )
})

describe.skipIf(!haveApi)("files on the wire", () => {
  it.scoped.each(samples)("%s: every answer conforms to the published documents", ([kind, media]) =>
    Effect.gen(function* () {
      const fake = yield* open(kind)
      yield* fake.arr.setMedia(media, { hasFile: true, fileScore: 40 })
      const [file, id] = {
        movie: ["moviefile", "movieId=1"],
        episode: ["episodefile", "episodeFileIds=100011"],
        album: ["trackfile", "albumId=5"],
        book: ["bookfile", "bookId=6"]
      }[media.kind]
      const path = new URL(`${fake.base}/${file}`).pathname
      const reply = yield* fake.send("GET", `${file}?${id}`)
      assert.lengthOf(reply.json as ReadonlyArray<unknown>, 1)
      assert.deepStrictEqual(validateResponse(kind, "GET", path, reply.status, reply.json), [])
    })
  )
})
