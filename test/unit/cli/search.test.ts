import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { skipWords } from "../../../src/cli/searchWords.ts"
import { skips } from "../../../src/search/Skip.ts"
import type { NewSearch } from "../../../src/store/search/SearchLog.ts"
import { token, worker } from "../web/fakes.ts"
import { movieShelf, type SearchWorld, seriesShelf, startSearching, status } from "../web/searchWorld.ts"
import { dataFolder, qbitrr } from "./commandLine.ts"

const daemon = (world: SearchWorld) =>
  Effect.gen(function* () {
    const searching = yield* startSearching(world)
    const data = yield* dataFolder(`[WebUI]\nHost = "127.0.0.1"\nPort = ${searching.port}\nToken = "${token}"\n`)
    return { ...searching, data }
  })

const at = Date.UTC(2024, 0, 15, 10, 30)

const search = (id: number, changes: Partial<NewSearch> = {}): NewSearch => ({
  section: "Radarr-Movies",
  reason: "Missing",
  target: { kind: "movie", movieId: id },
  items: [id],
  title: `Movie ${id} (2020)`,
  sentAt: at + id * 1000,
  ...changes
})

const grab = { at, hash: "ab", title: "Some.Release", indexer: "I", importedAt: undefined, failedAt: undefined }

const candidate = (id: number, changes: Partial<ReturnType<typeof search>> = {}) => ({
  reason: "Missing" as const,
  target: { kind: "movie", movieId: id } as const,
  items: [id],
  marks: [],
  title: `Movie ${id} (2020)`,
  wish: undefined,
  ...changes
})

/** A time that is told as `…Z (…)` or `… ago` depends on the clock of the test. */
const timeless = (text: string): ReadonlyArray<string> => text.replace(/\d+d( \d+h)?/g, "AGES").split("\n")

describe("qbitrr search list", () => {
  it.scopedLive("tells of each section what it does, waits for, has to do and why not more, and what came of it", () =>
    Effect.gen(function* () {
      const { data } = yield* daemon({
        sections: [
          status("Sonarr-TV", {
            activity: { text: "Dark S01E05 · Truths\u001b[2J · Missing", at },
            held: { why: "hourly limit", until: at, text: "20 of 20 searches an hour are spent; next at 10:30" },
            queue: [
              candidate(1, { reason: "Request", items: [1, 2, 3], title: "Dark S02 (3 episodes)" }),
              ...[2, 3, 4, 5, 6, 7].map((id) => candidate(id))
            ],
            skipped: new Map([
              ["complete", 100],
              ["unmonitored", 112],
              ["in the queue", 2],
              ["cooling down", 300]
            ]),
            running: [
              {
                ...search(8, { section: "Sonarr-TV", sentAt: at }),
                key: 8,
                state: "running",
                commandId: 1,
                message: undefined,
                endedAt: undefined,
                grabs: []
              }
            ],
            hour: { used: 20, limit: 20 },
            sync: { phase: "items", done: 5, total: 10, startedAt: at, lastFullAt: at, lastError: "odd\nrow" }
          }),
          status("Radarr-Movies", { skipped: new Map([["cooling down", 1]]), nextAt: at }),
          status("Radarr-Old")
        ],
        history: [
          [search(1), { state: "done" }],
          [search(2), { state: "done", grabs: [grab, { ...grab, title: "Other", importedAt: at }] }],
          [search(3, { reason: "Upgrade" }), { state: "failed", message: "unsuccessful" }],
          [search(4), { state: "running" }],
          [search(5), { state: "lost", message: "never arrived" }],
          [search(6, { section: "Sonarr-TV", sentAt: Date.now() + 9000 }), { grabs: [{ ...grab, failedAt: at }] }]
        ],
        world: { workers: [worker({ name: "Radarr-Movies" })] }
      })
      const { code, stderr, stdout } = yield* qbitrr("search", "list", "--data", data)
      assert.deepStrictEqual([code, stderr], [0, ""])
      const lines = timeless(stdout)
      assert.deepStrictEqual(lines.slice(0, -6), [
        "Radarr-Movies",
        "  Wanted  1 candidate, 0 eligible: 1 recently searched",
        "  Next    one more is eligible at 2024-01-15T10:30:00Z",
        "  Hour    0 of 20 searches spent",
        "  Queue   empty",
        "",
        "Radarr-Old",
        "  Off     nothing is switched on that is searched for (EntrySearch); only searches by hand are sent",
        "  Wanted  nothing",
        "  Hour    0 of 20 searches spent",
        "  Queue   empty",
        "",
        "Sonarr-TV",
        "  Now      Dark S01E05 · Truths [2J · Missing, AGES ago",
        "  Held     20 of 20 searches an hour are spent; next at 10:30",
        "  Wanted   423 candidates, 9 eligible: 300 recently searched, 112 unmonitored, 2 downloading",
        "  Library  100 complete, read 2024-01-15T10:30:00Z, reads items (5 of 10), odd row",
        "  Hour     20 of 20 searches spent",
        "  Running  Movie 8 (2020) · Missing, AGES ago",
        "  Queue    7: 1 Request, 6 Missing",
        "           Dark S02 (3 episodes) · Request",
        "           Movie 2 (2020) · Missing",
        "           Movie 3 (2020) · Missing",
        "           Movie 4 (2020) · Missing",
        "           Movie 5 (2020) · Missing",
        "           … and 2 more",
        "  30 days  Missing: 1 search, 1 grabbed, 0 imported",
        "",
        "Searched for, newest first"
      ])
      assert.match(lines.at(-6) ?? "", /Z {2}Sonarr-TV {6}Movie 6 \(2020\) · Missing → Some\.Release \(failed\)$/)
      assert.deepStrictEqual(lines.slice(-5), [
        "  2024-01-15T10:30:05Z  Radarr-Movies  Movie 5 (2020) · Missing → not known: never arrived",
        "  2024-01-15T10:30:04Z  Radarr-Movies  Movie 4 (2020) · Missing → still running",
        "  2024-01-15T10:30:03Z  Radarr-Movies  Movie 3 (2020) · Upgrade → failed: unsuccessful",
        "  2024-01-15T10:30:02Z  Radarr-Movies  Movie 2 (2020) · Missing → Some.Release (grabbed), Other (imported)",
        "  2024-01-15T10:30:01Z  Radarr-Movies  Movie 1 (2020) · Missing → nothing"
      ])
    })
  )

  it.scopedLive("says how long it waits", () =>
    Effect.gen(function* () {
      const held = { why: "delay", until: Date.now() + 1_200_000, text: "Waits 30 s between two searches" } as const
      const { data } = yield* daemon({ sections: [status("Radarr-Movies", { held })] })
      const { stdout } = yield* qbitrr("search", "list", "--data", data)
      assert.match(stdout, /^ {2}Held {4}Waits 30 s between two searches \(in (20m|19m \d+s)\)$/m)
    })
  )

  it.scopedLive("says why a section does not search at all", () =>
    Effect.gen(function* () {
      const { data } = yield* daemon({
        sections: [status("Radarr-Movies")],
        world: {
          workers: [
            worker({ name: "Search-Radarr-Movies", role: "search" }),
            worker({ name: "Search-Sonarr-TV", role: "search", state: "degraded", reason: "Sonarr-TV: no answer" }),
            worker({ name: "Sonarr-TV" })
          ]
        }
      })
      const all = yield* qbitrr("search", "list", "--data", data)
      assert.include(
        all.stdout,
        "Sonarr-TV\n  Does not search: its worker Search-Sonarr-TV is degraded: Sonarr-TV: no answer"
      )
      assert.strictEqual(all.stdout.split("Does not search").length, 2)
      const one = yield* qbitrr("search", "list", "--section", "radarr-movies", "--data", data)
      assert.notInclude(one.stdout, "Sonarr-TV")
      assert.include(one.stdout, "Radarr-Movies\n")
      const other = yield* qbitrr("search", "list", "--section", "sonarr-tv", "--data", data)
      assert.match(other.stdout, /^Sonarr-TV\n {2}Does not search: /)
      const none = yield* daemon({ world: { workers: [] } })
      assert.match(
        (yield* qbitrr("search", "list", "--data", none.data)).stdout,
        /^No section searches: the config has none that is managed\.\n\nNothing was searched for yet\.$/
      )
    })
  )

  it.scopedLive("shows as many past searches as wanted, and prints JSON for scripts", () =>
    Effect.gen(function* () {
      const { data } = yield* daemon({
        sections: [status("Radarr-Movies")],
        history: Array.from({ length: 30 }, (_, id) => [search(id), { state: "done" }] as const)
      })
      const list = (...words: ReadonlyArray<string>) => qbitrr("search", "list", ...words, "--data", data)
      assert.include((yield* list()).stdout, "Searched for, newest first (20 of 30; more with --limit)")
      assert.strictEqual((yield* list("--limit", "5")).stdout.split(" → ").length, 6)
      assert.notInclude((yield* list("--limit", "0")).stdout, "Searched for")
      const json = JSON.parse((yield* list("--json", "--limit", "2")).stdout)
      assert.deepStrictEqual([json.total, json.history.length, json.sections.length], [30, 2, 1])
      for (const limit of ["501", "-1"]) {
        const wrong = yield* list("--limit", limit)
        assert.deepStrictEqual([wrong.code, wrong.stderr], [2, "--limit takes 0 to 500."])
      }
    })
  )

  it.scopedLive("fails for a section that there is not, and names those that there are", () =>
    Effect.gen(function* () {
      const { data } = yield* daemon({ sections: [status("Radarr-Movies")] })
      const { code, stderr } = yield* qbitrr("search", "list", "--section", "Radar", "--data", data)
      assert.strictEqual(code, 1)
      assert.match(stderr, /^No section Radar searches\. Sections that do: .*Radarr-Movies/)
    })
  )

  it("has words of its own for every reason", () => {
    assert.deepStrictEqual(Object.keys(skipWords), [...skips])
    assert.strictEqual(new Set(Object.values(skipWords)).size, skips.length)
  })
})

describe("qbitrr search now", () => {
  const world: SearchWorld = {
    sections: ["Radarr-Movies", "Radarr-4K", "Sonarr-TV"].map((section) => status(section)),
    libraries: {
      "Radarr-Movies": [movieShelf(1, "The Matrix", 1999), movieShelf(2, "The Matrix\u001b[2J Reloaded", 2003)],
      "Radarr-4K": [movieShelf(1, "The Matrix", 1999)],
      "Sonarr-TV": [seriesShelf(1, "Dark")]
    }
  }

  it.scopedLive("says what is searched for and where, and where to see what comes of it", () =>
    Effect.gen(function* () {
      const { data, wishes } = yield* daemon(world)
      const now = (...words: ReadonlyArray<string>) =>
        Effect.map(qbitrr("search", "now", ...words, "--data", data), ({ code, stderr, stdout }) => {
          assert.deepStrictEqual([code, stderr], [0, ""])
          return stdout.split("\n")
        })
      assert.deepStrictEqual(yield* now("the matrix", "--section", "radarr-4k"), [
        "The Matrix (1999) is searched for in Radarr-4K.",
        "See what comes of it: qbitrr search list --section Radarr-4K"
      ])
      // Words need no quotes.
      assert.strictEqual((yield* now("dark", "S02E01"))[0], "Dark S02E01 · E1 is searched for in Sonarr-TV.")
      assert.strictEqual((yield* now("dark", "s2"))[0], "Dark S02 (the whole season) is searched for in Sonarr-TV.")
      assert.strictEqual((yield* now("dark"))[0], "Dark (the whole series) is searched for in Sonarr-TV.")
      assert.strictEqual(wishes.of("Sonarr-TV").length, 3)
    })
  )

  it.scopedLive("says what it has to wait for", () =>
    Effect.gen(function* () {
      const held = { why: "Arr away", until: undefined, text: "nothing listens at http://sonarr:8989" } as const
      const { data } = yield* daemon({ ...world, sections: [status("Sonarr-TV", { held })] })
      const { stdout } = yield* qbitrr("search", "now", "dark", "--data", data)
      assert.strictEqual(stdout.split("\n")[1], "It has to wait: nothing listens at http://sonarr:8989.")
    })
  )

  it.scopedLive("lists what may be meant when that is several things", () =>
    Effect.gen(function* () {
      const { data, events } = yield* daemon(world)
      const { code, stderr, stdout } = yield* qbitrr("search", "now", "matrix", "--data", data)
      assert.deepStrictEqual([code, stdout], [1, ""])
      assert.deepStrictEqual(stderr.split("\n"), [
        '"matrix" may be 3 things. Say more of the title, or give --section:',
        "  Radarr-4K      The Matrix (1999)",
        "  Radarr-Movies  The Matrix (1999)",
        "  Radarr-Movies  The Matrix [2J Reloaded (2003)"
      ])
      assert.isEmpty(events)
    })
  )

  it.scopedLive("fails with what was looked through, for what is nowhere", () =>
    Effect.gen(function* () {
      const { data } = yield* daemon(world)
      const nothing = yield* qbitrr("search", "now", "nothing", "--section", "Sonarr-TV", "--data", data)
      assert.deepStrictEqual([nothing.code, nothing.stderr], [1, 'Nothing is named "nothing" in Sonarr-TV.'])
      const wrong = yield* qbitrr("search", "now", "dark", "--nope", "--data", data)
      assert.deepStrictEqual([wrong.code, wrong.stderr.trim()], [2, "Unknown or incomplete option: --nope"])
      const none = yield* qbitrr("search", "now", "--data", data)
      assert.deepStrictEqual([none.code, none.stderr.trim()], [2, "Missing argument <QUERY>"])
    })
  )
})

describe("qbitrr search", () => {
  it.effect("alone prints its help", () =>
    Effect.gen(function* () {
      const alone = yield* qbitrr("search")
      assert.deepStrictEqual(alone, yield* qbitrr("search", "--help"))
      assert.deepStrictEqual([alone.code, alone.stderr], [0, ""])
      assert.include(alone.stdout, "$ qbitrr search COMMAND")
    })
  )
})
