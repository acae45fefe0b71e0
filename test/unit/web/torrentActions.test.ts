import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import { torrent } from "../torrents/samples.ts"
import { asBrowser, installed, json, openSession, openToken, visit } from "./access/support.ts"
import { call, start, type World } from "./fakes.ts"

const hash = "a".repeat(40)
const one = torrent({ id: TorrentId.make("qBit", hash), hash, name: "Movie", category: "radarr" })
const elsewhere = torrent({ id: TorrentId.make("qBit-4K", hash), hash, instance: "qBit-4K", category: "radarr" })
const path = `/api/torrents/qBit/${hash.toUpperCase()}/actions`

const act = (port: number, body: unknown, to = path) =>
  call(port, "POST", to, { headers: json, body: typeof body === "string" ? body : JSON.stringify(body) })

const stage = (world: World = {}) =>
  Effect.gen(function* () {
    const commands: Array<string> = []
    const port = yield* start({ torrents: [one, elsewhere], commands, ...world })
    return { commands, port }
  })

describe("POST /api/torrents/{instance}/{hash}/actions", () => {
  it.scopedLive("does what is asked, and tells what came of it", () =>
    Effect.gen(function* () {
      const { commands, port } = yield* stage()
      const answer = yield* act(port, { action: "ignore", hours: 1.5 })
      assert.strictEqual(answer.status, 200)
      assert.deepStrictEqual(answer.json, { status: "ok", action: "ignore", outcome: "done", text: "Done." })
      const { json: shown } = yield* call(port, "GET", path.replace("/actions", ""))
      assert.approximately(Date.parse(String(Object(shown).ignoredUntil)), Date.now() + 1.5 * 3_600_000, 60_000)
      yield* act(port, { action: "recheck" })
      assert.deepStrictEqual(commands, [
        "Movie: add tag qBitrr-ignored (ignore for 1.5 h, asked for by an API token)",
        "Movie: recheck (recheck, asked for by an API token)"
      ])
    })
  )

  it.scopedLive("says when it was so already, when dry run is on, and when it comes later", () =>
    Effect.gen(function* () {
      const { commands, port } = yield* stage()
      const same = yield* act(port, { action: "unignore" })
      assert.deepInclude(same.json, { outcome: "unchanged", text: "It is not ignored." })
      assert.deepStrictEqual(commands, [])
      for (const [result, expected] of [
        ["dry run", { outcome: "dry run" }],
        ["deferred: x is not ready", { outcome: "waiting", text: "Not yet: x is not ready." }]
      ] as const) {
        const other = yield* stage({ result })
        assert.deepInclude((yield* act(other.port, { action: "recheck" })).json, expected)
      }
    })
  )

  it.scopedLive("refuses with a sentence what is not understood, not there, not to be done, or not possible now", () =>
    Effect.gen(function* () {
      const { commands, port } = yield* stage()
      for (const [body, to, status, text] of [
        ["{", path, 400, /not JSON/],
        ["[]", path, 400, /Send \{"action"/],
        [{ action: "destroy" }, path, 400, /Send/],
        [{ action: "ignore", hours: 0 }, path, 400, /hours must be a number above 0/],
        [{ action: "ignore", hours: 1e9 }, path, 400, /hours must be 87600 at most/],
        [{ action: "fail", hours: 2 }, path, 400, /hours belongs to ignore, not to fail/],
        [{ action: "fail", more: 2 }, path, 400, /Send/],
        [{ action: "fail" }, "/api/torrents/qBit/beef/actions", 404, /There is no torrent beef in qBit/],
        [{ action: "fail" }, "/api/torrents/no/beef/actions", 404, /There is no torrent beef in no/],
        [{ action: "import" }, path, 409, /not complete/],
        [{ action: "search" }, path, 409, /does not answer/],
        [{ action: "fail" }, path.replace("qBit", "qBit-4K"), 503, /qBit-4K does not answer/],
        [`"${"x".repeat(1_100_000)}"`, path, 413, /1 MiB/]
      ] as const) {
        const answer = yield* act(port, body, to)
        assert.strictEqual(answer.status, status, JSON.stringify(body).slice(0, 80))
        assert.match((answer.json as { error: string }).error, text)
      }
      assert.deepStrictEqual(commands, [])
      const failing = yield* stage({ result: "failed: qBit: 500" })
      const answer = yield* act(failing.port, { action: "recheck" })
      assert.strictEqual(answer.status, 503)
      assert.match(answer.text, /It did not work: qBit: 500/)
    })
  )

  it.scopedLive("needs the scope actions, and names who asked", () =>
    Effect.gen(function* () {
      const kept = installed("ada")
      const { commands, port } = yield* stage({ access: kept })
      const body = { action: "recheck" }
      const reader = { authorization: `Bearer ${openToken(kept, ["read", "config", "webhook"])}` }
      assert.strictEqual((yield* visit(port, "POST", path, { headers: reader, body })).status, 403)
      const browser = yield* asBrowser(port, openSession(kept))
      assert.strictEqual((yield* visit(port, "POST", path, { headers: browser, body })).status, 200)
      assert.deepStrictEqual(commands, ["Movie: recheck (recheck, asked for by ada)"])
      const actor = { authorization: `Bearer ${openToken(kept, ["actions"])}` }
      assert.strictEqual((yield* visit(port, "POST", path, { headers: actor, body })).status, 200)
    })
  )
})
