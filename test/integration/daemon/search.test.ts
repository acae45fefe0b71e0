import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FakeQbittorrent from "../../../src/demo/FakeQbittorrent.ts"
import * as Arrs from "../../harness/daemon/arrs.ts"
import * as Daemon from "../../harness/daemon/Daemon.ts"
import { poll } from "../../harness/daemon/poll.ts"

describe("searching", () => {
  it.scopedLive(
    "what is missing is searched for, grabbed, downloaded and imported, and the chain is told",
    () =>
      Effect.gen(function* () {
        const qbittorrent = yield* FakeQbittorrent.make({ webApi: "2.11.4", username: "admin", password: "pw" })
        const radarr = yield* Arrs.arr({
          kind: "radarr",
          category: "radarr",
          client: qbittorrent,
          autoImportAfter: "200 millis",
          onSearch: (target) =>
            target.kind === "movie" && target.movieId === 1
              ? { name: "Missing.Movie.2020.1080p.WEB-DL-GROUP", category: "radarr", downloadSeconds: 2 }
              : undefined
        })
        yield* radarr.setMedia({ kind: "movie", movieId: 1 }, { title: "Missing Movie", year: 2020 })
        yield* radarr.setMedia({ kind: "movie", movieId: 2 }, { title: "There", year: 2019, hasFile: true })
        const daemon = yield* Daemon.make(
          [
            Arrs.settings({ SearchLoopDelay: 2 }),
            Arrs.qbit({ url: qbittorrent.url, username: "admin", password: "pw" }),
            Arrs.section("Radarr-Movies", radarr, "radarr", {}, {}, {})
          ].join("\n")
        )
        yield* daemon.start
        yield* poll(
          "searched",
          Effect.map(radarr.searches, (all) => all.get("movie:1") === 1)
        )
        yield* poll(
          "imported",
          Effect.map(radarr.imports, (all) => all.size === 1)
        )
        const answer = yield* poll(
          "the chain is told",
          Effect.map(daemon.call("GET", "/api/searches"), ({ json }) =>
            JSON.stringify(json).includes('"importedAt":"2') ? json : undefined
          )
        )
        assert.isDefined(answer)
        assert.deepStrictEqual(yield* radarr.violations, [])
      }),
    120_000
  )
})
