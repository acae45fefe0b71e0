import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import type { ArrKind } from "../../../src/demo/arr/ArrFacts.ts"
import type * as Arr from "../../../src/demo/FakeArr.ts"
import { validateRequest, validateResponse } from "../../harness/OpenApi.ts"
import { open } from "./arrSupport.ts"
import { names, noon, small } from "./librarySupport.ts"
import { at, haveApi } from "./support.ts"

const kinds: ReadonlyArray<readonly [ArrKind]> = [["radarr"], ["sonarr"], ["lidarr"], ["readarr"]]

const opened = Effect.fn(function* (kind: ArrKind, options: Partial<Arr.FakeArrOptions> = {}) {
  yield* TestClock.setTime(noon)
  const fake = yield* open(kind, options)
  yield* fake.arr.setLibrary(small[kind])
  yield* fake.arr.setContainer(1, { tags: [3, 4], seriesType: "anime", monitorNewItems: "none", metadataProfileId: 2 })
  yield* fake.arr.setProfiles([{ id: 1 }, { id: 2 }])
  const path = `${names[kind].container}/1`
  return { ...fake, path, resource: Effect.map(fake.get(path), (one) => one as Record<string, unknown>) }
})

const without = (resource: Record<string, unknown>, name: string) =>
  Object.fromEntries(Object.entries(resource).filter(([key]) => key !== name))

describe("a PUT", () => {
  it.scoped.each(kinds)("%s: of what was read changes nothing, of another profile only that", ([kind]) =>
    Effect.gen(function* () {
      const onRequest = (request: Arr.SeenRequest) => (haveApi ? validateRequest(kind, request) : [])
      const fake = yield* opened(kind, { onRequest })
      const before = yield* fake.resource
      assert.strictEqual((yield* fake.send("PUT", fake.path, before)).status, 202)
      assert.deepStrictEqual(yield* fake.resource, before)

      const reply = yield* fake.send("PUT", fake.path, { ...before, qualityProfileId: 2 })
      assert.strictEqual(reply.status, 202)
      assert.deepStrictEqual(reply.json, yield* fake.resource)
      const album = kind === "lidarr" ? yield* fake.get("album/11") : undefined
      if (album !== undefined) assert.strictEqual(at(album, "profileId"), 2)
      assert.deepStrictEqual(yield* fake.resource, { ...before, qualityProfileId: 2 })
      const where = new URL(`${fake.base}/${fake.path}`).pathname
      assert.deepStrictEqual(validateResponse(kind, "PUT", where, reply.status, reply.json), [])
      assert.deepStrictEqual(yield* fake.arr.violations, [])
    })
  )

  it.scoped.each(kinds)("%s: without monitored un-monitors, without tags takes them away", ([kind]) =>
    Effect.gen(function* () {
      const fake = yield* opened(kind)
      const before = yield* fake.resource
      assert.deepStrictEqual([before["monitored"], before["tags"]], [true, [3, 4]])
      yield* fake.send("PUT", fake.path, without(before, "monitored"))
      assert.deepStrictEqual(yield* fake.resource, { ...before, monitored: false })
      yield* fake.send("PUT", fake.path, without(before, "tags"))
      assert.deepStrictEqual(yield* fake.resource, { ...before, tags: [] })
    })
  )

  it.scoped("of a series switches the episodes of a season with it, and forgets seasons it does not name", () =>
    Effect.gen(function* () {
      const fake = yield* opened("sonarr")
      const before = yield* fake.resource
      yield* fake.send("PUT", fake.path, { ...before, seasons: [{ seasonNumber: 1, monitored: false }] })
      assert.isFalse(at(yield* fake.get("episode/11"), "monitored"))
      assert.isTrue(at(yield* fake.resource, "monitored"))
      yield* fake.send("PUT", fake.path, without(before, "seasons"))
      assert.deepStrictEqual(at(yield* fake.resource, "seasons"), [])
    })
  )

  it.scoped.each(kinds)("%s: is refused without a path, with an unknown profile, for what is not there", ([kind]) =>
    Effect.gen(function* () {
      const fake = yield* opened(kind)
      const before = yield* fake.resource
      const status = (path: string, body: unknown) => Effect.map(fake.send("PUT", path, body), (reply) => reply.status)
      const unknown = yield* fake.send("PUT", fake.path, { ...before, qualityProfileId: 9 })
      assert.deepStrictEqual([unknown.status, at(unknown.json, 0, "propertyName")], [400, "QualityProfileId"])
      assert.strictEqual(yield* status(fake.path, without(before, "qualityProfileId")), 400)
      assert.strictEqual(yield* status(fake.path, without(before, "path")), 400)
      assert.strictEqual(yield* status(`${names[kind].container}/99`, { ...before, id: 99 }), 404)
      assert.deepStrictEqual(yield* fake.resource, before)
    })
  )

  it.scoped("is kept with its body and the resource as a GET answered it just before", () =>
    Effect.gen(function* () {
      const fake = yield* opened("radarr")
      const before = yield* fake.resource
      yield* fake.send("PUT", fake.path, { ...before, qualityProfileId: 2 })
      yield* fake.send("PUT", fake.path, { id: 1 })
      yield* fake.send("PUT", "movie/99", { id: 99 })
      const path = "/api/v3/movie/1"
      assert.deepStrictEqual(yield* fake.arr.puts, [
        { at: noon, path, body: { ...before, qualityProfileId: 2 }, before, status: 202 },
        { at: noon, path, body: { id: 1 }, before: { ...before, qualityProfileId: 2 }, status: 400 },
        { at: noon, path: "/api/v3/movie/99", body: { id: 99 }, before: undefined, status: 404 }
      ])
    })
  )
})
