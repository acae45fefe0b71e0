import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as fc from "fast-check"
import { type ArrClient, fromHttp } from "../../../../src/clients/arr/ArrClient.ts"
import type { ArrKind } from "../../../../src/clients/arr/ArrKind.ts"
import type { ProfileOwner } from "../../../../src/clients/arr/library/ProfileOwner.ts"
import { switchProfile } from "../../../../src/clients/arr/mutations.ts"
import type { HttpCall } from "../../../../src/clients/http.ts"
import { hasShared, readShared } from "../../../harness/openapi/shared.ts"
import { apiKey, fakeArr, ok, type Reply } from "./fakeHttp.ts"

type Row = Readonly<Record<string, unknown>>

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value)

const kinds = ["radarr", "sonarr", "lidarr", "readarr"] as const
const owners = { radarr: "movie", sonarr: "series", lidarr: "artist", readarr: "author" } as const
const accepted: Reply = { status: 202, body: "" }
const statusRow = { appName: "An Arr", version: "5.0" }

/** An Arr with this one resource. */
const holding = (kind: (typeof kinds)[number], resource: Row, put: Reply = accepted) =>
  fakeArr(kind, (call) => {
    if (call.path.endsWith("/system/status")) return ok(statusRow)
    return call.method === "PUT" ? put : ok(resource)
  })

/** Any Arr without the check against its API document: what it holds may be anything. */
const holdingAnything = (
  kind: ArrKind,
  text: string
): { readonly client: ArrClient; readonly calls: ReadonlyArray<HttpCall> } => {
  const calls: Array<HttpCall> = []
  const http = {
    service: "Section",
    baseUrl: "http://arr.local",
    send: (call: HttpCall) =>
      Effect.sync(() => {
        calls.push(call)
        return { status: call.method === "PUT" ? 202 : 200, headers: {}, cookies: [], body: text }
      })
  }
  return { client: fromHttp({ name: "Section", kind, apiKey: Redacted.make(apiKey) }, http), calls }
}

const sent = (calls: ReadonlyArray<HttpCall>): ReadonlyArray<HttpCall> => calls.filter((call) => call.method !== "GET")

/** Every member but the profile is what it was, in its place. */
const assertOnlyProfile = (body: unknown, before: Row, to: number) => {
  assert.isTrue(isRow(body))
  if (!isRow(body)) return
  assert.deepStrictEqual(Object.keys(body), Object.keys(before))
  for (const [name, value] of Object.entries(before)) {
    assert.deepStrictEqual(body[name], name === "qualityProfileId" ? to : value, name)
  }
  assert.strictEqual(
    JSON.stringify({ ...body, qualityProfileId: 0 }),
    JSON.stringify({ ...before, qualityProfileId: 0 })
  )
}

describe("switchProfile", () => {
  const owner: ProfileOwner = { kind: "movie", id: 3 }

  it.effect("has the profile already: nothing is sent", () =>
    Effect.gen(function* () {
      const { calls, client } = holding("radarr", { id: 3, qualityProfileId: 2 })
      assert.strictEqual(yield* switchProfile(client, owner, 1, 2), "already")
      assert.isEmpty(sent(calls))
    })
  )

  it.effect("a person chose another one meanwhile: nothing is sent", () =>
    Effect.gen(function* () {
      const { calls, client } = holding("radarr", { id: 3, qualityProfileId: 9 })
      assert.strictEqual(yield* switchProfile(client, owner, 1, 2), "changed elsewhere")
      assert.isEmpty(sent(calls))
    })
  )

  it.effect("it is gone, before or between reading and sending: no failure", () =>
    Effect.gen(function* () {
      const missing: Reply = { status: 404, body: { message: "NotFound" } }
      const before = fakeArr("radarr", (call) => (call.path.endsWith("/status") ? ok(statusRow) : missing))
      assert.strictEqual(yield* switchProfile(before.client, owner, 1, 2), "gone")
      assert.isEmpty(sent(before.calls))
      const between = holding("radarr", { id: 3, qualityProfileId: 1 }, missing)
      assert.strictEqual(yield* switchProfile(between.client, owner, 1, 2), "gone")
    })
  )

  it.effect("an owner of another program is gone, and that program is not asked", () =>
    Effect.gen(function* () {
      const { calls, client } = holding("sonarr", { id: 3, qualityProfileId: 1 })
      assert.strictEqual(yield* switchProfile(client, owner, 1, 2), "gone")
      assert.isEmpty(calls)
    })
  )

  it.effect("a proxy that says 404 while the program restarts does not make it gone: the way back is kept", () =>
    Effect.gen(function* () {
      const { client } = fakeArr("radarr", () => ({ status: 404, body: "404 page not found" }))
      assert.strictEqual((yield* Effect.flip(switchProfile(client, owner, 1, 2)))._tag, "Transient")
    })
  )

  it.effect("anything but this one resource with a profile is a failure, and nothing is sent", () =>
    Effect.gen(function* () {
      for (const answer of [
        [],
        [{ id: 3, qualityProfileId: 1 }],
        {},
        { id: 4, qualityProfileId: 1 },
        { id: 3 },
        { id: 3, qualityProfileId: "1" },
        "<html></html>"
      ]) {
        const { calls, client } = fakeArr("radarr", () => ok(answer))
        assert.strictEqual((yield* Effect.flip(switchProfile(client, owner, 1, 2)))._tag, "Malformed")
        assert.isEmpty(sent(calls))
      }
    })
  )

  it.effect("is sent once: not again after a broken connection or an error", () =>
    Effect.gen(function* () {
      for (const put of ["broken", { status: 500, body: "" }, { status: 400, body: [] }] as const) {
        const { calls, client } = holding("radarr", { id: 3, qualityProfileId: 1 }, put)
        yield* Effect.flip(switchProfile(client, owner, 1, 2))
        assert.lengthOf(sent(calls), 1)
      }
    })
  )

  it("sends back whatever the resource holds, in its order, and un-monitors nothing", () =>
    fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 12 }),
        fc.dictionary(fc.constantFrom("monitored", "seasons", "tags", "addOptions", "__proto__"), fc.jsonValue()),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        async (some, known, from, to) => {
          fc.pre(from !== to)
          const text = JSON.stringify({ ...some, qualityProfileId: from, ...known, id: 3 })
          const before: unknown = JSON.parse(text)
          const { calls, client } = holdingAnything("radarr", text)
          assert.strictEqual(await Effect.runPromise(switchProfile(client, owner, from, to)), "switched")
          const [put, ...more] = sent(calls)
          assert.isEmpty(more)
          assert.strictEqual(put?.method, "PUT")
          assert.strictEqual(put?.path, "/api/v3/movie/3")
          assert.isUndefined(put?.query)
          if (isRow(before)) assertOnlyProfile(put?.json, before, to)
        }
      ),
      { numRuns: 300 }
    ))
})

describe.skipIf(!hasShared("api/fixtures/sources.tsv"))("switchProfile with recorded resources", () => {
  const files = {
    radarr: ["ruddarr/movies.json", "pyarr/radarr/movie.json", "aiopyarr/radarr/movie.json"],
    sonarr: ["ruddarr/series.json", "pyarr/sonarr/series.json", "aiopyarr/sonarr/series.json"],
    lidarr: ["pyarr/lidarr/artist.json", "aiopyarr/lidarr/artist.json"],
    readarr: ["pyarr/readarr/author.json", "aiopyarr/readarr/author.json"]
  } as const
  for (const kind of kinds) {
    for (const path of files[kind]) {
      it.effect(`${path}: every member but the profile is sent back as it was`, () =>
        Effect.gen(function* () {
          const value = readShared(`api/fixtures/${path}`)
          const rows = (Array.isArray(value) ? value : [value]).filter(isRow)
          assert.isNotEmpty(rows)
          for (const row of rows.slice(0, 40)) {
            const resource = { ...row, id: 3, qualityProfileId: 4 }
            // Samples of old versions hold members that today's documents do not know.
            const { calls, client } = path.startsWith("ruddarr")
              ? holding(kind, resource)
              : holdingAnything(kind, JSON.stringify(resource))
            assert.strictEqual(yield* switchProfile(client, { kind: owners[kind], id: 3 }, 4, 5), "switched")
            assert.deepStrictEqual(
              calls.map((call) => `${call.method} ${call.path}`),
              [`GET ${client.apiPath}/${owners[kind]}/3`, `PUT ${client.apiPath}/${owners[kind]}/3`]
            )
            assertOnlyProfile(sent(calls)[0]?.json, resource, 5)
          }
        })
      )
    }
  }
})
