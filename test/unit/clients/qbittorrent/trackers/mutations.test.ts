import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { Conflict, NotFound } from "../../../../../src/clients/ClientError.ts"
import { fromVersions } from "../../../../../src/clients/qbittorrent/Features.ts"
import * as mutations from "../../../../../src/clients/qbittorrent/mutations.ts"
import type { QbittorrentClient } from "../../../../../src/clients/qbittorrent/QbittorrentClient.ts"
import { clientStub } from "../../../../harness/qbittorrent/clientStub.ts"

const secret = "https://tracker.example/announce?key=a%2Fb|c"

/** A qBittorrent of this Web API whose torrent `aa` has `trackers`; follows unless told not to. */
const server = (webapi: string, trackers: ReadonlyArray<string>, deaf = false) => {
  let known = [...trackers]
  const forms: Array<Readonly<Record<string, string>>> = []
  const features = fromVersions("v", webapi)
  const given: Partial<QbittorrentClient> = {
    ...(features === undefined ? {} : { features: Effect.succeed(features) }),
    trackers: (hash) =>
      hash === "aa"
        ? Effect.sync(() => known.map((url) => ({ url, status: 2, message: "" })))
        : Effect.fail(new NotFound({ service: "qBit", request: "GET", detail: "no such torrent" })),
    post: (path, form) =>
      Effect.suspend(() => {
        const fields = Object.fromEntries(form)
        forms.push(fields)
        const urls = fields["urls"] ?? ""
        if (deaf) return Effect.succeed("")
        if (path.endsWith("addTrackers")) known = [...new Set([...known, ...urls.split("\n")])]
        else {
          const gone = urls
            .split("|")
            .map((url) => (features?.encodesTrackerUrls === true ? decodeURIComponent(url) : url))
          if (!known.some((url) => gone.includes(url))) {
            return Effect.fail(new Conflict({ service: "qBit", request: `POST ${path}`, status: 409, detail: "none" }))
          }
          known = known.filter((url) => !gone.includes(url))
        }
        return Effect.succeed("")
      })
  }
  return { client: clientStub(given), forms, known: () => known }
}

describe("trackers of a torrent", () => {
  it.effect("are added line by line, as they are, and read back", () =>
    Effect.gen(function* () {
      const { client, forms, known } = server("2.11.4", ["https://old.example/a"])
      yield* mutations.addTrackers(client, "AA", [secret, "udp://other.example:6969"])
      assert.deepStrictEqual(forms, [{ hash: "aa", urls: `${secret}\nudp://other.example:6969` }])
      assert.include(known(), secret)
    })
  )

  it.effect.each([
    ["2.8.19", "https://t/%2F?a"],
    ["2.11.2", "https://t/%2F?a"],
    ["2.11.3", "https%3A%2F%2Ft%2F%252F%3Fa"],
    ["2.15.1", "https%3A%2F%2Ft%2F%252F%3Fa"]
  ] as const)("are taken away by URLs that Web API %s understands", ([webapi, sent]) =>
    Effect.gen(function* () {
      const { client, forms, known } = server(webapi, ["https://t/%2F?a", "https://t/kept", "https://t/too"])
      yield* mutations.removeTrackers(client, "AA", ["https://t/%2F?a", "https://t/too"])
      assert.strictEqual(forms[0]?.["urls"]?.split("|")[0], sent)
      assert.deepStrictEqual(known(), ["https://t/kept"])
    })
  )

  it.effect("that are gone already are fine, though 4.4 answers 409; nothing is sent for none", () =>
    Effect.gen(function* () {
      const { client, forms } = server("2.8.5", ["https://t/kept"])
      yield* mutations.removeTrackers(client, "aa", ["https://t/gone"])
      yield* mutations.removeTrackers(client, "aa", [])
      yield* mutations.addTrackers(client, "aa", [])
      assert.strictEqual(forms.length, 1)
    })
  )

  it.effect("that do not follow are a conflict after 8 s that names the torrent and no passkey", () =>
    Effect.gen(function* () {
      const { client } = server("2.11.4", ["https://t/kept?key=secret"], true)
      for (const [mutation, words] of [
        [mutations.addTrackers(client, "aa", [secret]), /does not show the tracker for aa/],
        [mutations.removeTrackers(client, "aa", ["https://t/kept?key=secret"]), /the removal of the tracker for aa/]
      ] as const) {
        const fiber = yield* Effect.fork(Effect.flip(mutation))
        yield* TestClock.adjust("8 seconds")
        const error = yield* Fiber.join(fiber)
        assert.strictEqual(error._tag, "Conflict")
        assert.match(error.message, words)
        assert.notInclude(error.message, "key=")
      }
    })
  )

  it.effect("with white space in a URL are refused here; those of an unknown torrent are not found", () =>
    Effect.gen(function* () {
      const { client, forms } = server("2.11.4", [])
      for (const url of ["https://a\nhttps://b", "", " https://a"]) {
        assert.strictEqual((yield* Effect.flip(mutations.addTrackers(client, "aa", [url])))._tag, "Conflict")
      }
      assert.strictEqual(forms.length, 0)
      assert.strictEqual((yield* Effect.flip(mutations.addTrackers(client, "bb", ["https://a"])))._tag, "NotFound")
    })
  )
})
