import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Arr from "../../../src/demo/FakeArr.ts"
import { isAvailable, validateRequest, validateResponse } from "../../harness/OpenApi.ts"
import { commandTime, episode, open, samples } from "./arrSupport.ts"
import { at, fixture, haveApi, shape } from "./support.ts"

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
