import { assert, describe, it } from "@effect/vitest"
import { renderStatus } from "../../../src/cli/renderStatus.ts"
import { statusCode } from "../../../src/cli/status.ts"
import { duration } from "../../../src/cli/text.ts"
import { processView } from "../../../src/web/ProcessView.ts"
import { readiness } from "../../../src/web/Readiness.ts"
import { dependency, worker } from "../web/fakes.ts"

const at = Date.UTC(2024, 0, 15, 10, 30, 0)
const now = at + 3_725_000
const same = (text: string) => text
const view = (patch: Parameters<typeof worker>[0]) => processView(worker(patch), { now, pid: 1, clean: same })

describe("qbitrr status", () => {
  it("is a table with one line per process", () => {
    const text = renderStatus(
      [
        view({}),
        view({
          name: "Sonarr-TV",
          state: "restarting",
          lifeStartedAt: null,
          life: 12,
          reason: "boom\n  at once",
          nextAttemptAt: at + 5_000
        }),
        view({ name: "qBit", state: "failed", lifeStartedAt: null, restartCount: 5, reason: "gave up" })
      ],
      [],
      now
    )
    assert.deepStrictEqual(text.split("\n"), [
      "NAME           STATE       LIFE  UPTIME  RESTARTS  SINCE                 REASON",
      "Radarr-Movies  running     3     1h 2m   2/5       2024-01-15T10:30:00Z",
      "Sonarr-TV      restarting  12    -       2/5       2024-01-15T10:30:00Z  boom at once (next attempt 2024-01-15T10:30:05Z)",
      "qBit           failed      3     -       5/5       2024-01-15T10:30:00Z  gave up"
    ])
  })

  it("says what a search worker does, unless something is wrong with it", () => {
    const search = (patch: Parameters<typeof worker>[0], activity?: { readonly text: string; readonly at: number }) =>
      processView(worker({ name: "Search-Radarr", role: "search", ...patch }), { now, pid: 1, clean: same, activity })
    const last = (process: ReturnType<typeof search>) => renderStatus([process], [], now).split("\n")[1]
    const found = { text: "The Matrix (1999) · Missing\u001b[2J", at: now - 300_000 }
    assert.match(last(search({}, found)) ?? "", /Z {2}The Matrix \(1999\) · Missing \[2J, 5m ago$/)
    assert.match(last(search({}, { ...found, at: now + 5_000 })) ?? "", /Missing \[2J, 0s ago$/)
    assert.match(last(search({ state: "degraded", reason: "Radarr is away" }, found)) ?? "", /Z {2}Radarr is away$/)
    assert.match(last(search({})) ?? "", /Z$/)
  })

  it("names the dependencies that are not up below the table", () => {
    const { dependencies } = readiness(
      [
        dependency(),
        dependency({ name: "Radarr-Movies", kind: "arr", state: "down", reason: "refused", nextAttemptAt: at + 1_000 }),
        dependency({ name: "database", kind: "database", state: "unknown" })
      ],
      [],
      same
    )
    assert.deepStrictEqual(
      renderStatus([view({})], dependencies, now)
        .split("\n")
        .slice(2),
      [
        "",
        "Not up:",
        "  Radarr-Movies (arr) down since 2024-01-15T10:30:00Z: refused (next attempt 2024-01-15T10:30:01Z)",
        "  database (database) unknown since 2024-01-15T10:30:00Z"
      ]
    )
  })

  it("lets no server write control characters to the terminal", () => {
    const text = renderStatus([view({ reason: "a\u001b[2Jb\u0007c" })], [], now)
    assert.include(text, "a [2Jb c")
    assert.notInclude(text, "\u001b")
  })

  it("says so when nothing is managed", () => {
    assert.strictEqual(renderStatus([], [], now), "No processes: the config has no section that is managed.")
  })

  it("shows durations in their two largest units", () => {
    const shown = [0, 0.4, 12, 60, 200, 3_600, 7_500, 86_400, 273_700].map(duration)
    assert.deepStrictEqual(shown, ["0s", "0s", "12s", "1m", "3m 20s", "1h", "2h 5m", "1d", "3d 4h"])
  })

  it("exits with 1 as soon as one process has failed, whatever its role", () => {
    assert.strictEqual(statusCode([view({}), view({ state: "degraded" })]), 0)
    assert.strictEqual(statusCode([view({}), view({ state: "failed" })]), 1)
    assert.strictEqual(statusCode([view({ state: "failed", role: "category" })]), 1)
    assert.strictEqual(statusCode([view({}), view({ state: "failed", role: "background" })]), 1)
  })
})
